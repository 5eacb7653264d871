"""`/ogc/tiles` and `/ogc/collections/{layer}/tiles`: OGC API Tiles, with the bytes of our own map."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from api.code_lists import edited_now
from api.errors import BadParameter, Problem
from api.ogc.columns import title
from api.ogc.links import OGC, document
from api.ogc.tilesets import check_matrix_set, drawn_layers, matrix_set, matrix_sets, tileset, tileset_list
from api.parameters import At, Known, LayerName, layer_named, refuse_unknown
from api.routes.tiles import tile
from api.security import Role, needs
from gis_core.tiles.grid import LAST_ZOOM
from layers.base import Layer

router = APIRouter(tags=["ogc"], prefix=OGC, include_in_schema=False)
VIEWER = [needs(Role.VIEWER, basic=True)]
DOCUMENT = ("f", "at", "known")

Matrix = Annotated[int, Path(ge=0, description="Zoom")]
Row = Annotated[int, Path(ge=0, description="Row from the north")]
Column = Annotated[int, Path(ge=0, description="Column from the west")]
Names = Annotated[str | None, Query(description="Names of layers, with commas between them; all if left out")]


@router.get("/tileMatrixSets", dependencies=VIEWER)
async def ogc_matrix_sets(request: Request) -> Response:
    """List the schemes by which tiles are cut."""
    refuse_unknown(request, *DOCUMENT)
    return document(request, matrix_sets(request), title="瓦片方案 · Tile matrix sets")


@router.get("/tileMatrixSets/{matrix_set_id}", dependencies=VIEWER)
async def ogc_matrix_set(request: Request, matrix_set_id: str) -> Response:
    """Define a scheme."""
    refuse_unknown(request, *DOCUMENT)
    check_matrix_set(matrix_set_id)
    return document(request, matrix_set(), title=matrix_set_id)


@router.get("/tiles", dependencies=VIEWER)
async def ogc_tilesets(request: Request) -> Response:
    """List the tileset of all layers."""
    refuse_unknown(request, *DOCUMENT)
    layers = await edited_now(request, drawn_layers())
    return document(request, tileset_list(request, layers), title="矢量瓦片 · Vector tiles")


@router.get("/tiles/{matrix_set_id}", dependencies=VIEWER)
async def ogc_tileset(request: Request, matrix_set_id: str) -> Response:
    """Describe the tileset of all layers."""
    refuse_unknown(request, *DOCUMENT)
    check_matrix_set(matrix_set_id)
    layers = await edited_now(request, drawn_layers())
    return document(request, tileset(request, layers), title="矢量瓦片 · Vector tiles")


@router.get("/tiles/{matrix_set_id}/{z}/{row}/{column}", dependencies=VIEWER)
async def ogc_tile(
    request: Request,
    *,
    matrix_set_id: str,
    z: Matrix,
    row: Row,
    column: Column,
    collections: Names = None,
    at: At = None,
    known: Known = None,
) -> Response:
    """Draw a tile of all layers, or of those that `collections` names."""
    refuse_unknown(request, "collections", "f", "at", "known")
    drawn = [layer.name for layer in drawn_layers()]
    names = collections.split(",") if collections else drawn
    for name in names:
        if name not in drawn:
            raise BadParameter("collections", f"{name[:60]!r} has no tiles; there are {', '.join(drawn)}")
    return await _tile(request, matrix_set_id, (z, row, column), names, at=at, known=known)


async def _tile(
    request: Request,
    matrix_set_id: str,
    place: tuple[int, int, int],
    names: list[str],
    *,
    at: str | None,
    known: str | None,
) -> Response:
    check_matrix_set(matrix_set_id)
    z, row, column = place
    if z > LAST_ZOOM or row >= 1 << z or column >= 1 << z:  # Tiles, 7.1.6: what isn't there is no error of the question
        raise Problem(404, f"there is no tile {z}/{row}/{column}: {matrix_set_id} is cut at 0–{LAST_ZOOM}, 2^n a side")
    asked = request.query_params.get("f", "mvt")
    if asked != "mvt":
        raise BadParameter("f", f"{asked[:40]!r} is no format of a tile; there is mvt")
    return await tile(request, z=z, x=column, y=row, layers=",".join(names), at=at, known=known)


def _drawn(name: str) -> Layer:
    layer = layer_named(name)
    if layer.style is None:
        raise Problem(404, f"layer: {name} is never drawn and has no tiles", field="layer")
    return layer


@router.get("/collections/{layer}/tiles", dependencies=VIEWER)
async def ogc_layer_tilesets(request: Request, layer: LayerName) -> Response:
    """List the tileset of a layer."""
    refuse_unknown(request, *DOCUMENT)
    (found,) = await edited_now(request, [_drawn(layer)])
    return document(request, tileset_list(request, [found], "collections", layer), title=title(found))


@router.get("/collections/{layer}/tiles/{matrix_set_id}", dependencies=VIEWER)
async def ogc_layer_tileset(request: Request, layer: LayerName, matrix_set_id: str) -> Response:
    """Describe the tileset of a layer."""
    refuse_unknown(request, *DOCUMENT)
    check_matrix_set(matrix_set_id)
    (found,) = await edited_now(request, [_drawn(layer)])
    return document(request, tileset(request, [found], "collections", layer), title=title(found))


@router.get("/collections/{layer}/tiles/{matrix_set_id}/{z}/{row}/{column}", dependencies=VIEWER)
async def ogc_layer_tile(
    request: Request,
    *,
    layer: LayerName,
    matrix_set_id: str,
    z: Matrix,
    row: Row,
    column: Column,
    at: At = None,
    known: Known = None,
) -> Response:
    """Draw a tile of a layer."""
    refuse_unknown(request, "f", "at", "known")
    return await _tile(request, matrix_set_id, (z, row, column), [_drawn(layer).name], at=at, known=known)

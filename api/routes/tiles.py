"""`/tiles/{z}/{x}/{y}.mvt` and `/tiles.json`: the layers as vector tiles."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, FastAPI, Path, Query, Request
from fastapi.responses import JSONResponse, Response

from api.errors import BadParameter
from api.lane import LeanRoute
from api.parameters import At, Known, holds_already
from api.security import Role, needs
from api.tile_service import Tiles, kept_in_order
from gis_core.place import Place
from gis_core.tiles.cache import Content, Key
from gis_core.tiles.document import tile_document
from gis_core.tiles.grid import FIRST_ZOOM, LAST_ZOOM
from gis_core.times import read_at, read_known
from layers.base import Layer
from layers.registry import all_layers

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"
ALWAYS = ((b"cache-control", b"private, no-cache"), (b"vary", b"Accept-Encoding"))
HIT, MISS = ((*ALWAYS, (b"x-tile-cache", said)) for said in (b"hit", b"miss"))

router = APIRouter(tags=["tiles"], route_class=LeanRoute)

Names = Annotated[
    str | None, Query(description="Names of layers, with commas between them", examples=["parcels,roads"])
]


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the process's cache, and keep the prepared blocks up to date."""
    app.state.tiles = Tiles(app)
    async with kept_in_order(app):
        yield


@router.get(
    "/tiles/{z}/{x}/{y}.mvt",
    dependencies=[needs(Role.VIEWER)],
    response_class=Response,
    responses={
        200: {"content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}},
        204: {"description": "Nothing is drawn there"},
        304: {"description": "The client holds the same already (`If-None-Match`)"},
    },
)
async def tile(
    request: Request,
    *,
    z: Annotated[int, Path(ge=FIRST_ZOOM, le=LAST_ZOOM, description="Zoom")],
    x: Annotated[int, Path(ge=0, description="Column from the west")],
    y: Annotated[int, Path(ge=0, description="Row from the north")],
    layers: Annotated[str, Query(description="Names of layers, with commas between them", examples=["parcels,roads"])],
    at: At = None,
    known: Known = None,
) -> Response:
    """
    Draw one tile of one or several layers (Mapbox Vector Tile 2), one MVT layer for each, named as it.

    Without `at` and `known` it shows what is believed of the present, from the live tables.
    """
    _check_place(z, x, y)
    names = _drawn(layers)
    zone = request.app.state.instance.place.zone
    day = read_at(at, zone) if at is not None or known is not None else None
    instant = read_known(known, zone) if known is not None else None
    key = Key(names, z, x, y, day.isoformat() if day else None, instant.isoformat() if instant else None)
    tiles: Tiles = request.app.state.tiles
    content = await tiles.find(request, key)
    kept = content is not None
    zips = "gzip" in request.headers.get("accept-encoding", "")
    if content is None:
        content = await tiles.draw(request, key, day, instant, zip_it=zips)
    return _answer(request, content, kept=kept, zips=zips)


@router.get("/tiles.json", dependencies=[needs(Role.VIEWER)])
async def tile_json(request: Request, layers: Names = None, at: At = None, known: Known = None) -> JSONResponse:
    """Describe the tiles (TileJSON 3.0); all drawn layers when none is named."""
    place: Place = request.app.state.instance.place
    if at is not None:
        read_at(at, place.zone)
    if known is not None:
        read_known(known, place.zone)
    every = all_layers()
    wanted = [every[name] for name in _drawn(layers)] if layers is not None else [*_with_style()]
    return JSONResponse(tile_document(place, wanted, str(request.base_url).rstrip("/"), at=at, known=known))


def _with_style() -> list[Layer]:
    return [layer for layer in all_layers().values() if layer.style is not None]


@lru_cache(maxsize=1024)
def _drawn(given: str | None) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip() for name in (given or "").split(",") if name.strip()))
    if not names:
        raise BadParameter("layers", "name at least one layer; /api/layers lists them")
    drawn = {layer.name for layer in _with_style()}
    for name in names:
        if name not in drawn:
            raise BadParameter("layers", f"there is no drawn layer {name[:60]!r}; /api/layers lists them")
    return names


def _check_place(z: int, x: int, y: int) -> None:
    if not FIRST_ZOOM <= z <= LAST_ZOOM:
        raise BadParameter("z", f"there are zooms {FIRST_ZOOM}–{LAST_ZOOM}, not {z}")
    for name, value in (("x", x), ("y", y)):
        if not 0 <= value < 1 << z:
            raise BadParameter(name, f"at zoom {z} there are 0–{(1 << z) - 1}, not {value}")


def _answer(request: Request, content: Content, *, kept: bool, zips: bool) -> Response:
    tag = f'W/"{content.tag}"'
    headers = [(b"etag", tag.encode()), *(HIT if kept else MISS)]
    if holds_already(request, tag):
        return TileResponse(304, b"", headers)
    if not content.plain:
        return TileResponse(204, b"", headers)
    body = content.plain
    if zips and content.zipped is not None:
        headers.append((b"content-encoding", b"gzip"))
        body = content.zipped
    headers += [(b"content-type", MEDIA_TYPE.encode()), (b"content-length", str(len(body)).encode())]
    return TileResponse(200, body, headers)


class TileResponse(Response):
    """An answer whose headers are given as they are sent."""

    def __init__(self, status: int, body: bytes, headers: list[tuple[bytes, bytes]]) -> None:
        self.status_code = status
        self.body = body
        self.raw_headers = headers
        self.background = None

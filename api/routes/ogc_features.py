"""
`/ogc`: OGC API Features (Part 1, 2 and 3) on our layers, on the same rights and both times.

The documents are tipg's models; features come by our own statement, which PostgreSQL writes as GeoJSON (1030).
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from api.code_lists import edited_now
from api.database import query
from api.errors import Problem
from api.ogc.collections import collection, collections, feature_schema, queryables
from api.ogc.columns import title
from api.ogc.description import description
from api.ogc.items import answer_items, feature_document, one_feature, read_items
from api.ogc.landing import conformance, landing
from api.ogc.links import GEOJSON, OGC, OPENAPI, SCHEMA, document
from api.parameters import LayerName, layer_named, refuse_unknown
from api.security import Role, needs
from gis_core.features import page_statement
from layers.registry import all_layers

router = APIRouter(tags=["ogc"], prefix=OGC, include_in_schema=False)
VIEWER = [needs(Role.VIEWER, basic=True)]
DOCUMENT = ("f", "at", "known")


@router.get("", dependencies=VIEWER)
@router.get("/", dependencies=VIEWER)
async def ogc_landing(request: Request) -> Response:
    """Lead to everything else."""
    refuse_unknown(request, *DOCUMENT)
    told = landing(request)
    return document(request, told, title=told["title"])


@router.get("/conformance", dependencies=VIEWER)
async def ogc_conformance(request: Request) -> Response:
    """List the conformance classes that are claimed: self-tested, not certified."""
    refuse_unknown(request, *DOCUMENT)
    return document(request, conformance(request), title="符合的标准类 · Conformance classes")


@router.get("/api", dependencies=VIEWER)
async def ogc_description(request: Request) -> Response:
    """Describe these services as OpenAPI 3.0."""
    refuse_unknown(request, "f")
    layers = await edited_now(request, all_layers().values())
    return document(request, description(request, layers), title="OpenAPI 3.0", media_type=OPENAPI)


@router.get("/collections", dependencies=VIEWER)
async def ogc_collections(request: Request) -> Response:
    """List the layers."""
    refuse_unknown(request, *DOCUMENT)
    return document(request, collections(request, list(all_layers().values())), title="图层 · Collections")


@router.get("/collections/{layer}", dependencies=VIEWER)
async def ogc_collection(request: Request, layer: LayerName) -> Response:
    """Describe a layer."""
    refuse_unknown(request, *DOCUMENT)
    found = layer_named(layer)
    return document(request, collection(request, found), title=title(found))


@router.get("/collections/{layer}/queryables", dependencies=VIEWER)
async def ogc_queryables(request: Request, layer: LayerName) -> Response:
    """Say what a layer can be filtered by."""
    refuse_unknown(request, *DOCUMENT)
    (found,) = await edited_now(request, [layer_named(layer)])
    return document(request, queryables(request, found), title=title(found), media_type=SCHEMA)


@router.get("/collections/{layer}/schema", dependencies=VIEWER)
async def ogc_schema(request: Request, layer: LayerName) -> Response:
    """Say what a layer's features hold, and of which kinds."""
    refuse_unknown(request, *DOCUMENT)
    (found,) = await edited_now(request, [layer_named(layer)])
    return document(request, feature_schema(request, found), title=title(found), media_type=SCHEMA)


@router.get("/collections/{layer}/items", dependencies=VIEWER)
async def ogc_items(request: Request, layer: LayerName) -> Response:
    """Return a page of a layer's features."""
    return await answer_items(request, read_items(request, layer_named(layer)))


@router.get("/collections/{layer}/items/{code:path}", dependencies=VIEWER)
async def ogc_item(
    request: Request, layer: LayerName, code: Annotated[str, Path(description="The office's code of the feature")]
) -> Response:
    """Return one feature."""
    found = layer_named(layer)
    page, crs = one_feature(found, code, request)
    statement = page_statement(page, request.app.state.instance.place)
    async with query(request) as connection:
        row = await connection.fetchrow(statement.sql, *statement.values)
    if row is None:
        raise Problem(404, f"code: {layer} has no {code[:80]!r} then; its items are at {OGC}/collections/{layer}/items")
    told = feature_document(request, found, code, row["features"])
    return document(request, told, title=code, media_type=GEOJSON, headers={"Content-Crs": f"<{crs.uri}>"})

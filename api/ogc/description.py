"""
The OpenAPI 3.0 document of the open services, which clients read: one path for each layer's features.

Our own `/api/openapi.json` is OpenAPI 3.1, and describes the whole server for our own front end.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fastapi import Request

from api.ogc import stac_search
from api.ogc.collections import MATRIX_SET
from api.ogc.columns import PublicColumn, public_columns, title
from api.ogc.crs import served
from api.ogc.filters import LANGUAGES
from api.ogc.items import DEFAULT_LIMIT
from api.ogc.links import FORMATS, GEOJSON, HTML, JSON, MVT, OPENAPI, SCHEMA, address
from gis_core.features.page import MOST
from gis_core.place import Place
from layers.base import Layer

PROBLEM = {"description": "What can't be answered, as RFC 9457 tells it", "content": {"application/problem+json": {}}}
TEXT = {"type": "string"}
NAMES = {"type": "array", "items": TEXT}


def description(request: Request, layers: Iterable[Layer]) -> dict[str, Any]:
    """Return the document of layers for the host by which the client reached us."""
    place: Place = request.app.state.instance.place
    paths: dict[str, Any] = {
        "/": _get("landing", "Landing page", JSON, DOCUMENT),
        "/api": _get("api", "This document", OPENAPI, [_reference("f")]),
        "/conformance": _get("conformance", "Conformance classes", JSON, DOCUMENT),
        "/collections": _get("collections", "Layers", JSON, DOCUMENT),
        "/tileMatrixSets": _get("tileMatrixSets", "Tile matrix sets", JSON, DOCUMENT),
        f"/tileMatrixSets/{MATRIX_SET}": _get("tileMatrixSet", "How tiles are cut", JSON, DOCUMENT),
        **_tiles("", "all", "All layers", [_parameter("collections", "Layers to draw; all if left out", NAMES)]),
    }
    for layer in layers:
        paths.update(_of_layer(layer, place))
    return _document(place, "空间数据服务", address(request), paths, _shared(place))


def stac_description(request: Request) -> dict[str, Any]:
    """Return the document of the rasters' catalogue (STAC API)."""
    place: Place = request.app.state.instance.place
    shared = _shared(place)
    form, onward = shared["f"], shared["after"]
    instants = _parameter("datetime", "An instant, or an interval of two with a slash (RFC 3339)", TEXT)
    most = {"type": "integer", "minimum": 1, "maximum": stac_search.MOST, "default": stac_search.DEFAULT}
    searching = [
        form,
        _parameter("limit", "Most rasters of a page", most),
        *(shared["bbox"], instants, onward),
        _parameter("intersects", "A shape of GeoJSON in degrees", TEXT),
        _parameter("ids", "Names of rasters", NAMES),
        _parameter("collections", "Names of collections", NAMES),
    ]
    name = _parameter("name", "Name of a raster", TEXT, where="path")
    search = _get("search", "Search for rasters", GEOJSON, searching)
    body = {"content": {JSON: {"schema": {"type": "object"}}}, "description": "The parameters as members"}
    post = {**_get("searchByBody", "Search for rasters", GEOJSON, [form])["get"], "requestBody": body}
    paths = {
        "/": _get("catalog", "Catalogue", JSON, [form]),
        "/api": _get("api", "This document", OPENAPI, [form]),
        "/conformance": _get("conformance", "Conformance classes", JSON, [form]),
        "/collections": _get("collections", "Collections", JSON, [form]),
        "/collections/rasters": _get("collection", "The rasters as a whole", JSON, [form]),
        "/collections/rasters/items": _get("items", "Rasters", GEOJSON, searching),
        "/collections/rasters/items/{name}": _get("item", "A raster", GEOJSON, [name, form]),
        "/search": {**search, "post": post},
    }
    where = f"{str(request.base_url).rstrip('/')}/stac"
    return _document(place, "栅格 · rasters (STAC API)", where, paths, {})


def _document(place: Place, what: str, where: str, paths: dict[str, Any], parameters: dict[str, Any]) -> dict[str, Any]:
    return {
        "openapi": "3.0.3",
        "info": {
            "title": f"{place.name.zh}{what} · {place.name.en}",
            "version": "1",
            "description": "Self-tested, not certified.",
        },
        "servers": [{"url": where}],
        "security": [{"token": []}, {"basic": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "basic": {"type": "http", "scheme": "basic", "description": "The token is the password"},
            },
            "parameters": parameters,
        },
    }


def _of_layer(layer: Layer, place: Place) -> dict[str, Any]:
    here, said = f"/collections/{layer.name}", title(layer)
    code = _parameter("featureId", "The office's code", TEXT, where="path")
    one = [code, *map(_reference, ("f", "at", "known", "datetime", "crs"))]
    reading = [_reference(name) for name in _shared(place)]
    filters = [_filter(column) for column in public_columns(layer)]
    found = {
        here: _get(f"{layer.name}.collection", said, JSON, DOCUMENT),
        f"{here}/queryables": _get(f"{layer.name}.queryables", said, SCHEMA, DOCUMENT),
        f"{here}/schema": _get(f"{layer.name}.schema", said, SCHEMA, DOCUMENT),
        f"{here}/items": _get(f"{layer.name}.items", said, GEOJSON, [*reading, *filters]),
        f"{here}/items/{{featureId}}": _get(f"{layer.name}.item", said, GEOJSON, one),
    }
    return found if layer.style is None else found | _tiles(here, layer.name, said, [])


def _tiles(here: str, name: str, said: str, more: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the paths of a tileset below `here`; `more` are parameters of a tile."""
    place = [_parameter(part, "", {"type": "integer"}, where="path") for part in ("tileMatrix", "tileRow", "tileCol")]
    form = _parameter("f", "Form of a tile", {"type": "string", "enum": ["mvt"]})
    asked = [*place, form, _reference("at"), _reference("known"), *more]
    tiles = f"{here}/tiles/{MATRIX_SET}"
    return {
        f"{here}/tiles": _get(f"{name}.tilesets", said, JSON, DOCUMENT),
        tiles: _get(f"{name}.tileset", said, JSON, DOCUMENT),
        f"{tiles}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}": _get(f"{name}.tile", said, MVT, asked),
    }


def _get(name: str, summary: str, media_type: str, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a path; every document is a page too, and of a tile there may be nothing to draw."""
    forms = (media_type,) if media_type == MVT else (media_type, HTML)
    answers: dict[str, Any] = {"200": {"description": summary, "content": {form: {} for form in forms}}}
    if media_type == MVT:
        answers["204"] = {"description": "Nothing is drawn there"}
    answers |= {"4XX": PROBLEM, "5XX": PROBLEM}
    return {"get": {"operationId": name, "summary": summary, "parameters": parameters, "responses": answers}}


def _reference(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/parameters/{name}"}


DOCUMENT = [_reference("f"), _reference("at"), _reference("known")]


def _parameter(name: str, told: str, schema: dict[str, Any], *, where: str = "query") -> dict[str, Any]:
    """Return a parameter; lists are written with commas, as the standards have them, and said so of each."""
    written = {"style": "form", "explode": False} if where == "query" else {}
    return {"name": name, "in": where, "required": where == "path", "description": told, "schema": schema, **written}


def _filter(column: PublicColumn) -> dict[str, Any]:
    schema = column.schema()
    told = f"{schema.pop('title')}{' — ' + schema.pop('description') if 'description' in schema else ''}"
    return _parameter(column.name, told, schema)


def _shared(place: Place) -> dict[str, Any]:
    four = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6}
    systems = {"type": "string", "format": "uri", "enum": served(place), "default": served(place)[0]}
    shared = [
        _parameter("f", "Form of the answer; by Accept if left out", {"type": "string", "enum": [*FORMATS]}),
        _parameter("at", "Day for which the answer is true; today if left out", {"type": "string", "format": "date"}),
        _parameter("known", "Instant (or day) by which it was recorded; now if left out", TEXT),
        _parameter("datetime", "A day, an instant, or an interval with a slash", TEXT),
        _parameter("bbox", "Box in CRS84, or in bbox-crs", four),
        _parameter("bbox-crs", "System of bbox, in its authority's order of axes", systems),
        _parameter("crs", "System of the answer, in its authority's order of axes", systems),
        _parameter(
            "limit",
            "Most features of a page",
            {"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT_LIMIT},
        ),
        _parameter("filter", "CQL2; /collections/{id}/queryables says what can be asked for", TEXT),
        _parameter("filter-lang", "How filter is written", {"type": "string", "enum": [*LANGUAGES]}),
        _parameter("filter-crs", "System of the shapes in filter", {"type": "string", "format": "uri"}),
        _parameter("properties", "Columns to return", NAMES),
        _parameter("sortby", "Columns to sort by, - before one for the greatest first", NAMES),
        _parameter("after", "Where the page before ended, as its next link says it", TEXT),
    ]
    return {str(one["name"]): one for one in shared}

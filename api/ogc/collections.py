"""A layer as a collection: title in both languages, extent, coordinates, where its features and tiles are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import Request

from api.ogc.columns import public_columns, title
from api.ogc.crs import served, storage
from api.ogc.links import GEOJSON, HTML, JSON, SCHEMA, address, link
from gis_core.place import Place
from layers.base import Layer

if TYPE_CHECKING:
    from tipg.model import Link

TIMES = ("at", "known")
QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
TILESETS_VECTOR = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
MATRIX_SET = "WebMercatorQuad"
GEOMETRIES = {
    "Point": "point",
    "LineString": "linestring",
    "MultiLineString": "multilinestring",
    "Polygon": "polygon",
    "MultiPolygon": "multipolygon",
}


def times_said(request: Request) -> dict[str, str | None]:
    """Return the two times that a document was asked at, which its links hand on."""
    return {name: request.query_params.get(name) for name in TIMES}


def collection(request: Request, layer: Layer) -> dict[str, Any]:
    """Return a layer's description (Part 1, 7.14), checked by tipg's model."""
    from tipg.model import Collection, Extent, Spatial, Temporal  # noqa: PLC0415  (slow to import)

    place: Place = request.app.state.instance.place
    described = Collection(
        id=layer.name,
        title=title(layer),
        description=layer.source or title(layer),
        links=_links(request, layer),
        extent=Extent(spatial=Spatial(bbox=[list(place.map.extent)]), temporal=Temporal(interval=[[None, None]])),
        crs=served(place),
    )
    told = described.model_dump(mode="json", exclude_none=True)
    told["extent"]["temporal"]["interval"] = [[None, None]]
    return {**told, "storageCrs": storage(place)}


def _links(request: Request, layer: Layer) -> list[Link]:
    times = times_said(request)
    here = ("collections", layer.name)
    found = [
        link(address(request, *here, **times), "self", JSON, title(layer)),
        link(address(request, *here, **times, f="html"), "alternate", HTML, title(layer)),
        link(address(request, *here, "items", **times), "items", GEOJSON, "要素 · Features"),
        link(address(request, *here, "items", **times, f="html"), "items", HTML, "要素 · Features"),
        link(address(request, *here, "queryables"), QUERYABLES, SCHEMA, "可查询属性 · Queryables"),
        *(
            link(address(request, *here, "schema"), rel, SCHEMA, "要素的结构 · Schema of a feature")
            for rel in ("describedby", "describedBy")  # as IANA has it, and as GDAL 3.6 alone knows it
        ),
    ]
    if layer.style is not None:
        found.append(link(address(request, *here, "tiles", **times), TILESETS_VECTOR, JSON, "矢量瓦片 · Vector tiles"))
    return found


def collections(request: Request, layers: list[Layer]) -> dict[str, Any]:
    """Return the list of all layers, in drawing order."""
    from tipg.model import Collections  # noqa: PLC0415

    times = times_said(request)
    told = Collections(
        links=[
            link(address(request, "collections", **times), "self", JSON),
            link(address(request, "collections", **times, f="html"), "alternate", HTML),
        ],
        collections=[],
    ).model_dump(mode="json", exclude_none=True)
    told["collections"] = [collection(request, layer) for layer in layers]
    return {**told, "crs": served(request.app.state.instance.place)}


def feature_schema(request: Request, layer: Layer) -> dict[str, Any]:
    """
    Return the JSON schema of a feature: of which kind each property is where it has a value.

    GDAL takes the kinds of its fields from it; else it guesses them from the first ten features, and cuts the decimals
    off where those happen to have none. It knows plain kinds only, so that null isn't told as one.
    """
    kinds = {column.name: column.schema() for column in public_columns(layer)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address(request, "collections", layer.name, "schema"),
        "title": title(layer),
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": {"type": "string"},
            "geometry": {"type": "object"},
            "properties": {"type": "object", "properties": kinds},
        },
    }


def queryables(request: Request, layer: Layer) -> dict[str, Any]:
    """Return the JSON schema of what can be filtered by (Part 3, 6)."""
    columns = {column.name: column.schema() for column in public_columns(layer)}
    shape = {
        "title": "图形 · Shape",
        "format": f"geometry-{GEOMETRIES[layer.geometry]}",
        "x-ogc-role": "primary-geometry",
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address(request, "collections", layer.name, "queryables"),
        "type": "object",
        "title": title(layer),
        "properties": {"geometry": shape, **columns},
        "additionalProperties": False,
    }

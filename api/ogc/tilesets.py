"""Tilesets of the layers (OGC API Tiles): what their vector tiles hold, and in which scheme they are cut."""

from __future__ import annotations

from typing import Any

from fastapi import Request

from api.errors import Problem
from api.ogc.collections import MATRIX_SET, times_said
from api.ogc.columns import public_columns, title
from api.ogc.links import HTML, JSON, MVT, address, link
from gis_core.place import Place
from gis_core.tiles.grid import FIRST_ZOOM, LAST_ZOOM
from gis_core.tiles.statement import single_properties
from layers.base import Layer
from layers.registry import all_layers

SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
MATRIX_SET_URI = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
MERCATOR = "http://www.opengis.net/def/crs/EPSG/0/3857"
DIMENSIONS = {"Point": 0, "LineString": 1, "MultiLineString": 1, "Polygon": 2, "MultiPolygon": 2}


def drawn_layers() -> list[Layer]:
    """Return the layers that have tiles, in drawing order."""
    return [layer for layer in all_layers().values() if layer.style is not None]


def check_matrix_set(name: str) -> None:
    """
    Refuse another scheme than ours.

    Raises
    ------
    Problem
        404.
    """
    if name != MATRIX_SET:
        raise Problem(404, f"tiles are cut by {MATRIX_SET}, not by {name[:60]!r}", field="matrix_set")


def tileset_list(request: Request, layers: list[Layer], *where: str) -> dict[str, Any]:
    """Return the list of the one tileset of some layers (Tiles, 9)."""
    from tipg.model import TileSetList  # noqa: PLC0415  (slow to import)

    told = TileSetList.model_validate({"tilesets": [tileset(request, layers, *where)]}).model_dump(
        mode="json", exclude_none=True, by_alias=True
    )
    times = times_said(request)
    links = [link(address(request, *where, "tiles", **times), "self", JSON)]
    return {**told, "links": [one.model_dump(mode="json", exclude_none=True) for one in links]}


def tileset(request: Request, layers: list[Layer], *where: str) -> dict[str, Any]:
    """Return the tileset of some layers, checked by tipg's model; its links hand on the two times."""
    from tipg.model import TileSet  # noqa: PLC0415

    place: Place = request.app.state.instance.place
    times = times_said(request)
    here = (*where, "tiles", MATRIX_SET)
    west, south, east, north = place.map.extent
    found = {
        "title": title(layers[0]) if where else f"{place.name.zh} · {place.name.en}",
        "dataType": "vector",
        "crs": MERCATOR,
        "tileMatrixSetURI": MATRIX_SET_URI,
        "links": [
            link(address(request, *here, **times), "self", JSON),
            link(address(request, *here, **times, f="html"), "alternate", HTML),
            link(address(request, "tileMatrixSets", MATRIX_SET), SCHEME, JSON),
            link(
                address(request, *here, "{tileMatrix}", "{tileRow}", "{tileCol}", **times), "item", MVT, templated=True
            ),
        ],
        "boundingBox": {"lowerLeft": [west, south], "upperRight": [east, north], "crs": CRS84},
        "tileMatrixSetLimits": limits(place),
        "layers": [_layer(layer) for layer in layers],
        "mediaTypes": [MVT],
    }
    return TileSet.model_validate(found).model_dump(mode="json", exclude_none=True, by_alias=True)


CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


def limits(place: Place) -> list[dict[str, Any]]:
    """Return the rows and columns of each zoom that hold something of the place."""
    import morecantile  # noqa: PLC0415

    scheme = morecantile.tms.get(MATRIX_SET)
    found = []
    for zoom in range(FIRST_ZOOM, min(LAST_ZOOM, scheme.maxzoom) + 1):
        west, south, east, north = place.map.extent
        low, high = scheme.tile(west, north, zoom), scheme.tile(east, south, zoom)
        found.append(
            {
                "tileMatrix": str(zoom),
                "minTileRow": low.y,
                "maxTileRow": high.y,
                "minTileCol": low.x,
                "maxTileCol": high.x,
            }
        )
    return found


def _layer(layer: Layer) -> dict[str, Any]:
    schemas = {column.name: column.schema() for column in public_columns(layer)}
    carried = {name: schemas[name] for name in single_properties(layer) if name in schemas}
    return {
        "id": layer.name,
        "title": title(layer),
        "dataType": "vector",
        "geometryDimension": DIMENSIONS[layer.geometry],
        "minTileMatrix": str(layer.zooms[0]),
        "maxTileMatrix": str(min(layer.zooms[1], LAST_ZOOM)),
        "propertiesSchema": {
            "type": "object",
            "properties": {
                name: {key: value for key, value in schema.items() if key in ("title", "description", "type", "format")}
                for name, schema in carried.items()
            },
        },
    }


def matrix_sets(request: Request) -> dict[str, Any]:
    """Return the list of schemes."""
    one = link(address(request, "tileMatrixSets", MATRIX_SET), "self", JSON, MATRIX_SET)
    links = [one.model_dump(mode="json", exclude_none=True)]
    return {"tileMatrixSets": [{"id": MATRIX_SET, "title": MATRIX_SET, "uri": MATRIX_SET_URI, "links": links}]}


def matrix_set() -> dict[str, Any]:
    """Return the scheme's definition, as the OGC registers it."""
    import morecantile  # noqa: PLC0415

    found: dict[str, Any] = morecantile.tms.get(MATRIX_SET).model_dump(mode="json", exclude_none=True, by_alias=True)
    return found

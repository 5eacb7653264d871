"""
The instance's rasters as a STAC catalogue (SpatioTemporal Asset Catalog 1.1.0), each a cloud-optimised GeoTIFF.

The rasters are the files that `/api/rasters` shows, by name; nothing else is reached.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from fastapi import Request
from pyproj import Transformer

from api.ogc.links import GEOJSON, HTML, JSON, OPENAPI
from gis_core.features.area import Bounds
from gis_core.place import Place
from gis_core.siting.rasters.shown import ShownRaster

VERSION = "1.1.0"
COLLECTION = "rasters"
COG = "image/tiff; application=geotiff; profile=cloud-optimized"
PNG = "image/png"
PROJECTION = "https://stac-extensions.github.io/projection/v1.1.0/schema.json"
RASTER = "https://stac-extensions.github.io/raster/v1.1.0/schema.json"
MAP_LINKS = "https://stac-extensions.github.io/web-map-links/v1.1.0/schema.json"
STAC_API = "https://api.stacspec.org/v1.0.0/"
FEATURES = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
CONFORMS = (
    *(STAC_API + name for name in ("core", "collections", "ogcapi-features", "item-search")),
    *(FEATURES + name for name in ("core", "oas30", "geojson", "html")),
)
"""Self-tested by tests/api/test_stac.py, not certified."""


def _at(request: Request, *parts: str) -> str:
    return "/".join([f"{str(request.base_url).rstrip('/')}/stac", *parts])


def _link(rel: str, href: str, media_type: str = JSON, **more: Any) -> dict[str, Any]:
    return {"rel": rel, "href": href, "type": media_type, **more}


def conformance() -> dict[str, Any]:
    """Return the classes that are claimed."""
    return {"conformsTo": [*CONFORMS]}


def catalog(request: Request) -> dict[str, Any]:
    """Return the catalogue."""
    place: Place = request.app.state.instance.place
    return {
        "type": "Catalog",
        "stac_version": VERSION,
        "id": "matian",
        "title": f"{place.name.zh}栅格 · {place.name.en} rasters",
        "description": "距离、坡度、叠加等，云优化 GeoTIFF · Distances, slopes, overlays as cloud-optimised GeoTIFF",
        "conformsTo": [*CONFORMS],
        "links": [
            _link("self", _at(request)),
            _link("root", _at(request)),
            _link("data", _at(request, "collections")),
            _link("conformance", _at(request, "conformance")),
            _link("child", _at(request, "collections", COLLECTION), title="栅格 · Rasters"),
            _link("search", _at(request, "search"), GEOJSON, method="GET"),
            _link("search", _at(request, "search"), GEOJSON, method="POST"),
            _link("service-desc", _at(request, "api"), OPENAPI),
            _link("service-doc", f"{str(request.base_url).rstrip('/')}/connect", HTML),
        ],
    }


def collections(request: Request, rasters: Sequence[ShownRaster]) -> dict[str, Any]:
    """Return the list of collections, which are one."""
    links = [_link("self", _at(request, "collections")), _link("root", _at(request)), _link("parent", _at(request))]
    return {"collections": [collection(request, rasters)], "links": links}


def collection(request: Request, rasters: Sequence[ShownRaster]) -> dict[str, Any]:
    """Return the one collection; its extent holds the place and every raster, as their grids may reach beyond it."""
    place: Place = request.app.state.instance.place
    here = _at(request, "collections", COLLECTION)
    edges = list(zip(*(place.map.extent, *map(degrees, rasters)), strict=True))
    written = sorted(map(_written, rasters))
    return {
        "type": "Collection",
        "stac_version": VERSION,
        "id": COLLECTION,
        "title": "栅格 · Rasters",
        "description": f"{place.name.zh}的栅格 · The rasters of {place.name.en}",
        "license": "other",
        "extent": {
            "spatial": {"bbox": [[*map(min, edges[:2]), *map(max, edges[2:])]]},
            "temporal": {"interval": [[written[0], written[-1]] if written else [None, None]]},
        },
        "links": [
            _link("self", here),
            _link("root", _at(request)),
            _link("parent", _at(request)),
            _link("items", f"{here}/items", GEOJSON),
        ],
    }


def written_at(raster: ShownRaster) -> datetime:
    """Return when a raster's file was written."""
    return datetime.fromtimestamp(int(raster.path.stat().st_mtime), UTC)


def _written(raster: ShownRaster) -> str:
    return written_at(raster).isoformat().replace("+00:00", "Z")


@lru_cache(maxsize=8)
def _to_degrees(crs: str) -> Transformer:
    return Transformer.from_crs(crs, "EPSG:4326", always_xy=True)


def outline(raster: ShownRaster) -> list[tuple[float, float]]:
    """Return the corners of a raster's ground in degrees, counter-clockwise, the first again at the end."""
    west, south, east, north = raster.bounds
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return [_to_degrees(raster.crs).transform(*corner) for corner in corners]


def degrees(raster: ShownRaster) -> Bounds:
    """Return a raster's bounds in degrees."""
    west, south, east, north = _to_degrees(raster.crs).transform_bounds(*raster.bounds)
    return west, south, east, north


def _rows_and_columns(raster: ShownRaster) -> tuple[int, int]:
    west, south, east, north = raster.bounds
    return round((north - south) / raster.cell_m), round((east - west) / raster.cell_m)


def item(request: Request, raster: ShownRaster) -> dict[str, Any]:
    """Return a raster's item: its outline in degrees, its grid in the survey CRS, where its file and its tiles are."""
    here = _at(request, "collections", COLLECTION)
    base = str(request.base_url).rstrip("/")
    return {
        "type": "Feature",
        "stac_version": VERSION,
        "stac_extensions": [PROJECTION, RASTER, MAP_LINKS],
        "id": raster.name,
        "collection": COLLECTION,
        "geometry": {"type": "Polygon", "coordinates": [[[*corner] for corner in outline(raster)]]},
        "bbox": [*degrees(raster)],
        "properties": {
            "datetime": _written(raster),
            "title": raster.name,
            "proj:epsg": int(raster.crs.rpartition(":")[2]) if raster.crs.startswith("EPSG:") else None,
            "proj:bbox": list(raster.bounds),
            "proj:shape": [*_rows_and_columns(raster)],
            "proj:transform": [raster.cell_m, 0, raster.bounds[0], 0, -raster.cell_m, raster.bounds[3]],
            "gsd": raster.cell_m,
            **({"matian:made": raster.made} if raster.made else {}),
        },
        "assets": {
            "data": {
                "href": _at(request, COLLECTION, f"{raster.name}.tif"),
                "type": COG,
                "roles": ["data"],
                "raster:bands": [{"unit": raster.unit, "spatial_resolution": raster.cell_m}],
            },
            "coverage": {
                "href": _at(request, COLLECTION, raster.name, "coverage"),
                "type": "image/tiff; application=geotiff",
                "roles": ["data"],
                "title": "截取（bbox=西,南,东,北） · A part of it (bbox=west,south,east,north)",
            },
        },
        "links": [
            _link("self", f"{here}/items/{raster.name}", GEOJSON),
            _link("root", _at(request)),
            _link("parent", here),
            _link("collection", here),
            _link("xyz", f"{base}/api/rasters/{raster.name}/tiles/{{z}}/{{x}}/{{y}}.png", PNG, title="瓦片 · Tiles"),
        ],
    }


def items(
    request: Request, found: Sequence[ShownRaster], matched: int, links: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """Return a page of items; `links` are its own and where it goes on."""
    return {
        "type": "FeatureCollection",
        "features": [item(request, raster) for raster in found],
        "numberMatched": matched,
        "numberReturned": len(found),
        "timeStamp": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "links": [*links, _link("root", _at(request)), _link("collection", _at(request, "collections", COLLECTION))],
    }


def next_by_address(request: Request, after: str) -> dict[str, Any]:
    """Return the link to the page behind a raster, of a question that stands in the address."""
    here = request.url.replace(scheme=request.base_url.scheme, netloc=request.base_url.netloc)
    return _link("next", str(here.include_query_params(after=after)), GEOJSON, method="GET")


def next_by_body(request: Request, after: str) -> dict[str, Any]:
    """Return the link to the page behind a raster, of a question that was sent as a body."""
    return _link("next", _at(request, "search"), GEOJSON, method="POST", body={"after": after}, merge=True)


def own(request: Request) -> dict[str, Any]:
    """Return the link of an answer to itself."""
    here = request.url.replace(scheme=request.base_url.scheme, netloc=request.base_url.netloc)
    return _link("self", str(here), GEOJSON)

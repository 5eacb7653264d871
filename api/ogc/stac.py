"""
The instance's rasters as a STAC catalogue (SpatioTemporal Asset Catalog 1.0.0), each a cloud-optimised GeoTIFF.

The rasters are the files that `/api/rasters` shows, by name; nothing else is reached.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from fastapi import Request
from pyproj import Transformer

from gis_core.place import Place
from gis_core.siting.rasters.shown import ShownRaster

VERSION = "1.0.0"
COLLECTION = "rasters"
COG = "image/tiff; application=geotiff; profile=cloud-optimized"
JSON, GEOJSON, HTML = "application/json", "application/geo+json", "text/html"
PROJECTION = "https://stac-extensions.github.io/projection/v1.1.0/schema.json"
RASTER = "https://stac-extensions.github.io/raster/v1.1.0/schema.json"
CONFORMS = (
    "https://api.stacspec.org/v1.0.0/core",
    "https://api.stacspec.org/v1.0.0/collections",
    "https://api.stacspec.org/v1.0.0/ogcapi-features",
)


def _at(request: Request, *parts: str) -> str:
    return "/".join([f"{str(request.base_url).rstrip('/')}/stac", *parts])


def _link(rel: str, href: str, media_type: str = JSON, title: str | None = None) -> dict[str, str]:
    return {"rel": rel, "href": href, "type": media_type} | ({"title": title} if title else {})


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
            _link("child", _at(request, "collections", COLLECTION), title="栅格 · Rasters"),
            _link("service-doc", f"{str(request.base_url).rstrip('/')}/connect", HTML),
        ],
    }


def collection(request: Request) -> dict[str, Any]:
    """Return the one collection."""
    place: Place = request.app.state.instance.place
    here = _at(request, "collections", COLLECTION)
    return {
        "type": "Collection",
        "stac_version": VERSION,
        "id": COLLECTION,
        "title": "栅格 · Rasters",
        "description": f"{place.name.zh}的栅格 · The rasters of {place.name.en}",
        "license": "proprietary",
        "extent": {"spatial": {"bbox": [list(place.map.extent)]}, "temporal": {"interval": [[None, None]]}},
        "links": [
            _link("self", here),
            _link("root", _at(request)),
            _link("parent", _at(request)),
            _link("items", f"{here}/items", GEOJSON),
        ],
    }


def item(request: Request, raster: ShownRaster) -> dict[str, Any]:
    """Return a raster's item: its outline in degrees, its grid in the survey CRS, where its file and its tiles are."""
    to_degrees = Transformer.from_crs(raster.crs, "EPSG:4326", always_xy=True)
    west, south, east, north = raster.bounds
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    here = _at(request, "collections", COLLECTION)
    base = str(request.base_url).rstrip("/")
    written = datetime.fromtimestamp(raster.path.stat().st_mtime, UTC).isoformat(timespec="seconds")
    return {
        "type": "Feature",
        "stac_version": VERSION,
        "stac_extensions": [PROJECTION, RASTER],
        "id": raster.name,
        "collection": COLLECTION,
        "geometry": {"type": "Polygon", "coordinates": [[list(to_degrees.transform(*corner)) for corner in corners]]},
        "bbox": list(to_degrees.transform_bounds(*raster.bounds)),
        "properties": {
            "datetime": written.replace("+00:00", "Z"),
            "title": raster.name,
            "proj:epsg": int(raster.crs.rpartition(":")[2]) if raster.crs.startswith("EPSG:") else None,
            "proj:bbox": list(raster.bounds),
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
                "href": _at(request, COLLECTION, raster.name, "coverage?bbox={west,south,east,north}"),
                "type": "image/tiff; application=geotiff",
                "roles": ["data"],
                "title": "截取 · A part of it",
            },
            "tiles": {
                "href": f"{base}/api/rasters/{raster.name}/tiles/{{z}}/{{x}}/{{y}}.png",
                "type": "image/png",
                "roles": ["visual"],
            },
        },
        "links": [
            _link("self", f"{here}/items/{raster.name}", GEOJSON),
            _link("root", _at(request)),
            _link("parent", here),
            _link("collection", here),
        ],
    }


def items(request: Request, found: list[ShownRaster]) -> dict[str, Any]:
    """Return all items; an instance shows dozens of rasters at most, so there is one page."""
    here = _at(request, "collections", COLLECTION)
    return {
        "type": "FeatureCollection",
        "features": [item(request, raster) for raster in found],
        "numberMatched": len(found),
        "numberReturned": len(found),
        "links": [_link("self", f"{here}/items", GEOJSON), _link("root", _at(request)), _link("collection", here)],
    }

"""GeoJSON (RFC 7946, and the older form that names its CRS in a member `crs`)."""

from __future__ import annotations

import re
from dataclasses import replace

from gis_core.exchange import ogr
from gis_core.exchange.raw import Format, Raw, Source
from layers.base import Label

WGS84 = "EPSG:4326"
CRS_NAME = re.compile(rb'"crs"\s*:\s*\{[^{}]*\{[^{}]*"name"\s*:\s*"([^"]*)"')
SHIFTED = (b"GCJ", b"BD-09", b"BD09", b"INDEPENDENT")
"""Names of systems that GDAL doesn't know, and would take for WGS 84."""
MEMBER = re.compile(
    rb'"type"\s*:\s*"(FeatureCollection|Feature|GeometryCollection|(Multi)?(Point|LineString|Polygon))"'
)


def _recognise(source: Source) -> bool:
    head = source.head().removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head.startswith(b"{"):
        return False
    return source.suffix in FORMAT.suffixes or MEMBER.search(head) is not None


def _read(source: Source) -> Raw:
    head = source.head()
    named = CRS_NAME.search(head)
    raw = ogr.read(source, "GeoJSON", crs_by_format=None if b'"crs"' in head else WGS84)
    if named and any(name in named[1].upper() for name in SHIFTED):
        return replace(raw, crs=named[1].decode("utf-8", errors="replace"))
    return raw


FORMAT = Format("geojson", Label("GeoJSON", "GeoJSON"), (".geojson", ".json"), _recognise, _read)

"""GeoJSON (RFC 7946, also a feature a line or RFC 8142; and the older form that names its CRS in a member `crs`)."""

from __future__ import annotations

import re
from dataclasses import replace

from gis_core.errors import RefusedInputError
from gis_core.exchange import ogr
from gis_core.exchange.raw import HEAD_BYTES, Format, Raw, Source
from layers.base import Label

WGS84 = "EPSG:4326"
SUFFIXES = (".geojson", ".json", ".geojsonl", ".geojsons", ".ndjson")
UNSPOKEN = (None, WGS84, "EPSG:4979")
"""What GDAL says of a file that says nothing, without and with heights."""
CRS_NAME = re.compile(rb'"crs"\s*:\s*\{[^{}]*\{[^{}]*"name"\s*:\s*"([^"]*)"')
CRS_UNSAID = re.compile(rb'"crs"\s*:\s*(null|\{[^{}]*"type"\s*:\s*"link")|"crs"\s*:\s*\{[^{}]*\{[^{}]*\}[^{}]*"link"')
"""A CRS that the older form calls unknown, or that stands elsewhere."""
FEATURES = re.compile(rb'"features"\s*:\s*\[')
KNOWN_AS_DEGREES = (b"84", b"4326")
"""GDAL takes every name that it doesn't know for WGS 84; names of that hold one of these."""
SEQUENCE = b"\x1e"
KINDRED = (
    (re.compile(rb'"type"\s*:\s*"Topology"'), "TopoJSON"),
    (re.compile(rb'"(geometryType|spatialReference)"\s*:'), "Esri JSON"),
)
"""Other JSON that holds shapes, by what its beginning says."""
SHIFTED = (b"GCJ", b"BD-09", b"BD09", b"INDEPENDENT")
"""Names of systems that GDAL doesn't know, and would take for WGS 84."""
MEMBER = re.compile(
    rb'"type"\s*:\s*"(FeatureCollection|Feature|GeometryCollection|(Multi)?(Point|LineString|Polygon))"'
)


def _recognise(source: Source) -> bool:
    head = source.head().removeprefix(b"\xef\xbb\xbf").lstrip()
    if _is_sequence(head):
        return True
    if not head.startswith(b"{"):
        return False
    return source.suffix in FORMAT.suffixes or MEMBER.search(head) is not None


def _is_sequence(head: bytes) -> bool:
    """Tell whether every line (or record, RFC 8142) is a feature of its own."""
    if head.startswith(SEQUENCE):
        return MEMBER.search(head) is not None
    lines = [line.strip() for line in head.splitlines()[:2]]
    return len(lines) > 1 and all(line.startswith(b"{") for line in lines) and lines[0].endswith(b"}")


def _read(source: Source) -> Raw:
    if _is_sequence(source.head().removeprefix(b"\xef\xbb\xbf").lstrip()):
        return ogr.read(source, "GeoJSONSeq", crs_by_format=WGS84)
    if not MEMBER.search(source.head()):
        kind = next((name for mark, name in KINDRED if mark.search(source.head())), "JSON, but no GeoJSON")
        raise RefusedInputError(
            f"{source.name} is {kind}; save it as GeoJSON (RFC 7946) or GeoPackage and send it again"
        )
    raw = ogr.read(source, "GeoJSON")
    said = _beside_features(source)
    if CRS_UNSAID.search(said):
        return replace(raw, crs=None)
    named = CRS_NAME.search(said)
    if named is None:
        return replace(raw, crs=WGS84, crs_by_format=True) if raw.crs in UNSPOKEN else raw
    name = named[1].upper()
    if any(word in name for word in SHIFTED):
        return replace(raw, crs=named[1].decode("utf-8", errors="replace"))
    understood = raw.crs != WGS84 or any(word in name for word in KNOWN_AS_DEGREES)
    return raw if understood else replace(raw, crs=None)


def _beside_features(source: Source) -> bytes:
    """Return what stands before a collection's features and behind them; nothing where there are none."""
    with source.path.open("rb") as file:
        file.seek(max(0, source.path.stat().st_size - HEAD_BYTES))
        tail = file.read()
    parts = FEATURES.split(source.head(), maxsplit=1)
    return parts[0] + tail.rpartition(b"]")[2] if len(parts) > 1 else b""


FORMAT = Format(
    "geojson",
    Label("GeoJSON", "GeoJSON"),
    SUFFIXES,
    _recognise,
    _read,
)

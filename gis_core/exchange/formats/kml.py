"""KML and KMZ (OGC 07-147r2): always longitude and latitude of WGS 84."""

from __future__ import annotations

import zipfile
from dataclasses import replace

from gis_core.errors import RefusedInputError
from gis_core.exchange import ogr
from gis_core.exchange.archive import refuse_bomb, unpack
from gis_core.exchange.raw import Format, Raw, Source
from layers.base import Label

WGS84 = "EPSG:4326"
FURNITURE = (
    "timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility", "drawOrder", "icon", "snippet",
)  # fmt: skip
"""Columns that GDAL makes of how KML shows a placemark, not of what it is."""


def _is_kmz(source: Source) -> bool:
    if not source.head().startswith(b"PK\x03\x04"):
        return False
    if source.suffix == ".kmz":
        return True
    return source.suffix != ".zip" and b"doc.kml" in source.head()


def _recognise(source: Source) -> bool:
    if _is_kmz(source):
        return True
    head = source.head()
    return b"<kml" in head or (source.suffix == ".kml" and head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"))


def _read(source: Source) -> Raw:
    one = _unpacked(source) if _is_kmz(source) else source
    octets = one.path.read_bytes()
    if b"<!DOCTYPE" in octets or b"<!ENTITY" in octets:
        raise RefusedInputError(f"{source.name} declares entities, which no KML needs; such a file is not read")
    raw = ogr.read(one, "LIBKML", crs_by_format=WGS84)
    columns = raw.columns
    shown = [
        name for name in columns.column_names if name not in FURNITURE and columns[name].null_count < columns.num_rows
    ]
    return replace(raw, columns=columns.select(shown))


def _unpacked(source: Source) -> Source:
    folder = source.scratch / "kmz"
    folder.mkdir()
    try:
        with zipfile.ZipFile(source.path) as archive:
            refuse_bomb(archive, source.name)
            unpack(archive, folder, source.name)
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise RefusedInputError(f"{source.name} is a damaged KMZ ({error}); send it again") from error
    documents = sorted(folder.rglob("*.kml"), key=lambda path: (path.name != "doc.kml", len(path.parts), path.name))
    if not documents:
        raise RefusedInputError(f"{source.name} holds no KML document")
    return Source(documents[0], source.name, source.scratch, source.shape, source.layer)


FORMAT = Format("kml", Label("KML/KMZ", "KML/KMZ"), (".kml", ".kmz"), _recognise, _read)

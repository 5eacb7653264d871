"""GeoPackage (OGC 12-128)."""

from __future__ import annotations

from dataclasses import replace

from gis_core.errors import RefusedInputError
from gis_core.exchange import ogr
from gis_core.exchange.raw import Format, Raw, Source
from layers.base import Label

UNDEFINED = '"Undefined '
"""Begins GDAL's names of the two systems by which a GeoPackage says that it doesn't know (srs_id 0 and -1)."""
MAGIC = b"SQLite format 3\x00"


def _recognise(source: Source) -> bool:
    return source.head().startswith(MAGIC)


def _read(source: Source) -> Raw:
    head = source.head()
    page = int.from_bytes(head[16:18], "big")
    promised = (65536 if page == 1 else page) * int.from_bytes(head[28:32], "big")
    if source.path.stat().st_size < promised:
        raise RefusedInputError(f"{source.name} is cut off: it should have {promised:,} bytes; send it again")
    journal = source.path.with_name(source.path.name + "-wal")
    if journal.exists() and journal.stat().st_size:
        raise RefusedInputError(
            f"{source.name} is open in another program ({journal.name} holds unsaved rows); close it there first"
        )
    # immutable: SQLite then writes nothing beside the delivery
    raw = ogr.read(source, "GPKG", options={"IMMUTABLE": "YES"})
    return replace(raw, crs=None) if raw.crs is not None and UNDEFINED in raw.crs else raw


FORMAT = Format("gpkg", Label("GeoPackage", "GeoPackage"), (".gpkg",), _recognise, _read)

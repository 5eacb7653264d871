"""FlatGeobuf."""

from __future__ import annotations

from gis_core.exchange import ogr
from gis_core.exchange.raw import Format, Raw, Source
from layers.base import Label

MAGIC = b"fgb\x03fgb"


def _recognise(source: Source) -> bool:
    return source.head().startswith(MAGIC)


def _read(source: Source) -> Raw:
    return ogr.read(source, "FlatGeobuf", options={"VERIFY_BUFFERS": "YES"})


FORMAT = Format("flatgeobuf", Label("FlatGeobuf", "FlatGeobuf"), (".fgb",), _recognise, _read)

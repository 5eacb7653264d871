"""Esri File Geodatabase: a folder that ends in .gdb (zipped, it is unpacked before)."""

from __future__ import annotations

from gis_core.exchange import ogr
from gis_core.exchange.raw import Format, Raw, Source
from layers.base import Label


def _recognise(source: Source) -> bool:
    return source.path.is_dir() and any(source.path.glob("a00000001.gdbtable"))


def _read(source: Source) -> Raw:
    return ogr.read(source, "OpenFileGDB")


FORMAT = Format("filegdb", Label("File Geodatabase", "File Geodatabase"), (".gdb",), _recognise, _read)

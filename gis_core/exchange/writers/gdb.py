"""Esri File Geodatabase (a folder `.gdb`), by GDAL's OpenFileGDB: coordinates on a grid of a tenth of a millimetre."""

from __future__ import annotations

import pyogrio

from gis_core.errors import CrsError
from gis_core.exchange.ogr_out import check_whole, write
from gis_core.exchange.writer import DAYS_AS_INSTANTS, EVERYTHING, Keep, Outgoing, Writer, one_after_another
from layers.base import Label


def _write(outgoing: Outgoing) -> None:
    rows = write(outgoing, "OpenFileGDB", LAYER_ALIAS=outgoing.layer.label.zh)
    check_whole(outgoing.path, rows, layer=outgoing.layer.name)
    if not pyogrio.read_info(outgoing.path, layer=outgoing.layer.name)["crs"]:
        raise CrsError(
            f"crs {outgoing.system.title}: a geodatabase has no way to say it; take gpkg, or another CRS", field="crs"
        )


WRITER = Writer(
    "gdb",
    Label("文件地理数据库（GDB）", "File Geodatabase (GDB)"),
    ".gdb",
    "application/zip",
    _write,
    EVERYTHING - {Keep.EXACT, Keep.DATES, Keep.INSTANTS, Keep.BOOLEANS, Keep.LABELS, Keep.STYLE},
    losses={
        Keep.DATES: DAYS_AS_INSTANTS,
        Keep.INSTANTS: Label("时间取到秒", "instants are rounded to the second"),
    },
    folder=True,
    bundle=True,
    write_layers=one_after_another(_write),
)

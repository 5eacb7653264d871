"""KML 2.2 (OGC 07-147r2): always longitude and latitude of WGS 84."""

from __future__ import annotations

from gis_core.crs import WGS84
from gis_core.exchange.ogr_out import check_count, renamed, write
from gis_core.exchange.writer import EVERYTHING, Keep, Outgoing, Writer
from layers.base import Label


def _write(outgoing: Outgoing) -> None:
    # GDAL would make the placemark's own name and description of columns that are called so
    rows = write(renamed(outgoing, {}), "LIBKML")
    check_count(outgoing.path, rows)


WRITER = Writer(
    "kml",
    Label("KML", "KML"),
    ".kml",
    "application/vnd.google-earth.kml+xml",
    _write,
    EVERYTHING - {Keep.EXACT, Keep.LABELS, Keep.STYLE},
    crs=WGS84,
)

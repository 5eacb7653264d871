"""GeoJSON (RFC 7946), with a member `crs` unless it is in WGS 84: easting or longitude first."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from gis_core.exchange.numbers_out import Fitting
from gis_core.exchange.ogr_out import cant_write, write
from gis_core.exchange.writer import EVERYTHING, Keep, Outgoing, Writer
from layers.base import Label

DIGITS = 17
"""Significant digits by which any double would come back; GDAL still writes 0.94999999999 as 0.95."""
END = b"]\n}"
BEGIN = b'"type": "FeatureCollection",'
HEAD = 4096
"""Bytes in which the members before the features are looked for."""
LONGEST_END = 16
"""Bytes in which the end of a file is looked for."""


def _write(outgoing: Outgoing) -> None:
    options: dict[str, Any] = {"SIGNIFICANT_FIGURES": str(DIGITS), "AUTODETECT_JSON_STRINGS": "NO"}
    if outgoing.notice:
        options["DESCRIPTION"] = outgoing.notice
    numbers = Fitting(pc.is_finite)
    write(replace(outgoing, batches=numbers.batches(outgoing.batches)), "GeoJSON", **options)
    numbers.tell(outgoing)
    with outgoing.path.open("rb") as file:
        file.seek(-LONGEST_END, os.SEEK_END)
        if not file.read().rstrip().endswith(END):
            raise cant_write(outgoing.path, "its end is missing")
    if not outgoing.wkt.startswith("EPSG:"):
        _name_crs(outgoing.path, outgoing.wkt)


def _name_crs(path: Path, wkt: str) -> None:
    """
    Write a CRS outside the register into a GeoJSON file, which otherwise would pass for WGS 84.

    As well-known text in the place of a name, for GDAL takes `null` and any name that it doesn't know for WGS 84. The
    name that it has written where it knows one (`urn:ogc:def:crs:ESRI::54009`) stays.
    """
    named = path.with_name(path.name + ".named")
    told = f'\n"crs": {json.dumps({"type": "name", "properties": {"name": wkt}})},'.encode()
    with path.open("rb") as read:
        head = read.read(HEAD)
        if b'"crs":' in head.partition(b'"features":')[0]:
            return
        with named.open("wb") as out:
            out.write(head.replace(BEGIN, BEGIN + told, 1))
            shutil.copyfileobj(read, out)
    named.replace(path)


WRITER = Writer(
    "geojson",
    Label("GeoJSON", "GeoJSON"),
    ".geojson",
    "application/geo+json",
    _write,
    EVERYTHING - {Keep.EXACT, Keep.NUMBERS, Keep.DATES, Keep.INSTANTS, Keep.LABELS, Keep.STYLE},
    losses={
        Keep.EXACT: Label(
            "坐标最末几位可能有出入（小于十万分之一毫米）",
            "the last digits of coordinates may differ (by less than ten nanometres)",
        ),
        Keep.NUMBERS: Label("数值第 13 位以后可能有出入", "digits of numbers behind the thirteenth may differ"),
    },
)

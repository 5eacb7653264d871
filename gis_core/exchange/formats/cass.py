"""CASS, the survey add-on to AutoCAD: its exchange text (.cas) is recognised, not read."""

from __future__ import annotations

import re

from gis_core.exchange.raw import Format, Source
from layers.base import Label

OPENING = re.compile(rb"\A(\xef\xbb\xbf)?\s*CASS\d*", re.IGNORECASE)


def _recognise(source: Source) -> bool:
    return source.suffix == ".cas" or OPENING.match(source.head()) is not None


FORMAT = Format(
    "cass",
    Label("CASS", "CASS"),
    (".cas",),
    _recognise,
    refusal="{name} is a CASS exchange file, which can't be read here; ask the surveyor to export the parcels from "
    "CASS as a Shapefile, as DXF with closed polylines, or as the boundary-point text file",
    rank=10,
)

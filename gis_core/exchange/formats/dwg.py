"""AutoCAD drawings (DWG): recognised, not read; the format is Autodesk's own and changes with each version."""

from __future__ import annotations

import re

from gis_core.exchange.raw import Format, Source
from layers.base import Label

MAGIC = re.compile(rb"AC(10\d\d|[12]\.\d)")


def _recognise(source: Source) -> bool:
    return MAGIC.match(source.head()) is not None or source.suffix == ".dwg"


FORMAT = Format(
    "dwg",
    Label("AutoCAD DWG", "AutoCAD DWG"),
    (".dwg",),
    _recognise,
    refusal="{name} is an AutoCAD drawing (DWG), which can't be read here; ask the surveyor for DXF of the same "
    "drawing (SAVEAS, closed polylines with the code as text inside), or for a Shapefile",
    rank=10,
)

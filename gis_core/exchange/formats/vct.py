"""VCT, the national exchange format for geospatial data (GB/T 17798): recognised, not read."""

from __future__ import annotations

import re

from gis_core.exchange.raw import Format, Source
from layers.base import Label

OPENING = re.compile(rb"\bHeadBegin\b|CNSDTF-VCT|LANDUSE-VCT", re.IGNORECASE)


def _recognise(source: Source) -> bool:
    return source.suffix == ".vct" or OPENING.search(source.head()[:4096]) is not None


FORMAT = Format(
    "vct",
    Label("VCT", "VCT"),
    (".vct",),
    _recognise,
    refusal="{name} is in the national exchange format VCT, which can't be read here; ask the surveyor to convert it "
    "to a File Geodatabase, GeoPackage or Shapefile",
    rank=10,
)

"""Where a sheet lies on the ground, as PDF says it: a viewport with a measure of the GEO kind (ISO 32000-2, 12.10)."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from pyproj import CRS, Transformer

from gis_core.cartography.engines.pdf_content import POINT
from gis_core.cartography.scene import Georeference
from layers.base import Label, Language

CORNERS = (0, 0, 1, 0, 1, 1, 0, 1)
MAP = Label("地图", "Map")


def viewport(pdf: pikepdf.Pdf, ground: Georeference, language: Language = "zh") -> pikepdf.Object:
    """
    Return a page's list of viewports: the map frame with the places of its four corners.

    A turned map is one whose corners lie turned on the ground; the frame itself stands along the paper's sides.
    """
    a, b, c, d, e, f = ground.to_ground
    places: list[Decimal] = []
    to_degrees, epsg = _degrees(ground.wkt)
    for x, y in ground.window:
        longitude, latitude = to_degrees.transform(a * x + b * y + c, d * x + e * y + f)
        places += [Decimal(f"{latitude:.12f}"), Decimal(f"{longitude:.12f}")]
    system = Dictionary(Type=Name.PROJCS, WKT=String(ground.wkt))
    if epsg:
        system.EPSG = epsg
    measure = Dictionary(
        Type=Name.Measure,
        Subtype=Name.GEO,
        Bounds=Array(CORNERS),
        LPTS=Array(CORNERS),
        GPTS=Array(places),
        GCS=pdf.make_indirect(system),
        PDU=Array([Name.M, Name.SQM, Name.DEG]),
    )
    xs, ys = [x for x, _ in ground.window], [y for _, y in ground.window]
    frame = [Decimal(f"{value * POINT:.6f}") for value in (min(xs), min(ys), max(xs), max(ys))]
    return Array(
        [
            Dictionary(
                Type=Name.Viewport,
                Name=String(MAP.said(language)),
                BBox=Array(frame),
                Measure=pdf.make_indirect(measure),
            )
        ]
    )


@lru_cache(maxsize=16)
def _degrees(wkt: str) -> tuple[Transformer, int | None]:
    crs = CRS.from_wkt(wkt)
    return Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True), crs.to_epsg()

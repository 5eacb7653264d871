"""The location inset (位置示意): the place as a whole, and where in it the sheet lies."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from gis_core.cartography.scene import Fill, Item, Shapes, Stroke
from gis_core.cartography.sheets.frame import MapFrame
from gis_core.cartography.trimming import cut

SQL = (Path(__file__).parent / "inset.sql").read_text(encoding="utf-8")
SMALLEST = 1.6  # mm; a frame smaller than this in the inset is a dot


@dataclass(frozen=True)
class Surroundings:
    """The place in the survey CRS: its boundary, its waters, its main roads."""

    boundary: BaseGeometry
    water: BaseGeometry
    roads: BaseGeometry


def surroundings(connection: psycopg.Connection[Any], at: dt.date, known: dt.datetime) -> Surroundings | None:
    """Return the place at the two times, or `None` if its boundary isn't recorded."""
    row = connection.execute(SQL, {"at": at, "known": known}).fetchone()
    if row is None or row[0] is None:
        return None
    boundary, water, roads = (shapely.from_wkb(bytes(part)) if part else shapely.Point() for part in row)
    return Surroundings(boundary, water, roads)


def inset(x: float, top: float, size: tuple[float, float], about: Surroundings, frame: MapFrame) -> list[Item]:
    """
    Draw the inset into a box.

    Parameters
    ----------
    x, top, size
        Left and upper edge, width and height in mm.
    about
        The place.
    frame
        Of the sheet.
    """
    west, south, east, north = about.boundary.bounds
    step = min(size[0] / (east - west), size[1] / (north - south)) * 0.96
    left, low = x + (size[0] - (east - west) * step) / 2, top - (size[1] + (north - south) * step) / 2

    def on_paper(points: np.ndarray) -> np.ndarray:
        return np.column_stack([left + (points[:, 0] - west) * step, low + (points[:, 1] - south) * step])

    boundary, water, roads, here = (
        shapely.transform(shape, on_paper) for shape in (about.boundary, about.water, about.roads, frame.ground)
    )
    window = (x, top - size[1], x + size[0], top)
    water, roads = (cut(shape, window) for shape in (water, roads))  # records may reach far beyond
    items: list[Item] = [Shapes((boundary,), Fill("#f4f3ef"))]
    if not water.is_empty:
        items.append(Shapes((water.simplify(0.05),), Fill("#bcd9ea")))
    if not roads.is_empty:
        items.append(Shapes((roads.simplify(0.05),), stroke=Stroke("#c9c2b5", 0.25, cap="round")))
    items.append(Shapes((boundary.simplify(0.05),), stroke=Stroke("#52606d", 0.18)))
    here = shapely.intersection(here, shapely.box(*window))
    if here.is_empty:
        return items
    whole = shapely.box(*boundary.bounds).buffer(-0.5).within(here)
    west, south, east, north = here.bounds
    if max(east - west, north - south) < SMALLEST:
        items.append(Shapes((Point(here.centroid),), Fill("#b3261e"), stroke=Stroke("#ffffff", 0.2), radius=0.9))
    else:
        items.append(
            Shapes((here,), None if whole else Fill("#b3261e", 0.12), stroke=Stroke("#b3261e", 0.35, join="miter"))
        )
    return items

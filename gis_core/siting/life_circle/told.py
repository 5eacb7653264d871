"""Answers as plain values, the same for a command and for the API: numbers that aren't are `None`, kinds have names."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from gis_core.crs import WGS84, parse, transform
from gis_core.siting.life_circle.answer import PER, WHOLE, LifeCircle
from gis_core.siting.life_circle.reach import Reach
from gis_core.siting.life_circle.walked import Walked
from gis_core.siting.network.quality import Quality
from gis_core.siting.network.snapping import LONG_M
from gis_core.siting.network.walking import pace

CURVE_POINTS = 21
DRAWN_M = 1.0
"""Shapes are drawn to a metre: buffers of streets have far more points than can be seen."""
DEGREES = 6
"""Decimals of a degree: 0.1 m."""


@dataclasses.dataclass(frozen=True)
class StreetQuality(Quality):
    """How good the walking graph is (`gis_core.siting.network.quality`), and homes far from it or of unknown people."""

    far_homes: int
    unknown_homes: int


def circle_told(answer: LifeCircle) -> dict[str, Any]:
    """
    Return `asked`, `communities`, `total`, `access`, `isochrones` (without shapes), `gaps` (how many), `quality`.

    Each community has its Lorenz curve as `lorenz`: shares of access at evenly spaced shares of people, `None` where
    nobody of those who count lives.
    """
    question = answer.question
    table = answer.communities
    rows = [_community(answer, str(name), row) for name, row in zip(table.index, _plain(table), strict=True)]
    return {
        "asked": {
            "kinds": list(question.kinds),
            "minutes": question.minutes,
            "age": question.group,
            "m_per_s": pace(question.group).m_per_s,
            "decay": question.decay,
            "whom": question.whom,
            "reach_m": answer.circle.reach_m,
        },
        "facilities": len(answer.stations),
        "access": {"supply": answer.supply, "per": PER},
        "communities": rows[:-1],
        "total": rows[-1],
        "isochrones": _plain(answer.isochrones.drop(columns="geometry")),
        "gaps": int((~answer.circle.homes["covered"]).sum()),
        "quality": quality_told(answer.walked),
    }


def reach_told(walked: Walked, found: Reach) -> dict[str, Any]:
    """Return `access_m`, `isochrones` (without shapes, with `facilities` by kind) and `quality`."""
    rows = _plain(found.isochrones.drop(columns="geometry"))
    for row in rows:
        row["facilities"] = {str(kind): int(count) for kind, count in found.facilities[row["minutes"]].items()}
    return {"access_m": found.access_m, "isochrones": rows, "quality": quality_told(walked)}


def quality_told(walked: Walked) -> dict[str, Any]:
    """Return the fields of `StreetQuality`."""
    told = StreetQuality(
        **dataclasses.asdict(walked.graph.quality),
        far_homes=len(walked.homes.long(LONG_M)),
        unknown_homes=int(walked.people.attrs.get("unknown", 0)),
    )
    return dataclasses.asdict(told)


def in_degrees(shapes: list[BaseGeometry], crs: str) -> list[BaseGeometry]:
    """Return shapes of the survey CRS in degrees (WGS 84), as they are drawn."""
    if not shapes:
        return []
    moved = transform(shapely.simplify(shapes, DRAWN_M), parse(crs), parse(WGS84))
    drawn: list[BaseGeometry] = shapely.transform(moved, lambda xy: xy.round(DEGREES)).tolist()
    return drawn


def spots(table: pd.DataFrame, crs: str) -> list[tuple[float, float]]:
    """Return the points of a table (`x`, `y` in the survey CRS) in degrees."""
    points = in_degrees(list(shapely.points(table[["x", "y"]].to_numpy(float))), crs)  # type: ignore[arg-type]
    return [(float(lon), float(lat)) for lon, lat in shapely.get_coordinates(points)]


def _community(answer: LifeCircle, name: str, row: dict[str, Any]) -> dict[str, Any]:
    curve = answer.lorenz(name, CURVE_POINTS)
    spans = answer.walked.communities
    bbox = None
    if name != WHOLE and row["code"] in spans.index:
        bbox = spans.loc[row["code"], ["west", "south", "east", "north"]].astype(float).round(DEGREES).tolist()
    lorenz = None if curve is None else curve[1].round(4).tolist()
    return {"name": name, **row, "bbox": bbox, "lorenz": lorenz}


def _plain(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): _value(value) for key, value in row.items()} for row in table.to_dict("records")]


def _value(value: Any) -> Any:
    if value is None or value is pd.NA:
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value

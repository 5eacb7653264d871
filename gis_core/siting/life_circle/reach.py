"""What is reached on foot from one place: isochrones, who lives in them, which facilities stand in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis_core.errors import RefusedInputError, WrongUseError
from gis_core.siting.life_circle.answer import LONGEST_MIN
from gis_core.siting.life_circle.walked import Walked
from gis_core.siting.network.walking import Group, pace

MOST_TIMES = 6
MINUTES = re.compile(r"\d{1,3}(\.\d{1,3})?", re.ASCII)


@dataclass(frozen=True)
class Reach:
    """
    What is reached.

    Parameters
    ----------
    start
        Where one starts (survey CRS, m).
    access_m
        The straight way from there to a street.
    isochrones
        A row a time, shortest first, in the survey CRS: `minutes`, `reach_m`, `street_m`, `area_m2`, `homes`,
        `residents`, `residents_over_60` who live within the time. Empty geometry where no street is reached in it.
    facilities
        By kind, a column a time (its minutes): how many are reached.
    """

    start: shapely.Point
    access_m: float
    isochrones: gpd.GeoDataFrame
    facilities: pd.DataFrame


def times_of(said: str) -> list[float]:
    """
    Return the times (min) of a text: `5,10,15`.

    Raises
    ------
    WrongUseError
        If one is no number.
    """
    parts = [part.strip() for part in said.replace("，", ",").split(",")]
    for part in parts:
        if not MINUTES.fullmatch(part):
            raise WrongUseError(
                f"minutes: {part[:40]!r} is no number; give times with commas: 5,10,15", field="minutes"
            )
    return [float(part) for part in parts]


def reach(walked: Walked, start: shapely.Point, minutes: Sequence[float], group: Group = "adult") -> Reach:
    """
    Return what is reached on foot from a place.

    Parameters
    ----------
    walked
        The records.
    start
        Where one starts (survey CRS).
    minutes
        One to six times, above 0, at most 30.
    group
        Whose pace.

    Raises
    ------
    WrongUseError
        If a time or the group is none.
    RefusedInputError
        If no street is reached within the longest time.
    """
    times = sorted(set(minutes))
    if not 1 <= len(times) <= MOST_TIMES or not all(0 < time <= LONGEST_MIN for time in times):
        raise WrongUseError(
            f"minutes: give 1 to {MOST_TIMES} times above 0 and at most {LONGEST_MIN:g}", field="minutes"
        )
    speed = pace(group).m_per_s
    at = walked.graph.snap(np.array([[start.x, start.y]]), what="start")
    found = walked.graph.isochrone(at, times, speed=speed).drop(columns="point")
    farthest = float(found["reach_m"].iloc[-1])
    if at.access[0] > farthest:
        raise RefusedInputError(
            f"from: the nearest street is {at.access[0]:,.0f} m away, and one walks {farthest:,.0f} m in {times[-1]:g}"
            " min; give a place near a street, as easting and northing",
            field="from",
        )
    far = walked.graph.distances(at, walked.homes, farthest)[0]
    found["area_m2"] = found.geometry.area
    found = found.join(walked.within(far, found["reach_m"].to_numpy()))
    stand = walked.graph.distances(at, walked.facilities[["x", "y"]].to_numpy(float), farthest)[0]
    counts = {
        time: walked.facilities["kind"][stand <= metres].value_counts()
        for time, metres in zip(times, found["reach_m"], strict=True)
    }
    facilities = pd.DataFrame(counts, columns=times).fillna(0).astype(int).sort_index()
    return Reach(start, float(at.access[0]), found, facilities)

"""What is asked of a life circle, and its answer: who is covered, isochrones, how evenly access is shared."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from gis_core.errors import WrongUseError
from gis_core.siting.access import Array, catchment_of_pairs, gini, lorenz
from gis_core.siting.life_circle.walked import Walked
from gis_core.siting.network.circle import MINUTES, NOWHERE, Circle, circle
from gis_core.siting.network.walking import Group, pace
from layers.facilities import FACILITY_KINDS

LONGEST_MIN = 30.0
EVERY_MIN = 5.0
"""Isochrones are drawn for every so many minutes below the time that is asked for."""
PER = 1000
"""Access is told for so many people."""
OLD = ("elderly", "frail")
"""Age groups of whom only residents over 60 count."""
WHOLE = "total"


@dataclass(frozen=True)
class Question:
    """
    What is asked of a life circle.

    Parameters
    ----------
    kinds
        Kinds of facilities (`layers.facilities.FACILITY_KINDS`); one of any of them closes a home's circle. Ask kind by
        kind whether each is there.
    minutes
        The time on foot, inclusive; above 0, at most 30.
    group
        Whose pace (`walking.PACES`); of the elderly and the frail, residents over 60 share the supply, else all.
    decay
        How much a way counts towards access: all alike within the time, or `gaussian` less and less.

    Raises
    ------
    WrongUseError
        If a kind, the time, the group or the decay is none.
    """

    kinds: tuple[str, ...] = ("elderly_station",)
    minutes: float = MINUTES
    group: Group = "elderly"
    decay: Literal["gaussian"] | None = None

    def __post_init__(self) -> None:
        strange = [kind for kind in self.kinds if FACILITY_KINDS.find(kind) is None]
        if strange or not self.kinds:
            known = ", ".join(row.code for row in FACILITY_KINDS.codes)
            said = f"there is no kind of facility {strange[0][:60]!r}" if strange else "no kind of facility is named"
            raise WrongUseError(f"kind: {said}; there are: {known}", field="kind")
        if not 0 < self.minutes <= LONGEST_MIN:
            raise WrongUseError(
                f"minutes: {self.minutes:g}; give more than 0 and at most {LONGEST_MIN:g}", field="minutes"
            )
        if self.decay not in (None, "gaussian"):
            raise WrongUseError(f"decay: there is no {self.decay!r:.60}; give gaussian, or none", field="decay")
        pace(self.group)

    @property
    def whom(self) -> Literal["residents", "residents_over_60"]:
        """Which people share the supply."""
        return "residents_over_60" if self.group in OLD else "residents"

    @property
    def bands(self) -> list[float]:
        """Times (min) of the isochrones: each five minutes, and the whole time."""
        return [*np.arange(EVERY_MIN, self.minutes, EVERY_MIN).tolist(), float(self.minutes)]


@dataclass(frozen=True)
class LifeCircle:
    """
    The answer.

    Parameters
    ----------
    question
        What was asked.
    walked
        The records that it stands on.
    stations
        The facilities, as `Walked.facilities`.
    circle
        Who is covered, and the gaps (`gis_core.siting.network.circle`).
    isochrones
        What is reached from any of the facilities, a row a time; each holds the shorter ones: `minutes`, `reach_m`,
        `street_m`, `area_m2`, and `homes`, `residents`, `residents_over_60` who live within the time.
    supply
        What access counts: `capacity` where every one of the facilities has it on record and all are of one kind (units
        differ), else `facilities`, each as one.
    access
        By home: supply for each 1,000 people (two-step floating catchment).
    """

    question: Question
    walked: Walked
    stations: pd.DataFrame
    circle: Circle
    isochrones: gpd.GeoDataFrame
    supply: Literal["capacity", "facilities"]
    access: pd.Series

    @cached_property
    def communities(self) -> pd.DataFrame:
        """
        By community and `total` last: as `Circle.communities`, with `code`, `access` (mean for each 1,000 people) and
        `gini` (0–1); both aren't numbers where nobody of those who count lives.
        """
        table = self.circle.communities.copy()
        homes = self.circle.homes
        codes = homes["community_code"].groupby(homes["community"].fillna(NOWHERE)).first()
        table.insert(0, "code", codes.reindex(table.index))
        table[["access", "gini"]] = [self._evenness(str(name)) for name in table.index]
        return table

    def lorenz(self, community: str = WHOLE, points: int | None = None) -> tuple[Array, Array] | None:
        """
        Return the Lorenz curve of access in a community: shares of people and of access, the worst off first.

        Parameters
        ----------
        community
            Its name; all together unless given.
        points
            At so many evenly spaced shares of people; at every home when left out.

        Returns
        -------
        people, access
            Shares (0–1); `None` where nobody of those who count lives.
        """
        access, weights = self._of(community)
        if not weights.sum() > 0:
            return None
        people, shared = lorenz(access, weights)
        if points is None:
            return people, shared
        at = np.linspace(0, 1, points)
        return at, np.interp(at, people, shared)

    def _of(self, community: str) -> tuple[Array, Array]:
        homes = self.circle.homes
        here = (homes["community"].fillna(NOWHERE) == community).to_numpy() | (community == WHOLE)
        return self.access.to_numpy(float)[here], homes[self.question.whom].to_numpy(float)[here]

    def _evenness(self, community: str) -> tuple[float, float]:
        access, weights = self._of(community)
        if not weights.sum() > 0:
            return np.nan, np.nan
        return float(np.average(access, weights=weights)), gini(access, weights)


def life_circle(walked: Walked, question: Question) -> LifeCircle:
    """
    Answer who reaches one of the facilities in time, where the gaps are, and how evenly access is shared.

    Source
    ------
    GB 50180-2018 (15-minute circle); access: Luo and Wang (2003), Dai (2010), see `gis_core.siting.access`.
    """
    speed = pace(question.group).m_per_s
    stations = walked.of_kinds(question.kinds)
    found = circle(walked.graph, walked.people, stations, minutes=question.minutes, m_per_s=speed)
    at = walked.graph.snap(stations[["x", "y"]].to_numpy(float), what="facilities")
    isochrones = walked.graph.isochrone(at, question.bands, speed=speed).drop(columns="point")
    isochrones["area_m2"] = isochrones.geometry.area
    far = found.homes["minutes"].to_numpy(float) * 60 * speed
    isochrones = isochrones.join(walked.within(far, isochrones["reach_m"].to_numpy(float)))
    known = len(question.kinds) == 1 and bool(stations["capacity"].notna().all())
    supplied = stations["capacity"].to_numpy(float) if known else np.ones(len(stations))
    pairs = walked.graph.pairs(walked.homes, at, found.reach_m)
    access = catchment_of_pairs(walked.people[question.whom], supplied, pairs, found.reach_m, question.decay)
    return LifeCircle(
        question, walked, stations, found, isochrones, "capacity" if known else "facilities",
        pd.Series(PER * access, index=walked.people.index),
    )  # fmt: skip

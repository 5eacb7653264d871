"""
The elderly 15-minute circle (十五分钟养老圈): who reaches a station on foot in time, community by community.

The circle is closed where nobody is left outside; the gaps are the homes of those who are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from gis_core.errors import WrongUseError
from gis_core.siting.network.graph import WalkingGraph
from gis_core.siting.network.snapping import LONG_M
from gis_core.siting.network.walking import pace, reach_m

MINUTES = 15.0
PEOPLE = ("residents", "residents_over_60")
NOWHERE = "-"
"""Label of people who live in no community."""


@dataclass(frozen=True)
class Circle:
    """
    What the circle covers.

    Parameters
    ----------
    communities
        By `community`, and `total` last: `residents`, `residents_over_60`, those `…_covered`, their `…_share` (0–1;
        not a number where nobody lives), `homes` and `homes_uncovered`, `farthest_min` (inf where no way leads to a
        station).
    homes
        The people given, with `covered`, `minutes` to the nearest station, its code (`station`) and `access_m`, the
        straight way from the home to a street.
    reach_m
        How far one walks in the time (m).
    """

    communities: pd.DataFrame
    homes: pd.DataFrame
    reach_m: float

    @property
    def gaps(self) -> pd.DataFrame:
        """The homes of people who aren't covered, those with the most elderly people first."""
        return self.homes[~self.homes["covered"]].sort_values("residents_over_60", ascending=False, kind="stable")

    @property
    def far_from_streets(self) -> pd.DataFrame:
        """The homes more than 100 m from any street; look whether the network misses a lane there."""
        return self.homes[self.homes["access_m"] > LONG_M]


def circle(
    graph: WalkingGraph,
    people: pd.DataFrame,
    stations: pd.DataFrame,
    *,
    minutes: float = MINUTES,
    m_per_s: float | None = None,
) -> Circle:
    """
    Return who reaches a station within a time.

    Parameters
    ----------
    graph
        The walking graph.
    people
        `x`, `y` (survey CRS, m), `residents`, `residents_over_60`, `community`; as `gis_core.siting.people` gives them.
    stations
        `x`, `y` by code.
    minutes
        The time, inclusive.
    m_per_s
        Walking speed; that of elderly people (`walking.PACES`) unless given.

    Raises
    ------
    WrongUseError
        If a column or a number of people is missing, or time and speed aren't sensible.

    Source
    ------
    GB 50180-2018 (15-minute circle); the subdistrict's plan for 2025 (15-minute elderly-care circle).
    """
    for frame, name, wanted in ((people, "people", ("x", "y", *PEOPLE, "community")), (stations, "stations", "xy")):
        missing = [column for column in wanted if column not in frame.columns]
        if missing:
            raise WrongUseError(f"the {name} have no column {', '.join(missing)}", field=name)
    if people[list(PEOPLE)].isna().any(axis=None):
        raise WrongUseError("a number of people is missing; leave the home out or state how many count", field="people")
    speed = pace("elderly").m_per_s if m_per_s is None else m_per_s
    reach = reach_m(minutes, speed)
    origins = people[["x", "y"]].to_numpy(float)
    near = graph.nearest(origins, stations[["x", "y"]].to_numpy(float))
    codes = np.array([*stations.index, None], dtype=object)  # the last: no station
    homes = people.assign(
        covered=near.distance_m <= reach,
        minutes=near.distance_m / speed / 60,
        station=codes[near.target],
        access_m=graph.snap(origins).access,
    )
    return Circle(_by_community(homes), homes, reach)


def _by_community(homes: pd.DataFrame) -> pd.DataFrame:
    covered = homes["covered"].to_numpy()
    columns = {column: homes[column] for column in PEOPLE}
    columns |= {f"{column}_covered": homes[column].where(covered, 0.0) for column in PEOPLE}
    table = pd.DataFrame({**columns, "homes": 1, "homes_uncovered": (~covered).astype(int)})
    sums = table.groupby(homes["community"].fillna(NOWHERE).astype(object).rename("community")).sum()
    sums.loc["total"] = table.sum()
    farthest = homes["minutes"].groupby(homes["community"].fillna(NOWHERE)).max()
    sums["farthest_min"] = [*farthest, homes["minutes"].max()]
    for column in PEOPLE:
        sums[f"{column}_share"] = sums[f"{column}_covered"] / sums[column].where(sums[column] > 0)
    return sums.astype({"homes": int, "homes_uncovered": int})

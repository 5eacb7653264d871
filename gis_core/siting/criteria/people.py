"""People within a time (可达人口): residents, or those over 60, who reach the candidate on foot over the streets."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import pandas as pd
from pydantic import Field

from gis_core.siting.criteria.base import Criterion
from gis_core.siting.ground import Ground
from gis_core.siting.network.walking import Group, pace, reach_m
from gis_core.siting.quantities import Time, quantity
from layers.base import Label

GB50180 = "城市居住区规划设计标准（GB 50180-2018）"


class People(Criterion):
    """How many of them live within `within`, at the pace of `pace`."""

    LABEL: ClassVar[Label] = Label("步行可达人口", "People within a walk")
    UNIT: ClassVar[str] = "人"
    READS: ClassVar[tuple[str, ...]] = ("buildings", "communities", "roads")
    SOURCE: ClassVar[str] = GB50180

    kind: Literal["people"] = "people"
    whom: Literal["residents", "residents_over_60"] = "residents"
    within: Annotated[Time, Field(validate_default=True)] = quantity(5, "min", GB50180)
    pace: Group | None = None

    @property
    def label(self) -> Label:
        """Who, and within which time."""
        minutes = f"{self.within.base:g}"
        if self.whom == "residents_over_60":
            return Label(f"步行{minutes}分钟内老人", f"Elderly people within {minutes} min")
        return Label(f"步行{minutes}分钟内人口", f"People within {minutes} min")

    def measure(self, ground: Ground) -> pd.Series:
        """Add up who lives within the distance that is walked in that time."""
        group: Group = self.pace or ("elderly" if self.whom == "residents_over_60" else "adult")
        metres = reach_m(self.within.base, pace(group).m_per_s)
        weights = ground.people[self.whom].to_numpy(dtype=float)
        sums = ground.walking.within(ground.points.to_numpy(), ground.homes, metres, weights)
        return pd.Series(sums, index=ground.points.index)

"""Hazards near by (周边隐患): those found and not yet settled on the day, added up by severity."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import pandas as pd
from pydantic import Field

from gis_core.siting.criteria.base import Criterion, Sense
from gis_core.siting.ground import Ground
from gis_core.siting.parts import sql_beside
from gis_core.siting.quantities import Length, quantity
from layers.base import Label


class Hazards(Criterion):
    """Sum of the severities (1–3) of unsettled hazards within a distance."""

    LABEL: ClassVar[Label] = Label("周边隐患", "Hazards near by")
    UNIT: ClassVar[str] = "级"
    SENSE: ClassVar[Sense] = "min"
    READS: ClassVar[tuple[str, ...]] = ("hazards",)

    kind: Literal["hazards"] = "hazards"
    within: Annotated[Length, Field(validate_default=True)] = quantity(100, "m", "近似值")

    def measure(self, ground: Ground) -> pd.Series:
        """Add up around each."""
        return ground.measured(sql_beside(__file__), within=self.within.base)

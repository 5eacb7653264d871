"""Fit with the plan (规划符合度): how well the planned uses of a candidate suit the purpose, weighted by area."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import pandas as pd
from psycopg.types.json import Jsonb
from pydantic import Field

from gis_core.siting.constraints.planned_use import Zoning
from gis_core.siting.criteria.base import Criterion
from gis_core.siting.ground import Ground
from gis_core.siting.parts import sql_beside
from layers.base import Label


class PlanFit(Criterion):
    """The fit (0–1) of the planned uses by area, `other` for those not named; nothing where nothing is planned."""

    LABEL: ClassVar[Label] = Label("规划符合度", "Fit with the plan")
    UNIT: ClassVar[str] = "1"
    READS: ClassVar[tuple[str, ...]] = ("plan_parcels",)

    kind: Literal["planned_use"] = "planned_use"
    fits: Annotated[dict[Zoning, Annotated[float, Field(ge=0, le=1)]], Field(min_length=1)]
    other: Annotated[float, Field(ge=0, le=1)] = 0.0

    def measure(self, ground: Ground) -> pd.Series:
        """Weigh the planned uses by the area that they cover."""
        return ground.measured(sql_beside(__file__), fits=Jsonb(self.fits), other=self.other)

"""Beside industry (产业邻接): the share of the ground around a candidate that is used or planned for industry."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import pandas as pd
from pydantic import Field

from gis_core.siting.criteria.base import Criterion
from gis_core.siting.ground import Ground
from gis_core.siting.parts import sql_beside
from gis_core.siting.quantities import Length, quantity
from layers.base import Label


class Industry(Criterion):
    """Share of the ring of `ring` around it that parcels of industry or storage cover (present use 10, 11)."""

    LABEL: ClassVar[Label] = Label("产业邻接", "Beside industry")
    UNIT: ClassVar[str] = "1"
    READS: ClassVar[tuple[str, ...]] = ("parcels",)

    kind: Literal["industry"] = "industry"
    ring: Annotated[Length, Field(validate_default=True)] = quantity(50, "m", "近似值：隔一条支路")

    def measure(self, ground: Ground) -> pd.Series:
        """Measure the ring."""
        return ground.measured(sql_beside(__file__), ring=self.ring.base)

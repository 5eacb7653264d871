"""
Acquisition cost (取得成本): what the land and the buildings on it would cost.

Land by ownership and holder, buildings by floor area, at prices that the document gives. The defaults are working
approximations; an office puts its own there. State land that the government holds costs nothing.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import pandas as pd
from psycopg.types.json import Jsonb
from pydantic import Field

from gis_core.siting.criteria.base import Criterion, Sense
from gis_core.siting.ground import Ground
from gis_core.siting.parts import sql_beside
from gis_core.siting.quantities import Price, quantity
from layers.base import Label

APPROX = "近似值，待街道以本地补偿标准替换"
Holder = Literal["government", "enterprise", "community_company", "individual", "none"]


def _prices() -> dict[Holder, Price]:
    per_m2: dict[Holder, float] = {"government": 0, "enterprise": 3000, "community_company": 1500, "individual": 4000}
    return {holder: quantity(price, "CNY/m²", APPROX) for holder, price in per_m2.items()}


class Cost(Criterion):
    """CNY for the land (by holder) and the floor area on it; `unknown` where no tenure is on record."""

    LABEL: ClassVar[Label] = Label("取得成本", "Acquisition cost")
    UNIT: ClassVar[str] = "CNY"
    SENSE: ClassVar[Sense] = "min"
    READS: ClassVar[tuple[str, ...]] = ("tenure", "buildings")
    SOURCE: ClassVar[str] = APPROX

    kind: Literal["cost"] = "cost"
    land: Annotated[dict[Holder, Price], Field(default_factory=_prices)]
    unknown: Annotated[Price, Field(validate_default=True)] = quantity(1500, "CNY/m²", APPROX)
    floor_area: Annotated[Price, Field(validate_default=True)] = quantity(6000, "CNY/m²", APPROX)

    def measure(self, ground: Ground) -> pd.Series:
        """Add up land and floor area."""
        return ground.measured(
            sql_beside(__file__),
            prices=Jsonb({holder: price.base for holder, price in self.land.items()}),
            unknown=self.unknown.base,
            floor=self.floor_area.base,
        )

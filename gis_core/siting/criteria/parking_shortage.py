"""
Parking shortage (停车缺口): spaces wanted in the catchment of a candidate less the spaces there.

Wanted are spaces by residents and by floor area of offices, shops and factories, at rates of the document; there are
those of the parking layer. The catchment is the ground within a distance, as people walk from a car park some 300 m.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import pandas as pd
from psycopg.types.json import Jsonb
from pydantic import BaseModel, ConfigDict, Field, PositiveFloat

from gis_core.siting.criteria.base import Criterion
from gis_core.siting.ground import Ground
from gis_core.siting.parts import sql_beside
from gis_core.siting.quantities import Length, quantity
from layers.base import Label

RATES = "近似值，参照《深圳市城市规划标准与准则》配建停车位指标"
BuildingUse = Literal["residential", "village", "dormitory", "factory", "office", "commercial", "public", "warehouse"]


class Wanted(BaseModel):
    """Spaces wanted for 100 people, or for 100 m² of floor."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    per_100_residents: PositiveFloat | None = None
    per_100_m2: PositiveFloat | None = None
    source: str = RATES


def _rates() -> dict[BuildingUse, Wanted]:
    return {
        "residential": Wanted(per_100_residents=22),
        "village": Wanted(per_100_residents=9),
        "dormitory": Wanted(per_100_residents=5),
        "factory": Wanted(per_100_m2=0.25),
        "office": Wanted(per_100_m2=0.5),
        "commercial": Wanted(per_100_m2=0.6),
        "public": Wanted(per_100_m2=0.4),
        "warehouse": Wanted(per_100_m2=0.15),
    }


class ParkingShortage(Criterion):
    """Spaces that are missing within `within`; negative where there are more than wanted."""

    LABEL: ClassVar[Label] = Label("停车缺口", "Parking shortage")
    UNIT: ClassVar[str] = "泊位"
    READS: ClassVar[tuple[str, ...]] = ("buildings", "parking")
    SOURCE: ClassVar[str] = RATES

    kind: Literal["parking_shortage"] = "parking_shortage"
    within: Annotated[Length, Field(validate_default=True)] = quantity(300, "m", "停车后步行可接受距离，近似值")
    rates: Annotated[dict[BuildingUse, Wanted], Field(default_factory=_rates)]

    def measure(self, ground: Ground) -> pd.Series:
        """Compare what is wanted with what is there."""
        rates = {
            use: {"people": (rate.per_100_residents or 0) / 100, "floor": (rate.per_100_m2 or 0) / 100}
            for use, rate in self.rates.items()
        }
        return ground.measured(sql_beside(__file__), within=self.within.base, rates=Jsonb(rates))

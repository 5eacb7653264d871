"""Owners (权利人数): how many tenures a candidate touches, by more than a border's breadth."""

from __future__ import annotations

from typing import ClassVar, Literal

import pandas as pd

from gis_core.siting.criteria.base import Criterion, Sense
from gis_core.siting.ground import Ground
from layers.base import Label

LEAST_M2 = 1.0


class Owners(Criterion):
    """Number of tenures that overlap by more than 1 m²; nothing where no tenure is on record."""

    LABEL: ClassVar[Label] = Label("权属宗数", "Owners")
    UNIT: ClassVar[str] = "宗"
    SENSE: ClassVar[Sense] = "min"
    READS: ClassVar[tuple[str, ...]] = ("tenure",)

    kind: Literal["owners"] = "owners"

    def measure(self, ground: Ground) -> pd.Series:
        """Count them."""
        return ground.measured(
            "SELECT c.code, nullif(count(*), 0) AS value FROM siting_candidates c"
            " JOIN at_tenure f ON st_intersects(f.geom, c.geom)"
            " WHERE c.area_m2 = 0 OR matian.shared_area(c.geom, f.geom) > %(least)s GROUP BY c.code",
            least=LEAST_M2,
        )

"""Area (面积) of the candidate, planar in the survey CRS."""

from typing import ClassVar, Literal

import pandas as pd

from gis_core.siting.criteria.base import Criterion
from gis_core.siting.ground import Ground
from layers.base import Label


class AreaOf(Criterion):
    """Its area, m²."""

    LABEL: ClassVar[Label] = Label("面积", "Area")
    UNIT: ClassVar[str] = "m²"

    kind: Literal["area"] = "area"

    def measure(self, ground: Ground) -> pd.Series:
        """Read it."""
        return ground.measured("SELECT code, area_m2 AS value FROM siting_candidates")

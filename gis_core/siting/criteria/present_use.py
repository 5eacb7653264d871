"""Fit of the present use (现状适宜度): a fit for each class of land use that stands on most of a candidate."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import numpy as np
import pandas as pd
from pydantic import Field

from gis_core.siting.constraints.land_use import LandUse
from gis_core.siting.criteria.base import Criterion
from gis_core.siting.ground import Ground
from layers.base import Label


class PresentUseFit(Criterion):
    """The fit (0–1) of the class or of the nearest class above it; `other` for those not named."""

    LABEL: ClassVar[Label] = Label("现状适宜度", "Fit of the present use")
    UNIT: ClassVar[str] = "1"
    READS: ClassVar[tuple[str, ...]] = ("parcels",)

    kind: Literal["present_use"] = "present_use"
    fits: Annotated[dict[LandUse, Annotated[float, Field(ge=0, le=1)]], Field(min_length=1)]
    other: Annotated[float, Field(ge=0, le=1)] = 0.0

    def measure(self, ground: Ground) -> pd.Series:
        """Look up the class of each."""
        found = ground.ask(
            "SELECT c.code, coalesce(c.land_use, (SELECT p.land_use FROM at_parcels p"
            " WHERE st_intersects(p.geom, st_pointonsurface(c.geom)) ORDER BY p.code LIMIT 1)) AS land_use"
            " FROM siting_candidates c"
        )["land_use"].reindex(ground.codes)
        return found.map(self._fit).astype(float)

    def _fit(self, code: str | None) -> float:
        if code is None:
            return np.nan
        return next((self.fits[code[:n]] for n in range(len(code), 0, -1) if code[:n] in self.fits), self.other)

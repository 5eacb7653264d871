"""
Slope (坡度): mean natural slope of the terrain model over the candidate, by Horn's method; around a point within 10 m.
"""

from typing import ClassVar, Literal

import pandas as pd

from gis_core.errors import EnvironmentProblemError
from gis_core.siting.criteria.base import Criterion, Sense
from gis_core.siting.ground import Ground
from layers.base import Label

AROUND_M = 10.0


class Slope(Criterion):
    """Mean slope, per cent; nothing outside of the terrain model."""

    LABEL: ClassVar[Label] = Label("坡度", "Slope")
    UNIT: ClassVar[str] = "%"
    SENSE: ClassVar[Sense] = "min"
    READS: ClassVar[tuple[str, ...]] = ("terrain.tif",)
    SOURCE: ClassVar[str] = "城乡建设用地竖向规划规范（CJJ 83-2016）"

    kind: Literal["slope"] = "slope"

    def measure(self, ground: Ground) -> pd.Series:
        """Read the terrain model under each."""
        from gis_core.siting.rasters.zonal import mean_slope  # noqa: PLC0415  (slow to import)

        if not ground.terrain.exists():
            raise EnvironmentProblemError(
                f"{ground.terrain} is missing; put a terrain model (m, survey CRS) there, or leave slope out",
            )
        shapes = ground.shapes
        points = shapes.area == 0
        return mean_slope(ground.terrain, shapes.where(~points, shapes.buffer(AROUND_M)))

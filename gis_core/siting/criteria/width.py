"""Width (最大内切圆): the diameter of the largest circle that fits into a candidate."""

from typing import ClassVar, Literal

import pandas as pd

from gis_core.siting.criteria.base import Criterion
from gis_core.siting.ground import Ground
from layers.base import Label


class WidthOf(Criterion):
    """Diameter of the largest inscribed circle, m; nothing for a point or a line."""

    LABEL: ClassVar[Label] = Label("最大内切圆直径", "Width of the largest circle inside")
    UNIT: ClassVar[str] = "m"

    kind: Literal["width"] = "width"

    def measure(self, ground: Ground) -> pd.Series:
        """Find the circle."""
        return ground.measured(
            "SELECT code, CASE WHEN st_dimension(geom) = 2 THEN 2 * (st_maximuminscribedcircle(geom)).radius END"
            " AS value FROM siting_candidates"
        )

"""Least width (最小宽度): the diameter of the largest circle that fits into a candidate."""

from __future__ import annotations

from typing import ClassVar, Literal

import pandas as pd
from psycopg import sql

from gis_core.siting.constraints.base import Asked, Constraint
from gis_core.siting.ground import Ground
from gis_core.siting.quantities import Length
from layers.base import Label

STATEMENT = sql.SQL("""
SELECT c.code, w.m AS value, f.fits AS holds, 1 - w.m / nullif(%(least)s, 0) AS miss
  FROM siting_candidates c
 CROSS JOIN LATERAL (SELECT st_dimension(c.geom) = 2
                            AND NOT st_isempty(st_buffer(c.geom, -%(least)s / 2, 'quad_segs=1')) AS fits) f
 CROSS JOIN LATERAL (SELECT CASE WHEN %(told)s OR NOT f.fits AND st_dimension(c.geom) = 2
                                 THEN 2 * (st_maximuminscribedcircle(c.geom)).radius END AS m) w
""")


class Width(Constraint):
    """A circle of at least `min` across fits inside."""

    LABEL: ClassVar[Label] = Label("最小宽度", "Width")
    UNIT: ClassVar[str] = "m"

    kind: Literal["width"] = "width"
    min: Length

    def statement(self) -> Asked:
        """Shrink each by half the width, which is quicker than its circle; that of those that fall is told."""
        return STATEMENT, {"least": self.min.base, "told": False}

    def check(self, ground: Ground) -> pd.DataFrame:
        """Tell the circle of all."""
        return ground.ask(STATEMENT, least=self.min.base, told=True)

    def says(self) -> Label:
        """The bound."""
        return Label(f"最小宽度 ≥ {self.min.base:g} m", f"At least {self.min.base:g} m wide")

"""Least width (最小宽度): the diameter of the largest circle that fits into a candidate."""

from __future__ import annotations

from typing import ClassVar, Literal

from psycopg import sql

from gis_core.siting.constraints.base import Asked, Constraint
from gis_core.siting.quantities import Length
from layers.base import Label

STATEMENT = sql.SQL("""
SELECT c.code, w.m AS value, w.m >= %(least)s AS holds, 1 - w.m / nullif(%(least)s, 0) AS miss
  FROM siting_candidates c
 CROSS JOIN LATERAL (SELECT CASE WHEN st_dimension(c.geom) = 2
                                 THEN 2 * (st_maximuminscribedcircle(c.geom)).radius END AS m) w
""")


class Width(Constraint):
    """A circle of at least `min` across fits inside."""

    LABEL: ClassVar[Label] = Label("最小宽度", "Width")
    UNIT: ClassVar[str] = "m"

    kind: Literal["width"] = "width"
    min: Length

    def statement(self) -> Asked:
        """Compare the largest inscribed circle of each."""
        return STATEMENT, {"least": self.min.base}

    def says(self) -> Label:
        """The bound."""
        return Label(f"最小宽度 ≥ {self.min.base:g} m", f"At least {self.min.base:g} m wide")

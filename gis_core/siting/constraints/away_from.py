"""Away from (避让): a least distance from features, such as hazards or a facility of the same kind."""

from __future__ import annotations

from typing import ClassVar, Literal

from psycopg import sql

from gis_core.siting.constraints.base import Asked, Constraint
from gis_core.siting.features import FeaturesOf
from gis_core.siting.quantities import Length
from layers.base import Label

STATEMENT = sql.SQL("""
SELECT c.code, f.m AS value, f.m IS NULL AS holds, 1 - f.m / nullif(%(least)s, 0) AS miss
  FROM siting_candidates c
  LEFT JOIN LATERAL (
    SELECT min(st_distance(f.geom, c.geom)) AS m
      FROM {source} f
     WHERE {condition} AND st_dwithin(f.geom, c.geom, %(least)s) AND st_distance(f.geom, c.geom) < %(least)s) f ON true
""")


class AwayFrom(FeaturesOf, Constraint):
    """No feature nearer than `min`, as the crow flies."""

    LABEL: ClassVar[Label] = Label("避让距离", "Away from")
    UNIT: ClassVar[str] = "m"

    kind: Literal["away_from"] = "away_from"
    min: Length

    def statement(self) -> Asked:
        """Measure to the nearest feature within the bound."""
        condition, values = self.condition()
        return STATEMENT.format(source=self.table, condition=condition), {**values, "least": self.min.base}

    def says(self) -> Label:
        """The bound."""
        named = self.named
        return Label(f"距{named.zh} ≥ {self.min.base:g} m", f"At least {self.min.base:g} m from {named.en}")

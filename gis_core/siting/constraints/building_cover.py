"""Building cover (建筑覆盖率): the share of a candidate that buildings stand on."""

from __future__ import annotations

from typing import ClassVar, Literal

from psycopg import sql

from gis_core.siting.constraints.base import Asked, Constraint
from gis_core.siting.features import FeaturesOf, overlap
from gis_core.siting.ground import Ground
from gis_core.siting.quantities import Share
from layers.base import Label

STATEMENT = sql.SQL("""
SELECT code, share AS value, share <= %(most)s AS holds, share - %(most)s AS miss FROM ({overlap}) o
""")
# One building that lies in the candidate may be enough to know; how much more there is needn't be measured. (With
# EXISTS, the planner would make a join of it that can't use the index.)
ONE_IS_TOO_MUCH = sql.SQL("""
DELETE FROM siting_candidates c
 WHERE (SELECT true FROM at_buildings f
         WHERE c.geom ~ f.geom AND st_area(f.geom) > %(most)s * c.area_m2 AND st_covers(c.geom, f.geom) LIMIT 1)
""")


class BuildingCover(Constraint):
    """At most `max` of the candidate is built over."""

    LABEL: ClassVar[Label] = Label("建筑覆盖率", "Building cover")
    UNIT: ClassVar[str] = "1"
    READS: ClassVar[tuple[str, ...]] = ("buildings",)

    kind: Literal["building_cover"] = "building_cover"
    max: Share

    def statement(self) -> Asked:
        """Compare the covered share of each."""
        statement, values = overlap(FeaturesOf(layer="buildings"))
        return STATEMENT.format(overlap=statement), {**values, "most": self.max.base}

    def narrow(self, ground: Ground) -> int:
        """Take away what one building is too much for, then measure the rest."""
        return ground.execute(ONE_IS_TOO_MUCH, most=self.max.base).rowcount + super().narrow(ground)

    def says(self) -> Label:
        """The bound."""
        most = f"{self.max.base * 100:g} %"
        return Label(f"建筑覆盖 ≤ {most}", f"Built over ≤ {most}")

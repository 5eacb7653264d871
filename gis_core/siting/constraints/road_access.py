"""
Access to a road (临路): the way from a candidate to the roadway.

Roads are centre lines with a width; the distance is to the edge of the roadway, zero where it runs through.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from psycopg import sql
from pydantic import Field

from gis_core.siting.constraints.base import Asked, Constraint
from gis_core.siting.parts import sql_beside
from gis_core.siting.quantities import Length, quantity
from layers.base import Label
from layers.roads import ROAD_CLASSES

WIDEST_M = 120.0
RoadClass = Literal["expressway", "arterial", "secondary", "local", "lane", "path"]


class RoadAccess(Constraint):
    """A road of one of the `classes` (all but expressways when left out), at least `width` wide, within `max`."""

    LABEL: ClassVar[Label] = Label("临路", "Road access")
    UNIT: ClassVar[str] = "m"
    READS: ClassVar[tuple[str, ...]] = ("roads",)

    kind: Literal["road_access"] = "road_access"
    max: Annotated[Length, Field(validate_default=True)] = quantity(5, "m", "人行道一般宽度")
    width: Length | None = None
    classes: Annotated[list[RoadClass] | None, Field(min_length=1)] = None

    def statement(self) -> Asked:
        """Measure to the nearest roadway that is wide enough."""
        walked = [row.code for row in ROAD_CLASSES.codes if row.code != "expressway"]
        return sql.SQL(sql_beside(__file__)), {
            "most": self.max.base,
            "reach": self.max.base + WIDEST_M / 2,
            "least_width": self.width.base if self.width else 0.0,
            "classes": self.classes or walked,
        }

    def says(self) -> Label:
        """The bounds."""
        wide = (f"（宽 ≥ {self.width.base:g} m）", f" ({self.width.base:g} m wide or more)") if self.width else ("", "")
        return Label(f"距道路 ≤ {self.max.base:g} m{wide[0]}", f"Road within {self.max.base:g} m{wide[1]}")

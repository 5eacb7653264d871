"""Area (面积): of the candidate, planar in the survey CRS."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from psycopg import sql
from pydantic import model_validator

from gis_core.siting.constraints.base import Constraint, PlainConstraint
from gis_core.siting.quantities import Area
from layers.base import Label

HOLDS = sql.SQL("c.area_m2 BETWEEN {least} AND {most}")
MISS = sql.SQL("greatest(1 - c.area_m2 / nullif({least}, 0), c.area_m2 / nullif({most}, 0) - 1)")


class AreaBetween(PlainConstraint):
    """At least `min` and at most `max`; one of them may be left out."""

    LABEL: ClassVar[Label] = Label("面积", "Area")
    UNIT: ClassVar[str] = "m²"
    VALUE: ClassVar[sql.SQL] = sql.SQL("c.area_m2")

    kind: Literal["area"] = "area"
    min: Area | None = None
    max: Area | None = None

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if self.min is None and self.max is None:
            raise ValueError("it needs min or max")
        if self.least > self.most:
            raise ValueError(f"min ({self.least:,.0f} m²) is above max ({self.most:,.0f} m²)")
        return self

    @property
    def least(self) -> float:
        """Smallest area, m²."""
        return self.min.base if self.min else 0.0

    @property
    def most(self) -> float:
        """Largest area, m²."""
        return self.max.base if self.max else float("inf")

    def _bounds(self) -> dict[str, sql.Literal]:
        return {"least": sql.Literal(self.least), "most": sql.Literal(self.most)}

    def holds(self) -> sql.Composed:
        """Compare the area."""
        return HOLDS.format(**self._bounds())

    def miss(self) -> sql.Composed:
        """By the bound that it misses."""
        return MISS.format(**self._bounds())

    def contradiction(self, other: Constraint) -> str | None:
        """Two ranges that don't meet."""
        if isinstance(other, AreaBetween) and (self.least > other.most or other.least > self.most):
            return "the two ranges of area don't meet"
        return None

    def says(self) -> Label:
        """The range."""
        if self.max is None:
            return Label(f"面积 ≥ {self.least:,.0f} m²", f"Area ≥ {self.least:,.0f} m²")
        if self.min is None:
            return Label(f"面积 ≤ {self.most:,.0f} m²", f"Area ≤ {self.most:,.0f} m²")
        return Label(f"面积 {self.least:,.0f}–{self.most:,.0f} m²", f"Area {self.least:,.0f}–{self.most:,.0f} m²")

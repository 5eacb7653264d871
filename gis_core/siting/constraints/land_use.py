"""Present land use (现状用途): allowed or refused classes of the national guide; a class stands for all below it."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from psycopg import sql
from pydantic import AfterValidator, Field, model_validator

from gis_core.siting.constraints.base import Constraint, PlainConstraint
from layers.base import Label
from layers.codes import GUIDE_2023, LAND_USE

# Land without a class of its own has that of the parcel under it. OFFSET 0 keeps the planner from writing the look-up
# out once for each comparison.
COMPARED = sql.SQL("""
(SELECT {conditions} FROM (
  SELECT coalesce(c.land_use, (
    SELECT p.land_use FROM at_parcels p WHERE st_intersects(p.geom, st_pointonsurface(c.geom)) ORDER BY p.code LIMIT 1
  )) AS class OFFSET 0
) present)
""")
ALLOWED = sql.SQL("present.class ^@ ANY ({}::text[])")
REFUSED = sql.SQL("NOT coalesce(present.class ^@ ANY ({}::text[]), false)")


def _class(code: str) -> str:
    if not LAND_USE.knows(code):
        raise ValueError(f"{code!r} is no land-use class of the guide of 2023")
    return code


LandUse = Annotated[str, Field(max_length=10), AfterValidator(_class)]


class PresentUse(PlainConstraint):
    """Land whose present use is among `allowed` (when given) and not among `refused`."""

    LABEL: ClassVar[Label] = Label("现状用途", "Present use")
    READS: ClassVar[tuple[str, ...]] = ("parcels",)
    SOURCE: ClassVar[str] = GUIDE_2023

    kind: Literal["land_use"] = "land_use"
    allowed: list[LandUse] | None = None
    refused: list[LandUse] = Field(default_factory=list)

    @model_validator(mode="after")
    def _leaves_something(self) -> Self:
        if self.allowed is None and not self.refused:
            raise ValueError("it needs allowed or refused classes")
        if self.allowed is not None and all(
            any(code.startswith(refused) for refused in self.refused) for code in self.allowed
        ):
            raise ValueError("every allowed class is refused as well")
        return self

    def holds(self) -> sql.Composed:
        """Compare the class by its beginning."""
        conditions = [REFUSED.format(sql.Literal(self.refused))] if self.refused else []
        if self.allowed is not None:
            conditions.append(ALLOWED.format(sql.Literal(self.allowed)))
        return COMPARED.format(conditions=sql.SQL(" AND ").join(conditions))

    def contradiction(self, other: Constraint) -> str | None:
        """One refuses all that the other allows."""
        if not isinstance(other, PresentUse) or self.allowed is None:
            return None
        left = [c for c in self.allowed if not any(c.startswith(refused) for refused in other.refused)]
        if other.allowed is not None:
            left = [c for c in left if any(c.startswith(o) or o.startswith(c) for o in other.allowed)]
        return None if left else "no class of land use is allowed by both"

"""Planned use (规划用途): what the statutory plan (法定图则) lets stand on most of a candidate."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from psycopg import sql
from pydantic import AfterValidator, Field, model_validator

from gis_core.siting.constraints.base import Asked, Constraint
from gis_core.siting.parts import sql_beside
from layers.base import Label
from layers.codes import ZONING


def _zone(code: str) -> str:
    if not ZONING.knows(code):
        raise ValueError(f"{code!r} is no planned use; there are: {', '.join(row.code for row in ZONING.codes)}")
    return code


Zoning = Annotated[str, Field(max_length=10), AfterValidator(_zone)]


class PlannedUse(Constraint):
    """The planned use of the largest part is allowed and not refused; `unplanned` is for land without one."""

    LABEL: ClassVar[Label] = Label("规划用途", "Planned use")
    READS: ClassVar[tuple[str, ...]] = ("plan_parcels",)
    SOURCE: ClassVar[str] = "深圳市城市规划条例（法定图则）"

    kind: Literal["planned_use"] = "planned_use"
    allowed: Annotated[list[Zoning] | None, Field(min_length=1)] = None
    refused: list[Zoning] = Field(default_factory=list)
    unplanned: Literal["passes", "falls"] = "falls"

    @model_validator(mode="after")
    def _leaves_something(self) -> Self:
        if self.allowed is None and not self.refused:
            raise ValueError("it needs allowed or refused uses")
        if self.allowed is not None and set(self.allowed) <= set(self.refused):
            raise ValueError("every allowed use is refused as well")
        return self

    def statement(self) -> Asked:
        """Compare the use of the largest part of each."""
        return sql.SQL(sql_beside(__file__)), {
            "allowed": self.allowed,
            "refused": self.refused,
            "unplanned": self.unplanned == "passes",
        }

    def contradiction(self, other: Constraint) -> str | None:
        """No use is allowed by both."""
        if isinstance(other, PlannedUse) and self.allowed is not None:
            left = set(self.allowed) - set(other.refused)
            if other.allowed is not None:
                left &= set(other.allowed)
            if not left:
                return "no planned use is allowed by both"
        return None

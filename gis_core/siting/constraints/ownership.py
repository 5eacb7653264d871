"""Ownership (所有权): state or collective land, by the tenure of most of a candidate."""

from __future__ import annotations

from typing import ClassVar, Literal

from psycopg import sql

from gis_core.siting.constraints.base import Asked, Constraint
from gis_core.siting.features import AreaLayer, overlap
from gis_core.siting.quantities import Share, quantity
from layers.base import Label

STATEMENT = sql.SQL("""
SELECT code, share AS value, share >= %(least)s AS holds, %(least)s - share AS miss FROM ({overlap}) o
""")


class Ownership(Constraint):
    """At least `share` of the candidate is land of this ownership."""

    LABEL: ClassVar[Label] = Label("所有权", "Ownership")
    UNIT: ClassVar[str] = "1"
    SLACK: ClassVar[tuple[str, ...]] = ("share",)
    READS: ClassVar[tuple[str, ...]] = ("tenure",)

    kind: Literal["ownership"] = "ownership"
    ownership: Literal["state", "collective"]
    share: Share = quantity(0.9, "1", "近似值")

    def statement(self) -> Asked:
        """Compare the share of each that is so owned."""
        statement, values = overlap(AreaLayer(layer="tenure", values=[self.ownership]))
        return STATEMENT.format(overlap=statement), {**values, "least": self.share.base}

    def contradiction(self, other: Constraint) -> str | None:
        """It can't be both."""
        if (
            isinstance(other, Ownership)
            and other.ownership != self.ownership
            and self.share.base + other.share.base > 1
        ):
            return "land can't be the state's and a collective's at once"
        return None

    def says(self) -> Label:
        """The ownership."""
        return Label("国有土地", "State land") if self.ownership == "state" else Label("集体土地", "Collective land")

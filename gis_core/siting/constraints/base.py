"""What every constraint is: a statement that tells which candidates hold, and words for those that don't."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Annotated, ClassVar

import pandas as pd
from psycopg import sql
from pydantic import Field

from gis_core.siting.ground import Ground
from gis_core.siting.parts import Part
from gis_core.siting.quantities import Quantity
from layers.base import Label

Asked = tuple[sql.SQL | sql.Composed, Mapping[str, object]]
NARROW = sql.SQL("""
WITH measured AS MATERIALIZED ({measured})
DELETE FROM siting_candidates c USING measured m WHERE m.code = c.code AND m.holds IS NOT TRUE
""")
NEAREST = sql.SQL("""
SELECT m.code, m.value::double precision AS value, m.miss::double precision AS miss FROM ({measured}) m
 WHERE m.holds IS NOT TRUE ORDER BY m.miss NULLS LAST, m.code COLLATE "C" LIMIT %(most)s
""")
PLAINLY = sql.SQL("""
SELECT c.code, {value} AS value, {holds} AS holds, {miss} AS miss FROM siting_candidates c
""")


class Constraint(Part):
    """
    What a candidate must satisfy.

    `UNIT` is that of the measured value, `SLACK` names fields that say how exactly it is kept and not what it asks.
    `source` in a document says why it stands there (a law, a standard).
    """

    UNIT: ClassVar[str] = ""
    SLACK: ClassVar[tuple[str, ...]] = ()

    kind: str
    name: Annotated[str | None, Field(max_length=100)] = None
    source: Annotated[str | None, Field(max_length=500)] = None

    @property
    def unit(self) -> str:
        """Unit of the measured value."""
        return self.UNIT

    @property
    def legal_source(self) -> str:
        """The rule behind it: what the document says of it or of its bounds, else that of its kind."""
        bounds = [getattr(self, name) for name in type(self).model_fields if name not in self.SLACK]
        said = dict.fromkeys(bound.source for bound in bounds if isinstance(bound, Quantity) and bound.source)
        return self.source or "；".join(said) or self.SOURCE

    @abstractmethod
    def statement(self) -> Asked:
        """Return the statement that measures every candidate that is left, and its values."""

    def narrow(self, ground: Ground) -> int:
        """Take away the candidates that don't hold, and return how many fell."""
        statement, values = self.statement()
        return ground.execute(NARROW.format(measured=statement), **values).rowcount

    def nearest(self, ground: Ground, most: int) -> pd.DataFrame:
        """Return `value` and `miss` by code of those that miss it by least."""
        statement, values = self.statement()
        return ground.ask(NEAREST.format(measured=statement), most=most, **values)

    def check(self, ground: Ground) -> pd.DataFrame:
        """Return `value`, `holds` and `miss` of every candidate that is left, by code."""
        statement, values = self.statement()
        return ground.ask(statement, **values)

    def contradiction(self, _other: Constraint) -> str | None:
        """Say why this and another constraint of the document can't hold together, if so."""
        return None

    def described(self) -> Label:
        """Return what it asks for, in a few words: its name in the document, else what it says of itself."""
        return Label(self.name, self.name) if self.name else self.says()

    def says(self) -> Label:
        """Return what it asks for."""
        return self.label


class PlainConstraint(Constraint):
    """
    A constraint on what stands beside the shape of a candidate `c`: its `area_m2` and `land_use`.

    It can be asked of a layer before any shape is copied.
    """

    VALUE: ClassVar[sql.SQL] = sql.SQL("NULL::double precision")

    @abstractmethod
    def holds(self) -> sql.Composed:
        """Return the condition on `c`."""

    def miss(self) -> sql.Composable:
        """Return by what share of the bound `c` misses it."""
        return sql.SQL("1")

    def statement(self) -> Asked:
        """Ask it of every candidate."""
        parts = {"value": self.VALUE, "holds": self.holds(), "miss": self.miss()}
        return PLAINLY.format(**parts), {}

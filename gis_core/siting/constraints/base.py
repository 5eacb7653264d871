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
WITH measured AS MATERIALIZED ({measured}), fallen AS (
  DELETE FROM siting_candidates c USING measured m WHERE m.code = c.code AND m.holds IS NOT TRUE
  RETURNING c.code, m.value::double precision, m.miss::double precision)
INSERT INTO siting_fallen (code, step, value, miss) SELECT code, %(step)s, value, miss FROM fallen
""")
PASS_OVER = sql.SQL("""
INSERT INTO siting_fallen (code, step, value, miss)
SELECT m.code, %(step)s, m.value::double precision, m.miss::double precision FROM ({measured}) m
 WHERE m.holds IS NOT TRUE AND NOT EXISTS (SELECT FROM siting_fallen f WHERE f.code = m.code)
""")


class Constraint(Part):
    """
    What a candidate must satisfy.

    `UNIT` is that of the measured value, `SLACK` names fields that say how exactly it is kept and not what it asks.
    `PLAIN` ones ask only what stands beside the shape, `area_m2` and `land_use`. `source` in a document says why it
    stands there (a law, a standard).
    """

    UNIT: ClassVar[str] = ""
    SLACK: ClassVar[tuple[str, ...]] = ()
    PLAIN: ClassVar[bool] = False

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

    def narrow(self, ground: Ground, step: int) -> int:
        """Take away the candidates that don't hold, and return how many fell."""
        statement, values = self.statement()
        return ground.execute(NARROW.format(measured=statement), step=step, **values).rowcount

    def pass_over(self, ground: Ground, step: int) -> int:
        """Note the candidates that don't hold and leave them where they are (`Ground.look_at`); how many."""
        statement, values = self.statement()
        return ground.execute(PASS_OVER.format(measured=statement), step=step, **values).rowcount

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

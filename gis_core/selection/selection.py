"""What is selected of a layer, and the statement that reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from gis_core.errors import WrongUseError
from gis_core.place import Place
from gis_core.selection.condition import ALIAS, ALL, Condition, read_filter
from layers.base import Layer
from layers.registry import all_layers


@dataclass(frozen=True)
class Selection:
    """
    Rows of a layer at two times.

    Parameters
    ----------
    layer
        Name of the layer.
    filters
        CQL2 filters, shapes in degrees, that all must hold.
    at, known
        The day for which, and the instant by which the records are asked; live rows when neither is given.
    members
        Number of a stored selection whose list of codes the rows must stand in, or `None`.
    """

    layer: str
    filters: tuple[str, ...] = ()
    at: dt.date | None = None
    known: dt.datetime | None = None
    members: UUID | None = None

    @property
    def of(self) -> Layer:
        """The layer's declaration."""
        return all_layers()[self.layer]

    def condition(self, place: Place) -> Condition:
        """
        Return the condition on the rows `r`.

        Raises
        ------
        WrongUseError
            As `read_filter`.
        """
        whole = ALL
        for number, text in enumerate(self.filters):
            whole &= read_filter(text, self.of, place, prefix=f"f{number}_")
        if self.members is not None:
            listed = sql.SQL("r.code IN (SELECT code FROM selection_members WHERE selection = %(members)s)")
            whole &= Condition(listed, {"members": self.members})
        return whole

    def rows(self, place: Place) -> Condition:
        """Return the rows as what stands behind FROM and WHERE: `parcels_as_of(…) AS r WHERE …`."""
        condition = self.condition(place)
        values: dict[str, object] = dict(condition.values)
        relation: sql.Composable = sql.Identifier(self.layer)
        if self.at is not None or self.known is not None:
            relation = sql.SQL(
                "{}(coalesce(%(at)s::date, current_date), coalesce(%(known)s::timestamptz, now()))"
            ).format(sql.Identifier(f"{self.layer}_as_of"))
            values |= {"at": self.at, "known": self.known}
        return Condition(sql.SQL("{} AS {} WHERE {}").format(relation, sql.Identifier(ALIAS), condition.sql), values)

    def statement(self, place: Place, columns: Sequence[sql.Composable], *, ordered: bool = True) -> Condition:
        """Return the statement that reads `columns` of the rows `r`, in order of code."""
        rows = self.rows(place)
        text = sql.SQL("SELECT {} FROM {}").format(sql.SQL(", ").join(columns), rows.sql)
        return Condition(text + sql.SQL(" ORDER BY r.code") if ordered else text, rows.values)


@contextmanager
def saying_what_overflows() -> Iterator[None]:
    """
    Say in one sentence that a sum in a filter leaves the range of numbers for some row, which running it finds out.

    Raises
    ------
    WrongUseError
        In place of PostgreSQL's error.
    """
    try:
        yield
    except psycopg.errors.NumericValueOutOfRange as error:
        told = (error.diag.message_primary or "")[:80]  # the number itself may be thousands of digits long
        raise WrongUseError(f"filter: a sum in it can't be worked out for some row ({told})", field="filter") from error


def selected_from(
    connection: psycopg.Connection[Any], selection: Selection, place: Place, *, name: str = "selected"
) -> sql.Identifier:
    """
    Copy the selected rows, with all columns of the layer, into a table of this transaction and return its name.

    The table has indexes on `code` and `geom`, and is gone when the transaction ends.

    Raises
    ------
    WrongUseError
        As `read_filter`, or if a sum overflows.
    """
    relation = sql.Identifier(name)
    made = selection.statement(place, [sql.SQL("r.*")], ordered=False)
    connection.execute(sql.SQL("DROP TABLE IF EXISTS pg_temp.{}").format(relation))
    create = sql.SQL("CREATE TEMPORARY TABLE {} ON COMMIT DROP AS {}").format(relation, made.sql)
    with saying_what_overflows():
        connection.execute(create, made.values)
    connection.execute(sql.SQL("CREATE INDEX ON {} (code)").format(relation))
    connection.execute(sql.SQL("CREATE INDEX ON {} USING gist (geom)").format(relation))
    connection.execute(sql.SQL("ANALYZE {}").format(relation))
    return relation

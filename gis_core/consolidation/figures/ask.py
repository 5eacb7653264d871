"""Asking for figures: a value, the evidence that makes it, values by month, project or place, the figures of a year."""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, cast

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from gis_core.consolidation import period as periods
from gis_core.consolidation.figures.catalogue import Figure, catalogue
from gis_core.consolidation.period import Period
from gis_core.consolidation.scope import EVERYWHERE, PLACES, Scope
from gis_core.errors import NotAllowedError, WrongUseError
from gis_core.place import Names

Connection = psycopg.Connection[Any]

GROUPS: dict[str, sql.Composable] = {
    **PLACES,
    "month": sql.SQL("date_trunc('month', e.date)::date"),
    "land_kind": sql.SQL("e.land_kind"),
}
EVIDENCE = sql.SQL(
    "SELECT e.code, e.layer, e.project, e.land_kind, e.date, e.amount, {of} FROM ({figure}) e WHERE {scope}"
)
VALUES = sql.SQL("SELECT {keys}{amount}, {of}, count(*) FROM ({figure}) e WHERE {scope}{grouped}")
AMOUNT = {
    "sum": sql.SQL("sum(e.amount)"),
    "ratio": sql.SQL("sum(e.amount)"),
    "median": sql.SQL("(percentile_cont(0.5) WITHIN GROUP (ORDER BY e.amount))::numeric"),
}


@dataclass(frozen=True)
class EvidenceRow:
    """
    One thing that counts.

    `code` and `layer` name it; `amount` is how much it adds, in the figure's `amount_unit`; `of`, for a rate, how much
    of it there is; `date` the day, or `None` when it is only part of what a rate is a share of.
    """

    code: str
    layer: str
    project: str | None
    land_kind: str | None
    date: dt.date | None
    amount: Decimal
    of: Decimal | None = None


@dataclass(frozen=True)
class Question:
    """
    What is asked of a figure.

    Parameters
    ----------
    period
        The days asked for, both ends included; states (rates) are those at the end of the last one.
    known
        By when it was recorded; now when not given.
    scope
        What counts.
    parameters
        Other values for the figure's own parameters.
    """

    period: Period
    known: dt.datetime | None = None
    scope: Scope = EVERYWHERE
    parameters: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """A figure's value (`None`: a rate or median of nothing, or money that the role may not see) and number of rows."""

    figure: Figure
    value: Decimal | None
    rows: int
    hidden: bool = False

    @property
    def hectares(self) -> Decimal | None:
        """The value in ha, `None` for what is no area."""
        return self.figure.hectares(self.value)


@dataclass(frozen=True)
class YearFigure:
    """One of the figures of a year, in the unit in which the office reports it."""

    name: str
    figure: str
    label: Names
    value: Decimal | int
    unit: Names
    definition: Names


def evidence(
    connection: Connection,
    figure: Figure,
    period: Period,
    *,
    known: dt.datetime | None = None,
    scope: Scope = EVERYWHERE,
    **parameters: float,
) -> list[EvidenceRow]:
    """
    Return what makes a figure, by day and code (what has no day at the end).

    Parameters
    ----------
    connection
        A transaction of any role that may read.
    figure
        Which figure.
    period, known, scope, parameters
        As in `Question`.

    Raises
    ------
    WrongUseError
        If the figure has no such parameter, or the place was never on record.
    NotAllowedError
        If it is money, and the role may not see it.
    """
    if figure.money and not may_see_money(connection):
        raise NotAllowedError(f"{figure.name}: amounts of money are shown to officers, leads and administrators only")
    question = Question(period, known, scope, parameters)
    statement = EVIDENCE.format(of=_of(figure) + sql.SQL(" AS of"), figure=sql.SQL(figure.sql), scope=scope.condition())
    values = _values(connection, figure, question)
    with connection.cursor(row_factory=class_row(EvidenceRow)) as cursor:
        rows = cursor.execute(statement, values).fetchall()
    return sorted(rows, key=lambda row: (row.date or dt.date.max, row.code))


def value(figure: Figure, rows: Iterable[EvidenceRow]) -> Decimal | None:
    """Return the value that the evidence makes: exact, and the same in any order."""
    rows = list(rows)
    amounts = [row.amount for row in rows]
    if figure.value == "median":
        return statistics.median(amounts) if amounts else None
    return figure.made_of(sum(amounts, Decimal(0)), sum((row.of or Decimal(0) for row in rows), Decimal(0)))


def answer(connection: Connection, figure: Figure, question: Question) -> Answer:
    """
    Return a figure's value, added up by the database over the same rows that `evidence` gives.

    Raises
    ------
    WrongUseError
        As `evidence`.
    """
    return answers(connection, figure, question).get((), Answer(figure, figure.made_of(None, None), 0))


def answers(
    connection: Connection, figure: Figure, question: Question, by: Sequence[str] = ()
) -> dict[tuple[Any, ...], Answer]:
    """
    Return a figure's values by `month` (its first day), `project`, `type`, `zone`, `community` or `land_kind`.

    Groups of which nothing counts are left out. Money is hidden from roles that may not see it.

    Raises
    ------
    WrongUseError
        As `evidence`.
    """
    keys = [GROUPS[name] for name in by]
    positions = sql.SQL(", ").join(sql.SQL(str(number)) for number in range(1, len(by) + 1))
    statement = VALUES.format(
        keys=sql.SQL("").join(key + sql.SQL(", ") for key in keys),
        amount=AMOUNT[figure.value],
        of=sql.SQL("sum({})").format(_of(figure)),
        figure=sql.SQL(figure.sql),
        scope=question.scope.condition(),
        grouped=sql.SQL(" GROUP BY {}").format(positions) if by else sql.SQL(""),
    )
    values = _values(connection, figure, question)
    hidden = figure.money and not may_see_money(connection)
    found = {}
    for *group, amount, of, rows in connection.execute(statement, values).fetchall():
        total = None if hidden else figure.made_of(amount, of)
        found[tuple(group)] = Answer(figure, total, rows, hidden)
    return found


def may_see_money(connection: Connection) -> bool:
    """Whether the role of this transaction (`matian.role`) may see amounts of money."""
    row = connection.execute("SELECT personal.unmasked()").fetchone()
    return bool(row and row[0])


def _of(figure: Figure) -> sql.Composable:
    return sql.SQL('e."of"' if figure.value == "ratio" else "NULL::numeric")


def _values(connection: Connection, figure: Figure, question: Question) -> dict[str, Any]:
    strange = question.parameters.keys() - figure.parameters.keys()
    if strange:
        name = min(strange)
        known = ", ".join(figure.parameters) or "none"
        raise WrongUseError(f"{name}: figure {figure.name} has no parameter {name}; there are: {known}")
    question.scope.check(connection)
    return {
        "first": question.period.first,
        "last": question.period.last,
        "known": question.known or now(connection),
        **question.scope.named(),
        **figure.constants,
        **figure.parameters,
        **question.parameters,
    }


def now(connection: Connection) -> dt.datetime:
    """Return the instant by the clock that stamps what is recorded."""
    row = connection.execute("SELECT now()").fetchone()
    assert row is not None  # noqa: S101  (a SELECT without FROM)
    return cast(dt.datetime, row[0])


def year_figures(connection: Connection, year: int, *, known: dt.datetime | None = None) -> list[YearFigure]:
    """
    Return the figures of a calendar year in the order in which the office reports them.

    Raises
    ------
    WrongUseError
        If there can't be such a year.
    """
    reported = sorted(
        ((figure.year, figure) for figure in catalogue().values() if figure.year is not None),
        key=lambda pair: pair[0].order,
    )
    question = Question(periods.year(year), known)
    found = []
    for among, figure in reported:
        total = answer(connection, figure, question).value or Decimal(0)
        shown = int(total) if figure.whole else total / among.divisor
        found.append(YearFigure(among.name, figure.name, figure.label, shown, among.unit, figure.definition))
    return found

"""Asking for figures: a value, the evidence that makes it, the figures of a year."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

import psycopg
from psycopg.rows import class_row

from gis_core.consolidation import period as periods
from gis_core.consolidation.figures.catalogue import Figure, catalogue
from gis_core.consolidation.period import Period
from gis_core.errors import WrongUseError
from gis_core.place import Names


@dataclass(frozen=True)
class EvidenceRow:
    """One thing that counts: its code, its project (or `None`), the day, and how much it adds in the figure's unit."""

    code: str
    project: str | None
    date: dt.date
    amount: Decimal


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
    connection: psycopg.Connection[Any],
    figure: Figure,
    period: Period,
    *,
    known: dt.datetime | None = None,
    project: str | None = None,
    **parameters: float,
) -> list[EvidenceRow]:
    """
    Return what makes a figure, by day and code.

    Parameters
    ----------
    connection
        A transaction of any role that may read.
    figure
        Which figure.
    period
        The days asked for, both ends included.
    known
        By when it was recorded; now when not given.
    project
        Code of the only project that counts.
    parameters
        Other values for the figure's own parameters.

    Raises
    ------
    WrongUseError
        If the figure has no such parameter.
    """
    strange = parameters.keys() - figure.parameters.keys()
    if strange:
        raise WrongUseError(f"figure {figure.name} has no parameter {', '.join(sorted(strange))}")
    values = {
        "first": period.first,
        "last": period.last,
        "known": known or _now(connection),
        **figure.parameters,
        **parameters,
    }
    with connection.cursor(row_factory=class_row(EvidenceRow)) as cursor:
        rows = cursor.execute(figure.sql, values).fetchall()
    kept = [row for row in rows if project is None or row.project == project]
    return sorted(kept, key=lambda row: (row.date, row.code))


def _now(connection: psycopg.Connection[Any]) -> dt.datetime:
    row = connection.execute("SELECT now()").fetchone()  # the clock that stamps what is recorded
    assert row is not None  # noqa: S101  (a SELECT without FROM)
    return cast(dt.datetime, row[0])


def value(rows: list[EvidenceRow]) -> Decimal:
    """Return the sum of the amounts of the evidence: exact, and the same in any order."""
    return sum((row.amount for row in rows), Decimal(0))


def year_figures(
    connection: psycopg.Connection[Any], year: int, *, known: dt.datetime | None = None
) -> list[YearFigure]:
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
    period = periods.year(year)
    found = []
    for among, figure in reported:
        total = value(evidence(connection, figure, period, known=known))
        shown = int(total) if figure.whole else total / among.divisor
        found.append(YearFigure(among.name, figure.name, figure.label, shown, among.unit, figure.definition))
    return found

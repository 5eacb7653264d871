"""The table of projects: what each has planned and done by a day, its rates, and its last twelve months."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import psycopg
from psycopg import sql

from gis_core.consolidation import period as periods
from gis_core.consolidation.figures import Answer, Question, answers, figure_named
from gis_core.consolidation.figures.ask import now
from gis_core.consolidation.period import Period
from gis_core.consolidation.scope import EVERYWHERE, Scope

BEGINNING = dt.date(1900, 1, 1)
RATES = tuple(
    f"{stage}_rate_{measure}" for stage in ("signing", "paid", "vacated", "cleared") for measure in ("parcels", "area")
)
PROJECTS = sql.SQL(
    """
    SELECT e.code, e.name, e.project_type, e.community, e.team, e.planned_area_m2
      FROM (SELECT p.*, p.code AS project FROM consolidation_projects_as_of(%(last)s, %(known)s) p) e
     WHERE {scope} ORDER BY e.code
    """
)


@dataclass(frozen=True)
class ProjectRow:
    """
    A project on a day; areas in m², rates 0–1 (`None`: nothing to count).

    `completed_m2` and `stored_m2` count from the beginning to the day, `…_year_m2` from the first of January.
    `target_year_m2` is the whole year's target; `ahead_m2` what was completed this year less what was planned until the
    day. `monthly_m2` are the areas completed in the twelve months that end with the day's.
    """

    code: str
    name: str
    type: str
    community: str | None
    team: str | None
    planned_m2: Decimal | None
    completed_m2: Decimal
    stored_m2: Decimal
    completed_year_m2: Decimal
    target_year_m2: Decimal
    ahead_m2: Decimal
    rates: dict[str, Decimal | None]
    monthly_m2: list[Decimal]


def project_table(
    connection: psycopg.Connection[Any], at: dt.date, *, known: dt.datetime | None = None, scope: Scope = EVERYWHERE
) -> list[ProjectRow]:
    """
    Return the projects on record on the day `at`, by code.

    Place and type choose the projects (by a point on the red line's surface); what counts in each is all of it.

    Raises
    ------
    WrongUseError
        If the place was never on record.
    """
    scope.check(connection)
    known = known or now(connection)
    rows = connection.execute(
        PROJECTS.format(scope=scope.condition()), {"last": at, "known": known, **scope.named()}
    ).fetchall()
    of_project = Scope(project=scope.project)
    year = periods.year(at.year)

    def ask(name: str, first: dt.date, last: dt.date, by: tuple[str, ...] = ("project",)) -> dict[Any, Answer]:
        found = answers(connection, figure_named(name), Question(Period(first, last), known, of_project), by)
        return {key[0] if len(key) == 1 else key: one for key, one in found.items()}

    def area(found: dict[Any, Answer], key: Any) -> Decimal:
        one = found.get(key)
        return (one.value if one else None) or Decimal(0)

    stored = ask("stored_area", BEGINNING, at)
    completed: dict[str | None, dict[dt.date, Decimal]] = {}  # by project and month: all that is shown adds up from it
    for (project, month), one in ask("completed_area", BEGINNING, at, ("project", "month")).items():
        completed.setdefault(project, {})[month] = one.value or Decimal(0)
    target = ask("planned_area", year.first, year.last)
    ahead = ask("ahead_area", year.first, at)
    months = _twelve_months(at)
    rates = {name: ask(name, at, at) for name in RATES}
    return [
        ProjectRow(
            code=row[0],
            name=row[1],
            type=row[2],
            community=row[3],
            team=row[4],
            planned_m2=row[5],
            completed_m2=_added(completed.get(row[0]), BEGINNING),
            stored_m2=area(stored, row[0]),
            completed_year_m2=_added(completed.get(row[0]), year.first),
            target_year_m2=area(target, row[0]),
            ahead_m2=area(ahead, row[0]),
            rates={name: found[row[0]].value if row[0] in found else None for name, found in rates.items()},
            monthly_m2=[completed.get(row[0], {}).get(month, Decimal(0)) for month in months],
        )
        for row in rows
    ]


def _added(by_month: dict[dt.date, Decimal] | None, first: dt.date) -> Decimal:
    return sum((area for month, area in (by_month or {}).items() if month >= first), Decimal(0))


def _twelve_months(at: dt.date) -> list[dt.date]:
    """Return the first days of the twelve months that end with the one of `at`."""
    last = at.year * 12 + at.month - 1
    return [dt.date(number // 12, number % 12 + 1, 1) for number in range(last - 11, last + 1)]

"""Plan against actual by month (计划与完成逐月对照), altogether and by kind of land."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import psycopg

from gis_core.consolidation import period as periods
from gis_core.consolidation.figures import Question, answers, figure_named
from gis_core.consolidation.scope import EVERYWHERE, Scope

NOTHING = Decimal(0)
FLOWS = {"target_m2": "planned_area", "completed_m2": "completed_area", "stored_m2": "stored_area"}


@dataclass(frozen=True)
class Month:
    """
    A month of a year, areas in m².

    `cumulative_…` count from the first of January to the end of the month.
    """

    month: int
    target_m2: Decimal
    completed_m2: Decimal
    stored_m2: Decimal
    cumulative_target_m2: Decimal
    cumulative_completed_m2: Decimal
    cumulative_stored_m2: Decimal


def monthly(
    connection: psycopg.Connection[Any], year: int, *, known: dt.datetime | None = None, scope: Scope = EVERYWHERE
) -> tuple[list[Month], dict[str, list[Month]]]:
    """
    Return the twelve months of a year, and the same by kind of land (code of `land_kinds`).

    They are the figures `planned_area`, `completed_area` and `stored_area` of each month.

    Raises
    ------
    WrongUseError
        If there can't be such a year, or the place was never on record.
    """
    question = Question(periods.year(year), known, scope)
    found: dict[str, dict[tuple[str | None, int], Decimal]] = {}
    for measure, name in FLOWS.items():
        values = answers(connection, figure_named(name), question, ("land_kind", "month"))
        found[measure] = {(kind, first.month): one.value or NOTHING for (kind, first), one in values.items()}
    kinds = sorted({kind for values in found.values() for kind, _ in values if kind is not None})

    def of(measure: str, month: int, among: Iterable[str | None]) -> Decimal:
        return sum((found[measure].get((kind, month), NOTHING) for kind in among), NOTHING)

    return _year(of, [*kinds, None]), {kind: _year(of, [kind]) for kind in kinds}


def _year(of: Any, kinds: list[str | None]) -> list[Month]:
    months, run = [], dict.fromkeys(FLOWS, NOTHING)
    for month in range(1, 13):
        flows = {measure: of(measure, month, kinds) for measure in FLOWS}
        run = {measure: run[measure] + flows[measure] for measure in FLOWS}
        months.append(Month(month, **flows, **{f"cumulative_{measure}": total for measure, total in run.items()}))
    return months

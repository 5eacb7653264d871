"""All figures of land consolidation for a period, altogether and by project: what reports and ledgers are made of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import psycopg

from gis_core.consolidation.figures import Answer, Figure, Question, answer, answers, catalogue
from gis_core.consolidation.figures.ask import may_see_money, now
from gis_core.consolidation.overview.project_table import ProjectRow, project_table


@dataclass(frozen=True)
class Report:
    """The figures of a question by name, each project's by code, and the rows of the project table."""

    question: Question
    known: dt.datetime
    figures: dict[str, Answer]
    projects: dict[str, dict[str, Answer]]
    rows: list[ProjectRow]


def consolidation_figures() -> list[Figure]:
    """Return the figures of land consolidation in the order in which lists show them."""
    return [figure for figure in catalogue().values() if figure.consolidation]


def consolidation_report(connection: psycopg.Connection[Any], question: Question) -> Report:
    """
    Return every consolidation figure of a question, altogether and by project.

    Raises
    ------
    WrongUseError
        If the place was never on record.
    """
    known = question.known or now(connection)
    asked = Question(question.period, known, question.scope)
    rows = project_table(connection, question.period.last, known=known, scope=question.scope)
    hidden = not may_see_money(connection)
    altogether: dict[str, Answer] = {}
    projects: dict[str, dict[str, Answer]] = {row.code: {} for row in rows}
    for figure in consolidation_figures():
        altogether[figure.name] = answer(connection, figure, asked)
        by_project = answers(connection, figure, asked, ("project",))
        none = None if figure.money and hidden else figure.made_of(None, None)
        for code, found in projects.items():
            found[figure.name] = by_project.get((code,), Answer(figure, none, 0, figure.money and hidden))
    return Report(asked, known, altogether, projects, rows)

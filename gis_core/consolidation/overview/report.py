"""All figures of land consolidation for a period, altogether and by project: what reports and ledgers are made of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import class_row

from gis_core.consolidation.figures import Answer, Figure, Question, answer, answers, catalogue
from gis_core.consolidation.figures.ask import may_see_money, now

HEADS = (
    "SELECT p.code, p.name, p.project_type AS type, t.label_zh AS type_zh, p.community, p.team"
    " FROM consolidation_projects_as_of(%s, %s) p LEFT JOIN project_types t ON t.code = p.project_type ORDER BY p.code"
)


@dataclass(frozen=True)
class ProjectHead:
    """What a project is called, its type (code and Chinese label), where it is and who negotiates."""

    code: str
    name: str
    type: str | None = None
    type_zh: str | None = None
    community: str | None = None
    team: str | None = None


@dataclass(frozen=True)
class Report:
    """
    The figures of a question by name; the projects of which something counts, and each one's figures by its code.

    `rest` are the figures of what belongs to no project: reserved land in a block, retained land.
    """

    question: Question
    known: dt.datetime
    figures: dict[str, Answer]
    heads: list[ProjectHead]
    projects: dict[str, dict[str, Answer]]
    rest: dict[str, Answer]


def consolidation_figures() -> list[Figure]:
    """Return the figures of land consolidation in the order in which lists show them."""
    return [figure for figure in catalogue().values() if figure.consolidation]


def consolidation_report(connection: psycopg.Connection[Any], question: Question) -> Report:
    """
    Return every consolidation figure of a question, altogether and by project.

    The sums over the projects and `rest` are the figures altogether.

    Raises
    ------
    WrongUseError
        If the place was never on record.
    """
    known = question.known or now(connection)
    asked = Question(question.period, known, question.scope)
    hidden = not may_see_money(connection)
    altogether: dict[str, Answer] = {}
    found: dict[str, dict[str, Answer]] = {}
    rest: dict[str, Answer] = {}
    for figure in consolidation_figures():
        altogether[figure.name] = answer(connection, figure, asked)
        for (code,), one in answers(connection, figure, asked, ("project",)).items():
            if code is None:
                rest[figure.name] = one
            else:
                found.setdefault(code, {})[figure.name] = one
    with connection.cursor(row_factory=class_row(ProjectHead)) as cursor:
        known_heads = {head.code: head for head in cursor.execute(HEADS, [question.period.last, known]).fetchall()}
    heads = [known_heads.get(code, ProjectHead(code, code)) for code in sorted(found)]
    none = {
        figure.name: Answer(
            figure, None if figure.money and hidden else figure.made_of(None, None), 0, figure.money and hidden
        )
        for figure in consolidation_figures()
    }
    return Report(asked, known, altogether, heads, {code: {**none, **one} for code, one in found.items()}, rest)

"""What a bar of the funnel is made of: the parcels that are at a stage on a day."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from gis_core.consolidation.figures import EvidenceRow, Question
from gis_core.consolidation.figures.ask import now
from gis_core.consolidation.figures.shapes import draw
from gis_core.consolidation.scope import NONE
from gis_core.errors import NotFoundError
from gis_core.place import Names

AT_STAGE = sql.SQL((Path(__file__).parent / "at_stage.sql").read_text(encoding="utf-8"))
STAGES = "SELECT code, label_zh, label_en FROM stages ORDER BY position"
NOT_YET = Names(zh="尚未进入", en="Not yet entered")
ROWS = sql.SQL(
    "SELECT e.code, e.layer, e.project, e.land_kind, e.date, e.amount, NULL::numeric AS of"
    " FROM ({evidence}) e WHERE {scope} ORDER BY e.code"
)


def at_stage(connection: psycopg.Connection[Any], stage: str, question: Question) -> list[EvidenceRow]:
    """
    Return the parcels that are at a stage at the end of the period's last day, by code; their `amount` is m².

    Parameters
    ----------
    connection
        A transaction of any role that may read.
    stage
        Code of a stage; `-` for the parcels that have none yet.
    question
        The day, by when it was recorded, and what counts.

    Raises
    ------
    NotFoundError
        If there is no such stage.
    WrongUseError
        If the place was never on record.
    """
    question.scope.check(connection)
    values = {
        "last": question.period.last,
        "known": question.known or now(connection),
        "stage": _code(connection, stage),
        **question.scope.named(),
    }
    with connection.cursor(row_factory=class_row(EvidenceRow)) as cursor:
        return cursor.execute(ROWS.format(evidence=AT_STAGE, scope=question.scope.condition()), values).fetchall()


def at_stage_shapes(connection: psycopg.Connection[Any], stage: str, question: Question) -> str:
    """
    Return the same parcels for drawing, as `figures.shapes` does.

    Raises
    ------
    NotFoundError, WrongUseError
        As `at_stage`.
    """
    return draw(connection, AT_STAGE, question, {"stage": _code(connection, stage)})


def stage_label(connection: psycopg.Connection[Any], stage: str) -> Names:
    """
    Return what a stage is called.

    Raises
    ------
    NotFoundError
        If there is no such stage.
    """
    if stage == NONE:
        return NOT_YET
    names = {code: Names(zh=zh, en=en) for code, zh, en in connection.execute(STAGES).fetchall()}
    if stage not in names:
        raise NotFoundError(f"stage: there is no stage {stage[:60]!r}; there are: {', '.join(names)}", field="stage")
    return names[stage]


def _code(connection: psycopg.Connection[Any], stage: str) -> str | None:
    stage_label(connection, stage)
    return None if stage == NONE else stage

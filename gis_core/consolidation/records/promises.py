"""The days that a project promised for its milestones: first, and since."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import psycopg

from gis_core.errors import NotFoundError, RefusedInputError, WrongUseError

Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class Promise:
    """What is promised of a milestone, and who recorded it when."""

    project: str
    milestone: str
    original_on: dt.date
    adjusted_on: dt.date | None
    reason: str | None
    recorded_at: dt.datetime
    recorded_by: str


def promise(
    connection: Connection,
    project: str,
    milestone: str,
    *,
    original_on: dt.date | None = None,
    adjusted_on: dt.date | None = None,
    reason: str | None = None,
) -> Promise:
    """
    Record the day that is promised for a milestone: the first one, which then stays, or an adjusted one and why.

    What stood there before is kept (`record_changes`).

    Raises
    ------
    NotFoundError
        If there is no such project, or its type doesn't pass that milestone.
    RefusedInputError
        If nothing was promised first, the first promise would change, or an adjustment gives no reason.
    WrongUseError
        If no day is given.
    """
    if original_on is None and adjusted_on is None:
        raise WrongUseError("say which day is promised: original_on for the first promise, adjusted_on since")
    if adjusted_on is not None and reason is None:
        raise RefusedInputError("reason: say why the day is adjusted", field="reason")
    _refuse_strange(connection, project, milestone)
    made = connection.execute(
        "INSERT INTO project_milestone_dates (project, milestone, original_on, adjusted_on, reason)"
        " SELECT %(project)s, %(milestone)s, %(original_on)s, %(adjusted_on)s, %(reason)s"
        " WHERE %(original_on)s::date IS NOT NULL ON CONFLICT DO NOTHING RETURNING true",
        {
            "project": project,
            "milestone": milestone,
            "original_on": original_on,
            "adjusted_on": adjusted_on,
            "reason": reason if adjusted_on is not None else None,
        },
    ).fetchone()
    if made is None:
        _adjust(connection, project, milestone, original_on=original_on, adjusted_on=adjusted_on, reason=reason)
    row = connection.execute(
        "SELECT d.project, d.milestone, d.original_on, d.adjusted_on, d.reason, c.changed_at, c.changed_by"
        "  FROM project_milestone_dates d JOIN record_changes c"
        "    ON c.list = 'project_milestone_dates' AND c.key = d.project || '/' || d.milestone"
        " WHERE d.project = %s AND d.milestone = %s ORDER BY c.id DESC LIMIT 1",
        [project, milestone],
    ).fetchone()
    assert row is not None  # noqa: S101  (the trigger has written one)
    return Promise(*row)


def _adjust(
    connection: Connection,
    project: str,
    milestone: str,
    *,
    original_on: dt.date | None,
    adjusted_on: dt.date | None,
    reason: str | None,
) -> None:
    row = connection.execute(
        "SELECT original_on FROM project_milestone_dates WHERE project = %s AND milestone = %s FOR UPDATE",
        [project, milestone],
    ).fetchone()
    if row is None:
        raise RefusedInputError(
            f"original_on: nothing was promised of {milestone} yet; give the first promise", field="original_on"
        )
    if original_on is not None and original_on != row[0]:
        raise RefusedInputError(
            f"original_on: {row[0]} was promised first, and stays; give adjusted_on and a reason", field="original_on"
        )
    if adjusted_on is None:
        raise RefusedInputError(f"adjusted_on: {row[0]} was promised first; give the new day", field="adjusted_on")
    connection.execute(
        "UPDATE project_milestone_dates SET adjusted_on = %s, reason = %s WHERE project = %s AND milestone = %s",
        [adjusted_on, reason, project, milestone],
    )


def _refuse_strange(connection: Connection, project: str, milestone: str) -> None:
    row = connection.execute("SELECT project_type FROM consolidation_projects WHERE code = %s", [project]).fetchone()
    if row is None:
        raise NotFoundError(f"code: there is no consolidation project {project[:80]!r}", field="code")
    passes = connection.execute(
        "SELECT FROM project_type_milestones WHERE project_type = %s AND milestone = %s", [row[0], milestone]
    ).fetchone()
    if passes is None:
        raise NotFoundError(
            f"milestone: a project of the type {row[0]} has no milestone {milestone[:60]!r}", field="milestone"
        )

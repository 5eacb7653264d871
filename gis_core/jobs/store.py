"""Asking for work, looking at it, taking it back: on any connection, in its transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from gis_core.errors import NotFoundError
from layers.base import Label

QUEUE, TASK = "matian", "work"
CHANNEL = "matian_jobs"
"""Is notified of each change of a job, with its number."""

State = Literal["waiting", "running", "done", "failed", "cancelled"]
OVER: frozenset[State] = frozenset({"done", "failed", "cancelled"})

SUBMIT = """
INSERT INTO jobs.jobs (id, kind, arguments, who, role)
SELECT (jobs.procrastinate_defer_jobs_v1(
          ARRAY[ROW(%s, %s, 0, NULL, NULL, '{}', NULL)::jobs.procrastinate_job_to_defer_v1]))[1],
       %s, %s, %s, %s
RETURNING id
"""


@dataclass(frozen=True)
class Job:
    """A job as it stands: `progress` 0 to 1, `result` once it is done, `error` one sentence once it failed."""

    id: int
    kind: str
    arguments: dict[str, Any]
    who: str
    role: str
    state: State
    cancel_asked: bool
    attempts: int
    progress: float
    doing_zh: str | None
    doing_en: str | None
    result: Any
    error: str | None
    submitted_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def doing(self) -> Label | None:
        """What it is at."""
        return Label(self.doing_zh, self.doing_en) if self.doing_zh and self.doing_en else None

    @property
    def is_over(self) -> bool:
        """Whether nothing will change about it."""
        return self.state in OVER


COLUMNS = ", ".join(field.name for field in fields(Job))
LIST = f"""
SELECT {COLUMNS.replace("result", "NULL AS result")} FROM jobs.jobs
WHERE (%(who)s::text IS NULL OR who = %(who)s) AND (%(kind)s::text IS NULL OR kind = %(kind)s)
ORDER BY id DESC LIMIT %(limit)s
"""  # noqa: S608  (names of columns alone)
GET = f"SELECT {COLUMNS} FROM jobs.jobs WHERE id = %(id)s AND (%(who)s::text IS NULL OR who = %(who)s)"  # noqa: S608


def submit(connection: psycopg.Connection[Any], kind: str, arguments: Mapping[str, Any], *, who: str, role: str) -> int:
    """
    Ask for work; it begins once the transaction is committed and a worker is free.

    Parameters
    ----------
    connection
        As the application.
    kind
        Name of a `Kind`.
    arguments
        What its `run` gets; JSON.
    who, role
        Whose job it is, and the role under which it works.

    Returns
    -------
    id
        Its number.
    """
    row = connection.execute(SUBMIT, [QUEUE, TASK, kind, Jsonb(dict(arguments)), who, role]).fetchone()
    assert row is not None  # noqa: S101  (INSERT … RETURNING)
    return int(row[0])


def get(connection: psycopg.Connection[Any], job: int, *, who: str | None = None) -> Job:
    """
    Return a job; with `who` only one of theirs.

    Raises
    ------
    NotFoundError
        If there is none of that number, or it is somebody else's.
    """
    with connection.cursor(row_factory=class_row(Job)) as cursor:
        found = cursor.execute(GET, {"id": job, "who": who}).fetchone()
    if found is None:
        raise NotFoundError(f"there is no job {job}; it may have been of somebody else, or long ago")
    return found


def jobs(
    connection: psycopg.Connection[Any], *, who: str | None = None, kind: str | None = None, limit: int = 100
) -> list[Job]:
    """Return jobs without their results, the newest first; with `who` only theirs."""
    with connection.cursor(row_factory=class_row(Job)) as cursor:
        return cursor.execute(LIST, {"who": who, "kind": kind, "limit": limit}).fetchall()


def cancel(connection: psycopg.Connection[Any], job: int, *, who: str | None = None) -> Job:
    """
    Take a job back: one that waits never begins, one that runs is told, one that is over stays as it is.

    Raises
    ------
    NotFoundError
        As `get`.
    """
    get(connection, job, who=who)
    connection.execute("SELECT jobs.procrastinate_cancel_job_v1(%s, true, false)", [job])
    return get(connection, job, who=who)

"""The append-only log of exports: writing to it, and where an export stands by it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from gis_core.errors import NotFoundError
from gis_core.exports.rules import Counted
from layers.base import Classification
from layers.tables import WHO

State = Literal["waiting", "refused", "queued", "running", "done", "failed", "cancelled", "expired"]
STATES: tuple[State, ...] = ("waiting", "refused", "queued", "running", "done", "failed", "cancelled", "expired")
EXPORTING, ASKING = 0x6578706F, 0x61736B65
"""Begin the keys of the locks by which exports are decided, and one person's are asked for, one at a time."""


@dataclass(frozen=True)
class Export:
    """
    An export as it stands.

    Parameters
    ----------
    id, who, asked_at
        Its number, whose it is, since when.
    asked
        What was asked for: `kind`, `what`, `classification`, `rows`, `purpose`, `role`, `waits`, `why`, `job_kind`,
        `arguments`, `counted` (what later ones count together with it).
    state
        `waiting` (for an approval), `refused`, `queued`, `running`, `done`, `failed`, `cancelled`, `expired`.
    decided_by, decision, reason
        Who approved or refused it, and why.
    job
        Number of the job that makes it.
    made
        What came out: `files` (name, bytes, sha256), `rows`, `bytes`, `losses`, `notices`, `expires_at`.
    finished_at, expires_at
        When it was made, and until when it can be fetched.
    error
        Why it failed, in one sentence.
    """

    id: int
    who: str
    asked_at: dt.datetime
    asked: dict[str, Any]
    state: State
    decided_by: str | None
    decision: str | None
    reason: str | None
    job: int | None
    made: dict[str, Any] | None
    finished_at: dt.datetime | None
    expires_at: dt.datetime | None
    error: str | None

    @property
    def classification(self) -> Classification:
        """Its mark."""
        mark: Classification = self.asked["classification"]
        return mark

    @property
    def role(self) -> str:
        """The role under which it was asked for, and is made."""
        return str(self.asked["role"])


@cache
def _statement(name: str) -> str:
    return (Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def write(
    connection: psycopg.Connection[Any],
    event: str,
    export: int | None = None,
    *,
    job: int | None = None,
    **detail: Any,
) -> int:
    """Append a row under the name that the transaction bears, and return its number."""
    row = connection.execute(
        "INSERT INTO export_log (export, event, job, detail) VALUES (%s, %s, %s, %s) RETURNING id",
        [export, event, job, Jsonb(detail)],
    ).fetchone()
    assert row is not None  # noqa: S101  (INSERT … RETURNING)
    return int(row[0])


def exports(
    connection: psycopg.Connection[Any],
    *,
    who: str | None = None,
    state: State | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[Export]:
    """Return exports, the newest first; with `who` only theirs, with `before` those asked for before that number."""
    values = {"id": None, "who": who, "state": state, "before": before, "limit": limit}
    return _rows(connection, values)


def find(connection: psycopg.Connection[Any], number: int, *, who: str | None = None) -> Export:
    """
    Return an export; with `who` only one of theirs.

    Raises
    ------
    NotFoundError
        If there is none of that number, or it is somebody else's.
    """
    found = _rows(connection, {"id": number, "who": who, "state": None, "before": None, "limit": 1})
    if not found:
        raise NotFoundError(f"there is no export {number}; it may be somebody else's")
    return found[0]


def lock(connection: psycopg.Connection[Any], number: int) -> None:
    """Let no one else decide on or finish this export until the transaction ends."""
    connection.execute("SELECT pg_advisory_xact_lock(%s, hashint8(%s))", [EXPORTING, number])


def lock_asker(connection: psycopg.Connection[Any]) -> None:
    """Let whoever the transaction stands for ask for one export at a time until it ends."""
    connection.execute(f"SELECT pg_advisory_xact_lock(%s, hashtext({WHO}))", [ASKING])


def taken(connection: psycopg.Connection[Any], *, within: dt.timedelta) -> Counted:
    """Return the records that whoever the transaction stands for asked for lately and that needed no approval."""
    rows = connection.execute(_statement("taken").format(who=WHO), [within]).fetchall()
    return {key: (classification, int(count)) for key, classification, count in rows}


def _rows(connection: psycopg.Connection[Any], values: Mapping[str, object]) -> list[Export]:
    with connection.cursor(row_factory=class_row(Export)) as cursor:
        return cursor.execute(_statement("list"), values).fetchall()

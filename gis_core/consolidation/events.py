"""
Recording what happened: stage events of parcels, milestones of projects, and corrections of both.

The database holds the rules (append-only, order of stages, one event a stage), so that they hold whoever writes; here
its refusals become errors of ours.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import errors, sql

from gis_core.errors import NotFoundError, RefusedInputError, StageOrderError

OUT_OF_ORDER = "MT001"  # raised by matian.stage_event_recorded
Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class Recorded:
    """An event as the database took it: its number, when it was recorded, and under which name."""

    id: int
    recorded_at: dt.datetime
    recorded_by: str


def record_stage(
    connection: Connection,
    parcel: str,
    stage: str,
    happened_on: dt.date,
    *,
    voids: int | None = None,
    override_reason: str | None = None,
    note: str | None = None,
) -> Recorded:
    """
    Record that a consolidation parcel reached a stage.

    Parameters
    ----------
    connection
        A transaction of the application's role; its `who` stands as the recorder.
    parcel
        Code of the consolidation parcel.
    stage
        Code of the stage (table `stages`).
    happened_on
        The day; true by its end.
    voids
        Number of the event that this one corrects, if any.
    override_reason
        Why the order of stages does not hold here; given only when it doesn't.
    note
        Anything else worth keeping.

    Raises
    ------
    StageOrderError
        If a stage that must stand before is missing and no reason is given.
    NotFoundError
        If there is no such parcel, stage or event.
    RefusedInputError
        If the parcel reached the stage already, the day is still to come, or the event can't be voided.
    """
    row = {
        "parcel": parcel,
        "stage": stage,
        "happened_on": happened_on,
        "voids": voids,
        "override_reason": override_reason,
        "note": note,
    }
    return _insert(connection, "stage_events", row)


def void_stage(
    connection: Connection, parcel: str, event: int, *, override_reason: str | None = None, note: str | None = None
) -> Recorded:
    """
    Record that an event of a parcel never was; the event stays, and counts no more from now on.

    Raises
    ------
    StageOrderError
        If a later stage stands on the one voided and no reason is given.
    NotFoundError, RefusedInputError
        As `record_stage`.
    """
    row = {"parcel": parcel, "voids": event, "override_reason": override_reason, "note": note}
    return _insert(connection, "stage_events", row)


def record_milestone(
    connection: Connection,
    project: str,
    milestone: str,
    happened_on: dt.date,
    *,
    voids: int | None = None,
    note: str | None = None,
) -> Recorded:
    """
    Record that a project reached a milestone of its type.

    Raises
    ------
    NotFoundError
        If there is no such project, milestone or event.
    RefusedInputError
        If its type has no such milestone, it reached it already, the day is to come, or the event can't be voided.
    """
    row = {"project": project, "milestone": milestone, "happened_on": happened_on, "voids": voids, "note": note}
    return _insert(connection, "milestone_events", row)


def _insert(connection: Connection, log: str, row: dict[str, object]) -> Recorded:
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING id, recorded_at, recorded_by").format(
        sql.Identifier(log),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join(map(sql.Placeholder, row)),
    )
    with _refusals(), connection.transaction():
        found = connection.execute(statement, row).fetchone()
    assert found is not None  # noqa: S101  (RETURNING)
    return Recorded(*found)


@contextmanager
def _refusals() -> Iterator[None]:
    """Say in our words what the database refuses."""
    try:
        yield
    except errors.ForeignKeyViolation as error:
        raise NotFoundError(_sentence(error)) from error
    except (errors.CheckViolation, errors.UniqueViolation) as error:
        raise RefusedInputError(_sentence(error)) from error
    except psycopg.Error as error:
        if error.sqlstate == OUT_OF_ORDER:
            raise StageOrderError(_sentence(error)) from error
        raise


def _sentence(error: psycopg.Error) -> str:
    return error.diag.message_detail or error.diag.message_primary or str(error)

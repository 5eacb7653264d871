"""
Recording what happened: stage events of parcels, milestones of projects, and corrections of both.

The database holds the rules (append-only, order of stages, one event a stage), so that they hold whoever writes; here
its refusals become errors of ours.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import psycopg
import shapely
from psycopg import sql
from shapely.geometry.base import BaseGeometry

from gis_core.consolidation.refusals import refusals
from gis_core.errors import RefusedInputError

Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class Recorded:
    """
    An event as the database took it: its number, when it was recorded, and under which name.

    `children` are the codes of the parcels that came into being, when the event divided one: the part that it is about
    first, the rest second. `restored` is the code of the parcel that is whole again, when a division was undone.
    """

    id: int
    recorded_at: dt.datetime
    recorded_by: str
    children: tuple[str, ...] = ()
    restored: str | None = None


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


def record_part(
    connection: Connection,
    parcel: str,
    stage: str,
    happened_on: dt.date,
    part: BaseGeometry,
    *,
    override_reason: str | None = None,
    note: str | None = None,
) -> Recorded:
    """
    Record that a part of a consolidation parcel reached a stage, while the rest stays where it is (部分整备).

    The parcel ends that day and becomes two, `<code>-1` and `<code>-2` (or the next free numbers); what stood for it
    stands for both, and what was counted before that day stays as it was.

    Parameters
    ----------
    part
        Polygon in the survey CRS (metres), inside the parcel to 1 m².
    connection, parcel, stage, happened_on, override_reason, note
        As `record_stage`.

    Returns
    -------
    recorded
        The event of the part, and the codes of both parcels.

    Raises
    ------
    NotFoundError, StageOrderError
        As `record_stage`.
    RefusedInputError
        If the polygon isn't inside the parcel or is all of it, the parcel reached a stage after that day, was divided
        already, or changed its boundary since.
    """
    with refusals(), connection.transaction():
        row = connection.execute(
            "SELECT matian.divide_parcel(%s, %s::geometry, %s)", [parcel, shapely.to_wkb(part, hex=True), happened_on]
        ).fetchone()
        assert row is not None  # noqa: S101  (a function has a row)
        first, second = row[0]
        made = record_stage(connection, first, stage, happened_on, override_reason=override_reason, note=note)
    return Recorded(made.id, made.recorded_at, made.recorded_by, (first, second))


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


def undo_part(
    connection: Connection, part: str, event: int, *, override_reason: str | None = None, note: str | None = None
) -> Recorded:
    """
    Record that an event of a part, and the division that was made for it, never were (更正误录的部分整备).

    The parcel is whole again from the day on which it was divided, and its parts are gone; as known before, everything
    stays as it was. An event that is void already may be named, if only the division was left.

    Parameters
    ----------
    part
        Code of the part that the event was recorded for.
    connection, event, override_reason, note
        As `void_stage`.

    Returns
    -------
    recorded
        The event that voids, and the code of the parcel that is whole again.

    Raises
    ------
    NotFoundError, StageOrderError
        As `void_stage`.
    RefusedInputError
        If it is no part, if a part has later events or a hand-over of its own, was divided again, or changed its
        boundary or project.
    """
    with refusals(), connection.transaction():
        whole = connection.execute("SELECT parent FROM parcel_divisions WHERE child = %s", [part]).fetchone()
        if whole is None:
            raise RefusedInputError(f"parcel {part} is no part of a divided parcel", field="undo_division")
        voided = connection.execute(
            "SELECT id, recorded_at, recorded_by FROM stage_events WHERE parcel = %s AND voids = %s AND stage IS NULL",
            [part, event],
        ).fetchone()
        made = (
            Recorded(*voided)
            if voided
            else void_stage(connection, part, event, override_reason=override_reason, note=note)
        )
        connection.execute("SELECT matian.undo_division(%s, %s)", [whole[0], note])
    return Recorded(made.id, made.recorded_at, made.recorded_by, restored=whole[0])


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


def record_custody(
    connection: Connection,
    parcel: str,
    state: str | None,
    happened_on: dt.date | None,
    *,
    until: dt.date | None = None,
    voids: int | None = None,
    note: str | None = None,
) -> Recorded:
    """
    Record that land that was handed over came into another custody state (table `custody_states`).

    Parameters
    ----------
    until
        Last day of the term, of land that is let.
    state, happened_on
        Both `None` when the event only voids another.
    connection, parcel, voids, note
        As `record_stage`.

    Raises
    ------
    StageOrderError
        If the parcel hadn't reached the stage that the state requires.
    NotFoundError, RefusedInputError
        As `record_stage`.
    """
    row: dict[str, object] = {
        "parcel": parcel,
        "state": state,
        "happened_on": happened_on,
        "until": until,
        "voids": voids,
        "note": note,
    }
    return _insert(connection, "custody_events", row)


def void_milestone(connection: Connection, project: str, event: int, *, note: str | None = None) -> Recorded:
    """
    Record that a milestone of a project never was.

    Raises
    ------
    NotFoundError, RefusedInputError
        As `record_milestone`.
    """
    return _insert(connection, "milestone_events", {"project": project, "voids": event, "note": note})


def _insert(connection: Connection, log: str, row: dict[str, object]) -> Recorded:
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING id, recorded_at, recorded_by").format(
        sql.Identifier(log),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join(map(sql.Placeholder, row)),
    )
    with refusals(), connection.transaction():
        found = connection.execute(statement, row).fetchone()
    assert found is not None  # noqa: S101  (RETURNING)
    return Recorded(*found)

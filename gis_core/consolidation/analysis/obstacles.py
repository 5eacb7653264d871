"""Noting what holds a parcel or a project back: reason, owner, next action; the last note stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

from gis_core.consolidation.analysis.questions import Connection
from gis_core.consolidation.refusals import refusals


@dataclass(frozen=True)
class Obstacle:
    """
    What holds a parcel (or, without one, the project as a whole) back.

    Parameters
    ----------
    project, parcel
        Codes.
    reason
        Code of `obstacle_reasons`.
    owner
        Who sees to it: an officer or a team.
    next_action, next_on
        What is done next, and by which day.
    note
        Anything else worth keeping.
    removed
        Whether it holds nobody back any more.
    """

    project: str
    reason: str
    owner: str
    next_action: str
    next_on: dt.date
    parcel: str | None = None
    note: str | None = None
    removed: bool = False


def note_obstacle(connection: Connection, obstacle: Obstacle) -> int:
    """
    Note an obstacle; it stands from now on instead of what was noted of the same parcel or project before.

    Parameters
    ----------
    connection
        A transaction of the application's role; its `who` stands as the recorder.
    obstacle
        What holds whom back.

    Returns
    -------
    id
        Number of the note.

    Raises
    ------
    NotFoundError, RefusedInputError
        If there is no such project, parcel or reason, or the owner or action is empty.
    """
    with refusals(), connection.transaction():
        row = connection.execute(
            "INSERT INTO obstacles (project, parcel, reason, owner, next_action, next_on, note, removed) VALUES"
            " (%(project)s, %(parcel)s, %(reason)s, %(owner)s, %(next_action)s, %(next_on)s, %(note)s, %(removed)s)"
            " RETURNING id",
            asdict(obstacle),
        ).fetchone()
    assert row is not None  # noqa: S101  (RETURNING)
    return int(row[0])

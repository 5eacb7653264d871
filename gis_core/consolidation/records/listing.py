"""What was recorded, page by page in the order of recording or against it."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import class_row

from gis_core.consolidation.records.statements import statement
from gis_core.errors import WrongUseError

Connection = psycopg.Connection[Any]
LOGS = ("stage", "milestone", "custody")
MOST = 2000


@dataclass(frozen=True)
class Event:
    """
    A row of one of the logs.

    Parameters
    ----------
    log
        `stage`, `milestone` or `custody`.
    what
        Code of the stage, milestone or state; `None` when the event only voids.
    voids, voided_by
        Number of the event (of the same log) that this one corrects, and of the one that corrects it.
    inherits
        The event of the parcel that this one's parcel was divided from.
    """

    log: str
    id: int
    parcel: str | None
    project: str | None
    what: str | None
    happened_on: dt.date | None
    override_reason: str | None
    until: dt.date | None
    voids: int | None
    inherits: int | None
    note: str | None
    recorded_at: dt.datetime
    recorded_by: str
    voided_by: int | None


@dataclass(frozen=True)
class Asked:
    """Which events are asked for; `None` leaves a part open. Periods include both ends. `newest`: the newest first."""

    known: dt.datetime
    project: str | None = None
    parcel: str | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    logs: tuple[str, ...] | None = None
    after: str | None = None
    limit: int = 500
    newest: bool = False


def events(connection: Connection, asked: Asked) -> tuple[list[Event], str | None]:
    """
    Return a page of events in the order that is asked for, and what to say as `after` for the next one.

    Raises
    ------
    WrongUseError
        If `after` is none that a page gave; the sentence begins with its name.
    """
    after = (None, None, None) if asked.after is None else _read(asked.after)
    values = {
        "known": asked.known,
        "project": asked.project,
        "parcel": asked.parcel,
        "first": asked.first,
        "last": asked.last,
        "logs": None if asked.logs is None else list(asked.logs),
        "after_at": after[0],
        "after_log": after[1],
        "after_id": after[2],
        "newest": asked.newest,
        "limit": asked.limit + 1,
    }
    with connection.cursor(row_factory=class_row(Event)) as cursor:
        found = cursor.execute(statement("events"), values).fetchall()
    page = found[: asked.limit]
    return page, _written(page[-1]) if len(found) > asked.limit else None


def _written(last: Event) -> str:
    text = json.dumps([last.recorded_at.isoformat(), last.log, last.id])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(text: str) -> tuple[dt.datetime, str, int]:
    try:
        at, log, number = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        instant = dt.datetime.fromisoformat(at)
    except (ValueError, TypeError, binascii.Error, RecursionError):
        instant, log, number = dt.datetime.min, "", 0  # noqa: DTZ901  (none that a page gave)
    if log not in LOGS or type(number) is not int or not 0 <= number < 2**63 or instant.tzinfo is None:
        raise WrongUseError("after: it is none that a page of events gave", field="after")
    return instant, log, number

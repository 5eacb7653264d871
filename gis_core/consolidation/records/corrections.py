"""
Late and corrected records: what makes a figure "as we know it now" differ from the same figure "as we knew it then".

The period is one of recording: what was written down in it late (more than so many days after it happened), to correct
something, or to take something back.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import class_row

from gis_core.consolidation.period import Period
from gis_core.consolidation.records.statements import statement
from gis_core.place import Place
from gis_core.times import end_of_day

Connection = psycopg.Connection[Any]
LATE_DAYS = 7
"""Days after which a record is late unless told otherwise: the office writes up its ledger once a week."""


@dataclass(frozen=True)
class Correction:
    """
    A record of the period that changed what was known before.

    Parameters
    ----------
    kind
        `late`, `corrected` (voids an event and states what is right) or `voided` (takes an event back).
    log
        `stage`, `milestone` or `custody`.
    old_what, old_on, old_recorded_at, old_recorded_by
        The event that was corrected or taken back; `None` for a late one.
    what, happened_on
        What stands since; `None` for one that was taken back.
    days_late
        Days from what happened to its recording; `None` for one that was taken back.
    """

    kind: str
    log: str
    id: int
    project: str | None
    parcel: str | None
    old_what: str | None
    old_on: dt.date | None
    old_recorded_at: dt.datetime | None
    old_recorded_by: str | None
    what: str | None
    happened_on: dt.date | None
    days_late: int | None
    note: str | None
    recorded_at: dt.datetime
    recorded_by: str


def corrections(
    connection: Connection, place: Place, period: Period, *, late_days: int = LATE_DAYS, project: str | None = None
) -> list[Correction]:
    """
    Return what was recorded late, corrected or taken back in a period of recording, in that order of recording.

    Parameters
    ----------
    connection
        Any role may read it; nothing personal is in it.
    place
        Whose days count.
    period
        Days on which it was recorded, both included.
    late_days
        Days after which a record is late.
    project
        Code of the only project to look at.
    """
    zone = place.zone
    values = {
        "begun": end_of_day(period.first - dt.timedelta(days=1), zone) + dt.timedelta(microseconds=1),
        "ended": end_of_day(period.last, zone),
        "zone": place.time.zone,
        "late_days": late_days,
        "project": project,
    }
    with connection.cursor(row_factory=class_row(Correction)) as cursor:
        return cursor.execute(statement("corrections"), values).fetchall()

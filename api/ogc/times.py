"""
The two times as the open services say them: our `at` and `known`, and OGC's `datetime` (Part 1, 7.15.4).

An instant of `datetime` is the day in the place's time zone, thus `at`. An interval finds what was there on any of its
days, each feature as it was last in it; an open end is today or the beginning.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime
from zoneinfo import ZoneInfo

from gis_core.errors import WrongUseError
from gis_core.features import Cursor
from gis_core.place import Place
from gis_core.times import FIRST_YEAR, LAST_YEAR, read_at, read_known

OPEN = ("", "..")
FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})([T ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})?)?", re.ASCII | re.IGNORECASE
)


@dataclass(frozen=True)
class Moments:
    """When: the day (or the last of a period, whose first is `since`), and the instant by which it was recorded."""

    at: date
    known: datetime
    since: date | None


def read_moments(said: Mapping[str, str], place: Place, cursor: Cursor | None) -> Moments:
    """
    Return the times of a query; a page after another is read at the times of that one.

    Raises
    ------
    WrongUseError
        If one can't be, or two contradict each other; the sentence begins with the parameter's name.
    """
    known = read_known(said.get("known"), place.zone)
    since = None
    if "datetime" in said:
        if "at" in said:
            raise WrongUseError("datetime: at says the same; leave one of them out")
        since, at = _read_datetime(said["datetime"], place.zone)
    else:
        at = read_at(said.get("at"), place.zone)
    if cursor is not None:
        if ("known" in said and known != cursor.known) or (("at" in said or "datetime" in said) and at != cursor.at):
            raise WrongUseError("after: the page before was read at other times; say the same as then")
        return Moments(cursor.at, cursor.known, since)
    return Moments(at, known, since)


def _read_datetime(text: str, zone: ZoneInfo) -> tuple[date | None, date]:
    first, slash, last = text.strip().partition("/")
    if not slash:
        return None, read_at(_day(first, zone), zone, field="datetime")
    if first in OPEN and last in OPEN:
        raise WrongUseError("datetime: an interval needs at least one end; write 2024-01-01/.. or ../2024-12-31")
    since = FIRST_DAY if first in OPEN else _day(first, zone)
    until = read_at(None, zone) if last in OPEN else _day(last, zone)
    if first not in OPEN and last not in OPEN and since > until:
        raise WrongUseError(f"datetime: {text[:60]!r} ends before it begins")
    since, until = (max(FIRST_DAY, min(day, LAST_DAY)) for day in (since, until))  # nothing is on record beyond
    return since, max(since, until)


def _day(text: str, zone: ZoneInfo) -> date:
    """Return the day of a date or of an instant (RFC 3339; one without offset is the place's), in its time zone."""
    wrong = WrongUseError(f"datetime: {text[:40]!r} is no date or instant; write 2024-12-31 or 2024-12-31T18:00:00Z")
    found = MOMENT.fullmatch(text)
    if found is None:
        raise wrong
    try:
        if found[2] is None:
            return date.fromisoformat(found[1])
        instant = datetime.fromisoformat(text.upper())
    except ValueError:
        raise wrong from None
    far = instant.year in (MINYEAR, MAXYEAR)  # in another zone its day may be none that Python has
    return instant.date() if far or instant.tzinfo is None else instant.astimezone(zone).date()

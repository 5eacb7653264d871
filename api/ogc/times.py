"""
The two times as the open services say them: our `at` and `known`, and OGC's `datetime` (Part 1, 7.15.4).

An instant of `datetime` is the day in the place's time zone, thus `at`. An interval finds what was there on any of its
days, each feature as it was last in it; an open end is today or the beginning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from gis_core.errors import WrongUseError
from gis_core.features import Cursor
from gis_core.place import Place
from gis_core.times import FIRST_YEAR, read_at, read_known

OPEN = ("", "..")


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
        return None, _day(first, zone)
    if first in OPEN and last in OPEN:
        raise WrongUseError("datetime: an interval needs at least one end; write 2024-01-01/.. or ../2024-12-31")
    since = date(FIRST_YEAR, 1, 1) if first in OPEN else _day(first, zone)
    until = read_at(None, zone) if last in OPEN else _day(last, zone)
    if last not in OPEN and since > until:
        raise WrongUseError(f"datetime: {text[:60]!r} ends before it begins")
    return since, max(since, until)


def _day(text: str, zone: ZoneInfo) -> date:
    """Return the day of a date or of an instant (RFC 3339), in the place's time zone."""
    if len(text) <= len("2024-12-31"):
        return read_at(text, zone, field="datetime")
    return read_known(text, zone, field="datetime").astimezone(zone).date()

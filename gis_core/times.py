"""
The two times as people write them: `at`, a date; `known`, an instant, or a date that means the end of that day.

"A date means the end of that day in the place's time zone; periods include both ends."
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from gis_core.errors import WrongUseError

FIRST_YEAR, LAST_YEAR = 1900, 2199
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""The one spelling of a date that is read; of ISO 8601 there are others, such as 20241231 and 2025-W01-2."""
INSTANT = re.compile(rf"{DAY.pattern}[Tt ].+")


def today(zone: ZoneInfo) -> date:
    """Return the present date in `zone`."""
    return datetime.now(zone).date()


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Return the last microsecond of `day` in `zone`."""
    return datetime.combine(day + timedelta(days=1), time(), zone) - timedelta(microseconds=1)


def read_at(value: str | date | None, zone: ZoneInfo, *, field: str = "at") -> date:
    """
    Return the date that `value` names (`2024-12-31`), today when it is `None`.

    Raises
    ------
    WrongUseError
        If it is no date between 1900 and 2199; the sentence names `field`.
    """
    if value is None:
        return today(zone)
    if isinstance(value, datetime):
        value = value.astimezone(zone).date() if value.tzinfo else value.date()
    if isinstance(value, str):
        text = value.strip()
        try:
            value = date.fromisoformat(text if DAY.fullmatch(text) else "")
        except ValueError:
            raise WrongUseError(f"{field}: {text[:40]!r} is no date; write it as 2024-12-31") from None
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise WrongUseError(f"{field}: {value} lies outside {FIRST_YEAR}–{LAST_YEAR}")
    return value


def read_known(value: str | date | datetime | None, zone: ZoneInfo, *, field: str = "known") -> datetime:
    """
    Return the instant that `value` names: `2024-12-31T18:00:00+08:00` (without offset: in `zone`), or a date's end.

    `None` means now.

    Raises
    ------
    WrongUseError
        If it is neither; the sentence names `field`.
    """
    if value is None:
        return datetime.now(UTC)
    if isinstance(value, str):
        text = value.strip()
        try:
            is_day = DAY.fullmatch(text)
            value = date.fromisoformat(text) if is_day else datetime.fromisoformat(text if INSTANT.match(text) else "")
        except ValueError:
            raise WrongUseError(
                f"{field}: {text[:40]!r} is no instant; write 2024-12-31 or 2024-12-31T18:00:00+08:00"
            ) from None
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise WrongUseError(f"{field}: {value} lies outside {FIRST_YEAR}–{LAST_YEAR}")
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=zone)
    return end_of_day(value, zone)

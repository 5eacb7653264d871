"""
The two times as people write them: `at`, a date; `known`, an instant, or a date that means the end of that day.

"A date means the end of that day in the place's time zone; periods include both ends."
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from gis_core.errors import WrongUseError

FIRST_YEAR, LAST_YEAR = 1900, 2199


def today(zone: ZoneInfo) -> date:
    """Return the present date in `zone`."""
    return datetime.now(zone).date()


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Return the last microsecond of `day` in `zone`."""
    return datetime.combine(day + timedelta(days=1), time(), zone) - timedelta(microseconds=1)


def read_at(value: str | date | None, zone: ZoneInfo, *, field: str = "at") -> date:
    """
    Return the date that `value` names (ISO 8601), today when it is `None`.

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
        try:
            value = date.fromisoformat(value.strip())
        except ValueError:
            raise WrongUseError(f"{field}: {str(value)[:40]!r} is no date; write it as 2024-12-31") from None
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise WrongUseError(f"{field}: {value} lies outside {FIRST_YEAR}–{LAST_YEAR}")
    return value


def read_known(value: str | date | datetime | None, zone: ZoneInfo, *, field: str = "known") -> datetime:
    """
    Return the instant that `value` names: an ISO 8601 instant (without offset: in `zone`), or the end of a date.

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
            value = date.fromisoformat(text) if len(text) <= len("2024-12-31") else datetime.fromisoformat(text)
        except ValueError:
            raise WrongUseError(
                f"{field}: {text[:40]!r} is no instant; write 2024-12-31 or 2024-12-31T18:00:00+08:00"
            ) from None
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise WrongUseError(f"{field}: {value} lies outside {FIRST_YEAR}–{LAST_YEAR}")
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=zone)
    return end_of_day(value, zone)

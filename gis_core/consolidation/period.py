"""The days of a period and the instant by which things were recorded, as people write them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from gis_core.errors import WrongUseError


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`, both included."""

    first: dt.date
    last: dt.date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise WrongUseError(f"the period ends on {self.last}, before it begins on {self.first}; swap the two")


def year(number: int) -> Period:
    """
    Return the calendar year `number`.

    Raises
    ------
    WrongUseError
        If no calendar has such a year.
    """
    if not 1 <= number <= 9999:
        raise WrongUseError(f"there is no year {number}; give one such as 2024")
    return Period(dt.date(number, 1, 1), dt.date(number, 12, 31))


def instant(text: str | None, zone: ZoneInfo) -> dt.datetime | None:
    """
    Read the instant of `known`: ISO 8601; a date alone means the end of that day in `zone`.

    Raises
    ------
    WrongUseError
        If the text is neither a date nor an instant.
    """
    if text is None:
        return None
    try:
        if len(text) == 10:
            midnight = dt.datetime.combine(dt.date.fromisoformat(text) + dt.timedelta(days=1), dt.time(), zone)
            return midnight - dt.timedelta(microseconds=1)
        read = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise WrongUseError(
            f"known: {text!r} is no date and no instant; write 2024-12-31 or 2024-12-31T18:00"
        ) from error
    return read if read.tzinfo else read.replace(tzinfo=zone)

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
            raise WrongUseError(f"first: the period begins on {self.first}, after it ends on {self.last}; swap the two")


def year(number: int) -> Period:
    """
    Return the calendar year `number`.

    Raises
    ------
    WrongUseError
        If no calendar has such a year.
    """
    if not 1 <= number <= 9999:
        raise WrongUseError(f"year: there is no year {number}; give one such as 2024")
    return Period(dt.date(number, 1, 1), dt.date(number, 12, 31))


def read_period(
    number: int | None = None,
    first: dt.date | None = None,
    last: dt.date | None = None,
    at: dt.date | None = None,
    *,
    today: dt.date,
) -> Period:
    """
    Return the period that a question names: a year, a first and a last day, or the one day `at`.

    A year with `at` ends on that day; nothing said means the present year.

    Raises
    ------
    WrongUseError
        If the parts contradict each other; the sentence begins with the name of one.
    """
    if number is not None and (first or last):
        raise WrongUseError("year: give the year, or first and last, not both")
    if first and last:
        if at is not None:
            raise WrongUseError("at: the last day of the period says for which day states are true; leave at out")
        return Period(first, last)
    if first or last:
        raise WrongUseError(f"{'first' if first else 'last'}: a period has a first and a last day; give both")
    if number is None:
        return year(today.year) if at is None else Period(at, at)
    whole = year(number)
    if at is None:
        return whole
    if not whole.first <= at <= whole.last:
        raise WrongUseError(f"at: {at} does not lie in {number}; leave the year out, or give a day of it")
    return Period(whole.first, at)


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

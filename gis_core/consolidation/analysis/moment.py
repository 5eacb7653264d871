"""When the records are asked about: the two times of a question, with the time zone that days are those of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from gis_core.times import end_of_day


@dataclass(frozen=True)
class Moment:
    """
    When: the day for which things are true, the instant by which they were recorded, and the time zone of days.

    Parameters
    ----------
    at, known
        The two times.
    zone
        Time zone of the place.
    """

    at: dt.date
    known: dt.datetime
    zone: ZoneInfo

    def back_to(self, day: dt.date) -> Moment:
        """Return the moment at the end of an earlier day, as known then."""
        return Moment(day, min(end_of_day(day, self.zone), self.known), self.zone)

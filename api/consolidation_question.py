"""What every question about land consolidation may say: a period or a day, an instant of recording, a place, a type."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from pydantic import BaseModel

from api.bodies import DATE_SAID
from api.errors import BadParameter
from api.parameters import At, Known
from gis_core.consolidation.analysis.blocks import Blocks
from gis_core.consolidation.analysis.moment import Moment
from gis_core.consolidation.figures import Question
from gis_core.consolidation.period import read_period
from gis_core.consolidation.scope import Scope
from gis_core.times import FIRST_YEAR, LAST_YEAR, read_at, read_known, today

PLACE = ("zone", "community", "project", "type")
SCOPE = ("year", "first", "last", "at", "known", *PLACE)

A_YEAR = Query(ge=FIRST_YEAR, le=LAST_YEAR, description="Calendar year in the place's time zone")
A_GAP = Query(ge=0, le=1000, description="Most metres between pieces of one block")
AN_AREA = Query(ge=0, le=1e9, description="Least area of a block, m²")
Year = Annotated[int, A_YEAR]
Gap = Annotated[float, A_GAP]
Smallest = Annotated[float, AN_AREA]


class ScopeAnswer(BaseModel):
    """What counted; null where it was not asked for."""

    zone: str | None = None
    community: str | None = None
    project: str | None = None
    type: str | None = None


class PeriodAnswer(BaseModel):
    """The days that were asked for, both included."""

    first: date
    last: date


class BlocksAnswer(BaseModel):
    """Qualifying blocks of contiguous industrial space: how many, m² of all, m² of the largest set of joined land."""

    count: int
    area_m2: float
    largest_m2: float

    @classmethod
    def of(cls, blocks: Blocks) -> BlocksAnswer:
        """Return blocks as an answer gives them."""
        return cls(count=blocks.count, area_m2=blocks.area_m2, largest_m2=blocks.largest_m2)


def where(
    zone: Annotated[str | None, Query(description="Code of a functional zone; `-`: in none")] = None,
    community: Annotated[str | None, Query(description="Name of a community; `-`: in none")] = None,
    project: Annotated[str | None, Query(description="Code of a consolidation project; `-`: of none")] = None,
    type: Annotated[str | None, Query(description="Code of a project type; `-`: of none")] = None,
) -> Scope:
    """
    Return what counts, as the address says it.

    Raises
    ------
    BadParameter
        If a name is empty or no text.
    """
    named = {"zone": zone, "community": community, "project": project, "type": type}
    for name, text in named.items():
        if text is not None and ("\0" in text or not text):
            raise BadParameter(name, "it is empty or no text; leave it out to count everything")
    return Scope(**named)


Where = Annotated[Scope, Depends(where)]


class Asked:
    """The question as the address says it; `at` is the last day of its period."""

    def __init__(
        self,
        *,
        request: Request,
        scope: Where,
        year: Annotated[int | None, A_YEAR] = None,
        first: Annotated[
            str | None, Query(description="First day of the period (2024-01-01)", json_schema_extra=DATE_SAID)
        ] = None,
        last: Annotated[
            str | None, Query(description="Last day of the period, included", json_schema_extra=DATE_SAID)
        ] = None,
        at: At = None,
        known: Known = None,
    ) -> None:
        self._zone_of_time = request.app.state.instance.place.zone
        days = {
            name: None if text is None else read_at(text, self._zone_of_time, field=name)
            for name, text in (("first", first), ("last", last), ("at", at))
        }
        self.period = read_period(year, **days, today=today(self._zone_of_time))
        self.known = read_known(known, self._zone_of_time)
        self.known_asked: datetime | None = None if known is None else self.known
        self.scope = scope
        self._at_asked = days["at"]

    @property
    def question(self) -> Question:
        """The question; as known now, by the database's clock, unless it says otherwise."""
        return Question(self.period, self.known_asked, self.scope)

    @property
    def at(self) -> date:
        """The day on which states are asked for."""
        return self.period.last

    @property
    def moment(self) -> Moment:
        """When the analyses look: the day that is asked for, else the period's last one, or today before it."""
        day = self._at_asked or min(self.period.last, today(self._zone_of_time))
        return Moment(day, self.known, self._zone_of_time)

    def told(self) -> dict[str, Any]:
        """Return the question as an answer repeats it."""
        return {
            "period": PeriodAnswer(first=self.period.first, last=self.period.last),
            "known": self.known,
            "scope": ScopeAnswer(**self.scope.named()),
        }


AskedOf = Annotated[Asked, Depends()]

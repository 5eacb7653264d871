"""What every question about land consolidation may say: a period or a day, an instant of recording, a place, a type."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, TypeVar

import psycopg
from fastapi import Depends, Query, Request
from pydantic import BaseModel

from api.database import in_thread
from api.errors import BadParameter
from api.parameters import DATE_SAID, At, Known
from api.security import Caller
from gis_core.consolidation.figures import Question
from gis_core.consolidation.period import read_period
from gis_core.consolidation.scope import Scope
from gis_core.times import FIRST_YEAR, LAST_YEAR, read_at, read_known, today

PLACE = ("zone", "community", "project", "type")
SCOPE = ("year", "first", "last", "at", "known", *PLACE)
Result = TypeVar("Result")


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


class Asked:
    """The question as the address says it; `at` is the last day of its period."""

    def __init__(
        self,
        *,
        request: Request,
        year: Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR, description="Calendar year")] = None,
        first: Annotated[
            str | None, Query(description="First day of the period (2024-01-01)", json_schema_extra=DATE_SAID)
        ] = None,
        last: Annotated[
            str | None, Query(description="Last day of the period, included", json_schema_extra=DATE_SAID)
        ] = None,
        at: At = None,
        known: Known = None,
        zone: Annotated[str | None, Query(description="Code of a functional zone; `-`: in none")] = None,
        community: Annotated[str | None, Query(description="Name of a community; `-`: in none")] = None,
        project: Annotated[str | None, Query(description="Code of a consolidation project; `-`: of none")] = None,
        type: Annotated[str | None, Query(description="Code of a project type; `-`: of none")] = None,
    ) -> None:
        zone_of_time = request.app.state.instance.place.zone
        days = {
            name: None if text is None else read_at(text, zone_of_time, field=name)
            for name, text in (("first", first), ("last", last), ("at", at))
        }
        for name, text in (("zone", zone), ("community", community), ("project", project), ("type", type)):
            if text is not None and ("\0" in text or not text):
                raise BadParameter(name, "it is empty or no text; leave it out to count everything")
        self.period = read_period(year, **days, today=today(zone_of_time))
        self.known = read_known(known, zone_of_time)
        self.known_asked: datetime | None = None if known is None else self.known
        self.scope = Scope(zone=zone, community=community, project=project, type=type)

    @property
    def question(self) -> Question:
        """The question; as known now, by the database's clock, unless it says otherwise."""
        return Question(self.period, self.known_asked, self.scope)

    @property
    def at(self) -> date:
        """The day on which states are asked for."""
        return self.period.last

    def told(self) -> dict[str, Any]:
        """Return the question as an answer repeats it."""
        return {
            "period": PeriodAnswer(first=self.period.first, last=self.period.last),
            "known": self.known,
            "scope": ScopeAnswer(**self.scope.named()),
        }


AskedOf = Annotated[Asked, Depends()]


async def ask(request: Request, caller: Caller, question: Callable[[psycopg.Connection[Any]], Result]) -> Result:
    """
    Put a question to the records under the caller's name and role, which decides about money.

    Raises
    ------
    Problem
        As `in_thread`.
    """

    def as_caller(connection: psycopg.Connection[Any]) -> Result:
        connection.execute(
            "SELECT set_config('matian.role', %s, true), set_config('matian.who', %s, true)",
            [str(caller.role), caller.who],
        )
        return question(connection)

    return await in_thread(request, as_caller)

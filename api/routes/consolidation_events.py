"""`GET /api/consolidation/events`: what was recorded, read back page by page."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from api.bodies import DATE_SAID
from api.database import in_thread
from api.parameters import Known, OneProject, read_times, refuse_unknown
from api.security import Role, needs
from gis_core.consolidation.records.listing import MOST, Asked, events
from gis_core.place import Place
from gis_core.times import read_at

router = APIRouter(tags=["consolidation"])


class EventAnswer(BaseModel):
    """A row of one of the logs."""

    log: Literal["stage", "milestone", "custody"]
    id: int
    parcel: str | None
    project: str | None
    what: Annotated[str | None, Field(description="Code of the stage, milestone or custody state")]
    happened_on: date | None
    override_reason: str | None
    until: date | None
    voids: int | None
    voided_by: int | None
    inherits: int | None
    note: str | None
    recorded_at: datetime
    recorded_by: str


class EventsAnswer(BaseModel):
    """A page of events in the order of recording; `next` goes back as `after`."""

    events: list[EventAnswer]
    next: str | None
    known: datetime


@router.get("/api/consolidation/events", dependencies=[needs(Role.VIEWER)])
async def list_events(
    request: Request,
    *,
    project: OneProject = None,
    parcel: Annotated[str | None, Query(max_length=100, description="Code of the only parcel to look at")] = None,
    first: Annotated[
        str | None, Query(description="First day on which it happened (2024-01-01)", json_schema_extra=DATE_SAID)
    ] = None,
    last: Annotated[
        str | None, Query(description="Last day on which it happened, included", json_schema_extra=DATE_SAID)
    ] = None,
    log: Annotated[Literal["stage", "milestone", "custody"] | None, Query(description="Only this log")] = None,
    known: Known = None,
    after: Annotated[str | None, Query(max_length=200, description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST, description="Most events of a page")] = 500,
    newest: Annotated[bool, Query(description="The newest first")] = False,
) -> EventsAnswer:
    """List what was recorded for parcels and projects, in the order of recording or the newest first."""
    refuse_unknown(request, "project", "parcel", "first", "last", "log", "known", "after", "limit", "newest")
    place: Place = request.app.state.instance.place
    asked = Asked(
        known=read_times(place, None, known).known,
        project=project,
        parcel=parcel,
        first=None if first is None else read_at(first, place.zone, field="first"),
        last=None if last is None else read_at(last, place.zone, field="last"),
        logs=None if log is None else (log,),
        after=after,
        limit=limit,
        newest=newest,
    )
    page, following = await in_thread(request, lambda connection: events(connection, asked))
    return EventsAnswer(events=[EventAnswer(**vars(event)) for event in page], next=following, known=asked.known)

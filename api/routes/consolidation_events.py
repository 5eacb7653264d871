"""`/api/consolidation/events` and its like: recording what happened, reading it back, and the stream of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import Annotated, Any, Literal

import psycopg
from fastapi import APIRouter, FastAPI, Header, Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, Field, model_validator
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from api.bodies import DATE_SAID, Body, Code, Day, Number, Words, read_upload
from api.database import in_thread
from api.errors import BadParameter
from api.parameters import Known, read_times, refuse_unknown
from api.progress import Progress, progress_followed
from api.security import Role, needs
from gis_core.consolidation import events as recording
from gis_core.consolidation.period import Period
from gis_core.consolidation.records.corrections import LATE_DAYS, corrections
from gis_core.consolidation.records.listing import MOST, Asked, events
from gis_core.consolidation.records.sheet import LARGEST_BYTES, record_sheet
from gis_core.consolidation.records.stream import read_position
from gis_core.consolidation.records.template import write_template
from gis_core.crs import to_survey
from gis_core.place import Place
from gis_core.times import read_at, today

router = APIRouter(tags=["consolidation"])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EVENT_STREAM = "text/event-stream"
MOST_VERTICES = 20_000

Project = Annotated[str | None, Query(max_length=100, description="Code of the only project to look at")]
Connection = psycopg.Connection[Any]


def lifespan(app: FastAPI) -> AbstractAsyncContextManager[None]:
    """Follow the logs while the server runs."""
    return progress_followed(app)


class Shape(Body):
    """A polygon in degrees (GeoJSON, CRS84)."""

    type: Literal["Polygon", "MultiPolygon"]
    coordinates: list[Any]

    def on_the_ground(self, place: Place) -> BaseGeometry:
        """
        Return it in the survey CRS.

        Raises
        ------
        BadParameter
            If it isn't a polygon in degrees.
        """
        try:
            read = shape({"type": self.type, "coordinates": self.coordinates})
        except (ShapelyError, ValueError, TypeError, IndexError, AttributeError, RecursionError) as error:
            raise BadParameter("part", "its coordinates are no polygon") from error
        if read.is_empty or read.has_z or not all(abs(bound) <= 180 for bound in read.bounds):
            raise BadParameter("part", "it must be a flat polygon in degrees, longitude first")
        if len(str(self.coordinates)) > MOST_VERTICES * 50:
            raise BadParameter("part", f"it has more than about {MOST_VERTICES} vertices")
        return to_survey(place, "EPSG:4326")([read])[0]  # type: ignore[no-any-return]


class Correcting(Body):
    """An event states something, or voids an earlier event, or both."""

    happened_on: Day | None = None
    voids: Annotated[Number | None, Field(description="Number of the event that this one corrects")] = None
    note: Words | None = None


class StageEvent(Correcting):
    """What a parcel reached; without `stage` and `happened_on` it takes the event `voids` back."""

    parcel: Code
    stage: Code | None = None
    override_reason: Annotated[Words | None, Field(description="Why the order of stages doesn't hold here")] = None
    part: Annotated[Shape | None, Field(description="The part of the parcel that reached it, if it isn't all")] = None
    undo_division: Annotated[
        bool | None,
        Field(
            description="With `voids` alone: the event of a part never was, nor the division; the parcel is whole again"
        ),
    ] = None

    @model_validator(mode="after")
    def says_something(self) -> StageEvent:
        """Refuse an event that says nothing, or half of something."""
        _refuse_half("stage", self.stage, self)
        if self.part is not None and (self.stage is None or self.voids is not None):
            raise ValueError("part goes with a stage, and with no correction")
        if self.undo_division and self.stage is not None:
            raise ValueError("undo_division goes with voids alone, without a stage")
        return self


class MilestoneEvent(Correcting):
    """What a project reached; without `milestone` and `happened_on` it takes the event `voids` back."""

    project: Code
    milestone: Code | None = None

    @model_validator(mode="after")
    def says_something(self) -> MilestoneEvent:
        """Refuse an event that says nothing, or half of something."""
        _refuse_half("milestone", self.milestone, self)
        return self


class CustodyEvent(Correcting):
    """In what custody land is that was handed over."""

    parcel: Code
    state: Code | None = None
    until: Annotated[Day | None, Field(description="Last day of the term, of land that is let")] = None

    @model_validator(mode="after")
    def says_something(self) -> CustodyEvent:
        """Refuse an event that says nothing, or half of something."""
        _refuse_half("state", self.state, self)
        return self


def _refuse_half(name: str, said: str | None, event: Correcting) -> None:
    if (said is None) != (event.happened_on is None):
        raise ValueError(f"{name} and happened_on go together")
    if said is None and event.voids is None:
        raise ValueError(f"say what happened ({name} and happened_on), or which event is void (voids)")


class RecordedAnswer(BaseModel):
    """
    An event as it was taken.

    `children` are the two parcels that one of which a part went ahead became, `restored` is the one that is whole again
    when that is undone.
    """

    id: int
    recorded_at: datetime
    recorded_by: str
    children: list[str] = []
    restored: str | None = None


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


class RefusedRow(BaseModel):
    """A row of a sheet that was left out."""

    row: int
    code: str | None
    field: str | None
    message: str


class SheetAnswer(BaseModel):
    """What became of a sheet."""

    read: int
    recorded: int
    unchanged: int
    refused: int
    findings: list[RefusedRow]


class CorrectionAnswer(BaseModel):
    """A record that came late, corrected another or took it back."""

    kind: Literal["late", "corrected", "voided"]
    log: Literal["stage", "milestone", "custody"]
    id: int
    project: str | None
    parcel: str | None
    old_what: str | None
    old_on: date | None
    old_recorded_at: datetime | None
    old_recorded_by: str | None
    what: str | None
    happened_on: date | None
    days_late: int | None
    note: str | None
    recorded_at: datetime
    recorded_by: str


class CorrectionsAnswer(BaseModel):
    """Late and corrected records of a period of recording."""

    first: date
    last: date
    late_days: int
    corrections: list[CorrectionAnswer]


@router.post("/api/consolidation/events", status_code=201, dependencies=[needs(Role.OFFICER)])
async def record_event(request: Request, event: StageEvent) -> RecordedAnswer:
    """Record that a parcel, or a part of it, reached a stage; or correct or take back what was recorded."""
    refuse_unknown(request)
    place: Place = request.app.state.instance.place
    ground = None if event.part is None else event.part.on_the_ground(place)

    def ask(connection: Connection) -> recording.Recorded:
        common = {"override_reason": event.override_reason, "note": event.note}
        if event.stage is None or event.happened_on is None:
            if event.undo_division:
                return recording.undo_part(connection, event.parcel, event.voids or 0, **common)
            return recording.void_stage(connection, event.parcel, event.voids or 0, **common)
        if ground is not None:
            return recording.record_part(connection, event.parcel, event.stage, event.happened_on, ground, **common)
        return recording.record_stage(
            connection, event.parcel, event.stage, event.happened_on, voids=event.voids, **common
        )

    return await _recorded(request, ask)


@router.post("/api/consolidation/milestones", status_code=201, dependencies=[needs(Role.OFFICER)])
async def record_milestone(request: Request, event: MilestoneEvent) -> RecordedAnswer:
    """Record that a project reached a milestone; or correct or take back what was recorded."""
    refuse_unknown(request)

    def ask(connection: Connection) -> recording.Recorded:
        if event.milestone is None or event.happened_on is None:
            return recording.void_milestone(connection, event.project, event.voids or 0, note=event.note)
        return recording.record_milestone(
            connection, event.project, event.milestone, event.happened_on, voids=event.voids, note=event.note
        )

    return await _recorded(request, ask)


@router.post("/api/consolidation/custody", status_code=201, dependencies=[needs(Role.OFFICER)])
async def record_custody(request: Request, event: CustodyEvent) -> RecordedAnswer:
    """Record in what custody land is that was handed over; or correct or take back what was recorded."""
    refuse_unknown(request)
    return await _recorded(
        request,
        lambda connection: recording.record_custody(
            connection,
            event.parcel,
            event.state,
            event.happened_on,
            until=event.until,
            voids=event.voids,
            note=event.note,
        ),
    )


async def _recorded(request: Request, ask: Callable[[Connection], recording.Recorded]) -> RecordedAnswer:
    made = await in_thread(request, ask)
    return RecordedAnswer(
        id=made.id,
        recorded_at=made.recorded_at,
        recorded_by=made.recorded_by,
        children=list(made.children),
        restored=made.restored,
    )


@router.get("/api/consolidation/events", dependencies=[needs(Role.VIEWER)])
async def list_events(
    request: Request,
    *,
    project: Project = None,
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


@router.get(
    "/api/consolidation/events/stream",
    dependencies=[needs(Role.VIEWER)],
    response_class=StreamingResponse,
    responses={200: {"content": {EVENT_STREAM: {"schema": {"type": "string"}}}}},
)
async def stream_events(
    request: Request, last_event_id: Annotated[str | None, Header(description="`id` of the last event seen")] = None
) -> StreamingResponse:
    """
    Tell what is recorded as it is committed (server-sent events).

    `ready` says that the stream has begun, `progress` that something was recorded, `reset` that what was missed can't
    be told and everything has to be asked for again. A browser comes back by itself with `Last-Event-ID`.
    """
    refuse_unknown(request)
    position = None
    if last_event_id:
        position = read_position(last_event_id)
        if position is None:
            raise BadParameter("last-event-id", "it is none that the stream gave; leave it out to begin now")
    if getattr(request.state, "head", False):  # its body, which a HEAD leaves out, never ends
        return StreamingResponse(iter(()), media_type=EVENT_STREAM)
    progress: Progress = request.app.state.progress
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(progress.read(request, position), media_type=EVENT_STREAM, headers=headers)


@router.get(
    "/api/consolidation/events/template.xlsx",
    dependencies=[needs(Role.OFFICER)],
    response_class=Response,
    responses={200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}},
)
async def events_template(
    request: Request, project: Annotated[str, Query(max_length=100, description="Code of the project")]
) -> Response:
    """Give the recording sheet of a project, with the present stages filled in."""
    refuse_unknown(request, "project")
    day = today(request.app.state.instance.place.zone)
    content = await in_thread(request, lambda connection: write_template(connection, project, day))
    headers = {"Content-Disposition": "attachment; filename=stage-records.xlsx", "Cache-Control": "no-store"}
    return Response(content, media_type=XLSX, headers=headers)


@router.post(
    "/api/consolidation/events/sheet",
    dependencies=[needs(Role.OFFICER)],
    openapi_extra={"requestBody": {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}},
)
async def record_events_sheet(
    request: Request,
    strict: Annotated[bool, Query(description="Record nothing when a row is refused")] = False,
    project: Project = None,
) -> SheetAnswer:
    """Record a filled-in sheet (XLSX as the body): refused rows are listed, the rest is recorded."""
    refuse_unknown(request, "strict", "project")
    content = await read_upload(request, LARGEST_BYTES)
    done = await in_thread(
        request, lambda connection: record_sheet(connection, content, strict=strict, project=project)
    )
    return SheetAnswer(
        read=done.read,
        recorded=done.recorded,
        unchanged=done.unchanged,
        refused=done.refused,
        findings=[RefusedRow(**vars(finding)) for finding in done.findings],
    )


@router.get("/api/consolidation/corrections", dependencies=[needs(Role.VIEWER)])
async def list_corrections(
    request: Request,
    *,
    first: Annotated[str, Query(description="First day of recording (2024-01-01)", json_schema_extra=DATE_SAID)],
    last: Annotated[str, Query(description="Last day of recording, included", json_schema_extra=DATE_SAID)],
    late_days: Annotated[int, Query(ge=0, le=3660, description="Days after which a record is late")] = LATE_DAYS,
    project: Project = None,
) -> CorrectionsAnswer:
    """List what was recorded late, corrected or taken back in a period of recording."""
    refuse_unknown(request, "first", "last", "late_days", "project")
    place: Place = request.app.state.instance.place
    begins, ends = (read_at(day, place.zone, field=name) for name, day in (("first", first), ("last", last)))
    if ends < begins:
        raise BadParameter("last", f"{ends} lies before {begins}")
    found = await in_thread(
        request,
        lambda connection: corrections(connection, place, Period(begins, ends), late_days=late_days, project=project),
    )
    return CorrectionsAnswer(
        first=begins, last=ends, late_days=late_days, corrections=[CorrectionAnswer(**vars(each)) for each in found]
    )

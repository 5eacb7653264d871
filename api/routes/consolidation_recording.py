"""`POST /api/consolidation/events`, `…/milestones`, `…/custody`: recording what happened, correcting, taking back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

import psycopg
from fastapi import APIRouter, Request
from pydantic import BaseModel, Field, model_validator
from shapely import get_num_coordinates
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from api.bodies import Body, Code, Day, Number, Words
from api.database import in_thread
from api.errors import BadParameter
from api.parameters import refuse_unknown
from api.security import Role, needs
from gis_core.consolidation import events as recording
from gis_core.crs import to_survey
from gis_core.place import Place

router = APIRouter(tags=["consolidation"])
MOST_VERTICES = 20_000
Connection = psycopg.Connection[Any]


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
        if get_num_coordinates(read) > MOST_VERTICES:
            raise BadParameter("part", f"it has more than {MOST_VERTICES:,} vertices")
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

"""`/api/consolidation/bottlenecks` and `obstacles`: what stands for longer than usual, why, and who does what next."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from api.consolidation_question import SCOPE, AskedOf, ScopeAnswer
from api.database import in_thread
from api.obstacles import Noted
from api.parameters import refuse_unknown
from api.security import Role, needs
from api.shapes import Text
from api.tables import rows_of
from gis_core.consolidation.analysis.ask import ask_bottlenecks
from gis_core.consolidation.analysis.bottlenecks import OWN_TYPE, USUAL
from gis_core.consolidation.analysis.definitions import definition
from gis_core.consolidation.analysis.durations import FEWEST_ENDS
from gis_core.consolidation.analysis.obstacles import Obstacle, note_obstacle

PURPOSE = "堵点清单 bottlenecks"
router = APIRouter(prefix="/api/consolidation", tags=["consolidation"])


class SlowParcel(BaseModel):
    """
    A parcel that has stood in its stage (null: none yet) for longer than usual; days, and the pool that usual is from.

    Yuan are of the last offers and counter-offers of its holders together; null for roles that may not see them.
    """

    code: str
    project: str
    project_type: str
    area_m2: float
    stage: str | None
    since: dt.date
    days: int
    usual_days: float
    beyond_days: float
    own_type: bool
    ends: int
    obstacle: Noted | None
    last_contact_on: dt.date | None
    refused: bool | None
    offer_yuan: float | None
    asked_yuan: float | None
    gap_yuan: float | None


class LateProject(BaseModel):
    """A project whose next milestone is past the day that was promised for it."""

    project: str
    name: str
    project_type: str
    community: str | None
    team: str | None
    milestone: str
    milestone_label: Text
    original_on: dt.date | None
    promised_on: dt.date
    late_days: int
    obstacle: Noted | None


class Due(BaseModel):
    """What is due: the next action of an obstacle or the next milestone of a project."""

    due_on: dt.date
    kind: Literal["action", "milestone"]
    project: str
    code: str | None
    what: Text
    owner: str | None
    overdue_days: int


class BottlenecksAnswer(BaseModel):
    """What holds consolidation back on a day."""

    at: dt.date
    known: dt.datetime
    scope: ScopeAnswer
    share: Annotated[float, Field(description="Share of the stays that end within the usual time")]
    definition: Text
    parcels: list[SlowParcel]
    projects: list[LateProject]
    reminders: list[Due]


@router.get("/bottlenecks", dependencies=[needs(Role.VIEWER)])
async def bottlenecks_of(
    request: Request,
    *,
    asked: AskedOf,
    share: Annotated[float, Query(ge=0.5, le=0.99, description="Share of stays that are usual")] = USUAL,
    days: Annotated[int, Query(ge=0, le=366, description="How many days ahead reminders look")] = 14,
) -> BottlenecksAnswer:
    """List the parcels beyond the usual time in their stage, the projects past their promise, and what is due."""
    refuse_unknown(request, *SCOPE, "share", "days")
    when = asked.moment

    def work(connection: Any) -> BottlenecksAnswer:
        found = ask_bottlenecks(connection, when, scope=asked.scope, share=share, within_days=days, purpose=PURPOSE)
        return BottlenecksAnswer(
            at=when.at,
            known=when.known,
            scope=ScopeAnswer(**asked.scope.named()),
            share=share,
            definition=Text.of(definition("bottlenecks", share=share, needed=FEWEST_ENDS)),
            parcels=[_parcel(row) for row in rows_of(found.parcels)],
            projects=[_project(row) for row in rows_of(found.projects)],
            reminders=[_due(row) for row in rows_of(found.due)],
        )

    return await in_thread(request, work)


class ObstacleGiven(BaseModel):
    """An obstacle to note: of a parcel, or without one of the project as a whole."""

    model_config = ConfigDict(extra="forbid")

    project: Annotated[str, Field(max_length=60)]
    parcel: Annotated[str | None, Field(max_length=60)] = None
    reason: Annotated[str, Field(max_length=40, description="Code of the table obstacle_reasons")]
    owner: Annotated[str, Field(min_length=1, max_length=100)]
    next_action: Annotated[str, Field(min_length=1, max_length=500)]
    next_on: dt.date
    note: Annotated[str | None, Field(max_length=2000)] = None
    removed: bool = False


class ObstacleAnswer(BaseModel):
    """The number of the note."""

    id: int


@router.post("/obstacles", status_code=201, dependencies=[needs(Role.OFFICER)])
async def obstacle_noted(request: Request, given: ObstacleGiven) -> ObstacleAnswer:
    """Note what holds a parcel or project back, who sees to it, and what is done next; the last note stands."""
    refuse_unknown(request)
    obstacle = Obstacle(**given.model_dump())
    return ObstacleAnswer(id=await in_thread(request, lambda connection: note_obstacle(connection, obstacle)))


def _parcel(row: dict[str, Any]) -> SlowParcel:
    told = {name: row.get(name) for name in SlowParcel.model_fields}
    return SlowParcel(**told | {"own_type": row["pool"] == OWN_TYPE, "obstacle": Noted.of(row)})


def _project(row: dict[str, Any]) -> LateProject:
    told = {name: row.get(name) for name in LateProject.model_fields}
    label = Text(zh=row["label_zh"], en=row["label_en"])
    return LateProject(**told | {"milestone_label": label, "obstacle": Noted.of(row)})


def _due(row: dict[str, Any]) -> Due:
    told = {name: row.get(name) for name in Due.model_fields}
    return Due(**told | {"what": Text(zh=row["what_zh"], en=row["what_en"])})

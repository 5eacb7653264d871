"""`/api/consolidation/drafts`: sites that site selection handed over, and what became of them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, Field, StringConstraints

from api.bodies import NO_NUL, Body, Code, Words
from api.database import in_thread
from api.parameters import refuse_unknown
from api.routes.siting import RunNumber
from api.security import Role, needs
from api.shapes import Bounds, Shape
from gis_core.consolidation.records.drafts import MOST_SITES, Draft, drafts, hand_over, move_on
from layers.project_drafts import State

router = APIRouter(tags=["consolidation"])
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=NO_NUL)]
Number = Annotated[int, Path(ge=0, le=2**63 - 1, description="Number of a draft")]


class HandOver(Body):
    """Sites of a run that shall become a project; `project_type` is the one thought of."""

    codes: Annotated[list[Code], Field(min_length=1, max_length=MOST_SITES)]
    name: Name
    project_type: Code | None = None
    note: Words | None = None


class NextState(Body):
    """What becomes of a draft: `taken_up` names the project, `withdrawn` the reason."""

    status: State
    project: Code | None = None
    reason: Words | None = None


class DraftAnswer(BaseModel):
    """A draft of a project and where it stands; it counts in no figure."""

    id: int
    run: int
    name: str
    codes: list[str]
    project_type: str | None
    note: str | None
    area_m2: float
    status: State
    project: str | None
    reason: str | None
    made_at: dt.datetime
    made_by: str
    changed_at: dt.datetime | None
    changed_by: str | None
    shape: Shape
    bbox: Bounds

    @classmethod
    def of(cls, draft: Draft) -> DraftAnswer:
        """Return a draft as an answer gives it."""
        return cls.model_validate(vars(draft))


class DraftsAnswer(BaseModel):
    """The drafts, those that wait first."""

    drafts: list[DraftAnswer]


@router.post("/api/siting/runs/{number}/handover", status_code=201, dependencies=[needs(Role.PLANNER)])
async def hand_sites_over(request: Request, number: RunNumber, asked: HandOver) -> DraftAnswer:
    """Hand sites of a run over to the consolidation team as the draft of a project."""
    refuse_unknown(request)
    made = await in_thread(
        request,
        lambda connection: hand_over(
            connection, number, asked.codes, asked.name, project_type=asked.project_type, note=asked.note
        ),
    )
    return DraftAnswer.of(made)


@router.get("/api/consolidation/drafts", dependencies=[needs(Role.VIEWER)])
async def list_drafts(request: Request) -> DraftsAnswer:
    """List the drafts of projects that site selection handed over."""
    refuse_unknown(request)
    return DraftsAnswer(drafts=[DraftAnswer.of(one) for one in await in_thread(request, drafts)])


@router.post("/api/consolidation/drafts/{number}/status", status_code=201, dependencies=[needs(Role.OFFICER)])
async def move_draft_on(request: Request, number: Number, asked: NextState) -> DraftAnswer:
    """Record that a draft is taken up into a project, is withdrawn, or is a draft again."""
    refuse_unknown(request)
    moved = await in_thread(
        request,
        lambda connection: move_on(connection, number, asked.status, project=asked.project, reason=asked.reason),
    )
    return DraftAnswer.of(moved)

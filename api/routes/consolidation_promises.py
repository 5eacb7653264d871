"""`/api/consolidation/projects/{code}/promises`: the days that a project promises for its milestones."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from api.bodies import Body, Code, Day, Words
from api.database import in_thread
from api.parameters import refuse_unknown
from api.routes.consolidation_projects import ProjectCode
from api.security import Role, needs
from gis_core.consolidation.records.promises import promise

router = APIRouter(tags=["consolidation"])


class Promised(Body):
    """The day that is promised for a milestone: the first one, which then stays, or an adjusted one and why."""

    milestone: Code
    original_on: Annotated[Day | None, Field(description="Promised first; given once")] = None
    adjusted_on: Annotated[Day | None, Field(description="Promised since; goes with a reason")] = None
    reason: Words | None = None


class PromiseAnswer(BaseModel):
    """What is promised of a milestone."""

    project: str
    milestone: str
    original_on: date
    adjusted_on: date | None
    reason: str | None
    recorded_at: datetime
    recorded_by: str


@router.post("/api/consolidation/projects/{code}/promises", status_code=201, dependencies=[needs(Role.LEAD)])
async def promise_day(request: Request, code: ProjectCode, promised: Promised) -> PromiseAnswer:
    """Record the day that is promised for a milestone, first or adjusted."""
    refuse_unknown(request)
    stands = await in_thread(
        request,
        lambda connection: promise(
            connection,
            code,
            promised.milestone,
            original_on=promised.original_on,
            adjusted_on=promised.adjusted_on,
            reason=promised.reason,
        ),
    )
    return PromiseAnswer(**vars(stands))

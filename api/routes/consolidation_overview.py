"""`/api/consolidation/…`: plan against actual by month, the funnel, the table of projects, the time slider's states."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from api.consolidation_question import PLACE, SCOPE, AskedOf, ScopeAnswer
from api.database import in_thread
from api.errors import BadParameter
from api.parameters import refuse_unknown
from api.security import Role, needs
from api.shapes import Text
from gis_core.consolidation.overview import Month, funnel, monthly, project_table, states
from gis_core.times import read_at

router = APIRouter(tags=["consolidation"])


class MonthAnswer(BaseModel):
    """A month, areas in m²; `cumulative_…` from the first of January to its end."""

    month: int
    target_m2: float
    completed_m2: float
    stored_m2: float
    cumulative_target_m2: float
    cumulative_completed_m2: float
    cumulative_stored_m2: float

    @classmethod
    def of(cls, month: Month) -> MonthAnswer:
        """Return a month as it is sent."""
        return cls(**asdict(month))


class MonthlyAnswer(BaseModel):
    """Twelve months, and the same by kind of land."""

    year: int
    scope: ScopeAnswer
    months: list[MonthAnswer]
    kinds: dict[str, list[MonthAnswer]]


class ReachAnswer(BaseModel):
    """How much: areas in m²."""

    parcels: int
    area_m2: float
    floor_m2: float
    holders: int


class StageAnswer(BaseModel):
    """A stage (null: none yet); `reached` counts what is in it or in a later one."""

    stage: str | None
    label: Text
    colour: str
    at_stage: ReachAnswer
    reached: ReachAnswer


class FunnelAnswer(BaseModel):
    """The stages in order on a day."""

    at: date
    scope: ScopeAnswer
    stages: list[StageAnswer]


class ProjectAnswer(BaseModel):
    """A project on a day; areas in m², rates 0–1."""

    code: str
    name: str
    type: str
    community: str | None
    team: str | None
    planned_m2: float | None
    completed_m2: float
    stored_m2: float
    completed_year_m2: float
    target_year_m2: float
    ahead_m2: float
    rates: dict[str, float | None]
    monthly: list[float]


class ProjectsAnswer(BaseModel):
    """The projects on a day; `monthly` ends with the day's month."""

    at: date
    scope: ScopeAnswer
    rows: list[ProjectAnswer]


class StateAnswer(BaseModel):
    """The stage of a parcel, null for none yet."""

    code: str
    stage: str | None


class StatesAnswer(BaseModel):
    """Stages on a day; with `since`, what differs from that day, and the parcels that there are no more."""

    at: date
    since: date | None
    states: list[StateAnswer]
    gone: list[str]


@router.get("/api/consolidation/monthly", dependencies=[needs(Role.VIEWER)])
async def consolidation_monthly(request: Request, asked: AskedOf) -> MonthlyAnswer:
    """Return plan and actual of a year by month."""
    refuse_unknown(request, "year", "known", *PLACE)
    year = asked.period.first.year
    months, kinds = await in_thread(
        request, lambda connection: monthly(connection, year, known=asked.known_asked, scope=asked.scope)
    )
    return MonthlyAnswer(
        year=year,
        scope=ScopeAnswer(**asked.scope.named()),
        months=[MonthAnswer.of(month) for month in months],
        kinds={kind: [MonthAnswer.of(month) for month in of_kind] for kind, of_kind in kinds.items()},
    )


@router.get("/api/consolidation/funnel", dependencies=[needs(Role.VIEWER)])
async def consolidation_funnel(request: Request, asked: AskedOf) -> FunnelAnswer:
    """Return how much stands at each stage at the end of the period's last day."""
    refuse_unknown(request, *SCOPE)
    stages = await in_thread(
        request, lambda connection: funnel(connection, asked.at, known=asked.known_asked, scope=asked.scope)
    )
    return FunnelAnswer(
        at=asked.at,
        scope=ScopeAnswer(**asked.scope.named()),
        stages=[
            StageAnswer(
                stage=stage.stage,
                label=Text(**stage.label.model_dump()),
                colour=stage.colour,
                at_stage=ReachAnswer(**asdict(stage.at_stage)),
                reached=ReachAnswer(**asdict(stage.reached)),
            )
            for stage in stages
        ],
    )


@router.get("/api/consolidation/projects", dependencies=[needs(Role.VIEWER)])
async def consolidation_projects(request: Request, asked: AskedOf) -> ProjectsAnswer:
    """Return the table of projects at the end of the period's last day."""
    refuse_unknown(request, *SCOPE)
    rows = await in_thread(
        request,
        lambda connection: project_table(connection, asked.at, known=asked.known_asked, scope=asked.scope),
    )
    told: list[dict[str, Any]] = [asdict(row) for row in rows]
    return ProjectsAnswer(
        at=asked.at,
        scope=ScopeAnswer(**asked.scope.named()),
        rows=[ProjectAnswer(monthly=row.pop("monthly_m2"), **row) for row in told],
    )


@router.get("/api/consolidation/states", dependencies=[needs(Role.VIEWER)])
async def consolidation_states(
    request: Request,
    asked: AskedOf,
    since: Annotated[str | None, Query(description="Only what differs from this day")] = None,
) -> StatesAnswer:
    """Return the stage of every parcel at the end of the period's last day, or what differs from another day."""
    refuse_unknown(request, *SCOPE, "since")
    if since is not None and not since:
        raise BadParameter("since", "it is empty")
    before = None if since is None else read_at(since, request.app.state.instance.place.zone, field="since")
    found = await in_thread(
        request,
        lambda connection: states(connection, asked.at, since=before, known=asked.known_asked, scope=asked.scope),
    )
    return StatesAnswer(
        at=asked.at,
        since=before,
        states=[StateAnswer(code=code, stage=stage) for code, stage in found.stages.items()],
        gone=found.gone,
    )

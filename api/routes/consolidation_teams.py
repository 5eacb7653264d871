"""`/api/consolidation/teams`: the negotiation teams, and the day of one of them: its parcels and what is next."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from api.database import in_thread
from api.obstacles import Noted
from api.parameters import At, Known, moment_of, refuse_unknown
from api.roles import allows
from api.security import Role, needs
from api.shapes import Shape, Text
from api.tables import rows_of
from gis_core.consolidation.analysis.bottlenecks import USUAL
from gis_core.consolidation.analysis.definitions import definition
from gis_core.consolidation.analysis.durations import FEWEST_ENDS
from gis_core.consolidation.analysis.team_day import TeamDay, ask_team_day, ask_teams

PURPOSE = "谈判小组日报 page of a negotiation team"
router = APIRouter(prefix="/api/consolidation", tags=["consolidation"])


class TeamAnswer(BaseModel):
    """A team (`-`: projects that name none) and how much is on its way: parcels, m², beyond the usual time, due."""

    team: str
    projects: int
    parcels: int
    area_m2: float
    beyond: int
    due: int


class TeamsAnswer(BaseModel):
    """The teams that work on a day."""

    at: dt.date
    known: dt.datetime
    teams: list[TeamAnswer]


class TeamProject(BaseModel):
    """A project of the team, its red line in degrees, and its next milestone."""

    code: str
    name: str
    type_label: Text
    community: str | None
    responsible: str | None
    area_m2: float
    red_line: Shape
    milestone_label: Text | None
    promised_on: dt.date | None
    late_days: int | None
    obstacle: Noted | None


class Contact(BaseModel):
    """A right holder; masked for roles that may not see who it is."""

    kind: str
    name: str | None
    phone: str | None


class TeamParcel(BaseModel):
    """
    A parcel on its way: where it stands, since when and how long is usual, what was said last, what is done next.

    Days are null where too few stays tell what is usual; yuan are null for roles that may not see them.
    """

    number: Annotated[int, Field(description="Its place in the list, from 1 on; what presses comes first")]
    code: str
    project: str
    stage: str | None
    since: dt.date
    days: int
    usual_days: float | None
    beyond_days: float | None
    next_stage: str | None
    usual_until: Annotated[dt.date | None, Field(description="Day by which a stay like this is usually over")]
    area_m2: float
    land_kind: str
    title_category: str | None
    holders: int
    holders_signed: int
    tenants: int
    tenants_vacated: int
    contacts: list[Contact]
    last_contact_on: dt.date | None
    last_kind: str | None
    refused: bool | None
    offer_on: dt.date | None
    offer_yuan: float | None
    asked_yuan: float | None
    gap_yuan: float | None
    obstacle: Noted | None
    shape: Shape


class FinishedParcel(BaseModel):
    """A parcel of the team that is completed."""

    code: str
    project: str
    stage: str
    area_m2: float
    shape: Shape


class TeamDayAnswer(BaseModel):
    """The day of a team."""

    team: str
    at: dt.date
    known: dt.datetime
    definition: Text
    masked: Annotated[bool, Field(description="Names and phones are masked and amounts left out")]
    projects: list[TeamProject]
    parcels: list[TeamParcel]
    finished: list[FinishedParcel]


@router.get("/teams", dependencies=[needs(Role.VIEWER)])
async def teams(request: Request, at: At = None, known: Known = None) -> TeamsAnswer:
    """List the negotiation teams that work on a day, and how much is on its way with each."""
    refuse_unknown(request, "at", "known")
    when = moment_of(request, at, known)
    found = await in_thread(request, lambda connection: ask_teams(connection, when))
    return TeamsAnswer(at=when.at, known=when.known, teams=[TeamAnswer(**row) for row in rows_of(found)])


@router.get("/teams/day", dependencies=[needs(Role.VIEWER)])
async def team_day(
    request: Request,
    team: Annotated[str, Query(min_length=1, max_length=100, description="Name of the team; `-`: of no team")],
    at: At = None,
    known: Known = None,
) -> TeamDayAnswer:
    """Return what a team works on: its parcels, what presses first; masked by role, and each reading goes on record."""
    refuse_unknown(request, "team", "at", "known")
    when = moment_of(request, at, known)

    def work(connection: Any) -> TeamDayAnswer:
        found = ask_team_day(connection, team, when, purpose=PURPOSE)
        said = definition("bottlenecks", share=USUAL, needed=FEWEST_ENDS)
        return TeamDayAnswer(
            team=team,
            at=when.at,
            known=when.known,
            definition=Text.of(said),
            masked=not allows(request.state.role, Role.OFFICER),
            projects=[_project(row) for row in rows_of(found.projects)],
            parcels=_parcels(found),
            finished=[FinishedParcel(**row | {"shape": json.loads(row["shape"])}) for row in rows_of(found.finished)],
        )

    return await in_thread(request, work)


def _project(row: dict[str, Any]) -> TeamProject:
    told = {name: row.get(name) for name in TeamProject.model_fields}
    milestone = Text(zh=row["milestone_zh"], en=row["milestone_en"]) if row["milestone"] else None
    return TeamProject(
        **told
        | {
            "type_label": Text(zh=row["label_zh"] or "", en=row["label_en"] or ""),
            "red_line": json.loads(row["red_line"]),
            "milestone_label": milestone,
            "obstacle": Noted.of(row),
        }
    )


def _parcels(found: TeamDay) -> list[TeamParcel]:
    spoken_to: dict[str, list[Contact]] = {}
    for row in rows_of(found.contacts):
        spoken_to.setdefault(row["code"], []).append(Contact(kind=row["kind"], name=row["name"], phone=row["phone"]))
    return [
        TeamParcel(
            **{name: row.get(name) for name in TeamParcel.model_fields}
            | {
                "number": number,
                "contacts": spoken_to.get(row["code"], []),
                "shape": json.loads(row["shape"]),
                "obstacle": Noted.of(row),
            }
        )
        for number, row in enumerate(rows_of(found.parcels), start=1)
    ]

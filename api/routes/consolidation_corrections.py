"""`/api/consolidation/corrections`: what was recorded late, corrected or taken back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from api.bodies import DATE_SAID
from api.database import in_thread
from api.errors import BadParameter
from api.parameters import OneProject, refuse_unknown
from api.security import Role, needs
from gis_core.consolidation.period import Period
from gis_core.consolidation.records.corrections import LATE_DAYS, corrections
from gis_core.place import Place
from gis_core.times import read_at

router = APIRouter(tags=["consolidation"])


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


@router.get("/api/consolidation/corrections", dependencies=[needs(Role.VIEWER)])
async def list_corrections(
    request: Request,
    *,
    first: Annotated[str, Query(description="First day of recording (2024-01-01)", json_schema_extra=DATE_SAID)],
    last: Annotated[str, Query(description="Last day of recording, included", json_schema_extra=DATE_SAID)],
    late_days: Annotated[int, Query(ge=0, le=3660, description="Days after which a record is late")] = LATE_DAYS,
    project: OneProject = None,
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

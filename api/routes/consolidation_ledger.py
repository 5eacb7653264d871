"""`/api/consolidation/ledger.xlsx`: the ledger of a year, a month or a project."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.consolidation_question import PLACE, AskedOf
from api.database import in_thread
from api.errors import BadParameter
from api.parameters import refuse_unknown
from api.security import Role, needs
from api.workbooks import WORKBOOK, workbook
from gis_core.consolidation.figures import Question
from gis_core.consolidation.ledger import ledger
from gis_core.consolidation.period import Period

router = APIRouter(tags=["consolidation"])


@router.get(
    "/api/consolidation/ledger.xlsx",
    dependencies=[needs(Role.VIEWER)],
    response_class=Response,
    responses=WORKBOOK,
)
async def consolidation_ledger(
    request: Request,
    asked: AskedOf,
    *,
    kind: Annotated[Literal["year", "month", "project"], Query(description="Which ledger")] = "year",
    month: Annotated[int | None, Query(ge=1, le=12, description="Month of the year, for the monthly ledger")] = None,
) -> Response:
    """Return a ledger as XLSX; money is left out for roles that may not see it."""
    refuse_unknown(request, "kind", "year", "month", "first", "last", "at", "known", *PLACE)
    period = asked.period
    if (kind == "month") != (month is not None):
        raise BadParameter("month", "the monthly ledger, and no other, is asked for with its month (1–12)")
    if kind == "project" and asked.scope.project is None:
        raise BadParameter("project", "the ledger of a project needs its code")
    if month is not None:
        year = period.first.year
        period = Period(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
    question = Question(period, asked.known_asked, asked.scope)
    place = request.app.state.instance.place
    body = await in_thread(request, lambda connection: ledger(connection, place, kind, question))
    return workbook(body, f"土地整备台账_{asked.scope.project or kind}_{period.first}_{period.last}.xlsx")

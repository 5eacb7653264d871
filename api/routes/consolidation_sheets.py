"""`/api/consolidation/events/template.xlsx`, `…/sheet`: the recording sheet of a project, out and back in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from api.bodies import read_upload
from api.database import in_thread
from api.parameters import OneProject, refuse_unknown
from api.security import Role, needs
from api.workbooks import WORKBOOK, workbook
from gis_core.consolidation.records.sheet import LARGEST_BYTES, record_sheet
from gis_core.consolidation.records.template import write_template
from gis_core.times import today

router = APIRouter(tags=["consolidation"])


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


@router.get(
    "/api/consolidation/events/template.xlsx",
    dependencies=[needs(Role.OFFICER)],
    response_class=Response,
    responses=WORKBOOK,
)
async def events_template(
    request: Request, project: Annotated[str, Query(max_length=100, description="Code of the project")]
) -> Response:
    """Give the recording sheet of a project, with the present stages filled in."""
    refuse_unknown(request, "project")
    day = today(request.app.state.instance.place.zone)
    content = await in_thread(request, lambda connection: write_template(connection, project, day))
    return workbook(content, "stage-records.xlsx")


@router.post(
    "/api/consolidation/events/sheet",
    dependencies=[needs(Role.OFFICER)],
    openapi_extra={"requestBody": {"content": WORKBOOK[200]["content"]}},
)
async def record_events_sheet(
    request: Request,
    strict: Annotated[bool, Query(description="Record nothing when a row is refused")] = False,
    project: OneProject = None,
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

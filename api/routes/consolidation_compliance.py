"""`/api/consolidation/compliance`: how many m² of a red line lie in each control, title category and present use."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated, Any, Literal

import shapely
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.bodies import Body, Code
from api.database import in_thread
from api.errors import BadParameter
from api.parameters import At, Known, moment_of, refuse_unknown
from api.security import Role, needs
from api.shapes import Shape, Text
from api.workbooks import WORKBOOK, workbook
from gis_core.consolidation.analysis.compliance import Overlap, compliance
from gis_core.consolidation.analysis.compliance_sheet import Subject, compliance_workbook
from gis_core.consolidation.analysis.definitions import definition
from gis_core.consolidation.analysis.moment import Moment
from gis_core.consolidation.analysis.red_line import RedLine, land_of_parcels, read_red_line, red_line_of
from gis_core.crs import WGS84, transform
from gis_core.synthetic import synthetic_mark

router = APIRouter(prefix="/api/consolidation", tags=["consolidation"])

CRS = r"^(?i:(?:EPSG:)?\d{4,6}|(?:OGC:)?CRS84|GCJ-?02|BD-?09|independent)(?:/yx)?$"
MOST_NAMED = 5
ProjectCode = Annotated[str, Query(max_length=60, description="Code of a consolidation project")]


class OverlapAnswer(BaseModel):
    """What one value covers: m² and share (0–1) of the red line; `outside` is what no feature of the layer covers."""

    value: str | None
    label: Text
    outside: bool
    area_m2: float
    share: float


class SectionAnswer(BaseModel):
    """A control, title category or present use: the layer, the field, and what each of its values covers."""

    name: str
    label: Text
    layer: str
    field: str | None
    overlaps: list[OverlapAnswer]


class ComplianceAnswer(BaseModel):
    """The compliance sheet of a red line; `red_line` is in degrees."""

    at: dt.date
    known: dt.datetime
    project: str | None
    area_m2: float
    red_line: Shape
    definition: Text
    sections: list[SectionAnswer]


class RedLineGiven(Body):
    """A red line that is drawn or sent, or the parcels whose land it encloses: one of the two."""

    red_line: Annotated[
        dict[str, Any] | str | None, Field(description="GeoJSON, or well-known text; a polygon or several")
    ] = None
    crs: Annotated[
        str | None, Field(pattern=CRS, max_length=40, description="CRS of `red_line`; what it says itself, else CRS84")
    ] = None
    parcels: Annotated[list[Code] | None, Field(min_length=1, max_length=2000, description="Their codes")] = None
    layer: Annotated[
        Literal["consolidation_parcels", "parcels"], Field(description="What `parcels` are parcels of")
    ] = "consolidation_parcels"
    at: str | None = None
    known: str | None = None


@router.get("/compliance", dependencies=[needs(Role.VIEWER)])
async def compliance_of(request: Request, project: ProjectCode, at: At = None, known: Known = None) -> ComplianceAnswer:
    """Measure the red line of a project against every planning control, title category and present use."""
    refuse_unknown(request, "project", "at", "known")
    when = moment_of(request, at, known)

    def work(connection: Any) -> ComplianceAnswer:
        line = red_line_of(connection, project, when.at, when.known)
        return _answer(request, _measure(request, connection, line, when), line, when, project)

    return await in_thread(request, work)


@router.get(
    "/compliance.xlsx",
    dependencies=[needs(Role.VIEWER)],
    response_class=Response,
    responses=WORKBOOK,
)
async def compliance_sheet_of(request: Request, project: ProjectCode, at: At = None, known: Known = None) -> Response:
    """Give the compliance sheet of a project as a workbook."""
    refuse_unknown(request, "project", "at", "known")
    when = moment_of(request, at, known)

    def work(connection: Any) -> bytes:
        line = red_line_of(connection, project, when.at, when.known)
        return _workbook(request, connection, f"项目 Project：{project}", line, when)

    return workbook(await in_thread(request, work), f"compliance-{when.at}.xlsx")


@router.post("/compliance", dependencies=[needs(Role.VIEWER)])
async def compliance_of_red_line(request: Request, given: RedLineGiven) -> ComplianceAnswer:
    """Measure a red line that is drawn or pasted, or the land of some parcels."""
    refuse_unknown(request)
    when = moment_of(request, given.at, given.known)
    drawn = _drawn(request, given)

    def work(connection: Any) -> ComplianceAnswer:
        line = drawn or _of_parcels(connection, given, when)
        return _answer(request, _measure(request, connection, line, when), line, when, None)

    return await in_thread(request, work)


@router.post(
    "/compliance.xlsx",
    dependencies=[needs(Role.VIEWER)],
    response_class=Response,
    responses=WORKBOOK,
)
async def compliance_sheet_of_red_line(request: Request, given: RedLineGiven) -> Response:
    """Give the compliance sheet of a red line that is drawn or pasted, or of the land of some parcels."""
    refuse_unknown(request)
    when = moment_of(request, given.at, given.known)
    drawn = _drawn(request, given)
    title = "自绘红线 Red line as sent"
    if given.parcels:
        more = "…" if len(given.parcels) > MOST_NAMED else ""
        title = f"地块 Parcels ({len(given.parcels)})：{', '.join(given.parcels[:MOST_NAMED])}{more}"

    def work(connection: Any) -> bytes:
        line = drawn or _of_parcels(connection, given, when)
        return _workbook(request, connection, title, line, when)

    return workbook(await in_thread(request, work), f"compliance-{when.at}.xlsx")


def _drawn(request: Request, given: RedLineGiven) -> RedLine | None:
    """Return the red line that is sent, `None` where parcels are named instead."""
    if (given.red_line is None) == (given.parcels is None):
        raise BadParameter("red_line", "send a red line or the codes of parcels, one of the two")
    if given.red_line is None:
        return None
    return read_red_line(given.red_line, given.crs, request.app.state.instance.place)


def _of_parcels(connection: Any, given: RedLineGiven, when: Moment) -> RedLine:
    return land_of_parcels(connection, given.layer, given.parcels or [], when.at, when.known)


def _workbook(request: Request, connection: Any, title: str, line: RedLine, when: Moment) -> bytes:
    place = request.app.state.instance.place
    subject = Subject(title, line.area, when, place.name, synthetic_mark(connection) or "")
    return compliance_workbook(_measure(request, connection, line, when), subject)


def _measure(request: Request, connection: Any, line: RedLine, when: Moment) -> list[Overlap]:
    srid = request.app.state.instance.place.srid
    return compliance(connection, line, at=when.at, known=when.known, srid=srid)


def _answer(
    request: Request, found: list[Overlap], line: RedLine, when: Moment, project: str | None
) -> ComplianceAnswer:
    degrees = transform(line, request.app.state.instance.place.crs.survey, WGS84)
    sections = {one.section.name: one.section for one in found}
    return ComplianceAnswer(
        at=when.at,
        known=when.known,
        project=project,
        area_m2=line.area,
        red_line=Shape(**json.loads(shapely.to_geojson(degrees))),
        definition=Text.of(definition("compliance")),
        sections=[
            SectionAnswer(
                name=name,
                label=Text.of(section.label),
                layer=section.layer.name,
                field=section.field,
                overlaps=[
                    OverlapAnswer(
                        value=one.value,
                        label=Text.of(one.label),
                        outside=one.outside,
                        area_m2=float(one.area_m2),
                        share=one.share,
                    )
                    for one in found
                    if one.section.name == name
                ],
            )
            for name, section in sections.items()
        ],
    )

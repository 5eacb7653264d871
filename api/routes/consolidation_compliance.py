"""`/api/consolidation/compliance`: how many m² of a red line lie in each control, title category and present use."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import shapely
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from shapely.geometry import shape

from api.database import in_thread
from api.errors import BadParameter
from api.parameters import At, Known, moment_of, refuse_unknown
from api.security import Role, needs
from api.shapes import Text
from gis_core.consolidation.analysis.compliance import Overlap, RedLine, compliance, red_line_of
from gis_core.consolidation.analysis.compliance_sheet import Subject, compliance_workbook
from gis_core.consolidation.analysis.definitions import definition
from gis_core.consolidation.analysis.moment import Moment
from gis_core.crs import transform
from gis_core.synthetic import synthetic_mark

router = APIRouter(prefix="/api/consolidation", tags=["consolidation"])

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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
    """The compliance sheet of a red line."""

    at: dt.date
    known: dt.datetime
    project: str | None
    area_m2: float
    definition: Text
    sections: list[SectionAnswer]


class RedLineGiven(BaseModel):
    """A red line as GeoJSON in degrees (CRS84): a Polygon or MultiPolygon."""

    model_config = ConfigDict(extra="forbid")

    red_line: Annotated[dict[str, Any], Field(description="GeoJSON geometry")]
    at: str | None = None
    known: str | None = None


@router.get("/compliance", dependencies=[needs(Role.VIEWER)])
async def compliance_of(request: Request, project: ProjectCode, at: At = None, known: Known = None) -> ComplianceAnswer:
    """Measure the red line of a project against every planning control, title category and present use."""
    refuse_unknown(request, "project", "at", "known")
    when = moment_of(request, at, known)

    def work(connection: Any) -> ComplianceAnswer:
        line = red_line_of(connection, project, when.at, when.known)
        return _answer(_measure(request, connection, line, when), line, when, project)

    return await in_thread(request, work)


@router.get(
    "/compliance.xlsx",
    dependencies=[needs(Role.VIEWER)],
    response_class=Response,
    responses={200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}},
)
async def compliance_sheet_of(request: Request, project: ProjectCode, at: At = None, known: Known = None) -> Response:
    """Give the compliance sheet of a project as a workbook."""
    refuse_unknown(request, "project", "at", "known")
    when = moment_of(request, at, known)
    place = request.app.state.instance.place

    def work(connection: Any) -> bytes:
        line = red_line_of(connection, project, when.at, when.known)
        subject = Subject(project, line.area, when, place.name, synthetic_mark(connection) or "")
        return compliance_workbook(_measure(request, connection, line, when), subject)

    body = await in_thread(request, work)
    headers = {"Content-Disposition": f'attachment; filename="compliance-{when.at}.xlsx"'}
    return Response(body, media_type=XLSX, headers=headers)


@router.post("/compliance", dependencies=[needs(Role.VIEWER)])
async def compliance_of_red_line(request: Request, given: RedLineGiven) -> ComplianceAnswer:
    """Measure a red line that is drawn or pasted."""
    refuse_unknown(request)
    when = moment_of(request, given.at, given.known)
    line = _survey(given.red_line, request.app.state.instance.place.crs.survey)

    def work(connection: Any) -> ComplianceAnswer:
        return _answer(_measure(request, connection, line, when), line, when, None)

    return await in_thread(request, work)


def _survey(geojson: dict[str, Any], crs: str) -> RedLine:
    """Return a GeoJSON polygon in degrees in the survey CRS."""
    try:
        drawn = shape(geojson)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, shapely.errors.ShapelyError):
        raise BadParameter("red_line", "it is no GeoJSON geometry; send a Polygon or MultiPolygon in degrees") from None
    if not isinstance(drawn, shapely.Polygon | shapely.MultiPolygon) or drawn.is_empty:
        raise BadParameter("red_line", f"it is a {drawn.geom_type}; send a Polygon or MultiPolygon in degrees")
    west, south, east, north = drawn.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise BadParameter("red_line", "its coordinates are no degrees; send longitude and latitude (CRS84)")
    line: RedLine = transform(drawn, "EPSG:4326", crs)
    return line


def _measure(request: Request, connection: Any, line: RedLine, when: Moment) -> list[Overlap]:
    srid = request.app.state.instance.place.srid
    return compliance(connection, line, at=when.at, known=when.known, srid=srid)


def _answer(found: list[Overlap], line: RedLine, when: Moment, project: str | None) -> ComplianceAnswer:
    sections = {one.section.name: one.section for one in found}
    return ComplianceAnswer(
        at=when.at,
        known=when.known,
        project=project,
        area_m2=line.area,
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

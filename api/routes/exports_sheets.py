"""`/api/exports/sheets`, `/api/exports/templates`: map sheets: what there is, where they would lie, asking for them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
import psycopg
import shapely
from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from api.bodies import Words
from api.database import in_thread
from api.parameters import refuse_unknown
from api.roles import Role
from api.routes.exports import AskedAnswer, asked_answer
from api.security import needs
from api.shapes import Point, Shape, Text
from gis_core import crs as systems
from gis_core.cartography.sheets.frame import MapFrame
from gis_core.cartography.sheets.request import SheetRequest
from gis_core.crs import WGS84
from gis_core.exports.log import Export
from gis_core.instance import Instance
from gis_core.place import Place

router = APIRouter(prefix="/api/exports", tags=["exports"])
STRAIGHT_M = 2_000.0
"""A frame's side in the survey CRS is curved in degrees; it gets a point at least so often."""


class AskedSheets(SheetRequest):
    """What sheets are asked for, and what for."""

    purpose: Words | None = None

    @property
    def order(self) -> SheetRequest:
        """The order without its purpose."""
        return SheetRequest.model_validate(self.model_dump(by_alias=True, exclude={"purpose"}))


class TemplateAnswer(BaseModel):
    """A template: what it may be about, whether it compares two days, its papers (the usual first), round scales."""

    name: str
    label: Text
    about: Text
    subjects: list[Literal["project", "selection", "each_feature", "place"]]
    dates: Literal["at", "since_at"]
    papers: list[str]
    scales: list[int]
    needs_run: Annotated[bool, Field(description="Whether it shows a run of site selection (`run`)")]


class FrameAnswer(BaseModel):
    """The ground of a sheet: number in a series (or empty), corners in degrees, neighbours' numbers by side."""

    number: str
    name: str
    polygon: Shape
    center: Point
    turn: float
    neighbours: dict[str, str]


class FramesAnswer(BaseModel):
    """Where sheets would lie."""

    scale: int
    paper: str
    orientation: Literal["landscape", "portrait"]
    frames: list[FrameAnswer]


@router.get("/templates", dependencies=[needs(Role.VIEWER)])
async def list_templates(request: Request) -> list[TemplateAnswer]:
    """List the templates of map sheets: those of a project's map set first."""
    refuse_unknown(request)
    from gis_core.cartography.sheets.scale import ROUND  # noqa: PLC0415
    from gis_core.cartography.sheets.template import all_templates  # noqa: PLC0415  (templates read layers and analyses)

    return [
        TemplateAnswer(
            name=one.name,
            label=Text.of(one.label),
            about=Text.of(one.about),
            subjects=list(one.subjects),
            dates=one.dates,
            papers=list(one.papers),
            scales=list(ROUND),
            needs_run=one.needs_run,
        )
        for one in all_templates().values()
    ]


@router.post("/sheets/frames", dependencies=[needs(Role.VIEWER)])
async def preview_frames(request: Request, asked: AskedSheets) -> FramesAnswer:
    """Tell where the sheets of an order would lie, without making them."""
    refuse_unknown(request)
    from gis_core.exports.sheets import owned_plan  # noqa: PLC0415  (fonts and PDF are slow to load)

    instance: Instance = request.app.state.instance
    who = str(request.state.who)

    def find(connection: psycopg.Connection[Any]) -> FramesAnswer:
        order = asked.order
        plan = owned_plan(connection, instance.place, order, who=who)
        answers: list[FrameAnswer] = []
        scale, sheet = 0, order.of.papers[0]
        for laid in plan.laid():
            sheet = laid.layout.paper.name
            title = laid.template.titled(order.language, laid.subject.name, plan.times.at, plan.times.since)
            for one in laid.frames:
                scale = scale or one.frame.scale
                answers.append(
                    FrameAnswer(
                        number=one.number,
                        name=f"{title} {one.number}".strip(),
                        polygon=_in_degrees(one.frame, instance.place),
                        center=_degrees(np.array([one.frame.centre]), instance.place)[0],
                        turn=one.frame.turn,
                        neighbours=dict(one.neighbours),
                    )
                )
        return FramesAnswer(scale=scale, paper=sheet, orientation=order.orientation, frames=answers)

    return await in_thread(request, find)


@router.post("/sheets", status_code=202, dependencies=[needs(Role.VIEWER)])
async def ask_for_sheets(request: Request, asked: AskedSheets) -> AskedAnswer:
    """Ask for map sheets: made by a job, at once or when somebody has approved them."""
    refuse_unknown(request)
    from gis_core.exports.sheets import ask_for_sheets as ask_for  # noqa: PLC0415  (fonts and PDF are slow to load)

    instance: Instance = request.app.state.instance
    who, role = str(request.state.who), str(request.state.role)

    def submit(connection: psycopg.Connection[Any]) -> Export:
        return ask_for(connection, instance.place, asked.order, who=who, role=role, purpose=asked.purpose)

    return await asked_answer(request, await in_thread(request, submit))


def _in_degrees(frame: MapFrame, place: Place) -> Shape:
    ring = shapely.segmentize(frame.ground, STRAIGHT_M).exterior
    return Shape(type="Polygon", coordinates=[_degrees(np.array(ring.coords), place)])


def _degrees(points: np.ndarray, place: Place) -> list[tuple[float, float]]:
    survey, degrees = systems.parse(place.crs.survey, place), systems.parse(WGS84)
    x, y = systems.move(points[:, 0], points[:, 1], survey, degrees)
    return [(round(float(east), 9), round(float(north), 9)) for east, north in zip(x, y, strict=True)]

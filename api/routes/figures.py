"""`/api/figures/year`: the figures of a year as the office reports them, computed from the records."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from api.database import in_thread
from api.parameters import Known, read_times, refuse_unknown
from api.security import Role, needs
from api.shapes import Text
from gis_core.consolidation.figures import year_figures
from gis_core.times import FIRST_YEAR, LAST_YEAR

router = APIRouter(tags=["figures"])


class FigureAnswer(BaseModel):
    """A figure: its value in `unit`, and what it means; `figure` names it for `/api/consolidation/figures/{figure}`."""

    name: str
    figure: str
    label: Text
    value: float
    unit: Text
    definition: Text


class YearAnswer(BaseModel):
    """The figures of a year."""

    year: int
    figures: list[FigureAnswer]


@router.get("/api/figures/year", dependencies=[needs(Role.VIEWER)])
async def figures_of_year(
    request: Request,
    year: Annotated[int, Query(ge=FIRST_YEAR, le=LAST_YEAR, description="Calendar year in the place's time zone")],
    known: Known = None,
) -> YearAnswer:
    """Compute the figures of a year from the records, as recorded by `known`."""
    refuse_unknown(request, "year", "known")
    instant = None if known is None else read_times(request.app.state.instance.place, None, known).known
    found = await in_thread(request, lambda connection: year_figures(connection, year, known=instant))
    return YearAnswer(
        year=year,
        figures=[
            FigureAnswer(
                name=figure.name,
                figure=figure.figure,
                label=Text(**figure.label.model_dump()),
                value=float(figure.value),
                unit=Text(**figure.unit.model_dump()),
                definition=Text(**figure.definition.model_dump()),
            )
            for figure in found
        ],
    )

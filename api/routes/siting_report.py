"""`/api/siting/runs/{number}/…`: what is taken along of a run: its workbook, and its ranking by every method."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.bodies import Body
from api.database import in_thread
from api.parameters import refuse_unknown
from api.security import Role, needs
from api.workbooks import WORKBOOK, workbook
from gis_core.siting import store
from gis_core.siting.side_by_side import side_by_side
from gis_core.siting.workbook import run_workbook
from gis_core.synthetic import synthetic_mark

router = APIRouter(prefix="/api/siting/runs/{number}", tags=["siting"])
RunNumber = Annotated[int, Path(ge=0, le=2**63 - 1, description="Number of a run")]


class WeightsAsked(Body):
    """Weights by criterion; those of the run when left out."""

    weights: dict[str, Annotated[float, Field(ge=0, le=1)]] | None = None


class RanksAnswer(BaseModel):
    """A candidate and its ranks, one a method."""

    code: str
    ranks: list[int]


class MethodsAnswer(BaseModel):
    """Ranks by each method, and the correlation (Spearman) of each with the weighted sum; of the best `among`."""

    methods: list[str]
    correlation: list[float | None]
    among: int
    first: list[RanksAnswer]


@router.post("/methods", dependencies=[needs(Role.VIEWER)])
async def other_methods(request: Request, number: RunNumber, asked: WeightsAsked) -> MethodsAnswer:
    """Rank the candidates of a run by every method, under its weights or others; nothing is recorded."""
    refuse_unknown(request)

    def work(connection: Any) -> MethodsAnswer:
        return MethodsAnswer.model_validate(side_by_side(store.kept(connection, number), asked.weights))

    return await in_thread(request, work)


@router.get("/report.xlsx", dependencies=[needs(Role.VIEWER)], response_class=Response, responses=WORKBOOK)
async def run_report(request: Request, number: RunNumber) -> Response:
    """Give a run as a workbook whose scores are live formulas."""
    refuse_unknown(request)
    place = request.app.state.instance.place

    def work(connection: Any) -> bytes:
        return run_workbook(store.kept(connection, number), place, mark=synthetic_mark(connection) or "")

    return workbook(await in_thread(request, work), f"siting-{number}.xlsx")

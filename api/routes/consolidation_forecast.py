"""`/api/consolidation/forecast`, `backtest`, `what-if`: where the year leads, and what would change it."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, Literal

from fastapi import APIRouter, FastAPI, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from api.consolidation_question import PLACE, BlocksAnswer, ScopeAnswer, Where, Year
from api.database import in_thread
from api.errors import BadParameter
from api.parameters import At, Known, moment_of, refuse_unknown
from api.security import Role, needs
from api.shapes import Text
from api.tables import rows_of
from gis_core.consolidation.analysis.ask import ask_backtest, ask_forecast, ask_what_if
from gis_core.consolidation.analysis.blocks import GAP_M, SMALLEST_M2
from gis_core.consolidation.analysis.definitions import definition
from gis_core.consolidation.analysis.durations import FEWEST_ENDS
from gis_core.consolidation.analysis.forecast import DRAWS, SEED, Forecast
from gis_core.consolidation.analysis.what_if import Outcome
from gis_core.consolidation.scope import EVERYWHERE, Scope
from gis_core.times import FIRST_YEAR, LAST_YEAR
from layers.base import Label

router = APIRouter(prefix="/api/consolidation", tags=["consolidation"])

MOST_KEPT = 64  # places whose earlier forecasts are kept
Seed = Annotated[int, Query(ge=0, le=2**31, description="Same seed and records, same forecast")]
Draws = Annotated[int, Query(ge=50, le=5000, description="How many ways are walked")]


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Keep earlier forecasts while the server runs."""
    app.state.earlier_forecasts = OrderedDict()
    yield


class ForecastMonth(BaseModel):
    """Cumulative area at the end of a month, m²: what is done, and the 10, 50 and 90 % quantiles of the forecast."""

    month: int
    done_m2: float | None
    low_m2: float | None
    middle_m2: float | None
    high_m2: float | None


class ForecastProject(BaseModel):
    """A project's share of the forecast, m²; `-` stands for parcels that aren't on record yet."""

    project: str
    done_m2: float
    low_m2: float | None
    middle_m2: float | None
    high_m2: float | None
    mean_m2: float
    target_m2: float | None
    probability: float | None


class ForecastAnswer(BaseModel):
    """Area completed by the end of a year, m²."""

    year: int
    at: dt.date
    scope: ScopeAnswer
    method: Literal["simulated", "promised"]
    seed: int
    definition: Text
    done_m2: float
    low_m2: float
    middle_m2: float
    high_m2: float
    mean_m2: float
    target_m2: float | None
    probability: Annotated[float | None, Field(description="Of reaching the target, 0–1; null without one")]
    months: list[ForecastMonth]
    projects: list[ForecastProject]

    @classmethod
    def of(cls, made: Forecast, stage_labels: dict[str, Label], scope: Scope = EVERYWHERE) -> ForecastAnswer:
        """Return a forecast as an answer gives it."""
        said = definition("forecast", draws=len(made.draws_m2))
        if made.too_few is not None:
            stage = stage_labels.get(made.too_few.stage, Label("入册", "on record"))
            said = definition(
                "promised", stage_zh=stage.zh, stage_en=stage.en, ends=made.too_few.ends, needed=FEWEST_ENDS
            )
        return cls(
            year=made.year,
            at=made.at,
            scope=ScopeAnswer(**scope.named()),
            method=made.method,
            seed=made.seed,
            definition=Text.of(said),
            done_m2=made.done_m2,
            low_m2=made.quantile(0.1),
            middle_m2=made.quantile(0.5),
            high_m2=made.quantile(0.9),
            mean_m2=float(made.draws_m2.mean()),
            target_m2=made.target_m2,
            probability=made.probability,
            months=[ForecastMonth(**row) for row in rows_of(made.months)],
            projects=[ForecastProject(**row) for row in rows_of(made.projects)],
        )


@router.get("/forecast", dependencies=[needs(Role.VIEWER)])
async def forecast_of(
    request: Request,
    *,
    year: Year,
    at: At = None,
    known: Known = None,
    scope: Where,
    seed: Seed = SEED,
    draws: Draws = DRAWS,
) -> ForecastAnswer:
    """Forecast the hectares completed by the end of a year, with the probability of reaching its target."""
    refuse_unknown(request, "year", "at", "known", *PLACE, "seed", "draws")
    when = moment_of(request, at, known)

    def work(connection: Any) -> ForecastAnswer:
        earlier = _earlier(request, scope, known)
        made = ask_forecast(connection, year, when, scope=scope, draws=draws, seed=seed, made=earlier)
        return ForecastAnswer.of(made, _stage_labels(connection), scope)

    return await in_thread(request, work)


class BacktestCase(BaseModel):
    """A forecast that was made of an earlier year, and what came; areas in m²."""

    year: int
    at: dt.date
    method: Literal["simulated", "promised"]
    low_m2: float
    middle_m2: float
    high_m2: float
    naive_m2: float
    actual_m2: float
    covered: bool


class BacktestAnswer(BaseModel):
    """How good earlier forecasts would have been; `nominal` is the share that the band should cover."""

    nominal: float
    coverage: float | None
    error_m2: float | None
    naive_error_m2: float | None
    definition: Text
    cases: list[BacktestCase]


@router.get("/backtest", dependencies=[needs(Role.VIEWER)])
async def backtest_of(
    request: Request,
    *,
    first: Year,
    last: Year,
    at: At = None,
    known: Known = None,
    scope: Where,
) -> BacktestAnswer:
    """Try the forecast on years that are over, from what was known then, beside a straight line."""
    refuse_unknown(request, "first", "last", "at", "known", *PLACE)
    if not first <= last <= first + 4:
        raise BadParameter("last", "it must be one of the five years from the first on")
    when = moment_of(request, at, known)

    def work(connection: Any) -> BacktestAnswer:
        tried = ask_backtest(connection, range(first, last + 1), when, scope=scope)
        return BacktestAnswer(
            nominal=0.8,
            coverage=tried.coverage,
            error_m2=tried.error_m2,
            naive_error_m2=tried.naive_error_m2,
            definition=Text.of(definition("backtest")),
            cases=[BacktestCase(**row) for row in rows_of(tried.cases)],
        )

    return await in_thread(request, work)


class Assumed(BaseModel):
    """A parcel that is taken to be completed on a day."""

    model_config = ConfigDict(extra="forbid")

    parcel: Annotated[str, Field(max_length=60)]
    on: dt.date


class Question(BaseModel):
    """What is assumed, for which year, from which moment."""

    model_config = ConfigDict(extra="forbid")

    completed: Annotated[list[Assumed], Field(min_length=1, max_length=5000)]
    year: Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
    at: str | None = None
    known: str | None = None
    gap_m: Annotated[float, Field(ge=0, le=1000)] = GAP_M
    smallest_m2: Annotated[float, Field(ge=0, le=1e9)] = SMALLEST_M2
    seed: Annotated[int, Field(ge=0, le=2**31)] = SEED
    draws: Annotated[int, Field(ge=50, le=5000)] = DRAWS


class OutcomeAnswer(BaseModel):
    """Area completed and contiguous space released in the year, m², and the blocks."""

    completed_m2: float
    released_m2: float
    blocks: BlocksAnswer
    forecast: ForecastAnswer


class WhatIfAnswer(BaseModel):
    """How things stand by the records and how they would stand."""

    year: int
    at: dt.date
    definition: Text
    before: OutcomeAnswer
    after: OutcomeAnswer


@router.post("/what-if", dependencies=[needs(Role.VIEWER)])
async def what_if(request: Request, asked: Question) -> WhatIfAnswer:
    """Take parcels to be completed by a day, and compare figures, blocks and forecast; nothing is written."""
    refuse_unknown(request)
    when = moment_of(request, asked.at, asked.known)
    crs = request.app.state.instance.place.crs.survey

    def work(connection: Any) -> WhatIfAnswer:
        found = ask_what_if(
            connection,
            {one.parcel: one.on for one in asked.completed},
            asked.year,
            when,
            crs=crs,
            gap_m=asked.gap_m,
            smallest_m2=asked.smallest_m2,
            draws=asked.draws,
            seed=asked.seed,
        )
        labels = _stage_labels(connection)

        def told(outcome: Outcome, made: Forecast) -> OutcomeAnswer:
            return OutcomeAnswer(
                completed_m2=outcome.completed_m2,
                released_m2=outcome.released_m2,
                blocks=BlocksAnswer.of(outcome.blocks),
                forecast=ForecastAnswer.of(made, labels),
            )

        return WhatIfAnswer(
            year=asked.year,
            at=when.at,
            definition=Text.of(definition("what_if")),
            before=told(found.before, found.forecast_before),
            after=told(found.after, found.forecast_after),
        )

    return await in_thread(request, work)


def _earlier(request: Request, scope: Scope, known: str | None) -> dict[dt.date, Forecast]:
    """
    Return the forecasts of earlier days that this process has made already: what was known by then doesn't change.

    One asked as known at an instant of the past may see less of those days, and so gets none.
    """
    if known is not None:
        return {}
    kept: OrderedDict[Scope, dict[dt.date, Forecast]] = request.app.state.earlier_forecasts
    kept.setdefault(scope, {})
    kept.move_to_end(scope)
    while len(kept) > MOST_KEPT:
        kept.popitem(last=False)
    return kept[scope]


def _stage_labels(connection: Any) -> dict[str, Label]:
    rows = connection.execute("SELECT code, label_zh, label_en FROM stages").fetchall()
    return {code: Label(zh, en) for code, zh, en in rows}

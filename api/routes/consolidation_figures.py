"""`/api/consolidation/figures`: every figure of land consolidation, what it is made of, figures that were frozen."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, Field

from api.consolidation_question import A_GAP, AN_AREA, SCOPE, Asked, AskedOf, PeriodAnswer, ScopeAnswer
from api.database import in_thread
from api.errors import BadParameter
from api.parameters import refuse_unknown
from api.security import Caller, Role, needs
from api.shapes import Text
from gis_core.consolidation.figures import (
    Answer,
    EvidenceRow,
    Figure,
    Question,
    answer,
    catalogue,
    evidence,
    figure_named,
    value,
)
from gis_core.consolidation.figures.frozen import Frozen, all_frozen, compare, freeze
from gis_core.consolidation.overview.report import consolidation_figures

router = APIRouter(tags=["consolidation"])

FigureName = Annotated[str, Path(description="Name of a figure, as in /api/consolidation/figures")]
GapM = Annotated[float | None, A_GAP]
SmallestM2 = Annotated[float | None, AN_AREA]


class FigureAnswer(BaseModel):
    """
    A figure.

    `value` is null for a rate or median of nothing, and for money that the role may not see (`hidden`); `ha` stands
    beside areas. `count` is the number of things that make it, `counts` the unit in which they count.
    """

    name: str
    label: Text
    value: float | None
    unit: str
    ha: float | None
    definition: Text
    parameters: dict[str, float]
    whole: bool
    made: Annotated[str, Field(description="How its evidence makes it: sum, ratio or median")]
    counts: str
    count: int
    hidden: bool

    @classmethod
    def of(cls, found: Answer, parameters: dict[str, float] | None = None) -> FigureAnswer:
        """Return an answer as it is sent."""
        figure = found.figure
        return cls(
            **_described(figure),
            value=number(found.value),
            ha=number(found.hectares),
            parameters={**figure.parameters, **(parameters or {})},
            count=found.rows,
            hidden=found.hidden,
        )


class FiguresAnswer(BaseModel):
    """Figures of one question."""

    period: PeriodAnswer
    known: datetime
    scope: ScopeAnswer
    figures: list[FigureAnswer]


class OneFigureAnswer(FigureAnswer):
    """A figure with the question that it answers."""

    period: PeriodAnswer
    known: datetime
    scope: ScopeAnswer


class Evidence(BaseModel):
    """
    One thing that counts, in the layer `layer`.

    `amount` in the figure's `counts` (`area` says the same where that is m²); `of`, for a rate, how much of it there
    is. `date` is null for what hasn't got there.
    """

    code: str
    layer: str
    project: str | None
    land_kind: str | None
    date: date | None
    amount: float
    area: float | None
    of: float | None

    @classmethod
    def row(cls, row: EvidenceRow, counts: str) -> Evidence:
        """Return a row as it is sent."""
        amount = float(row.amount)
        return cls(
            code=row.code,
            layer=row.layer,
            project=row.project,
            land_kind=row.land_kind,
            date=row.date,
            amount=amount,
            area=amount if counts == "m²" else None,
            of=number(row.of),
        )


class EvidenceAnswer(OneFigureAnswer):
    """A figure and all that makes it: the amounts make the value as `made` says."""

    rows: list[Evidence]


class FrozenAnswer(BaseModel):
    """A figure as it was frozen; `known_asked` is null where it was asked for as known then."""

    id: int
    figure: str
    label: Text
    first: date
    last: date
    known: datetime
    known_asked: datetime | None
    scope: ScopeAnswer
    parameters: dict[str, float]
    definition: Text
    unit: str
    value: float | None
    ha: float | None
    rows: int
    sha256: str
    note: str | None
    frozen_at: datetime
    frozen_by: str


class FrozenListAnswer(BaseModel):
    """Frozen figures, the newest first."""

    frozen: list[FrozenAnswer]


class Changed(BaseModel):
    """A thing that counts otherwise than it did."""

    then: Evidence
    now: Evidence


class ComparisonAnswer(BaseModel):
    """A frozen figure beside what the same question gives now; `intact`: what is stored has the hash that it had."""

    frozen: FrozenAnswer
    value_now: float | None
    difference: float | None
    definition_changed: bool
    gained: list[Evidence]
    lost: list[Evidence]
    changed: list[Changed]
    intact: bool


@router.get("/api/consolidation/figures", dependencies=[needs(Role.VIEWER)])
async def consolidation_figures_of(request: Request, asked: AskedOf) -> FiguresAnswer:
    """Return every figure of land consolidation for a period and place."""
    refuse_unknown(request, *SCOPE)
    found = await in_thread(
        request,
        lambda connection: [answer(connection, figure, asked.question) for figure in consolidation_figures()],
    )
    return FiguresAnswer(**asked.told(), figures=[FigureAnswer.of(one) for one in found])


@router.get("/api/consolidation/figures/{figure}", dependencies=[needs(Role.VIEWER)])
async def consolidation_figure(
    request: Request,
    *,
    figure: FigureName,
    asked: AskedOf,
    gap_m: GapM = None,
    smallest_m2: SmallestM2 = None,
) -> OneFigureAnswer:
    """Return one figure."""
    named, question = question_of(request, figure, asked, gap_m=gap_m, smallest_m2=smallest_m2)
    found = await in_thread(request, lambda connection: answer(connection, named, question))
    return OneFigureAnswer(**asked.told(), **FigureAnswer.of(found, question.parameters).model_dump())


@router.get("/api/consolidation/figures/{figure}/evidence", dependencies=[needs(Role.VIEWER)])
async def consolidation_evidence(
    request: Request,
    *,
    figure: FigureName,
    asked: AskedOf,
    gap_m: GapM = None,
    smallest_m2: SmallestM2 = None,
) -> EvidenceAnswer:
    """Return one figure and everything that makes it."""
    named, question = question_of(request, figure, asked, gap_m=gap_m, smallest_m2=smallest_m2)
    rows = await in_thread(
        request,
        lambda connection: evidence(
            connection,
            named,
            question.period,
            known=question.known,
            scope=question.scope,
            **question.parameters,
        ),
    )
    found = Answer(named, value(named, rows), len(rows))
    return EvidenceAnswer(
        **asked.told(),
        **FigureAnswer.of(found, question.parameters).model_dump(),
        rows=[Evidence.row(row, named.amount_unit) for row in rows],
    )


@router.post("/api/consolidation/figures/{figure}/frozen", dependencies=[needs(Role.OFFICER)])
async def freeze_figure(
    request: Request,
    *,
    figure: FigureName,
    asked: AskedOf,
    gap_m: GapM = None,
    smallest_m2: SmallestM2 = None,
    note: Annotated[str | None, Query(max_length=500, description="Where it is published")] = None,
) -> FrozenAnswer:
    """Freeze a figure: keep its value and evidence, with a hash, under the caller's name."""
    named, question = question_of(request, figure, asked, "note", gap_m=gap_m, smallest_m2=smallest_m2)
    kept = await in_thread(request, lambda connection: freeze(connection, named, question, note=note))
    return _frozen(kept)


@router.get("/api/consolidation/frozen")
async def frozen_figures(request: Request, caller: Annotated[Caller, needs(Role.VIEWER)]) -> FrozenListAnswer:
    """Return every frozen figure; those of money without their values to roles that may not see it."""
    refuse_unknown(request)
    kept = await in_thread(request, all_frozen)
    return FrozenListAnswer(frozen=[_frozen(one, shown=_may_see(one, caller)) for one in kept])


@router.get("/api/consolidation/frozen/{id}", dependencies=[needs(Role.VIEWER)])
async def frozen_figure(
    request: Request,
    id: Annotated[int, Path(ge=1, le=2**62, description="Number of a frozen figure")],
) -> ComparisonAnswer:
    """Compare a frozen figure with what the same question gives now."""
    refuse_unknown(request)
    found = await in_thread(request, lambda connection: compare(connection, id))
    counts = figure_named(found.frozen.figure).amount_unit
    return ComparisonAnswer(
        frozen=_frozen(found.frozen),
        value_now=number(found.value_now),
        difference=number(found.difference),
        definition_changed=found.definition_changed,
        gained=[Evidence.row(row, counts) for row in found.gained],
        lost=[Evidence.row(row, counts) for row in found.lost],
        changed=[
            Changed(then=Evidence.row(then, counts), now=Evidence.row(after, counts)) for then, after in found.changed
        ],
        intact=found.intact,
    )


def number(value: Decimal | None) -> float | None:
    """Return a number as JSON has it."""
    return None if value is None else float(value)


def _described(figure: Figure) -> dict[str, Any]:
    return {
        "name": figure.name,
        "label": Text(**figure.label.model_dump()),
        "unit": figure.unit,
        "definition": Text(**figure.definition.model_dump()),
        "whole": figure.whole,
        "made": figure.value,
        "counts": figure.amount_unit,
    }


def question_of(
    request: Request, name: str, asked: Asked, *more: str, **parameters: float | None
) -> tuple[Figure, Question]:
    """Return the figure and what is asked of it, with those of its own parameters that were given."""
    refuse_unknown(request, *SCOPE, *parameters, *more)
    given = {key: one for key, one in parameters.items() if one is not None}
    for key, one in given.items():
        if not math.isfinite(one):
            raise BadParameter(key, "it is no number")
    question = asked.question
    return figure_named(name), Question(question.period, question.known, question.scope, given)


def _may_see(kept: Frozen, caller: Caller) -> bool:
    figure = catalogue().get(kept.figure)
    return figure is None or not figure.money or caller.role in (Role.OFFICER, Role.LEAD, Role.ADMINISTRATOR)


def _frozen(kept: Frozen, *, shown: bool = True) -> FrozenAnswer:
    figure = catalogue().get(kept.figure)
    label = Text(**figure.label.model_dump()) if figure else Text(zh=kept.figure, en=kept.figure)
    return FrozenAnswer(
        id=kept.id,
        figure=kept.figure,
        label=label,
        first=kept.first,
        last=kept.last,
        known=kept.known,
        known_asked=kept.known_asked,
        scope=ScopeAnswer(**kept.scope),
        parameters=kept.parameters,
        definition=Text(**kept.definition),
        unit=kept.unit,
        value=number(kept.value) if shown else None,
        ha=number(figure.hectares(kept.value)) if shown and figure else None,
        rows=kept.rows,
        sha256=kept.sha256,
        note=kept.note,
        frozen_at=kept.frozen_at,
        frozen_by=kept.frozen_by,
    )

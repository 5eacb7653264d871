"""`…/evidence.geojson`, `/api/consolidation/stages/…/evidence`: what numbers are made of, drawn and by stage."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.consolidation_question import SCOPE, AskedOf
from api.database import in_thread
from api.parameters import refuse_unknown
from api.routes.consolidation_figures import Evidence, EvidenceAnswer, FigureName, GapM, SmallestM2, question_of
from api.security import Role, needs
from api.shapes import GEOJSON, Bounds, Text, described
from gis_core.consolidation.figures.shapes import shapes
from gis_core.consolidation.overview.at_stage import at_stage, at_stage_shapes, stage_label

router = APIRouter(tags=["consolidation"])

Stage = Annotated[str, Path(max_length=60, description="Code of a stage; `-` for the parcels that have none yet")]
M2_A_HA = 10_000
AT_STAGE = Text(
    zh="期末日终停在该阶段的整备地块的面积之和（测量坐标系平面面积）；地块停在已达到的最靠后的阶段。",
    en="Sum of the areas of the consolidation parcels that are at this stage at the end of the last day (planar, survey"
    " CRS); a parcel is at the furthest stage that it has reached.",
)


class DrawnThing(BaseModel):
    """A thing that counts, with its shape as it counted."""

    type: Literal["Feature"]
    geometry: dict[str, Any]
    properties: Annotated[dict[str, str], Field(description="`layer` and `code`")]


class DrawnEvidence(BaseModel):
    """What makes a number, for drawing; of `all` things those with the greatest amounts."""

    type: Literal["FeatureCollection"]
    all: int
    bbox: Bounds | None
    features: list[DrawnThing]


@router.get(
    "/api/consolidation/figures/{figure}/evidence.geojson",
    dependencies=[needs(Role.VIEWER)],
    response_class=Response,
    responses=described(DrawnEvidence),
)
async def consolidation_evidence_drawn(
    request: Request,
    *,
    figure: FigureName,
    asked: AskedOf,
    gap_m: GapM = None,
    smallest_m2: SmallestM2 = None,
) -> Response:
    """Return what makes a figure as shapes in degrees."""
    named, question = question_of(request, figure, asked, gap_m=gap_m, smallest_m2=smallest_m2)
    return Response(
        await in_thread(request, lambda connection: shapes(connection, named, question)), media_type=GEOJSON
    )


@router.get("/api/consolidation/stages/{stage}/evidence", dependencies=[needs(Role.VIEWER)])
async def consolidation_stage_evidence(request: Request, stage: Stage, asked: AskedOf) -> EvidenceAnswer:
    """Return the parcels that are at a stage at the end of the period's last day."""
    refuse_unknown(request, *SCOPE)
    label, rows = await in_thread(
        request,
        lambda connection: (stage_label(connection, stage), at_stage(connection, stage, asked.question)),
    )
    total = sum(row.amount for row in rows)
    return EvidenceAnswer(
        **asked.told(),
        name=stage,
        label=Text(**label.model_dump()),
        value=float(total),
        unit="m²",
        ha=float(total / M2_A_HA),
        definition=AT_STAGE,
        parameters={},
        whole=False,
        made="sum",
        counts="m²",
        count=len(rows),
        hidden=False,
        rows=[Evidence.row(row, "m²") for row in rows],
    )


@router.get(
    "/api/consolidation/stages/{stage}/evidence.geojson",
    dependencies=[needs(Role.VIEWER)],
    response_class=Response,
    responses=described(DrawnEvidence),
)
async def consolidation_stage_evidence_drawn(request: Request, stage: Stage, asked: AskedOf) -> Response:
    """Return the same parcels as shapes in degrees."""
    refuse_unknown(request, *SCOPE)
    found = await in_thread(request, lambda connection: at_stage_shapes(connection, stage, asked.question))
    return Response(found, media_type=GEOJSON)

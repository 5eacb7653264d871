"""`/api/consolidation/key-parcels`: what completing a parcel unlocks, and which parcel splits a target block."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from api.consolidation_question import SCOPE, AskedOf, BlocksAnswer, Gap, ScopeAnswer, Smallest
from api.database import in_thread
from api.parameters import refuse_unknown
from api.security import Role, needs
from api.shapes import Text
from api.tables import rows_of
from gis_core.consolidation.analysis.ask import block_graph, refusing_parcels
from gis_core.consolidation.analysis.blocks import GAP_M, SMALLEST_M2
from gis_core.consolidation.analysis.definitions import definition
from gis_core.consolidation.analysis.key_parcels import GROUP_SIZE, key_parcels
from gis_core.consolidation.analysis.splitting import splitting_parcels
from gis_core.consolidation.scope import NONE

PURPOSE = "关键地块分析 key parcels"
router = APIRouter(prefix="/api/consolidation", tags=["consolidation"])


class KeyParcel(BaseModel):
    """A missing parcel and what its completion unlocks, alone and with the missing parcels near it; areas in m²."""

    rank: int
    code: str
    project: str | None
    area_m2: float
    unlocked_m2: float
    largest_m2: float
    largest_grows_m2: float
    blocks_change: int
    neighbours: list[str]
    with_neighbours_unlocked_m2: float
    with_neighbours_largest_m2: float
    with_neighbours_largest_grows_m2: float
    with_neighbours_blocks_change: int


class KeyGroup(BaseModel):
    """Parcels that unlock more together than one by one (`alone_m2`: the sum of what each does); areas in m²."""

    codes: list[str]
    area_m2: float
    unlocked_m2: float
    alone_m2: float
    blocks_change: int


class SplittingParcel(BaseModel):
    """A missing parcel without which a target block falls into parts; areas in m²."""

    code: str
    project: str | None
    refusing: bool
    target_m2: float
    parts: int
    parts_m2: list[float]
    lost_m2: float


class KeyParcelsAnswer(BaseModel):
    """Key parcels on a day."""

    at: dt.date
    known: dt.datetime
    scope: ScopeAnswer
    gap_m: float
    smallest_m2: float
    blocks: BlocksAnswer
    definition: Text
    splitting_definition: Text
    parcels: list[KeyParcel]
    pairs: list[KeyGroup]
    groups: list[KeyGroup]
    splitting: list[SplittingParcel]


@router.get("/key-parcels", dependencies=[needs(Role.VIEWER)])
async def key_parcels_of(
    request: Request,
    *,
    asked: AskedOf,
    gap_m: Gap = GAP_M,
    smallest_m2: Smallest = SMALLEST_M2,
    group: Annotated[int, Query(ge=2, le=12, description="Most parcels in a group")] = GROUP_SIZE,
) -> KeyParcelsAnswer:
    """Rank the parcels that aren't completed by the contiguous industrial space that their completion unlocks."""
    refuse_unknown(request, *SCOPE, "gap_m", "smallest_m2", "group")
    when, project = asked.moment, asked.scope.project
    crs = request.app.state.instance.place.crs.survey

    def work(connection: Any) -> KeyParcelsAnswer:
        graph = block_graph(connection, when, crs=crs, scope=asked.scope, gap_m=gap_m, smallest_m2=smallest_m2)
        refused = refusing_parcels(connection, project, when, PURPOSE) if project not in {None, NONE} else []
        found = key_parcels(graph, group_size=group)
        said = definition("key_parcels", gap_m=gap_m, smallest_ha=smallest_m2 / 10_000)
        return KeyParcelsAnswer(
            at=when.at,
            known=when.known,
            scope=ScopeAnswer(**asked.scope.named()),
            gap_m=gap_m,
            smallest_m2=smallest_m2,
            blocks=BlocksAnswer.of(graph.now),
            definition=Text.of(said),
            splitting_definition=Text.of(definition("splitting")),
            parcels=[KeyParcel(**row) for row in rows_of(found.parcels)],
            pairs=[KeyGroup(**row) for row in rows_of(found.pairs)],
            groups=[KeyGroup(**row) for row in rows_of(found.groups.drop(columns="largest_m2"))],
            splitting=[SplittingParcel(**row) for row in rows_of(splitting_parcels(graph, refused))],
        )

    return await in_thread(request, work)

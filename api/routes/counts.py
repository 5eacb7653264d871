"""`/api/counts`: how many features of each drawn layer lie in a view."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from api.database import query
from api.parameters import At, Known, read_times, refuse_unknown
from api.security import Role, needs
from gis_core.features import counts_statement, read_box, read_crs
from gis_core.place import Place
from layers.registry import all_layers

router = APIRouter(tags=["features"])


class CountsAnswer(BaseModel):
    """Numbers of features by the layers' names."""

    counts: dict[str, int]


@router.get("/api/counts", dependencies=[needs(Role.VIEWER)])
async def counts(
    request: Request,
    bbox: Annotated[str, Query(description="west,south,east,north in degrees")],
    at: At = None,
    known: Known = None,
) -> CountsAnswer:
    """Count the features of every drawn layer that meet a box; records are counted, whatever a tile draws of them."""
    refuse_unknown(request, "bbox", "at", "known")
    place: Place = request.app.state.instance.place
    times = read_times(place, at, known)
    drawn = [layer for layer in all_layers().values() if layer.style is not None]
    box = read_box(bbox, read_crs(None, place, field="crs"), field="bbox")
    moment = None if at is None and known is None else (times.at, times.known)
    statement = counts_statement(drawn, box, place, moment=moment)
    async with query(request) as connection:
        return CountsAnswer(counts=dict(await connection.fetch(statement.sql, *statement.values)))

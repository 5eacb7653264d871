"""`/api/search`: features of any layer by code, by name, or by the initials of a name's pinyin."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from api.database import query
from api.errors import BadParameter
from api.parameters import read_times, refuse_unknown
from api.security import Role, needs
from api.shapes import Bounds, Point, Text
from gis_core.features import search_statement
from layers.registry import all_layers

router = APIRouter(tags=["features"])
LONGEST = 100


class Found(BaseModel):
    """A feature that was found; `label` is its layer's, `bbox` and `center` are in degrees."""

    layer: str
    code: str
    name: str | None
    label: Text
    bbox: Bounds
    center: Point


class SearchAnswer(BaseModel):
    """What was found, the best first."""

    results: list[Found]


@router.get("/api/search", dependencies=[needs(Role.VIEWER)])
async def search(
    request: Request,
    q: Annotated[
        str,
        Query(min_length=1, max_length=LONGEST, description="Part of a code or name, or initials: mtgy for 马田公园"),
    ],
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> SearchAnswer:
    """Search all layers as they are on record today."""
    refuse_unknown(request, "q", "limit")
    if not q.strip():
        raise BadParameter("q", "it is empty")
    layers = all_layers()
    times = read_times(request.app.state.instance.place, None, None)
    nearest_first = list(reversed(layers.values()))
    statement = await run_in_threadpool(search_statement, nearest_first, q, times.at, times.known, limit)
    async with query(request) as connection:
        rows = await connection.fetch(statement.sql, *statement.values)
    return SearchAnswer(
        results=[
            Found(
                layer=row["layer"],
                code=row["code"],
                name=row["name"],
                label=Text.of(layers[row["layer"]].label),
                bbox=(row["west"], row["south"], row["east"], row["north"]),
                center=((row["west"] + row["east"]) / 2, (row["south"] + row["north"]) / 2),
            )
            for row in rows
        ]
    )

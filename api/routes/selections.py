"""`/api/selections`: rows of a layer that are selected on the map, held on the server for what is done with them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from uuid import UUID

import psycopg
from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, Field

from api.bodies import Body, Code
from api.database import in_thread
from api.parameters import layer_named, read_times, refuse_unknown
from api.roles import Role
from api.security import needs
from api.shapes import Bounds, Outlines, Shape
from gis_core.instance import Instance
from gis_core.selection import store
from gis_core.selection.language import LONGEST
from gis_core.selection.outlines import outlines
from gis_core.selection.store import Stored

router = APIRouter(tags=["selections"])
MOST_CODES = 1000
SelectionId = Annotated[UUID, Path(description="Id of a selection")]


class Asked(Body):
    """What to select: rows for which all that is said holds. Shapes in degrees (CRS84)."""

    layer: Annotated[str, Field(max_length=100)]
    filter: Annotated[
        str | None,
        Field(max_length=LONGEST, description="CQL2 text (or JSON): `land_use = '1001' AND area_m2 > 500`"),
    ] = None
    bbox: Annotated[Bounds | None, Field(description="west, south, east, north in degrees")] = None
    polygon: Shape | None = None
    codes: Annotated[list[Code] | None, Field(min_length=1, max_length=MOST_CODES)] = None
    at: Annotated[str | None, Field(max_length=40, description="Day for which; today if left out")] = None
    known: Annotated[str | None, Field(max_length=40, description="Instant by which; now if left out")] = None


class SelectionAnswer(BaseModel):
    """A selection: how many rows, in which box, until when it is held. Its two times are fixed."""

    id: UUID
    layer: str
    count: int
    bbox: Bounds | None
    filter: str | None
    at: dt.date
    known: dt.datetime
    expires_at: dt.datetime

    @classmethod
    def of(cls, stored: Stored) -> SelectionAnswer:
        """Return a stored selection as an answer gives it."""
        selection = stored.selection
        assert selection.at is not None and selection.known is not None  # noqa: S101  (stored ones have both)
        return cls(
            id=stored.id,
            layer=selection.layer,
            count=stored.count,
            bbox=stored.bbox,
            filter=" AND ".join(f"({text})" for text in selection.filters) or None,
            at=selection.at,
            known=selection.known,
            expires_at=stored.expires_at,
        )


@router.post("/api/selections", status_code=201, dependencies=[needs(Role.VIEWER)])
async def make_selection(request: Request, asked: Asked) -> SelectionAnswer:
    """Select rows of a layer and hold them for a week: a filter, a box, a polygon, codes, or several of these."""
    refuse_unknown(request)
    instance: Instance = request.app.state.instance
    layer = layer_named(asked.layer)
    times = read_times(instance.place, asked.at, asked.known)
    filters = [] if asked.filter is None else [asked.filter]
    if asked.bbox is not None:
        filters.append(store.box_filter(asked.bbox))
    if asked.polygon is not None:
        filters.append(store.shape_filter(asked.polygon.model_dump()))

    def make(connection: psycopg.Connection[object]) -> Stored:
        return store.make(
            connection,
            instance.place,
            layer=layer.name,
            filters=filters,
            codes=asked.codes,
            at=times.at,
            known=times.known,
        )

    return SelectionAnswer.of(await in_thread(request, make))


@router.get("/api/selections/{selection}", dependencies=[needs(Role.VIEWER)])
async def get_selection(request: Request, selection: SelectionId) -> SelectionAnswer:
    """Tell of a selection of one's own."""
    refuse_unknown(request)
    who = str(request.state.who)
    return SelectionAnswer.of(await in_thread(request, lambda connection: store.find(connection, selection, who=who)))


@router.get("/api/selections/{selection}/outlines", dependencies=[needs(Role.VIEWER)])
async def outlines_of_selection(request: Request, selection: SelectionId) -> Outlines:
    """Give the shapes of a selection of one's own, in degrees; none of a large one, of which its box tells enough."""
    refuse_unknown(request)
    who = str(request.state.who)
    place = request.app.state.instance.place

    def find(connection: psycopg.Connection[object]) -> Outlines:
        return Outlines.of(outlines(connection, store.find(connection, selection, who=who).selection, place))

    return await in_thread(request, find)

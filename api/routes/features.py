"""`/api/layers/{layer}/features`: the features of a layer as GeoJSON, and one of them with its history."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.database import query
from api.errors import BadParameter, Problem
from api.parameters import At, Known, LayerName, Times, layer_named, read_times, refuse_unknown
from api.security import Role, needs
from api.shapes import GEOJSON, Bounds, described, tagged
from gis_core.features import (
    Cursor,
    Page,
    columns,
    history_statement,
    one_statement,
    page_statement,
    read_box,
    read_crs,
    read_cursor,
)
from gis_core.features.page import MOST
from gis_core.place import Place

router = APIRouter(tags=["features"])
DEFAULT_LIMIT = 1000
NO_NEXT = '"next":null,'
ASKED = ("bbox", "bbox-crs", "at", "known", "sort", "limit", "after", "crs")


class Geometry(BaseModel):
    """A GeoJSON geometry."""

    type: Literal["Point", "LineString", "MultiLineString", "Polygon", "MultiPolygon"]
    coordinates: list[Any]


class Feature(BaseModel):
    """A feature; `id` is its code, `properties` its columns."""

    type: Literal["Feature"]
    id: str
    geometry: Geometry
    properties: dict[str, Any]


class FeatureCollection(BaseModel):
    """A page of features, with the two times that it was read at."""

    type: Literal["FeatureCollection"]
    features: list[Feature]
    next: Annotated[str | None, Field(description="Pass it back as `after` for the next page; null on the last one")]
    numberReturned: int  # noqa: N815  (OGC's own name)
    at: date
    known: datetime


class Version(BaseModel):
    """A version of a feature; the newest has no `superseded_…` unless the feature is gone."""

    revision: int
    valid_from: date
    valid_to: date | None
    updated_at: datetime
    updated_by: str
    superseded_at: datetime | None
    superseded_on: date | None
    source: str
    changes: Annotated[
        dict[str, tuple[Any, Any]],
        Field(description="Fields that differ from the version before, as [old, new]; the shape is `geom`"),
    ]


class FeatureWithHistory(Feature):
    """A feature and its versions, the newest first."""

    bbox: Bounds
    history: list[Version]


@router.get(
    "/api/layers/{layer}/features",
    dependencies=[needs(Role.VIEWER)],
    response_class=Response,
    responses=described(FeatureCollection),
)
async def features(
    request: Request,
    *,
    layer: LayerName,
    bbox: Annotated[
        str | None, Query(description="west,south,east,north; in degrees unless `bbox-crs` is said")
    ] = None,
    bbox_crs: Annotated[str | None, Query(alias="bbox-crs", description="CRS84, or the survey CRS")] = None,
    at: At = None,
    known: Known = None,
    sort: Annotated[
        str, Query(description="Fields to sort by, with commas between; `-` before one for the greatest first")
    ] = "code",
    limit: Annotated[int, Query(ge=1, le=MOST, description="Most features of a page")] = DEFAULT_LIMIT,
    after: Annotated[str | None, Query(description="`next` of the page before")] = None,
    crs: Annotated[str | None, Query(description="CRS84 (degrees), or the survey CRS (EPSG:…)")] = None,
) -> Response:
    """
    Return the features of a layer, page by page.

    Every field of the layer is a filter: `land_use=1001`. Said more than once, any of the values will do; said without
    a value, features that have none are found.
    """
    asked = layer_named(layer)
    place: Place = request.app.state.instance.place
    refuse_unknown(request, *ASKED, also_repeated=columns(asked))
    cursor = None if after is None else read_cursor(after)
    times = _times(place, cursor, at, known)
    coordinates = read_crs(crs, place, field="crs")
    if bbox is None and bbox_crs is not None:
        raise BadParameter("bbox-crs", "it says nothing without bbox")
    page = Page(
        layer=asked,
        at=times.at,
        known=times.known,
        box=None if bbox is None else read_box(bbox, read_crs(bbox_crs, place, field="bbox-crs"), field="bbox"),
        filters={name: request.query_params.getlist(name) for name in request.query_params if name not in ASKED},
        sort=sort,
        limit=limit,
        after=cursor,
        coordinates=coordinates,
    )
    statement = page_statement(page, place)
    async with query(request) as connection:
        rows = await connection.fetch(statement.sql, *statement.values)
    foot: dict[str, object] = {"at": times.at, "known": times.known}
    last = rows[-1] if rows and rows[-1]["more"] else None
    if last is not None:  # it holds `known`, which differs though the page be the same
        foot["next"] = Cursor.behind(page, last["last_keys"]).written()
    if coordinates.name is not None:
        foot["crs"] = {"type": "name", "properties": {"name": coordinates.name}}
    chunks = [b'{"type":"FeatureCollection","features":[']
    for row in rows:
        chunks += [b",", row["features"].encode()] if len(chunks) > 1 else [row["features"].encode()]
    returned = sum(row["returned"] for row in rows)
    chunks.append(f'],"numberReturned":{returned},{"" if last else NO_NEXT}'.encode())
    return tagged(request, chunks, GEOJSON, foot=orjson.dumps(foot)[1:])


def _times(place: Place, cursor: Cursor | None, at: str | None, known: str | None) -> Times:
    """Return the two times; a page after another is read at the times of that one."""
    if cursor is None:
        return read_times(place, at, known)
    said = read_times(place, at or cursor.at.isoformat(), known or cursor.known.isoformat())
    for name, then, now in (("at", cursor.at, said.at), ("known", cursor.known, said.known)):
        if then != now:
            raise BadParameter(name, f"the page before was read at {then}; leave it out or say the same")
    return said


@router.get(
    "/api/layers/{layer}/features/{code:path}",
    dependencies=[needs(Role.VIEWER)],
    response_class=Response,
    responses=described(FeatureWithHistory),
)
async def feature(
    request: Request,
    *,
    layer: LayerName,
    code: Annotated[str, Path(description="The office's code of the feature")],
    at: At = None,
    known: Known = None,
    crs: Annotated[str | None, Query(description="CRS84 (degrees), or the survey CRS (EPSG:…)")] = None,
) -> Response:
    """Return one feature with its bounding box, all its columns, its ellipsoidal area and its history."""
    refuse_unknown(request, "at", "known", "crs")
    asked = layer_named(layer)
    place: Place = request.app.state.instance.place
    times = read_times(place, at, known)
    coordinates = read_crs(crs, place, field="crs")
    one = one_statement(asked, code, times.at, times.known, coordinates)
    versions = history_statement(asked, code, times.known)
    async with query(request) as connection:
        found = await connection.fetchval(one.sql, *one.values)
        told = await connection.fetchrow(versions.sql, *versions.values)
    if found is None:
        raise Problem(404, _missing(asked.name, code, times, told["first_day"]), field="code")
    body = f'{found[:-1]},"history":{told["history"]}}}'
    return tagged(request, [body.encode()], GEOJSON)


def _missing(layer: str, code: str, times: Times, first_day: date | None) -> str:
    if first_day is None:
        return f"code: {layer} has no {code[:80]!r}"
    if times.at < first_day:
        return f"code: {layer} {code[:80]!r} wasn't there yet at {times.at}; it is on record from {first_day} on"
    return f"code: {layer} {code[:80]!r} was gone at {times.at}; it is on record from {first_day} on"

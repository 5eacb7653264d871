"""
What a request asks of a layer's features, read into a `Page`, and the GeoJSON that answers it.

Pages go on by key: `next` tells where this page ended, the two times at which all pages are read, and how many features
there are in all, which is counted once. So a page costs the same wherever it stands, and nothing moves between pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import orjson
from fastapi import Request
from fastapi.responses import Response
from starlette.datastructures import URL

from api.database import query
from api.errors import BadParameter
from api.ogc.collections import times_said
from api.ogc.columns import PublicColumn, public_columns, title
from api.ogc.crs import NamedCrs, named_crs, read_bbox
from api.ogc.filters import read_condition
from api.ogc.links import GEOJSON, HTML, JSON, address, link, wants_page
from api.ogc.page import page_of
from api.ogc.times import read_moments
from api.parameters import refuse_unknown
from api.shapes import tagged
from gis_core.errors import MatianError
from gis_core.features import Cursor, Page, count_statement, page_statement, read_cursor
from gis_core.features.page import MOST
from gis_core.place import Place
from layers.base import Layer

DEFAULT_LIMIT = 1000
ON_A_SHEET = 50  # features of a page that a person reads
ASKED = (
    "f",
    "limit",
    "bbox",
    "bbox-crs",
    "crs",
    "datetime",
    "at",
    "known",
    "filter",
    "filter-lang",
    "filter-crs",
    "properties",
    "sortby",
    "after",
)


@dataclass(frozen=True)
class Asked:
    """What is asked: the page, the coordinates it is answered in, how many features there are if that is known."""

    page: Page
    crs: NamedCrs
    matched: int | None


def read_items(request: Request, layer: Layer) -> Asked:
    """
    Read the query of `/collections/{layer}/items`.

    Raises
    ------
    BadParameter
        400 for whatever can't be, naming the parameter.
    """
    place: Place = request.app.state.instance.place
    shown = {column.name: column for column in public_columns(layer)}
    fields = [name for name in shown if name not in ASKED]
    refuse_unknown(request, *ASKED, also_repeated=fields)
    said = request.query_params
    try:
        cursor = None if "after" not in said else read_cursor(said["after"])
        moments = read_moments(said, place, cursor)
        crs = named_crs(said.get("crs"), place, field="crs")
        if "bbox" not in said and "bbox-crs" in said:
            raise BadParameter("bbox-crs", "it says nothing without bbox")
        box_crs = named_crs(said.get("bbox-crs"), place, field="bbox-crs")
        page = Page(
            layer=layer,
            at=moments.at,
            known=moments.known,
            since=moments.since,
            box=read_bbox(said["bbox"], box_crs) if "bbox" in said else None,
            filters={name: said.getlist(name) for name in fields if name in said},
            sort=_order(said.get("sortby"), shown),
            limit=_limit(request),
            after=cursor,
            coordinates=crs.coordinates,
            north_first=crs.north_first,
            properties=_properties(said.get("properties"), shown),
            condition=read_condition(said, layer, place),
        )
        page_statement(page, place)  # what can't be asked is found here, and refused below
    except MatianError as error:
        name = error.field or str(error).partition(":")[0]
        raise BadParameter(name if name in said else "query", str(error).removeprefix(f"{name}: ")) from None
    return Asked(page, crs, None if cursor is None else cursor.matched)


def _limit(request: Request) -> int:
    """Return the most features of a page; more than there may be means the most (Part 1, 7.15.2)."""
    text = request.query_params.get("limit")
    if text is None:
        return ON_A_SHEET if wants_page(request) else DEFAULT_LIMIT
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) >= 1):
        raise BadParameter("limit", f"{text[:20]!r} is no whole number from 1 on")
    return min(int(text), MOST)


def _properties(text: str | None, shown: dict[str, PublicColumn]) -> Sequence[str]:
    if text is None:
        return list(shown)
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in shown and name != "geometry":
            raise BadParameter("properties", f"there is no {name[:60]!r}; there are {', '.join(shown)}")
    return [name for name in shown if name in names]


def _order(text: str | None, shown: dict[str, PublicColumn]) -> str:
    """Return the order: columns, `-` before one for the greatest first; the code settles what is equal."""
    if text is None or not text.strip():
        return "code"
    parts = [part.strip().removeprefix("+").strip() for part in text.split(",")]  # a bare + in an address is a blank
    for part in parts:
        if part.removeprefix("-") not in shown:
            raise BadParameter("sortby", f"there is no {part[:60]!r}; there are {', '.join(shown)}")
    if len({part.removeprefix("-") for part in parts}) < len(parts):
        raise BadParameter("sortby", "a property stands there twice")
    return ",".join(parts)


async def answer_items(request: Request, asked: Asked) -> Response:
    """
    Return a page of features as GeoJSON, or as a table for a person.

    Raises
    ------
    Problem
        As `api.database.query`.
    """
    place: Place = request.app.state.instance.place
    page = asked.page
    statement = page_statement(page, place)
    matched = asked.matched
    async with query(request) as connection:
        rows = await connection.fetch(statement.sql, *statement.values)
        last = rows[-1] if rows and rows[-1]["more"] else None
        returned = sum(row["returned"] for row in rows)
        if matched is None and last is None and page.after is None:
            matched = returned
        elif matched is None:
            counting = count_statement(replace(page, after=None), place)
            matched = await connection.fetchval(counting.sql, *counting.values)
    cursor = None if last is None else Cursor.behind(page, last["last_keys"], matched)
    foot = _foot(request, page.layer, cursor)
    headers = {"Content-Crs": f"<{asked.crs.uri}>", "Vary": "Accept"}
    chunks = [b'{"type":"FeatureCollection","features":[']
    for row in rows:
        chunks += [b",", row["features"].encode()] if len(chunks) > 1 else [row["features"].encode()]
    chunks.append(f'],"numberMatched":{matched},"numberReturned":{returned},'.encode())
    closing = orjson.dumps(foot)[1:]
    if wants_page(request):
        told = orjson.loads(b"".join([*chunks, closing]))
        for feature in told["features"]:
            one = _address_of(request, page.layer, feature["id"]).include_query_params(f="html")
            feature["links"] = [{"rel": "item", "href": str(one)}]
        return page_of(request, told, title=title(page.layer), headers=headers)
    response = tagged(request, chunks, GEOJSON, foot=closing)
    response.headers.update(headers)
    return response


def _foot(request: Request, layer: Layer, cursor: Cursor | None) -> dict[str, Any]:
    """Return what stands after the features: when they were read, and where to go on."""
    here = request.url.replace(scheme=request.base_url.scheme, netloc=request.base_url.netloc)
    links = [
        link(str(here), "self", GEOJSON),
        link(str(here.include_query_params(f="html")), "alternate", HTML),
        link(address(request, "collections", layer.name, **times_said(request)), "collection", JSON, title(layer)),
    ]
    if cursor is not None:
        onward = here.include_query_params(after=cursor.written())
        links.append(link(str(onward), "next", GEOJSON, "下一页 · Next page"))
    told = [one.model_dump(mode="json", exclude_none=True) for one in links]
    return {"timeStamp": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"), "links": told}


def _address_of(request: Request, layer: Layer, code: str) -> URL:
    """Return where one feature is, as it is shown here: at the same times, in the same coordinates."""
    said = {name: value for name in ("at", "known", "datetime", "crs") if (value := request.query_params.get(name))}
    if "/" in said.get("datetime", ""):
        del said["datetime"]  # an interval; one feature is read as it was on a day
    return URL(address(request, "collections", layer.name, "items", code)).include_query_params(**said)


def feature_document(request: Request, layer: Layer, code: str, feature: str) -> dict[str, Any]:
    """Return one feature (GeoJSON text) with its links."""
    here = _address_of(request, layer, code)
    links = [
        link(str(here), "self", GEOJSON),
        link(str(here.include_query_params(f="html")), "alternate", HTML),
        link(address(request, "collections", layer.name, **times_said(request)), "collection", JSON, title(layer)),
    ]
    told: dict[str, Any] = orjson.loads(feature)
    return {**told, "links": [one.model_dump(mode="json", exclude_none=True) for one in links]}


def one_feature(layer: Layer, code: str, request: Request) -> tuple[Page, NamedCrs]:
    """
    Return the page that holds the one feature `code`, and its coordinates.

    Raises
    ------
    BadParameter
        As `read_items`.
    """
    refuse_unknown(request, "f", "crs", "at", "known", "datetime")
    place: Place = request.app.state.instance.place
    said = request.query_params
    try:
        moments = read_moments(said, place, None)
        crs = named_crs(said.get("crs"), place, field="crs")
    except MatianError as error:
        name = error.field or str(error).partition(":")[0]
        raise BadParameter(name if name in said else "query", str(error).removeprefix(f"{name}: ")) from None
    page = Page(
        layer=layer,
        at=moments.at,
        known=moments.known,
        since=moments.since,
        box=None,
        filters={"code": [code]},
        sort="code",
        limit=1,
        after=None,
        coordinates=crs.coordinates,
        north_first=crs.north_first,
        properties=[column.name for column in public_columns(layer)],
    )
    return page, crs

"""What stands at a pixel of a picture (GetFeatureInfo), from the records and not from the picture."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import Any

import orjson
from fastapi import Request
from fastapi.responses import Response

from api.database import query
from api.ogc.columns import PublicColumn, public_columns, title
from api.ogc.wms.asked import check_styles, read_ground, read_layers, read_moment, version_of
from api.ogc.wms.refusals import WmsRefusal
from api.parameters import read_times
from gis_core.cartography.code_lists import EDITED, as_edited, edited_lists
from gis_core.cartography.maps.picture import Ground
from gis_core.features import Box, Coordinates, Page, page_statement
from gis_core.features.area import WGS84
from gis_core.place import Place
from layers.base import Layer

FORMATS = ("text/plain", "text/html", "application/json", "text/xml")
MOST = 50
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that may be in a text of the records and not in XML (XML 1.0, 2.2)."""
REACH_PX = {True: 0.5, False: 5.0}  # of an area, of a point or a line


@dataclass(frozen=True)
class Found:
    """A layer's features at a pixel."""

    layer: Layer
    columns: tuple[PublicColumn, ...]
    features: list[dict[str, Any]]


async def info(request: Request, said: dict[str, str]) -> Response:
    """
    Return the features at a pixel in one of `FORMATS`.

    Raises
    ------
    WmsRefusal
        For whatever can't be.
    """
    place: Place = request.app.state.instance.place
    media_type = said.get("INFO_FORMAT", "text/plain").lower()
    if media_type not in FORMATS:
        raise WmsRefusal(f"INFO_FORMAT: there are {', '.join(FORMATS)}, not {media_type[:60]!r}", "InvalidFormat")
    layers = read_layers(said.get("QUERY_LAYERS", ""), "QUERY_LAYERS")
    if "LAYERS" in said:  # the picture that was looked at, which must be one (7.4.3.2)
        read_layers(said["LAYERS"], "LAYERS")
    check_styles(said, "STYLES")
    ground = read_ground(said, place)
    column, row = _pixel(said, ground)
    moment = read_moment(said, place)
    count = said.get("FEATURE_COUNT") or "1"
    if not (count.isascii() and count.isdigit() and len(count) < 7 and int(count) >= 1):
        raise WmsRefusal(f"FEATURE_COUNT: a whole number from 1 on is wanted, not {count[:20]!r}")
    at, known = moment or (read_times(place, None, None).at, read_times(place, None, None).known)
    found = []
    async with query(request) as connection:
        lists = edited_lists(await connection.fetch(EDITED))
        for layer in reversed(layers):
            columns = public_columns(as_edited(layer, lists))
            page = Page(
                layer=layer,
                at=at,
                known=known,
                box=_around(ground, column, row, REACH_PX[layer.is_polygonal]),
                filters={},
                sort="code",
                limit=min(int(count), MOST),
                after=None,
                coordinates=Coordinates(WGS84, None),
                properties=[one.name for one in columns],
            )
            statement = page_statement(page, place)
            rows = await connection.fetch(statement.sql, *statement.values)
            features = [feature for part in rows for feature in orjson.loads(f"[{part['features']}]")]
            if features:
                found.append(Found(layer, columns, features))
    return Response(_written(found, media_type), media_type=media_type, headers={"Cache-Control": "private, no-cache"})


def _pixel(said: dict[str, str], ground: Ground) -> tuple[int, int]:
    names = ("I", "J") if version_of(said) == "1.3.0" else ("X", "Y")
    found = []
    for name, other, size in zip(names, ("X", "Y"), (ground.width, ground.height), strict=True):
        text = said.get(name) or said.get(other) or ""
        if not (text.isascii() and text.isdigit() and len(text) <= 5 and int(text) < size):
            raise WmsRefusal(f"{name}: a pixel of 0 to {size - 1} is wanted, not {text[:20]!r}", "InvalidPoint")
        found.append(int(text))
    return found[0], found[1]


def _around(ground: Ground, column: int, row: int, reach: float) -> Box:
    west, south, east, north = ground.bounds
    across, up = (east - west) / ground.width, (north - south) / ground.height
    x, y = west + (column + 0.5) * across, north - (row + 0.5) * up
    return Box((x - reach * across, y - reach * up, x + reach * across, y + reach * up), ground.srid)


def _written(found: list[Found], media_type: str) -> bytes:
    if media_type == "application/json":
        features = [feature | {"layer": one.layer.name} for one in found for feature in one.features]
        return orjson.dumps({"type": "FeatureCollection", "features": features})
    return {"text/plain": _plain, "text/html": _html, "text/xml": _xml}[media_type](found).encode()


def _rows(one: Found, feature: dict[str, Any]) -> list[tuple[PublicColumn, str]]:
    """Return what a feature says, codes in words."""
    told = []
    for column in one.columns:
        value = feature["properties"].get(column.name)
        if value is None:
            continue
        code = column.codes.find(str(value)) if column.codes else None
        unit = f" {column.unit}" if column.unit else ""
        said = {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)
        told.append((column, f"{code.label.zh}（{value}）" if code else said + unit))
    return told


def _plain(found: list[Found]) -> str:
    lines = []
    for one in found:
        for feature in one.features:
            lines.append(f"[{title(one.layer)}] {feature['id']}")
            lines += [f"  {column.label.zh} {column.label.en}: {said}" for column, said in _rows(one, feature)]
    return "\n".join(lines) + "\n" if lines else "这里没有要素 · Nothing is here\n"


def _html(found: list[Found]) -> str:
    parts = ['<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>要素</title></head><body>']
    for one in found:
        for feature in one.features:
            rows = "".join(
                f"<tr><th align='left'>{escape(column.label.zh)}</th><td>{escape(said)}</td></tr>"
                for column, said in _rows(one, feature)
            )
            parts.append(f"<h4>{escape(title(one.layer))}</h4><table>{rows}</table>")
    return "".join([*parts, "" if found else "<p>这里没有要素 · Nothing is here</p>", "</body></html>"])


def _xml(found: list[Found]) -> str:
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n<FeatureInfoResponse>']
    for one in found:
        for feature in one.features:
            told = "".join(
                f"<Field><Name>{escape(column.name)}</Name><Alias>{escape(column.label.zh)}</Alias>"
                f"<Value>{escape(said)}</Value></Field>"
                for column, said in _rows(one, feature)
            )
            parts.append(f'<Feature layer="{escape(one.layer.name)}" id="{escape(feature["id"])}">{told}</Feature>')
    return NO_XML.sub(" ", "".join([*parts, "</FeatureInfoResponse>\n"]))

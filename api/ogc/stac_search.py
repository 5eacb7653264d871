"""
What a search of the rasters asks (STAC API, item search 1.0.0), in an address or as a body, and what it finds.

An instance shows dozens of rasters at most, so they are looked through one by one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import shapely

from api.errors import BadParameter
from api.ogc.crs import named_crs, read_bbox
from api.ogc.stac import COLLECTION, outline, written_at
from api.ogc.times import OPEN
from gis_core.errors import MatianError
from gis_core.place import Place
from gis_core.selection.spatial import SHAPES
from gis_core.siting.rasters.shown import ShownRaster

ASKED = ("limit", "bbox", "datetime", "after", "intersects", "ids", "collections")
DEFAULT, MOST = 100, 1000
LISTED = ("ids", "collections")
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)


@dataclass(frozen=True)
class Search:
    """
    A question; `None` asks for nothing in particular.

    Parameters
    ----------
    limit
        Most items of a page.
    after
        Name of the raster at which the page before ended.
    shape
        What they must meet, in degrees.
    period
        First and last instant at which their files were written.
    names
        Which of them.
    """

    limit: int
    after: str
    shape: shapely.Geometry | None
    period: tuple[datetime | None, datetime | None] | None
    names: frozenset[str] | None

    def holds(self, raster: ShownRaster) -> bool:
        """Whether a raster is asked for."""
        if self.names is not None and raster.name not in self.names:
            return False
        written = written_at(raster)
        first, last = self.period or (None, None)
        if (first or written) > written or (last or written) < written:
            return False
        return self.shape is None or bool(shapely.intersects(self.shape, shapely.Polygon(outline(raster))))


def page_of(search: Search, rasters: Sequence[ShownRaster]) -> tuple[list[ShownRaster], int, str | None]:
    """Return the rasters of a page, how many there are in all, and the last one's name if others follow."""
    found = [raster for raster in rasters if search.holds(raster)]
    left = [raster for raster in found if raster.name > search.after]
    page = left[: search.limit]
    return page, len(found), page[-1].name if len(left) > len(page) else None


def from_address(said: Mapping[str, str], place: Place) -> Search:
    """
    Read a question from the parameters of an address.

    Raises
    ------
    BadParameter
        Naming the first that can't be.
    """
    given: dict[str, Any] = {**said}
    if "limit" in given and given["limit"].isascii() and given["limit"].isdigit() and len(given["limit"]) < 10:
        given["limit"] = int(given["limit"])
    for name in ("bbox", *LISTED):
        if name in given:
            given[name] = given[name].split(",")
    if "intersects" in given:
        given["intersects"] = _json(given["intersects"].encode(), "intersects")
    return _read(given, place)


def from_body(body: bytes, place: Place) -> Search:
    """
    Read a question from a JSON body.

    Raises
    ------
    BadParameter
        Naming the first that can't be.
    """
    given = _json(body or b"{}", "body")
    if not isinstance(given, dict):
        raise BadParameter("body", 'a search is a JSON object, such as {"limit": 10}')
    for name in given:
        if name not in ASKED:
            raise BadParameter(name[:60], f"there is no such parameter; there are {', '.join(ASKED)}")
    return _read({name: value for name, value in given.items() if value is not None}, place)


def _json(text: bytes, field: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadParameter(field, f"this is no JSON ({str(error)[:80]})") from None


def _read(given: Mapping[str, Any], place: Place) -> Search:
    if "bbox" in given and "intersects" in given:
        raise BadParameter("intersects", "bbox asks for a place already; leave one of them out")
    names = _names(given["ids"], "ids") if "ids" in given else None
    if "collections" in given and COLLECTION not in _names(given["collections"], "collections"):
        names = frozenset()
    shape = _box(given["bbox"], place) if "bbox" in given else None
    return Search(
        limit=_limit(given.get("limit", DEFAULT)),
        after=_name(given.get("after", "")),
        shape=_shape(given["intersects"]) if "intersects" in given else shape,
        period=_period(given["datetime"]) if "datetime" in given else None,
        names=names,
    )


def _limit(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise BadParameter("limit", f"{str(value)[:20]!r} is no whole number from 1 on")
    return min(value, MOST)


def _name(value: Any) -> str:
    if not isinstance(value, str):
        raise BadParameter("after", "the name of a raster is wanted")
    return value


def _names(value: Any, field: str) -> frozenset[str]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise BadParameter(field, "texts are wanted, in a list")
    return frozenset(value)


def _box(value: Any, place: Place) -> shapely.Geometry:
    if not isinstance(value, list):
        raise BadParameter("bbox", "four numbers are wanted, or six, in a list")
    try:
        box = read_bbox(",".join(map(str, value)), named_crs(None, place, field="bbox"))
    except MatianError as error:
        raise BadParameter("bbox", str(error).removeprefix("bbox: ")) from None
    return shapely.union_all([shapely.box(*part) for part in box.parts])


def _shape(value: Any) -> shapely.Geometry:
    wrong = BadParameter("intersects", "a shape of GeoJSON in degrees is wanted, valid and not empty")
    if not isinstance(value, dict) or value.get("type") not in SHAPES:
        raise wrong
    try:
        found = shapely.from_geojson(orjson.dumps(value).decode())
    except shapely.errors.ShapelyError:
        raise wrong from None
    west, south, east, north = found.bounds
    if found.is_empty or not found.is_valid or not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise wrong
    return found


def _period(value: Any) -> tuple[datetime | None, datetime | None]:
    """Return first and last instant; an open end is `None`."""
    first, slash, last = str(value).partition("/")
    ends = [None if end in OPEN else _instant(end) for end in (first, last if slash else first)]
    if ends == [None, None]:
        raise BadParameter("datetime", "an interval needs at least one end; write 2024-01-01T00:00:00Z/..")
    if ends[0] and ends[1] and ends[0] > ends[1]:
        raise BadParameter("datetime", f"{str(value)[:60]!r} ends before it begins")
    return ends[0], ends[1]


def _instant(text: str) -> datetime:
    try:
        if INSTANT.fullmatch(text):
            return datetime.fromisoformat(text.upper())
    except ValueError:
        pass
    raise BadParameter("datetime", f"{text[:40]!r} is no instant; write 2024-12-31T18:00:00Z, or an interval of two")

"""The imprint (图签): coordinate and height system, the two times, source, who made and checked the sheet, and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from shapely.geometry import LineString, MultiLineString

from gis_core.cartography import fonts
from gis_core.cartography.scene import Item, Shapes, Stroke, Text
from gis_core.cartography.sheets.flow import INK, QUIET

HEIGHTS = "1985国家高程基准"
"""Height system of the national survey (GB 22021-2008); plans show no heights, but say to what theirs would refer."""
SIZE, HEAD = 2.0, 17.0
HAIR, EDGE = Stroke("#cbd2d9", 0.1), Stroke("#3e4c59", 0.2)


@dataclass(frozen=True)
class Imprint:
    """
    What the imprint says; what is empty stays free, to be filled in by hand.

    Parameters
    ----------
    coordinates, heights
        Names of the systems.
    times
        In words: the days shown, and by when they were recorded.
    sources
        Where the records come from.
    office, author, checker
        Who made it.
    made_on
        Date of the sheet.
    review_number
        审图号.
    """

    coordinates: str
    heights: str
    times: tuple[tuple[str, str], ...]
    sources: str
    office: str
    author: str
    checker: str
    made_on: dt.date
    review_number: str

    def rows(self) -> list[tuple[str, str]]:
        """Return what is said, line by line."""
        return [
            ("坐标系统", self.coordinates),
            ("高程系统", self.heights),
            *self.times,
            ("数据来源", self.sources),
            ("编制单位", self.office),
            ("编　　制", self.author),
            ("审　　核", self.checker),
            ("制图日期", self.made_on.isoformat()),
            ("审图号", self.review_number),
        ]


def height(imprint: Imprint, width: float, grow: float) -> float:
    """Return how high the imprint is in a column, in mm."""
    return sum(_high(lines, grow) for lines in _wrapped(imprint, width, grow))


def draw(imprint: Imprint, x: float, bottom: float, width: float, grow: float) -> list[Item]:
    """Draw the imprint above a line."""
    wrapped = _wrapped(imprint, width, grow)
    size = SIZE * grow
    y = top = bottom + height(imprint, width, grow)
    items: list[Item] = []
    lines: list[LineString] = []
    for (name, _), said in zip(imprint.rows(), wrapped, strict=True):
        first = y - 0.9 * grow - fonts.ascent(size)
        items.append(Text(x + 1.2 * grow, first, name, size, QUIET))
        for n, line in enumerate(said):
            if line:
                items.append(Text(x + HEAD * grow, first - n * 1.3 * size, line, size, INK))
        y -= _high(said, grow)
        lines.append(LineString([(x, y), (x + width, y)]))
    column = LineString([(x + (HEAD - 1.4) * grow, bottom), (x + (HEAD - 1.4) * grow, top)])
    frame = LineString([(x, bottom), (x + width, bottom), (x + width, top), (x, top), (x, bottom)])
    return [
        Shapes((MultiLineString([*lines[:-1], column]),), stroke=HAIR),
        Shapes((frame,), stroke=EDGE),
        *items,
    ]


def _wrapped(imprint: Imprint, width: float, grow: float) -> list[list[str]]:
    room = width - (HEAD + 1.2) * grow
    return [fonts.wrap(said, SIZE * grow, room) or [""] for _, said in imprint.rows()]


def _high(lines: Sequence[str], grow: float) -> float:
    return (1.8 * grow) + SIZE * grow * (1 + 1.3 * (len(lines) - 1))

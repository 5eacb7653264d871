"""The imprint (图签): coordinate and height system, the two times, source, who made and checked the sheet, and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from shapely.geometry import LineString, MultiLineString

from gis_core.cartography import fonts
from gis_core.cartography.scene import Item, Shapes, Stroke, Text
from gis_core.cartography.tokens import INK
from gis_core.cartography.tokens import INK_2 as QUIET
from layers.base import Label, Language

SIZE = 2.0  # mm
SIDE, BETWEEN = 1.2, 2.8  # mm of air beside the text, and between the names and what they say
NAMES = {
    "coordinates": Label("坐标系统", "Coordinates"),
    "heights": Label("高程系统", "Heights"),
    "sources": Label("数据来源", "Sources"),
    "office": Label("编制单位", "Prepared by"),
    "author": Label("编　　制", "Drawn by"),
    "checker": Label("审　　核", "Checked by"),
    "made_on": Label("制图日期", "Made on"),
    "review_number": Label("审图号", "Review no."),
}
HAIR, EDGE = Stroke("#cbd2d9", 0.1), Stroke("#3e4c59", 0.2)


@dataclass(frozen=True)
class Imprint:
    """
    What the imprint says; what is empty stays free, to be filled in by hand.

    Parameters
    ----------
    language
        Of the names of its rows.
    coordinates, heights
        Names of the systems.
    times
        Name and words: the days shown, and by when they were recorded.
    sources
        Where the records come from.
    office, author, checker
        Who made it.
    made_on
        Date of the sheet.
    review_number
        审图号.
    """

    language: Language
    coordinates: str
    heights: str
    times: tuple[tuple[Label, str], ...]
    sources: str
    office: str
    author: str
    checker: str
    made_on: dt.date
    review_number: str

    def rows(self) -> list[tuple[str, str]]:
        """Return what is said, line by line."""
        said = [
            (NAMES["coordinates"], self.coordinates),
            (NAMES["heights"], self.heights),
            *self.times,
            (NAMES["sources"], self.sources),
            (NAMES["office"], self.office),
            (NAMES["author"], self.author),
            (NAMES["checker"], self.checker),
            (NAMES["made_on"], self.made_on.isoformat()),
            (NAMES["review_number"], self.review_number),
        ]
        return [(name.said(self.language), text) for name, text in said]

    def head(self, grow: float) -> float:
        """Return how far from its left edge what the rows say begins, in mm."""
        return (SIDE + BETWEEN) * grow + max(fonts.width(name, SIZE * grow) for name, _ in self.rows())


def height(imprint: Imprint, width: float, grow: float) -> float:
    """Return how high the imprint is in a column, in mm."""
    return sum(_high(lines, grow) for lines in _wrapped(imprint, width, grow))


def draw(imprint: Imprint, x: float, bottom: float, width: float, grow: float) -> list[Item]:
    """Draw the imprint above a line."""
    wrapped = _wrapped(imprint, width, grow)
    size, head = SIZE * grow, imprint.head(grow)
    y = top = bottom + height(imprint, width, grow)
    items: list[Item] = []
    lines: list[LineString] = []
    for (name, _), said in zip(imprint.rows(), wrapped, strict=True):
        first = y - 0.9 * grow - fonts.ascent(size)
        items.append(Text(x + SIDE * grow, first, name, size, QUIET))
        for n, line in enumerate(said):
            if line:
                items.append(Text(x + head, first - n * 1.3 * size, line, size, INK))
        y -= _high(said, grow)
        lines.append(LineString([(x, y), (x + width, y)]))
    edge = x + head - BETWEEN / 2 * grow
    column = LineString([(edge, bottom), (edge, top)])
    frame = LineString([(x, bottom), (x + width, bottom), (x + width, top), (x, top), (x, bottom)])
    return [
        Shapes((MultiLineString([*lines[:-1], column]),), stroke=HAIR),
        Shapes((frame,), stroke=EDGE),
        *items,
    ]


def _wrapped(imprint: Imprint, width: float, grow: float) -> list[list[str]]:
    room = width - imprint.head(grow) - SIDE * grow
    return [fonts.wrap(said, SIZE * grow, room) or [""] for _, said in imprint.rows()]


def _high(lines: Sequence[str], grow: float) -> float:
    return (1.8 * grow) + SIZE * grow * (1 + 1.3 * (len(lines) - 1))

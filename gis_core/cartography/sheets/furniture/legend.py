"""The legend: an entry for each look that is drawn on the map, and for nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import shapely
from shapely.geometry import LineString, Point, box
from shapely.geometry.base import BaseGeometry

from gis_core.cartography import fonts
from gis_core.cartography.scene import Item, Shapes, Stroke, Text
from gis_core.cartography.sheets.flow import Flow
from gis_core.cartography.sheets.template import Cover, Look
from gis_core.cartography.tokens import INK
from gis_core.cartography.tokens import INK_2 as QUIET
from layers.base import Label, Language

Draw: TypeAlias = Callable[[float, float, float], list[Item]]
WIDE, HIGH = 7.0, 3.6
SIZE = 2.25
EDGE = Stroke("#cbd2d9", 0.1)
"""Of a sample whose area has none, or a white one, which is seen on the map alone."""
LEGEND = Label("图例", "Legend")


@dataclass(frozen=True)
class Entry:
    """One line of the legend: what it says, and the look of what it explains (0 points, 1 lines, 2 areas)."""

    text: str
    look: Look
    dimension: int


def entries(covers: Sequence[Cover], language: Language) -> list[tuple[str, list[Entry]]]:
    """
    Return the legend: a heading and its entries for each cover that is drawn in several ways, the single ones last.

    What is drawn above stands first.
    """
    several: list[tuple[str, list[Entry]]] = []
    single: list[Entry] = []
    for cover in reversed(covers):
        found: list[Entry] = []
        for group in cover.groups:
            if group.label is None or not group.geometries:
                continue
            entry = Entry(group.label.said(language), group.look, int(shapely.get_dimensions(group.geometries[0])))
            if entry.text not in [one.text for one in found]:
                found.append(entry)
        if len(found) > 1:
            several.append((cover.label.said(language), found))
        else:
            single += [one for one in found if one.text not in [other.text for other in single]]
    return [*several, *([("", single)] if single else [])]


def put_legend(flow: Flow, covers: Sequence[Cover]) -> None:
    """Put the legend of covers into a panel, in two columns."""
    parts = entries(covers, flow.language)
    if not parts:
        return
    grow = flow.grow
    flow.heading(LEGEND, together=12 * grow)
    for heading, some in parts:
        if heading:
            flow.put(SIZE * grow * 1.7, _subheading(heading, SIZE * 0.92 * grow), together=6 * grow)
        wide = (flow.width - 3 * grow) / 2
        for row in _rows(some, wide - (WIDE + 2) * grow, SIZE * grow):
            flow.put(_height(row, wide, grow), _drawer(row, grow))
        flow.gap(1.0)


def _subheading(text: str, size: float) -> Draw:
    def draw(x: float, top: float, _width: float) -> list[Item]:
        return [Text(x, top - fonts.ascent(size) - 0.2 * size, text, size, QUIET)]

    return draw


def _rows(some: Sequence[Entry], wide: float, size: float) -> Iterator[list[Entry]]:
    """Yield entries two a row; one too long for half the width has a row of its own."""
    row: list[Entry] = []
    for entry in some:
        if len(fonts.wrap(entry.text, size, wide)) > 2:
            if row:
                yield row
            yield [entry]
            row = []
            continue
        row.append(entry)
        if len(row) == 2:
            yield row
            row = []
    if row:
        yield row


def _lines(entry: Entry, *, alone: bool, wide: float, grow: float) -> list[str]:
    room = (2 * wide + 3 * grow if alone else wide) - (WIDE + 2) * grow
    return fonts.wrap(entry.text, SIZE * grow, room)


def _height(row: Sequence[Entry], wide: float, grow: float) -> float:
    lines = max(len(_lines(entry, alone=len(row) == 1, wide=wide, grow=grow)) for entry in row)
    return max((HIGH + 1.4) * grow, (lines * 1.25 * SIZE + 1.0) * grow)


def _drawer(row: Sequence[Entry], grow: float) -> Draw:
    def draw(x: float, top: float, width: float) -> list[Item]:
        wide = (width - 3 * grow) / 2
        high = _height(row, wide, grow)
        items: list[Item] = []
        for place, entry in enumerate(row):
            left = x + place * (wide + 3 * grow)
            items += swatch(entry, left, top - high / 2, grow)
            lines = _lines(entry, alone=len(row) == 1, wide=wide, grow=grow)
            size = SIZE * grow
            first = top - high / 2 + (len(lines) - 1) * 1.25 * size / 2
            items += [
                Text(left + (WIDE + 2) * grow, first - n * 1.25 * size, line, size, INK, "left", "middle")
                for n, line in enumerate(lines)
            ]
        return items

    return draw


def swatch(entry: Entry, left: float, middle: float, grow: float) -> list[Item]:
    """Draw the sample of an entry: a box, a line or a disc."""
    wide, high, look = WIDE * grow, HIGH * grow, entry.look
    if entry.dimension == 2:
        area = box(left, middle - high / 2, left + wide, middle + high / 2)
        edged = look.stroke is not None and look.stroke.colour != "#ffffff"
        return [*_drawn(look, area), *([] if edged else [Shapes((area,), stroke=EDGE)])]
    if entry.dimension == 1:
        if look.stroke and look.casing:  # as wide as on the ground; in the legend all alike
            road = replace(look.stroke, width=high * 0.45)
            look = replace(look, stroke=road, casing=replace(look.casing, width=road.width + 0.24))
        return _drawn(look, LineString([(left, middle), (left + wide, middle)]))
    return _drawn(look, Point(left + wide / 2, middle))


def _drawn(look: Look, shape: BaseGeometry) -> list[Item]:
    items: list[Item] = []
    if look.casing:
        items.append(Shapes((shape,), stroke=replace(look.casing, cap="butt")))
    stroke = replace(look.stroke, cap="butt") if look.stroke and shape.geom_type == "LineString" else look.stroke
    items.append(Shapes((shape,), look.fill, look.hatch, stroke, look.radius))
    return items

"""Title, number and classification mark (密级) above the map."""

from __future__ import annotations

from shapely.geometry import box

from gis_core.cartography import fonts
from gis_core.cartography.scene import Item, Shapes, Stroke, Text
from gis_core.cartography.sheets.layout import Box
from gis_core.cartography.tokens import INK
from gis_core.cartography.tokens import INK_2 as QUIET

SIZE, SMALLEST = 6.4, 3.4


def heading(place: Box, said: tuple[str, str, str], grow: float, side: float) -> list[Item]:
    """
    Draw the heading into its box.

    Parameters
    ----------
    place
        The box above the map.
    said
        The title, which shrinks and then wraps when it is long; the small line under it; the classification mark, at
        the right.
    grow
        Factor of the type.
    side
        Room kept free at both sides, in mm; more where the mark is wider.
    """
    title, below, mark = said
    x0, y0, x1, y1 = place
    high = 2.8 * grow
    wide = fonts.width(mark, high, bold=True) + 3 * grow if mark else 0.0
    middle, room = (x0 + x1) / 2, x1 - x0 - 2 * max(side, wide + 2 * grow)
    size = SIZE * grow
    while fonts.width(title, size, bold=True) > room and size > SMALLEST * grow:
        size *= 0.94
    lines = _two(title, size, room)
    small = 2.4 * grow
    tall = len(lines) * size * 1.15 + (small * 1.5 if below else 0)
    y = y0 + (y1 - y0 + tall) / 2 + 0.6 * grow
    items: list[Item] = []
    for line in lines:
        items.append(Text(middle, y - fonts.ascent(size), line, size, INK, "centre", bold=True))
        y -= size * 1.15
    if below:
        items.append(Text(middle, y - 0.5 * small - fonts.ascent(small), below, small, QUIET, "centre"))
    if mark:
        edge = box(x1 - wide, y1 - high * 1.9, x1, y1)
        items.append(Shapes((edge,), stroke=Stroke(INK, 0.25, join="miter")))
        items.append(Text(x1 - wide / 2, y1 - high * 0.95, mark, high, INK, "centre", "middle", bold=True))
    return items


def _two(title: str, size: float, room: float) -> list[str]:
    """Return a title in at most two lines; of a longer one the second ends in an ellipsis."""
    lines = fonts.wrap(title, size, room, bold=True)
    if len(lines) <= 2:
        return lines
    second = lines[1]
    while second and fonts.width(second + "…", size, bold=True) > room:
        second = second[:-1]
    return [lines[0], second + "…"]

"""The adjoining-sheet diagram (接图表): the sheet in the middle, its neighbours by number around it."""

from __future__ import annotations

from collections.abc import Mapping

from shapely.geometry import box

from gis_core.cartography import fonts
from gis_core.cartography.scene import Fill, Item, Shapes, Stroke, Text
from gis_core.cartography.tokens import INK

PLACES = {
    "nw": (0, 2), "n": (1, 2), "ne": (2, 2),
    "w": (0, 1), "e": (2, 1),
    "sw": (0, 0), "s": (1, 0), "se": (2, 0),
}  # fmt: skip
"""Column and row of each neighbour, from the lower left."""
WIDE, HIGH, SIZE = 15.0, 4.4, 1.7


def adjoining(x: float, top: float, neighbours: Mapping[str, str], grow: float) -> list[Item]:
    """
    Draw the diagram.

    Parameters
    ----------
    x, top
        Its upper left corner, in mm.
    neighbours
        Number of the sheet on each side that has one (`n`, `ne`, `e` …).
    grow
        Factor of its size.
    """
    wide, high, edge = WIDE * grow, HIGH * grow, Stroke(INK, 0.12, join="miter")
    low = top - 3 * high

    def cell(column: int, row: int) -> tuple[float, float, float, float]:
        return (x + column * wide, low + row * high, x + (column + 1) * wide, low + (row + 1) * high)

    cells = tuple(box(*cell(column, row)) for column in range(3) for row in range(3))
    items: list[Item] = [Shapes((box(*cell(1, 1)),), Fill("#9aa5b1")), Shapes(cells, stroke=edge)]
    for place, number in neighbours.items():
        x0, y0, x1, y1 = cell(*PLACES[place])
        size = min(SIZE * grow, SIZE * grow * (wide - 1) / max(fonts.width(number, SIZE * grow), 0.1))
        items.append(Text((x0 + x1) / 2, (y0 + y1) / 2, number, size, INK, "centre", "middle"))
    return items

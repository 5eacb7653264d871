"""The scale: its number, and a bar whose lengths on paper are true."""

from __future__ import annotations

from shapely.geometry import box

from gis_core.cartography import fonts
from gis_core.cartography.scene import Fill, Item, Shapes, Stroke, Text
from gis_core.cartography.sheets.scale import written
from gis_core.cartography.tokens import INK

ROUND = (1, 2, 5)
LONGEST = 62.0  # mm


def bar_step(scale: int, longest: float = LONGEST) -> float:
    """Return the length of one of a bar's four parts in metres: 1, 2 or 5 times a power of ten."""
    most = longest / 4 * scale / 1000
    power = 10.0**-3
    best = power
    while power <= most:
        best = max([best, *(part * power for part in ROUND if part * power <= most + 1e-9)])
        power *= 10
    return best


def scale_bar(x: float, y: float, scale: int, grow: float) -> list[Item]:
    """
    Draw number and bar, the bar centred.

    Parameters
    ----------
    x, y
        Middle of the bar and its lower edge, in mm.
    scale
        Denominator.
    grow
        Factor of type and bar.
    """
    step = bar_step(scale, LONGEST * grow)
    long = step * 1000 / scale
    left, high, size = x - 2 * long, 1.2 * grow, 2.1 * grow
    edge = Stroke(INK, 0.1, join="miter")
    full = [box(left + n * long, y, left + (n + 1) * long, y + high) for n in (0, 2)]
    empty = [box(left + n * long, y, left + (n + 1) * long, y + high) for n in (1, 3)]
    items: list[Item] = [
        Shapes(tuple(full), Fill(INK), stroke=edge),
        Shapes(tuple(empty), Fill("#ffffff"), stroke=edge),
    ]
    unit, per = ("km", 1000) if step >= 1000 else ("m", 1)
    for n in range(5):
        said = f"{n * step / per:g}" + (f" {unit}" if n == 4 else "")
        number = f"{n * step / per:g}"
        at = left + n * long - fonts.width(number, size) / 2
        items.append(Text(at, y - 0.6 * grow - fonts.ascent(size) * 0.9, said, size, INK))
    items.append(Text(left - 5 * grow, y - 0.3 * grow, written(scale), 3.6 * grow, INK, "right", bold=True))
    return items

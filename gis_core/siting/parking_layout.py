"""How many cars a rectangle holds (停车布置): rows of bays at right angles, two rows an aisle."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

SOURCE = "车库建筑设计规范（JGJ 100-2015）4.3.4：小型车垂直式停车位与通道"
CLOSE = 0.002  # half a centimetre of a bay's width: sides are known to the millimetre


@dataclass(frozen=True)
class Bays:
    """Depth and width of a bay, and width of the aisle between two rows, in m."""

    depth_m: float = 5.3
    width_m: float = 2.5
    aisle_m: float = 6.0


def spaces(length_m: float, width_m: float, bays: Bays = Bays()) -> int:
    """
    Return the number of spaces in a rectangle of these sides (m), the rows laid along the side that holds more.

    Two rows share an aisle; a strip that is left takes one row with an aisle of its own. What is left at the ends isn't
    used: a lower bound, a designer may fit more.

    Source
    ------
    JGJ 100-2015, 4.3.4 (small car, perpendicular).
    """
    return max(_along(length_m, width_m, bays), _along(width_m, length_m, bays))


def _along(length: float, depth: float, bays: Bays) -> int:
    pair = 2 * bays.depth_m + bays.aisle_m
    pairs = floor(depth / pair + CLOSE)
    single = depth - pairs * pair >= bays.depth_m + bays.aisle_m - CLOSE
    return (2 * pairs + single) * floor(length / bays.width_m + CLOSE)

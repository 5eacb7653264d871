"""Numbers that stand for labels without a place: where they are put, and how they are counted."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import shapely
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from gis_core.cartography.labels.candidates import Block, around, inside, spiral
from gis_core.cartography.labels.ground import Ground
from gis_core.cartography.labels.rooms import Room
from gis_core.cartography.scene import Colour, Text

SMALLER = 0.8  # of the size, before a number leaves its thing
REACH = 20.0  # mm; farther off no one looks for it
NEAR = 4.0  # mm; who stands so near to one that found nothing will find nothing either
BAND = 10.0  # mm; numbers within it are one line of reading
INK: Colour = "#7a1fa2"
"""Of the numbers on the map and in the key, and of nothing else: a map has numbers of other kinds (floors, ranks)."""
HALO = 0.3  # mm; readable on any fill


@dataclass(frozen=True)
class Numbered:
    """
    A label that became a number.

    Parameters
    ----------
    at
        Its place in the list of labels.
    number
        The number.
    block
        Where it stands, or `None` if the frame is full.
    """

    at: int
    number: int
    block: Block | None

    def texts(self) -> Iterator[Text]:
        """Yield its type, if it has a place."""
        if self.block is not None:
            yield from self.block.texts(INK, bold=False, halo=HALO)

    def leader(self, part: BaseGeometry) -> LineString | None:
        """Return the line from its side to its thing, where it stands beside it."""
        if self.block is None or part.intersects(self.block.box):
            return None
        return shapely.shortest_line(self.block.box, part.representative_point())


class Numbers:
    """
    Takes places for numbers on the ground of a map.

    Parameters
    ----------
    ground
        What is free.
    size
        Of their type, in mm.
    """

    def __init__(self, ground: Ground, size: float) -> None:
        self._ground = ground
        self._size = size
        self._full: list[tuple[float, float]] = []  # about which all is taken

    def take(self, number: int, part: BaseGeometry, rooms: Sequence[Room], gap: float) -> Block | None:
        """Take the first free place: in the thing, smaller in it, about its middle, then farther off with a leader."""
        middle = part.representative_point()
        said = str(number)
        for some in (
            inside(said, rooms, self._size, lines=1, overhang=0.3),
            inside(said, rooms, self._size * SMALLER, lines=1, overhang=0.6),
            around(said, middle, self._size, lines=1, gap=gap / 2),
        ):
            for block in some:
                if self._ground.take(block):
                    return block
        here = (middle.x, middle.y)
        if any(math.dist(here, full) < NEAR for full in self._full):  # later numbers aren't shorter
            return None
        for block in spiral(said, middle, self._size, reach=REACH):
            if self._ground.take(block):
                return block
        self._full.append(here)
        return None


def in_reading_order(found: Sequence[Numbered]) -> list[Numbered]:
    """
    Count the numbers anew, from the upper left to the lower right, so that one is found on the map.

    Only numbers with as many digits change places, since each took the ground for its own width.
    """
    counted: list[Numbered] = []
    for _, some in groupby(found, key=lambda one: len(str(one.number))):
        group = list(some)
        numbers = [one.number for one in group]
        for number, one in zip(numbers, sorted(group, key=_reading), strict=True):
            block = one.block and replace(one.block, lines=(str(number),))
            counted.append(Numbered(one.at, number, block))
    return counted


def _reading(one: Numbered) -> tuple[bool, float, float]:
    if one.block is None:
        return True, 0.0, 0.0
    return False, -(one.block.y // BAND), one.block.x

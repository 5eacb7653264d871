"""
Where labels stand: none overlaps another, an obstacle or the frame, and each is drawn or is a number in a key.

Labels are placed one after another, the more important first, each at the first of its candidates that is free: an
area's inside (level at its widest places, in two or three lines, along its longest axis if it is a strip), along a
line where it is straight, at eight positions around a point. What finds no place becomes a number, which is smaller
and has more candidates, with a leader where it stands beside its thing; the key says what the number means. All in
millimetres on paper, and the same input gives the same placing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from gis_core.cartography.labels.candidates import Block, along, around, inside
from gis_core.cartography.labels.ground import Ground
from gis_core.cartography.labels.numbers import Numbered, Numbers, in_reading_order
from gis_core.cartography.labels.rooms import Room, rooms
from gis_core.cartography.scene import Colour, Text

GEOMETRY_COLLECTION = 7


@dataclass(frozen=True)
class Wanted:
    """
    A label that is wanted.

    Parameters
    ----------
    text
        What it says; it may be broken into lines.
    of
        What it names: polygon, line or point (or several of one kind), in paper mm when it is placed; a template gives
        it in the survey CRS, and the sheet carries it to paper.
    size, bold, colour, halo
        Its type, in mm.
    smallest
        Down to which size it may shrink to find a place; 0 = it may not.
    priority
        The higher is placed first.
    lines
        Into how many lines it may be broken.
    overhang
        Share of the label's box that may stand outside its polygon (0–1).
    gap
        Between a point and its label, in mm.
    """

    text: str
    of: BaseGeometry
    size: float = 2.2
    bold: bool = False
    colour: Colour = "#1f2933"
    halo: float = 0.3
    smallest: float = 0.0
    priority: float = 0.0
    lines: int = 3
    overhang: float = 0.0
    gap: float = 1.0


@dataclass(frozen=True)
class Placement:
    """
    What came of the labels that were wanted.

    Parameters
    ----------
    placed
        The lines of type to draw, numbers included.
    numbered
        The key: number and what it stands for, in order.
    leaders
        Thin lines from a number to its thing, to be drawn below the type.
    whole
        Which labels (by their place in the list) are drawn as they are.
    keyed
        Which became numbers: `keyed[i]` is `numbered[i]`.
    unseen
        How many numbers of the key found no place on the map (it is full); they stand in the key alone.
    outside
        Labels whose thing lies outside the frame; nothing is drawn of them.
    boxes
        The ground that each label and number takes, in the order of drawing (obstacles for what comes after).
    """

    placed: tuple[Text, ...]
    numbered: tuple[tuple[int, str], ...]
    leaders: tuple[LineString, ...] = ()
    whole: tuple[int, ...] = ()
    keyed: tuple[int, ...] = ()
    unseen: int = 0
    outside: tuple[int, ...] = ()
    boxes: tuple[Polygon, ...] = ()

    def counts(self) -> dict[str, int]:
        """Return what the log tells: labels drawn, labels that are numbers in the key, numbers without a place."""
        return {"labels": len(self.whole), "labels_numbered": len(self.keyed), "labels_unseen": self.unseen}


def place(
    wanted: Sequence[Wanted],
    frame: Polygon,
    obstacles: Iterable[BaseGeometry] = (),
    *,
    number_size: float = 1.8,
) -> Placement:
    """
    Place labels.

    Parameters
    ----------
    wanted
        The labels, of one map frame.
    frame
        Which no label leaves.
    obstacles
        What no label covers: symbols, furniture that stands in the frame.
    number_size
        Of the type of the numbers, in mm.
    """
    shapely.prepare(frame)
    ground = Ground(frame, obstacles)
    seen = _seen([one.of for one in wanted], frame)
    room = rooms(seen)
    outside = [at for at, part in enumerate(seen) if part.is_empty]
    inside_frame = (at for at, part in enumerate(seen) if not part.is_empty)
    places = Numbers(ground, number_size)
    whole: list[tuple[int, Block]] = []
    numbers: list[Numbered] = []
    for at in sorted(inside_frame, key=lambda at: (*_rank(wanted[at], seen[at]), at)):
        one, part = wanted[at], seen[at]
        block = next((found for found in _candidates(one, part, room[at]) if ground.take(found)), None)
        if block:
            whole.append((at, block))
            continue
        count = len(numbers) + 1
        numbers.append(Numbered(at, count, places.take(count, part, room[at], one.gap)))
    numbers = in_reading_order(numbers)
    placed = [text for at, block in whole for text in _texts(block, wanted[at])]
    for number in numbers:
        placed += number.texts()
    return Placement(
        tuple(placed),
        tuple((number.number, wanted[number.at].text) for number in numbers),
        tuple(line for number in numbers if (line := number.leader(seen[number.at]))),
        tuple(at for at, _ in whole),
        tuple(number.at for number in numbers),
        sum(number.block is None for number in numbers),
        tuple(outside),
        (*(block.box for _, block in whole), *(number.block.box for number in numbers if number.block)),
    )


def _texts(block: Block, one: Wanted) -> Iterable[Text]:
    return block.texts(one.colour, one.bold, one.halo)


def _seen(things: Sequence[BaseGeometry], frame: Polygon) -> list[BaseGeometry]:
    """Return what the frame shows of things; of parts of several kinds, those of the highest dimension."""
    if not things:
        return []
    given = np.array(things, dtype=object)
    given[~np.isfinite(shapely.bounds(given)).all(axis=1)] = Point()  # what is empty or nowhere is outside
    wrong = ~shapely.is_valid(given)
    given[wrong] = shapely.make_valid(given[wrong])
    shown = given.copy()
    crossing = ~shapely.covers(frame, given)
    shown[crossing] = shapely.intersection(given[crossing], frame)
    for at in np.flatnonzero(shapely.get_type_id(shown) == GEOMETRY_COLLECTION):
        parts = shapely.get_parts(shapely.get_parts(shown[at]))  # twice: a multipolygon stands in a collection
        dimensions = shapely.get_dimensions(parts)
        if len(parts):
            shown[at] = shapely.union_all(parts[dimensions == dimensions.max()])
    return list(shown)


def _rank(one: Wanted, part: BaseGeometry) -> tuple[float, float]:
    """The important first; among equals the things that leave the most room, which fill what is theirs anyway."""
    return -one.priority, -part.area


def _candidates(one: Wanted, part: BaseGeometry, room: Sequence[Room]) -> Iterable[Block]:
    size = one.size
    while True:
        if part.geom_type.endswith("Polygon"):
            yield from inside(one.text, room, size, bold=one.bold, lines=one.lines, overhang=one.overhang)
        elif part.geom_type.endswith("String"):
            yield from along(one.text, part, size, bold=one.bold)
        else:
            for point in shapely.get_parts(part):
                yield from around(one.text, point, size, bold=one.bold, lines=one.lines, gap=one.gap)
        size *= 0.9
        if not one.smallest or size < one.smallest - 1e-9:
            return

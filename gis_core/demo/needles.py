"""Needles: surface that runs out to a point between two neighbours, given to the neighbour along its longer side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis_core.demo.rings import Points, Ring, following

SHARP = np.radians(1.5)  # a corner sharper than this is a needle's point
NARROW = (np.radians(12.0), 0.06)  # and one sharper than this that is open by less than so many metres
Side = tuple[tuple[float, ...], tuple[float, ...]]


def without_needles(rings: Sequence[Ring], may_lose: NDArray[np.bool_]) -> list[Ring]:
    """
    Return the rings with their needles handed over, vertex for vertex, so that the coverage stays one.

    Parameters
    ----------
    rings
        Of a coverage: neighbours share the ends of their edges.
    may_lose
        Which of them may lose a needle (street surfaces); one whose longer side belongs to none of the rings stays.
    """
    points = [ring.points for ring in rings]
    tags = [ring.tags for ring in rings]
    sides: dict[Side, int] = {}
    for number, own in enumerate(points):
        for start, end in zip(own.tolist(), following(own).tolist(), strict=True):
            sides[tuple(start), tuple(end)] = number
    for giver in np.flatnonzero(may_lose).tolist():
        while (tip := _tip(points[giver])) is not None:
            found = _taker(points[giver], tip, sides)
            if found is None or found.number == giver:
                break
            own, theirs = points[giver], points[found.number]
            start = int(np.flatnonzero((theirs == found.side[0]).all(axis=1))[0])
            points[found.number] = np.insert(theirs, start + 1, found.near, axis=0)
            tags[found.number] = np.insert(tags[found.number], start + 1, tags[found.number][start])
            points[giver], tags[giver] = np.delete(own, tip, axis=0), np.delete(tags[giver], tip)
            _note(sides, giver, found, tuple(own[tip].tolist()))
    return [Ring(*both) for both in zip(points, tags, strict=True)]


@dataclass(frozen=True)
class _Taker:
    """Who has the needle's longer side, that side as its ring runs, and the nearer of the vertices beside the point."""

    number: int
    side: Side
    near: tuple[float, ...]


def _tip(points: Points) -> int | None:
    """Return a corner of a ring that is a needle's point: very sharp, or sharp and hardly open at its shorter side."""
    before, after = np.roll(points, 1, axis=0) - points, following(points) - points
    cross = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]
    angles = np.abs(np.arctan2(cross, (before * after).sum(axis=1)))
    shorter = np.minimum(np.hypot(*before.T), np.hypot(*after.T))
    needles = (angles < SHARP) | ((angles < NARROW[0]) & (shorter * np.sin(angles) < NARROW[1]))
    return int(needles.argmax()) if needles.any() and len(points) > 4 else None


def _taker(own: Points, tip: int, sides: dict[Side, int]) -> _Taker | None:
    point, earlier, later = own[tip], own[tip - 1], own[(tip + 1) % len(own)]
    nearer_first = np.hypot(*(earlier - point)) < np.hypot(*(later - point))
    near, far = (earlier, later) if nearer_first else (later, earlier)
    ends = (tuple(far.tolist()), tuple(point.tolist()))
    side: Side = ends if nearer_first else ends[::-1]  # a neighbour's ring runs against ours
    number = sides.get(side)
    return None if number is None else _Taker(number, side, tuple(near.tolist()))


def _note(sides: dict[Side, int], giver: int, found: _Taker, point: tuple[float, ...]) -> None:
    """Bring the register of sides up to date: the taker's side is two now, the giver's two are one."""
    start, end = found.side
    del sides[found.side]
    sides.pop((end, start), None)
    for ours in ((found.near, point), (point, found.near)):
        if sides.get(ours) == giver:
            del sides[ours]
    sides |= {(start, found.near): found.number, (found.near, end): found.number}
    far = start if end == point else end
    sides[(found.near, far) if end == point else (far, found.near)] = giver

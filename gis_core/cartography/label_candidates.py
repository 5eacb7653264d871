"""Candidates: the positions at which a label may stand in an area, along a line, around a point, the best first."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import shapely
import shapely.ops
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from gis_core.cartography import fonts
from gis_core.cartography.scene import Colour, Text

Points: TypeAlias = npt.NDArray[np.float64]

LEADING = 1.18
SIDE = 0.25  # mm of air at a label's ends
STRIP = 2.5  # an area longer than so many times its width is labelled along its axis too
EIGHT = ((1, 1), (1, 0), (1, -1), (-1, 1), (-1, 0), (-1, -1), (0, 1), (0, -1))  # right above is read first


@dataclass(frozen=True)
class Block:
    """Lines of type about a middle, turned by an angle in degrees, and the ground that they take."""

    lines: tuple[str, ...]
    size: float
    x: float
    y: float
    angle: float
    box: Polygon

    def texts(self, colour: Colour, bold: bool, halo: float) -> Iterator[Text]:
        """Yield the lines of type."""
        turn = math.radians(self.angle)
        for at, line in enumerate(self.lines):
            off = ((len(self.lines) - 1) / 2 - at) * LEADING * self.size
            x, y = self.x - off * math.sin(turn), self.y + off * math.cos(turn)
            yield Text(x, y, line, self.size, colour, "centre", "middle", self.angle, bold, halo)


@dataclass(frozen=True)
class Setting:
    """A text in lines: how wide and high it is."""

    lines: tuple[str, ...]
    size: float
    width: float
    height: float

    def at(self, x: float, y: float, angle: float = 0.0) -> Block:
        """Put its middle somewhere."""
        return Block(self.lines, self.size, x, y, angle, self.boxes(np.array([(x, y)]), angle)[0])

    def boxes(self, middles: Points, angle: float = 0.0) -> npt.NDArray[np.object_]:
        """Return the ground that it takes about each of some middles."""
        w, h = self.width / 2, self.height / 2
        if not angle:
            x, y = middles[:, 0], middles[:, 1]
            return np.asarray(shapely.box(x - w, y - h, x + w, y + h), dtype=object)
        corners = _turned(np.array(((-w, -h), (w, -h), (w, h), (-w, h), (-w, -h))), angle)
        return np.asarray(shapely.polygons(middles[:, None, :] + corners), dtype=object)


@lru_cache(maxsize=4096)
def settings(text: str, size: float, *, bold: bool, lines: int) -> tuple[Setting, ...]:
    """Return a text in one line, two, three …: as even as its words allow, and no code or word is broken for it."""
    found: dict[int, Setting] = {}
    whole, longest = fonts.width(text, size, bold=bold), fonts.longest_piece(text, size, bold=bold)
    for count in range(1, lines + 1):
        room = max(whole / count, longest)
        broken = fonts.wrap(text, size, room + 1e-6, bold=bold)
        while len(broken) > count and room < whole:
            room += size / 2
            broken = fonts.wrap(text, size, room, bold=bold)
        if len(broken) not in found:
            wide = max(fonts.width(line, size, bold=bold) for line in broken) + 2 * SIDE
            high = size * (1 + (len(broken) - 1) * LEADING) + SIDE
            found[len(broken)] = Setting(tuple(broken), size, wide, high)
    return tuple(found[count] for count in sorted(found) if count <= max(lines, min(found)))


def inside(
    text: str,
    of: BaseGeometry,
    size: float,
    *,
    bold: bool = False,
    lines: int = 3,
    overhang: float = 0.0,
    tries: int = 5,
) -> Iterator[Block]:
    """Yield blocks in an area, or along a line."""
    if of.geom_type.endswith("String"):
        yield from along(text, of, size, bold=bold)
        return
    some = settings(text, size, bold=bold, lines=lines)
    parts = sorted((p for p in shapely.get_parts(of) if p.geom_type == "Polygon"), key=lambda p: -p.area)
    for part in parts[:3]:
        shapely.prepare(part)
        yield from _level(some, _Area(part, part, 0.0), tries, overhang)
        turned = _axis(part)
        if turned is not None:
            straight = shapely.transform(part, partial(_turned, angle=-turned))
            yield from _level(some[:2], _Area(part, straight, turned), tries, overhang)


@dataclass(frozen=True)
class _Area:
    """An area, and the same turned back by an angle, so that the direction in which it is labelled is level."""

    part: Polygon
    straight: Polygon
    angle: float


def _level(some: Iterable[Setting], area: _Area, tries: int, overhang: float) -> Iterator[Block]:
    """Yield blocks in an area, at its widest places."""
    part, straight, angle = area.part, area.straight, area.angle
    west, south, east, north = straight.bounds
    middles, rooms = _widest(straight, tries)
    for setting in some:
        if not overhang and (setting.width > east - west or setting.height > north - south):
            continue
        spots = middles[rooms >= setting.width * (1 - overhang)]
        if not len(spots):
            continue
        spots = _turned(spots, angle) if angle else spots
        boxes = setting.boxes(spots, angle)
        for at in _within(boxes, part, overhang):
            yield Block(setting.lines, setting.size, float(spots[at, 0]), float(spots[at, 1]), angle, boxes[at])


def _within(boxes: npt.NDArray[np.object_], part: Polygon, overhang: float) -> Iterator[int]:
    """Yield which boxes lie in a polygon; then which of the others lie in it but for a share, the least first."""
    held = shapely.contains_properly(part, boxes)
    yield from np.flatnonzero(held).tolist()
    if overhang and not held.all():
        share = shapely.area(shapely.intersection(part, boxes)) / shapely.area(boxes)
        yield from (
            at for at in np.argsort(-share, kind="stable").tolist() if not held[at] and share[at] >= 1 - overhang
        )


def _widest(part: Polygon, tries: int) -> tuple[Points, npt.NDArray[np.float64]]:
    """Return the middles of an area's widest level stretches and how wide they are, the centroid's first."""
    centre = part.centroid
    south, north = part.bounds[1], part.bounds[3]
    heights = np.concatenate(([centre.y], south + (north - south) * (np.arange(tries) + 0.5) / tries))
    points, ring = shapely.get_coordinates(shapely.get_rings(part), return_index=True)
    same = ring[1:] == ring[:-1]
    a, b = points[:-1][same], points[1:][same]
    row, edge = np.nonzero((a[:, 1] <= heights[:, None]) != (b[:, 1] <= heights[:, None]))
    y = heights[row]
    x = a[edge, 0] + (y - a[edge, 1]) / (b[edge, 1] - a[edge, 1]) * (b[edge, 0] - a[edge, 0])
    order = np.lexsort((x, row))
    x, y = x[order].reshape(-1, 2), y[order][::2]
    middles = np.column_stack((x.mean(axis=1), y))
    rooms = x[:, 1] - x[:, 0]
    best = np.argsort(-rooms, kind="stable")[: tries + 1]
    here = (x[:, 0] < centre.x) & (centre.x < x[:, 1]) & (y == centre.y)
    if here.any():
        middle = np.array([(centre.x, centre.y)])
        return np.concatenate((middle, middles[best])), np.concatenate((rooms[here][:1], rooms[best]))
    return middles[best], rooms[best]


def _turned(points: Points, angle: float) -> Points:
    """Turn points about the origin by degrees."""
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    turned: Points = points @ np.array(((c, s), (-s, c)))
    return turned


def _axis(part: Polygon) -> float | None:
    """Return the direction of a strip's longest axis, so that it is read from left to right; `None` if it is none."""
    with np.errstate(all="ignore"):  # a sliver without an area
        rectangle = shapely.minimum_rotated_rectangle(part)
    if rectangle.geom_type != "Polygon":
        return None
    a, b, c = shapely.get_coordinates(rectangle)[:3]
    first, second = b - a, c - b
    longest, other = (first, second) if np.hypot(*first) >= np.hypot(*second) else (second, first)
    if np.hypot(*longest) < STRIP * np.hypot(*other):
        return None
    turned = _readable(math.degrees(math.atan2(longest[1], longest[0])))
    return turned if abs(turned) > 3 else None


def _readable(angle: float) -> float:
    """Turn an angle by half circles into (-90°, 90°]."""
    angle = (angle + 90) % 180 - 90
    return 90.0 if angle == -90 else angle


def along(text: str, of: BaseGeometry, size: float, *, bold: bool = False) -> Iterator[Block]:
    """Yield blocks along a line, where it is straight enough for the type to follow it."""
    (setting,) = settings(text, size, bold=bold, lines=1)
    for line in sorted(shapely.get_parts(of), key=lambda line: -line.length)[:3]:
        if line.length < setting.width:
            continue
        for share in (0.5, 0.35, 0.65, 0.2, 0.8):
            middle = share * line.length
            start, end = middle - setting.width / 2, middle + setting.width / 2
            if start < 0 or end > line.length:
                continue
            piece = shapely.ops.substring(line, start, end)
            a, b = piece.coords[0], piece.coords[-1]
            chord = LineString([a, b])
            if chord.length > 0.9 * setting.width and piece.hausdorff_distance(chord) < size / 2:
                angle = _readable(math.degrees(math.atan2(b[1] - a[1], b[0] - a[0])))
                yield setting.at((a[0] + b[0]) / 2, (a[1] + b[1]) / 2, angle)


def around(
    text: str, point: Point, size: float, *, bold: bool = False, lines: int = 3, gap: float = 1.0
) -> Iterator[Block]:
    """Yield the eight positions around a point, in one line first."""
    for setting in settings(text, size, bold=bold, lines=lines):
        for across, up in EIGHT:
            lift = gap if across else 0.0  # diagonal positions keep the gap once, not twice
            x = point.x + across * (setting.width / 2 + gap * (0.7 if up else 1))
            y = point.y + up * (setting.height / 2 + (gap - lift * 0.3))
            yield setting.at(x, y)


def spiral(text: str, point: Point, size: float, *, reach: float) -> Iterator[Block]:
    """Yield positions ever farther from a point, up to `reach` mm."""
    (setting,) = settings(text, size, bold=False, lines=1)
    step = max(setting.height, 1.0)
    for ring in range(1, int(reach / step) + 1):
        for at in range(8 + 4 * ring):
            turn = 2 * math.pi * at / (8 + 4 * ring)
            yield setting.at(point.x + ring * step * math.cos(turn), point.y + ring * step * math.sin(turn))

"""Candidates: the positions at which a label may stand in an area, along a line, around a point, the best first."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
import shapely.ops
from shapely import affinity
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from gis_core.cartography import fonts
from gis_core.cartography.scene import Colour, Text

LEADING = 1.18
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
        w, h = self.width / 2, self.height / 2
        if not angle:
            return Block(self.lines, self.size, x, y, 0.0, shapely.box(x - w, y - h, x + w, y + h))
        c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        corners = [(x + u * c - v * s, y + u * s + v * c) for u, v in ((-w, -h), (w, -h), (w, h), (-w, h))]
        return Block(self.lines, self.size, x, y, angle, Polygon(corners))


@lru_cache(maxsize=4096)
def settings(text: str, size: float, *, bold: bool, lines: int) -> tuple[Setting, ...]:
    """Return a text in one line, two, three …: as even as its words allow, each number of lines once."""
    found: dict[int, Setting] = {}
    whole = fonts.width(text, size, bold=bold)
    for count in range(1, lines + 1):
        room = whole / count
        broken = fonts.wrap(text, size, room + 1e-6, bold=bold)
        while len(broken) > count and room < whole:
            room += size / 2
            broken = fonts.wrap(text, size, room, bold=bold)
        if len(broken) not in found:
            wide = max(fonts.width(line, size, bold=bold) for line in broken)
            high = size * (1 + (len(broken) - 1) * LEADING)
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
        spots = _widest(part, tries)
        for setting in some:
            blocks = [setting.at(x, y) for x, y in spots]
            yield from _within(blocks, part, overhang)
        turned = _axis(part)
        if turned is not None:
            centre = part.centroid if part.contains(part.centroid) else part.representative_point()
            level = affinity.rotate(part, -turned, origin=centre)
            spots = _widest(level, tries)
            c, s = math.cos(math.radians(turned)), math.sin(math.radians(turned))
            back = [
                (centre.x + (x - centre.x) * c - (y - centre.y) * s, centre.y + (x - centre.x) * s + (y - centre.y) * c)
                for x, y in spots
            ]
            for setting in some[:2]:
                yield from _within([setting.at(x, y, turned) for x, y in back], part, overhang)


def _within(blocks: list[Block], part: Polygon, overhang: float) -> Iterator[Block]:
    boxes = np.array([block.box for block in blocks])
    held = shapely.contains_properly(part, boxes)
    yield from (block for block, holds in zip(blocks, held, strict=True) if holds)
    if overhang:
        share = shapely.area(shapely.intersection(part, boxes)) / shapely.area(boxes)
        order = np.argsort(-share, kind="stable")
        yield from (blocks[at] for at in order if not held[at] and share[at] >= 1 - overhang)


def _widest(part: Polygon, tries: int) -> list[tuple[float, float]]:
    """Return the middles of an area's widest level stretches, its centroid first when that lies inside."""
    west, south, east, north = part.bounds
    heights = south + (north - south) * (np.arange(tries) + 0.5) / tries
    cuts = shapely.intersection(part, [LineString([(west - 1, y), (east + 1, y)]) for y in heights])
    stretches = shapely.get_parts(cuts)
    stretches = stretches[shapely.get_type_id(stretches) == 1]
    order = np.argsort(-shapely.length(stretches), kind="stable")[: tries + 1]
    found = [(float((a + c) / 2), float(b)) for a, b, c, _ in shapely.bounds(stretches[order])]
    centroid = part.centroid
    if part.contains(centroid):
        found.insert(0, (centroid.x, centroid.y))
    return found


def _axis(part: Polygon) -> float | None:
    """Return the direction of a strip's longest axis, so that it is read from left to right; `None` if it is none."""
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

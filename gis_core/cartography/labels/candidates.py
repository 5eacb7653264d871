"""Candidates: the positions at which a label may stand in an area, along a line, around a point, the best first."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shapely
import shapely.ops
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from gis_core.cartography import fonts
from gis_core.cartography.labels.rooms import Points, Room, readable, turned
from gis_core.cartography.scene import Colour, Text

LEADING = 1.18
SIDE = 0.25  # mm of air at a label's ends
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
    bounds: tuple[float, float, float, float]

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
        return self.block((x, y), self.boxes(np.array([(x, y)]), angle)[0], angle)

    def block(self, middle: tuple[float, float], box: Polygon, angle: float = 0.0) -> Block:
        """Return the block about a middle whose ground is known already."""
        (x, y), w, h = middle, self.width / 2, self.height / 2
        bounds = box.bounds if angle else (x - w, y - h, x + w, y + h)
        return Block(self.lines, self.size, x, y, angle, box, bounds)

    def boxes(self, middles: Points, angle: float = 0.0) -> npt.NDArray[np.object_]:
        """Return the ground that it takes about each of some middles."""
        w, h = self.width / 2, self.height / 2
        if not angle:
            x, y = middles[:, 0], middles[:, 1]
            return np.asarray(shapely.box(x - w, y - h, x + w, y + h), dtype=object)
        corners = turned(np.array(((-w, -h), (w, -h), (w, h), (-w, h), (-w, -h))), angle)
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
    text: str, rooms: Sequence[Room], size: float, *, bold: bool = False, lines: int = 3, overhang: float = 0.0
) -> Iterator[Block]:
    """Yield blocks in the rooms of an area, those in one line first."""
    some = settings(text, size, bold=bold, lines=lines)
    for room in rooms:
        for setting in some[:2] if room.angle else some:
            fits = room.widths >= setting.width * (1 - overhang)
            if not fits.any() or setting.height * (1 - overhang) > room.height:
                continue
            spots = room.middles[fits]
            boxes = setting.boxes(spots, room.angle)
            for at in _within(boxes, room.part, overhang, level=not room.angle):
                x, y = spots[at].tolist()
                yield setting.block((x, y), boxes[at], room.angle)


def _shared(boxes: npt.NDArray[np.object_], part: Polygon, *, level: bool) -> npt.NDArray[np.float64]:
    """Return how much of each box lies in a polygon, in mm²."""
    if not level:
        return np.asarray(shapely.area(shapely.intersection(part, boxes)))
    cut = [shapely.clip_by_rect(part, *bounds) for bounds in shapely.bounds(boxes)]  # much faster than an overlay
    return np.asarray(shapely.area(cut))


def _within(boxes: npt.NDArray[np.object_], part: Polygon, overhang: float, *, level: bool) -> Iterator[int]:
    """Yield which boxes lie in a polygon; then which of the others lie in it but for a share, the least first."""
    held = shapely.contains_properly(part, boxes)
    yield from np.flatnonzero(held).tolist()
    if overhang and not held.all():
        share = _shared(boxes, part, level=level) / shapely.area(boxes)
        yield from (
            at for at in np.argsort(-share, kind="stable").tolist() if not held[at] and share[at] >= 1 - overhang
        )


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
                angle = readable(math.degrees(math.atan2(b[1] - a[1], b[0] - a[0])))
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
        turns = 2 * np.pi * np.arange(8 + 4 * ring) / (8 + 4 * ring)
        middles = np.column_stack((point.x + ring * step * np.cos(turns), point.y + ring * step * np.sin(turns)))
        for (x, y), box in zip(middles.tolist(), setting.boxes(middles), strict=True):
            yield setting.block((x, y), box)

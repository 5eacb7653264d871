"""
The coordinate grid: ticks and kilometres on the frame, crosses in the map, in the survey CRS.

Lines stand 10 cm apart on paper (GB/T 20257.1), 5 cm in a frame where fewer than two would be seen; at scales that the
standard doesn't know a little less, at round coordinates. They follow a turned frame. There
sides mix northings and eastings, so its labels say which by the letters of the survey CRS (in Chinese survey X is the
northing and Y the easting).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString, Point, Polygon, box

from gis_core.cartography import fonts
from gis_core.cartography.scene import Item, SceneLayer, Shapes, Stroke, Text
from gis_core.cartography.sheets.frame import MapFrame
from gis_core.place import SurveyCrs
from layers.base import Label

WIDE, NARROW = 100.0, 50.0  # mm
ROUND = (1.0, 2.0, 2.5, 5.0)
INK = "#3e4c59"
ARM = 2.5  # of a cross, in mm
TICK = 2.0
STEEP = 25.0  # degrees at least between a line and the side that its label stands on
HAIR = Stroke(INK, 0.1)


@dataclass(frozen=True)
class GridLine:
    """A line of the grid: whether it is a northing or an easting, of how many metres, and its ends on paper."""

    northing: bool
    metres: float
    ends: tuple[tuple[float, float], tuple[float, float]]


def interval(frame: MapFrame) -> float:
    """Return the distance of two grid lines in metres: 1, 2, 2.5 or 5 times a power of ten."""
    wanted = (WIDE if min(frame.width, frame.height) >= 2 * WIDE else NARROW) * frame.metres
    power = 10.0 ** math.floor(math.log10(wanted))
    return max(part * power for part in ROUND if part * power <= wanted * (1 + 1e-9))


def grid_lines(frame: MapFrame, step: float) -> list[GridLine]:
    """Return the lines of the grid that cross the frame, at the multiples of `step` metres, its sides included."""
    ground = frame.ground
    window = shapely.buffer(ground, 1e-6 * frame.metres, join_style="mitre")
    west, south, east, north = ground.bounds
    found: list[GridLine] = []
    for northing, low, high in ((False, west, east), (True, south, north)):
        for number in range(math.ceil((low - 1e-6) / step), math.floor((high + 1e-6) / step) + 1):
            at = number * step
            whole = [(west - 1, at), (east + 1, at)] if northing else [(at, south - 1), (at, north + 1)]
            inside = shapely.intersection(LineString(whole), window)
            if inside.geom_type == "LineString" and inside.length > 5 * frame.metres:
                one, other = frame.on_paper(np.array(inside.coords))[[0, -1]].tolist()
                found.append(GridLine(northing, at, ((one[0], one[1]), (other[0], other[1]))))
    return found


def kilometres(metres: float, step: float) -> str:
    """Write a grid line's coordinate in kilometres, with the decimals that its distance asks for, at least one."""
    digits = next(count for count in (1, 2, 3, 4, 5, 6) if abs(round(step / 1000, count) - step / 1000) < 1e-9)
    return f"{metres / 1000:.{digits}f}"


def grid_layers(frame: MapFrame, band: float, size: float, crs: SurveyCrs) -> tuple[SceneLayer, SceneLayer]:
    """
    Return the crosses in the map, which can be switched off, and the ticks with their kilometres around it.

    Parameters
    ----------
    frame
        The map's.
    band
        Between inner and outer frame, in mm; the kilometres stand in it.
    size
        Of their type, in mm.
    crs
        The survey CRS, whose letters the labels of a turned frame have.
    """
    step = interval(frame)
    lines = grid_lines(frame, step)
    crosses = SceneLayer(
        "grid", Label("坐标格网", "Coordinate grid"), _crosses(frame, lines), clip=frame.window, optional=True
    )
    ticks: list[LineString] = []
    texts: list[Item] = []
    taken: list[Polygon] = []
    for line in lines:
        for ends in (line.ends, (line.ends[1], line.ends[0])):
            said = kilometres(line.metres, step)
            if frame.turn % 360:
                said = f"{crs.letter(northing=line.northing)} {said}"
            tick, text, ground = _end(frame, ends, said, band, size)
            ticks.append(tick)
            if text is not None and ground is not None and not any(ground.intersects(one) for one in taken):
                taken.append(ground)
                texts.append(text)
    items: tuple[Item, ...] = (Shapes((MultiLineString(ticks),), stroke=HAIR), *texts) if ticks else ()
    return crosses, SceneLayer("ticks", Label("坐标注记", "Coordinates"), items, optional=False)


def _crosses(frame: MapFrame, lines: list[GridLine]) -> tuple[Item, ...]:
    turn = math.radians(frame.turn)
    cos, sin = ARM * math.cos(turn), ARM * math.sin(turn)
    arms: list[LineString] = []
    inner = frame.window.buffer(-0.5)
    for north in (line for line in lines if line.northing):
        for east in (line for line in lines if not line.northing):
            ((x, y),) = frame.on_paper(np.array([[east.metres, north.metres]])).tolist()
            if inner.contains(Point(x, y)):
                arms.append(LineString([(x - cos, y - sin), (x + cos, y + sin)]))
                arms.append(LineString([(x + sin, y - cos), (x - sin, y + cos)]))
    return (Shapes((MultiLineString(arms),), stroke=HAIR),) if arms else ()


def _end(
    frame: MapFrame, ends: tuple[tuple[float, float], tuple[float, float]], said: str, band: float, size: float
) -> tuple[LineString, Text | None, Polygon | None]:
    """Return the tick at the first of a grid line's ends, what is said there and the paper that it takes."""
    end, other = ends
    x, y = end
    away = np.array(end) - np.array(other)
    away /= np.hypot(*away)
    tick = LineString([end, (x + TICK * away[0], y + TICK * away[1])])
    right, top = frame.x + frame.width, frame.y + frame.height
    distances = {"left": abs(x - frame.x), "right": abs(x - right), "bottom": abs(y - frame.y), "top": abs(y - top)}
    # of the two sides that meet in a corner, the one that the line goes through
    side = min(distances, key=lambda name: (distances[name] > 1e-3, -abs(away[0 if name in ("left", "right") else 1])))
    upright = side in ("left", "right")
    if abs(away[0 if upright else 1]) < math.sin(math.radians(STEEP)):
        return tick, None, None
    half = fonts.width(said, size) / 2
    middle = band / 2 + 0.3
    low, high = (frame.y, top) if upright else (frame.x, right)
    along = min(max(y if upright else x, low + half), high - half)
    if upright:
        at = (frame.x - middle if side == "left" else right + middle, along)
        ground = box(at[0] - size / 2, along - half - 1, at[0] + size / 2, along + half + 1)
    else:
        at = (along, frame.y - middle if side == "bottom" else top + middle)
        ground = box(along - half - 1, at[1] - size / 2, along + half + 1, at[1] + size / 2)
    text = Text(*at, said, size, INK, "centre", "middle", angle=90.0 if upright else 0.0)
    return tick, text, ground

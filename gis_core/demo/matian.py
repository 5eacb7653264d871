"""Matian itself: the sketch turned into the frame of district 1, with what each superblock is and where it belongs."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import split

from gis_core.demo import sketch
from gis_core.demo.curves import overshot, smooth, surveyed
from gis_core.demo.frame import Frame, Line, Seat, Superblock, build_frame, labelled
from gis_core.demo.rings import Points, Ring, corners_of, on_grid

DISTRICT = 1
RIVER_BEYOND = 200.0  # how far the river is drawn beyond the boundary, metres
THIN = 42.0  # a face narrower than this isn't built on, metres


def matian_frame(seed: int) -> Frame:
    """Return the frame of Matian. The seed turns the villages; lines and places are the sketch's."""
    rng = np.random.default_rng([seed, DISTRICT])
    river = overshot(smooth(surveyed(sketch.RIVER), 20), 400)
    land = _land(river)
    basins = [(basin, Polygon(smooth(surveyed(basin.outline), 18, closed=True))) for basin in sketch.BASINS]
    parks = {basin.name: _around(outline, basin.margin) for basin, outline in basins}
    lines = [
        Line(road.name, road.kind, "road", road.width, road.lanes, overshot(smooth(surveyed(road.line), 25), 60))
        for road in sketch.ROADS
    ]
    lines += [
        Line(name, "creek", "water", sketch.CREEK_WIDTH, 0, smooth(surveyed(course), 20))
        for name, course in sketch.CREEKS
    ]
    lines += _riverside(river, land)
    all_parks = shapely.union_all([Polygon(ring) for ring in parks.values()])
    lines = [replacement for line in lines for replacement in _outside(line, all_parks)]
    for basin, _ in basins:
        ring = parks[basin.name]
        closed = np.concatenate([ring, ring[:1]])
        lines.append(Line(f"{basin.name}环路", "local", "road", sketch.BASIN_ROAD_WIDTH, 2, closed))
        lines += _spokes(basin, Polygon(ring), lines)
    lines.append(Line(sketch.RIVER_NAME, "river", "water", sketch.RIVER_WIDTH, 0, river))
    seats = _seats(rng)
    frame = build_frame(land, lines, seats, DISTRICT)
    frame.name = "马田街道"
    course = LineString(river).buffer(sketch.RIVER_WIDTH / 2, cap_style="flat")
    frame.river = course.intersection(frame.outline.buffer(RIVER_BEYOND))
    frame.lakes = [(basin.name, outline) for basin, outline in basins if basin.kind == "lake"]
    waters = {basin.name: np.asarray(outline.exterior.coords)[:-1] for basin, outline in basins if basin.kind == "lake"}
    inside = [(basin, Polygon(parks[basin.name])) for basin, _ in basins]
    labelled(frame, [_label(block, inside, waters, seats) for block in frame.superblocks])
    return frame


def _land(river: Points) -> Polygon:
    drawn = Polygon(smooth(surveyed(sketch.BOUNDARY), 30, closed=True)).buffer(0)
    town = Point(surveyed([sketch.CENTRE])[0])
    parts = [part for part in split(drawn, LineString(river)).geoms if part.contains(town)]
    return Polygon(on_grid(corners_of(parts[0])))


def _around(outline: Polygon, margin: float) -> Points:
    return on_grid(corners_of(outline.buffer(margin, quad_segs=6).simplify(1.5)))


def _riverside(river: Points, land: Polygon) -> list[Line]:
    course = LineString(river).simplify(4)
    offset = sketch.RIVER_WIDTH / 2 + sketch.RIVERSIDE
    road = course.buffer(offset, quad_segs=6).simplify(2).boundary.intersection(land)
    parts = shapely.get_parts(shapely.line_merge(road))
    return [
        Line("滨河路", "local", "road", 18.0, 2, on_grid(np.asarray(part.coords)))
        for part in parts
        if part.length > 300
    ]


def _outside(line: Line, parks: BaseGeometry) -> list[Line]:
    """Cut a line where it runs through a lake's or hill's park, whose own road leads around."""
    left = shapely.difference(LineString(line.points), parks)
    parts = [part for part in shapely.get_parts(left) if part.length > 30]
    return [Line(line.name, line.kind, line.surface, line.width, line.lanes, np.asarray(part.coords)) for part in parts]


def _spokes(basin: sketch.Basin, park: Polygon, lines: list[Line]) -> list[Line]:
    """Return the access roads: from the park's road outwards to the first other road."""
    others = shapely.union_all(
        [LineString(line.points) for line in lines if line.surface == "road" and not line.name.startswith(basin.name)]
    )
    spokes = []
    for number, course in enumerate(basin.spokes, 1):
        inner = surveyed(course)[::-1]
        line = LineString(overshot(inner, 200)[1:]).difference(park)
        line = max(shapely.get_parts(line), key=lambda part: part.length)
        start = Point(line.coords[0])
        met = [point for point in shapely.get_parts(line.intersection(others)) if point.geom_type == "Point"]
        if not met:
            continue
        end = min(met, key=start.distance)
        points = np.array([start.coords[0], end.coords[0]])
        unit = (points[1] - points[0]) / np.hypot(*(points[1] - points[0]))
        points = on_grid(np.array([points[0] - unit, *np.linspace(points[0], points[1], 6)[1:-1], points[1] + unit]))
        spokes.append(
            Line(f"{basin.name}{'一二三四五六'[number - 1]}路", "local", "road", sketch.SPOKE_WIDTH, 2, points)
        )
    return spokes


def _seats(rng: np.random.Generator) -> tuple[Seat, ...]:
    drawn = [*sketch.COMMUNITIES, *sketch.QUARTERS]
    places = surveyed([(seat.lon, seat.lat) for seat in drawn])
    return tuple(
        Seat(seat.name, seat.kind, float(x), float(y), seat.radius, float(rng.uniform(-0.5, 0.5)))
        for seat, (x, y) in zip(drawn, places, strict=True)
    )


def _label(
    block: Superblock, parks: list[tuple[sketch.Basin, Polygon]], waters: dict[str, Points], seats: tuple[Seat, ...]
) -> dict[str, object]:
    centre = block.ring.polygon().point_on_surface()
    label: dict[str, object] = {
        "community": _nearest_community(block.ring, seats),
        "zone": _functional_zone(centre),
    }
    for basin, park in parks:
        if park.contains(centre):
            return label | {"kind": basin.kind, "name": basin.name, "water": waters.get(basin.name)}
    if block.ring.width < THIN or block.ring.area < 5000:
        return label | {"kind": "green"}
    return label


def _nearest_community(ring: Ring, seats: tuple[Seat, ...]) -> str:
    """Return the community of the village nearest to the superblock: by its own distance and by its centre's."""
    polygon = ring.polygon()
    centre = polygon.centroid
    villages = seats[: len(sketch.COMMUNITIES)]
    places = [Point(seat.x, seat.y) for seat in villages]
    distances = [polygon.distance(place) * 0.6 + centre.distance(place) for place in places]
    return villages[int(np.argmin(distances))].name


def _functional_zone(centre: Point) -> str:
    places = surveyed([place for *_, place in sketch.FUNCTIONAL_ZONES])
    distance = np.hypot(places[:, 0] - centre.x, places[:, 1] - centre.y)
    return sketch.FUNCTIONAL_ZONES[int(distance.argmin())][0]

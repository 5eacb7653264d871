"""What is drawn over a whole district: boundary, zones, communities, grids, axes, controls, metro, heritage, water."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import networkx as nx
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, MultiLineString, Point
from shapely.geometry.base import BaseGeometry

from gis_core.demo import sketch
from gis_core.demo.codes import subdistrict_code
from gis_core.demo.curves import smooth, surveyed
from gis_core.demo.frame import Frame, Superblock
from gis_core.demo.piece import Piece, piece
from gis_core.demo.superblock import Grown

BUS_SPACING = 520.0  # metres along arterial and secondary roads
FOCUS_RADIUS = 1000.0  # around 新兴湖, metres
APPROVED = dt.date(2013, 8, 15)
HERITAGE = (
    ("依波钟表文化博物馆", "museum", "市级", (113.8992, 22.7796)),
    ("飞亚达计时文化中心", "museum", "区级", (113.8938, 22.7712)),
    ("合水口老机床厂", "industrial", "区级", (113.8965, 22.7762)),
    ("马山头旧厂房", "industrial", "未定级", (113.8872, 22.7722)),
    ("合水口古榕", "old_tree", "一级", (113.8926, 22.7790)),
    ("薯田埔古榕", "old_tree", "二级", (113.8714, 22.7806)),
)


@dataclass
class Tally:
    """What the territory needs to know of the grown superblocks."""

    people: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    homes: dict[tuple[int, int], bool] = field(default_factory=dict)
    industrial: dict[tuple[int, int], BaseGeometry] = field(default_factory=dict)
    farms: list[BaseGeometry] = field(default_factory=list)
    halls: list[tuple[str, Point]] = field(default_factory=list)

    def add(self, grown: Grown, superblock: Superblock) -> None:
        """Take note of a superblock."""
        key = (grown.district, grown.key)
        people = int(grown.residents.sum())
        self.people[superblock.community] += people
        self.homes[key] = people * 60 > superblock.ring.area
        if grown.industrial is not None:
            self.industrial[key] = shapely.buffer(grown.industrial, 0.5, join_style="mitre")
        farms = [ring.polygon() for ring, use in zip(grown.rings, grown.uses, strict=True) if use == "farm"]
        self.farms += [shapely.union_all(farms).buffer(0)] if farms else []
        for ring, use in zip(grown.rings, grown.uses, strict=True):
            if use == "hall":
                self.halls.append((superblock.community, ring.polygon().representative_point()))


def territory_rows(frame: Frame, name: str, tally: Tally) -> Iterator[Piece]:
    """Yield boundary, zones, communities, grids, plan units and controls of a district."""
    district = frame.superblocks[0].district
    prefix = f"{district:03d}"
    yield piece("subdistrict", [frame.outline], {"code": subdistrict_code(district), "name": name})
    faces = np.array([ring.polygon() for ring in frame.faces], dtype=object)
    owners = _owners(faces, frame)
    yield from _zones(faces, owners, prefix, tally)
    yield from _controls(frame, prefix, tally)
    yield from _waters(frame, prefix)
    yield from _buses(frame, prefix)


def matian_rows(frame: Frame, tally: Tally) -> Iterator[Piece]:
    """Yield what only Matian has: axes, focus area, metro, heritage."""
    axes = (("松白路", "松白路城市中心轴"), ("通兴路", "通兴路智能产业轴"))
    courses = [_course(frame, road) for road, _ in axes]
    yield piece(
        "development_axes",
        courses,
        {"code": ["ZX01", "ZX02"], "name": [name for _, name in axes], "theme": ["城市中心", "智能产业"]},
    )
    lake = next((outline for name, outline in frame.lakes if name == "新兴湖"), None)
    centre = lake.centroid if lake is not None else Point(surveyed([sketch.CENTRE])[0])
    near = [
        block.face.polygon()
        for block in frame.superblocks
        if block.face.polygon().distance(centre) < FOCUS_RADIUS * 0.55
    ]
    focus = shapely.make_valid(shapely.union_all(near))
    yield piece("focus_areas", [focus], {"code": "ZD01", "name": "新兴湖重点片区", "theme": "总部与中试基地"})
    yield from _metro(frame)
    yield from _heritage(frame, tally)


def _owners(faces: NDArray[np.object_], frame: Frame) -> list[Superblock]:
    tree = shapely.STRtree([block.ring.polygon() for block in frame.superblocks])
    return [frame.superblocks[int(tree.nearest(face.representative_point()))] for face in faces]


def _grouped(faces: NDArray[np.object_], keys: list[str]) -> dict[str, BaseGeometry]:
    return {key: shapely.coverage_union_all(faces[[k == key for k in keys]]) for key in dict.fromkeys(keys) if key}


def _zones(faces: NDArray[np.object_], owners: list[Superblock], prefix: str, tally: Tally) -> Iterator[Piece]:
    communities = _grouped(faces, [block.community for block in owners])
    yield piece(
        "communities",
        list(communities.values()),
        {
            "code": [f"SQ{prefix}{n:02d}" for n in range(1, len(communities) + 1)],
            "name": list(communities),
            "population": [tally.people[name] for name in communities],
        },
    )
    zones = _grouped(faces, [block.zone for block in owners])
    themes = {name: theme for name, _, theme, _ in sketch.FUNCTIONAL_ZONES}
    if zones:
        yield piece(
            "functional_zones",
            list(zones.values()),
            {
                "code": [f"PQ{prefix}{n:02d}" for n in range(1, len(zones) + 1)],
                "name": list(zones),
                "theme": [themes.get(name) for name in zones],
            },
        )
    grids = _grouped(faces, [str(block.key) for block in owners])
    by_key = {str(block.key): block for block in owners}
    serial: defaultdict[str, int] = defaultdict(int)
    names = []
    for key in grids:
        community = by_key[key].community
        serial[community] += 1
        names.append(f"{community}第{serial[community]}网格")
    yield piece(
        "service_grids",
        list(grids.values()),
        {
            "code": [f"WG{prefix}{int(key):03d}" for key in grids],
            "name": names,
            "kind": [
                "livelihood" if tally.homes.get((by_key[key].district, by_key[key].key)) else "economic"
                for key in grids
            ],
            "community": [by_key[key].community for key in grids],
        },
    )
    yield piece(
        "plan_units",
        list(communities.values()),
        {
            "code": [f"TZ{prefix}-{n:02d}" for n in range(1, len(communities) + 1)],
            "name": [f"[{name}地区]法定图则" for name in communities],
            "approved_on": APPROVED,
        },
    )


def plan_unit_codes(frame: Frame) -> dict[str, str]:
    """Return the code of the statutory plan unit of each community, as `territory_rows` numbers them."""
    faces = np.array([ring.polygon() for ring in frame.faces], dtype=object)
    names = dict.fromkeys(block.community for block in _owners(faces, frame))
    prefix = f"{frame.superblocks[0].district:03d}"
    return {name: f"TZ{prefix}-{n:02d}" for n, name in enumerate(names, 1)}


def _controls(frame: Frame, prefix: str, tally: Tally) -> Iterator[Piece]:
    green = [block.ring.polygon() for block in frame.superblocks if block.kind in ("hill", "lake")]
    hills: list[BaseGeometry] = [block.ring.polygon() for block in frame.superblocks if block.kind == "hill"]
    farms = tally.farms
    growth = frame.outline.difference(shapely.union_all([*hills, *farms])) if hills or farms else frame.outline
    lines = [
        ("永久基本农田", "farmland", farms),
        ("生态保护红线", "ecology", hills),
        ("城镇开发边界", "urban", [growth]),
    ]
    present = [(name, kind, shapely.union_all(shapes)) for name, kind, shapes in lines if shapes]
    yield piece(
        "three_lines",
        [shape for *_, shape in present],
        {
            "code": [f"SX{prefix}{n}" for n in range(1, len(present) + 1)],
            "name": [row[0] for row in present],
            "kind": [row[1] for row in present],
        },
    )
    own = {key: shape for key, shape in tally.industrial.items() if key[0] == frame.superblocks[0].district}
    if own:
        yield piece(
            "industrial_block_lines",
            list(own.values()),
            {
                "code": [f"QK{key[0]:03d}{key[1]:03d}" for key in own],
                "name": [f"工业区块{key[1]:03d}" for key in own],
                "level": ["1" if shape.area > 100_000 else "2" for shape in own.values()],
            },
        )
    if green:
        yield piece(
            "ecological_line",
            green,
            {"code": [f"ST{prefix}{n:02d}" for n in range(1, len(green) + 1)], "name": "基本生态控制线"},
        )
    by_name: defaultdict[tuple[str, str], list[BaseGeometry]] = defaultdict(list)
    for corridor in frame.corridors:
        if corridor.line.surface == "water" or corridor.line.kind in ("arterial", "secondary"):
            by_name[corridor.line.name, "river" if corridor.line.surface == "water" else "road"].append(
                corridor.ring.polygon()
            )
    shapes = [shapely.union_all(parts).buffer(12 if kind == "river" else 0) for (_, kind), parts in by_name.items()]
    yield piece(
        "corridor_lines",
        shapes,
        {
            "code": [f"KZ{prefix}{n:02d}" for n in range(1, len(shapes) + 1)],
            "name": [name for name, _ in by_name],
            "kind": [kind for _, kind in by_name],
        },
    )


def _waters(frame: Frame, prefix: str) -> Iterator[Piece]:
    waters: defaultdict[tuple[str, str], list[BaseGeometry]] = defaultdict(list)
    for corridor in frame.corridors:
        if corridor.line.surface == "water" and corridor.line.kind == "creek":
            waters[corridor.line.name, "creek"].append(corridor.ring.polygon())
    for name, outline in frame.lakes:
        waters[name, "lake"].append(outline)
    shapes = {key: shapely.union_all(parts) for key, parts in waters.items()}
    if frame.river is not None:
        shapes = {key: shape.difference(frame.river) for key, shape in shapes.items()}
        shapes[sketch.RIVER_NAME, "river"] = frame.river
    if shapes:
        yield piece(
            "water",
            list(shapes.values()),
            {
                "code": [f"HL{prefix}{n:02d}" for n in range(1, len(shapes) + 1)],
                "name": [name for name, _ in shapes],
                "kind": [kind for _, kind in shapes],
            },
        )


def _buses(frame: Frame, prefix: str) -> Iterator[Piece]:
    by_road: defaultdict[str, list[LineString]] = defaultdict(list)
    for line, points in frame.edges:
        if line.kind in ("arterial", "secondary"):
            by_road[line.name].append(LineString(points))
    stops_at: list[Point] = []
    names: list[str] = []
    lines: list[str] = []
    for number, (road, parts) in enumerate(by_road.items(), 1):
        merged = shapely.line_merge(MultiLineString(parts)) if len(parts) > 1 else parts[0]
        course = max(shapely.get_parts(merged), key=lambda part: part.length)
        stops = np.arange(BUS_SPACING * 0.4, course.length, BUS_SPACING)
        for n, at in enumerate(stops, 1):
            stops_at.append(course.interpolate(at))
            names.append(f"{road}{n}站")
            lines.append(f"M{300 + number}路")
    if stops_at:
        yield piece(
            "transit_stations",
            stops_at,
            {
                "code": [f"GJ{prefix}{n:04d}" for n in range(1, len(stops_at) + 1)],
                "name": names,
                "kind": "bus",
                "line": lines,
            },
        )


def _course(frame: Frame, road: str) -> BaseGeometry:
    drawn = next(line for line in sketch.ROADS if line.name == road)
    return shapely.intersection(LineString(smooth(surveyed(drawn.line), 25)), frame.whole or frame.outline)


def _metro(frame: Frame) -> Iterator[Piece]:
    drawn = next(line for line in sketch.ROADS if line.name == "松白路")
    course = LineString(smooth(surveyed(drawn.line), 25))
    yield piece(
        "metro_lines", [course.intersection(frame.whole or frame.outline)], {"code": "DT06", "name": sketch.METRO_NAME}
    )
    places = [Point(place) for place in surveyed([(lon, lat) for _, lon, lat in sketch.STATIONS])]
    points, names, kinds = [], [], []
    for (name, *_), place in zip(sketch.STATIONS, places, strict=True):
        at = course.project(place)
        points.append(course.interpolate(at))
        names.append(f"{name}站")
        kinds.append("metro")
        for letter, along, side in (("A", -60, 34), ("B", -60, -34), ("C", 60, 34), ("D", 60, -34)):
            here, ahead = course.interpolate(at + along), course.interpolate(at + along + 1)
            dx, dy = ahead.x - here.x, ahead.y - here.y
            points.append(Point(here.x - dy * side, here.y + dx * side))
            names.append(f"{name}站{letter}口")
            kinds.append("metro_exit")
    yield piece(
        "transit_stations",
        points,
        {
            "code": [f"DT{n:03d}" for n in range(1, len(points) + 1)],
            "name": names,
            "kind": kinds,
            "line": sketch.METRO_NAME,
        },
    )
    exits = [point for point, kind in zip(points, kinds, strict=True) if kind == "metro_exit"]
    yield piece(
        "hazards",
        exits[::3],
        {
            "code": [f"YHDT{n:03d}" for n in range(1, len(exits[::3]) + 1)],
            "hazard_class": "road",
            "kind": "metro_exit",
            "severity": 2,
            "community": "合水口",
            "found_on": dt.date(2021, 3, 9),
        },
    )


def _heritage(frame: Frame, tally: Tally) -> Iterator[Piece]:
    places = [Point(place) for place in surveyed([place for *_, place in HERITAGE])]
    halls = tally.halls[:: max(1, len(tally.halls) // 12)][:12]
    names = [name for name, *_ in HERITAGE] + [f"{community}宗祠" for community, _ in halls]
    seen: defaultdict[str, int] = defaultdict(int)
    unique = []
    for name in names:
        seen[name] += 1
        unique.append(name if seen[name] == 1 else f"{name}（{seen[name]}）")
    yield piece(
        "heritage_places",
        places + [place for _, place in halls],
        {
            "code": [f"YC{n:03d}" for n in range(1, len(names) + 1)],
            "name": unique,
            "kind": [kind for _, kind, *_ in HERITAGE] + ["ancestral_hall"] * len(halls),
            "grade": [grade for _, _, grade, _ in HERITAGE] + ["未定级"] * len(halls),
        },
    )
    yield piece("tour_routes", [_tour(frame, places[0], places[1])], {"code": "YJ01", "name": "钟表工业遗产游径"})


def _tour(frame: Frame, start: Point, end: Point) -> LineString:
    """Return the shortest way along the main roads between two places."""
    graph: nx.Graph[tuple[float, ...]] = nx.Graph()
    for line, points in frame.edges:
        if line.surface == "road":
            first, last = tuple(points[0].tolist()), tuple(points[-1].tolist())
            graph.add_edge(first, last, course=points, length=LineString(points).length)
    nodes = list(graph)
    corners = shapely.points(np.array(nodes))
    near = [nodes[int(shapely.distance(corners, place).argmin())] for place in (start, end)]
    path = nx.shortest_path(graph, near[0], near[1], weight="length")
    course = [np.array([[start.x, start.y]])]
    for a, b in pairwise(path):
        points = graph[a][b]["course"]
        course.append(points if tuple(points[0].tolist()) == a else points[::-1])
    course.append(np.array([[end.x, end.y]]))
    return LineString(np.concatenate(course))

"""
The road network: main roads joined by the streets of the superblocks, split at every junction and numbered.

Also the surface of the main roads and the water of river and creeks, as parcels, once all superblocks are grown and the
vertices that they put on their outlines are known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Point

from gis_core.demo.codes import block_code, ordinal, parcel_code, quarter_name
from gis_core.demo.frame import Corridor, Frame, Line, Superblock
from gis_core.demo.neighbours import links
from gis_core.demo.piece import Piece, piece
from gis_core.demo.rings import KERB, Points, Ring, edge_at, on_grid, with_vertices
from gis_core.demo.superblock import Grown
from gis_core.demo.ways import Way

CLASSES = {
    "arterial": "arterial", "secondary": "secondary", "local": "local", "wide_local": "local", "narrow": "local",
    "lane": "lane", "alley": "lane",
}  # fmt: skip
LANES = {"arterial": 6, "secondary": 4, "wide_local": 4, "local": 2, "narrow": 2, "lane": 1, "alley": 1}
BICYCLE = {"arterial", "secondary", "wide_local"}
SAME = 34.0  # joints on both sides of a main road this near become one crossing, metres
ALONG = 2.0  # ends of streets reach the centre line at most this many widths away
NEEDLE = 0.1  # what a superblock gives up at its kerb is narrower, metres
MOST_AROUND_NEEDLE = 4  # vertices
EDGE_SUPERBLOCK = 0  # number under which main roads and water are registered

Vertex = tuple[float, ...]


class Network:
    """Collects the joints of streets with main roads; gives the rows of both."""

    def __init__(self, frames: list[Frame]) -> None:
        self._edges = _road_edges(frames)
        self._courses = np.array([shapely.linestrings(points) for _, points in self._edges], dtype=object)
        self._tree = shapely.STRtree(self._courses)
        self._joints: defaultdict[int, list[Points]] = defaultdict(list)
        self._outlines: defaultdict[int, list[Points]] = defaultdict(list)
        self._nodes: dict[tuple[float, float], int] = {}
        self._frames = frames
        # Matian's nodes come first, so that their numbers don't depend on how many neighbours there are.
        for line, points in frames[0].edges:
            if line.surface == "road":
                self._node(points[0])
                self._node(points[-1])

    def _node(self, point: Points) -> int:
        key = (float(point[0]), float(point[1]))
        return self._nodes.setdefault(key, len(self._nodes) + 1)

    def street_rows(self, grown: Grown, superblock: Superblock) -> Piece | None:
        """Return the rows of `roads` for a superblock, its streets led on to the middle of the main roads."""
        self._outlines[superblock.district].append(grown.outline.points)
        if not grown.ways:
            return None
        courses = [self._led_on(way, superblock) for way in grown.ways]
        quarter = superblock.name or quarter_name(superblock.district, superblock.key)
        numbers: dict[int, int] = {}
        names: list[str | None] = []
        for way in grown.ways:
            if way.kind == "alley":
                names.append(None)
                continue
            number = numbers.setdefault(way.street, len(numbers) + 1)
            names.append(
                f"{superblock.community}{quarter}{_number(number)}巷"
                if way.kind == "lane"
                else f"{quarter}{_number(number)}路"
            )
        codes = [block_code("DL", superblock.district, superblock.key, n) for n in range(1, len(courses) + 1)]
        return self._rows(
            codes=codes,
            names=names,
            kinds=[way.kind for way in grown.ways],
            widths=[way.width for way in grown.ways],
            courses=courses,
            lanes=None,
        )

    def _led_on(self, way: Way, superblock: Superblock) -> Points:
        line = way.line
        if not way.joins:
            return line
        for first in (True, False):
            end = line[0] if first else line[-1]
            joint = self._joint(end, superblock.ring)
            if joint is not None:
                line = np.concatenate([joint[None], line] if first else [line, joint[None]])
        return line

    def _joint(self, end: Points, ring: Ring) -> Points | None:
        edge = edge_at(ring, end)
        if edge is None or ring.tags[edge] != KERB:
            return None
        point = shapely.points(end)
        number = int(self._tree.nearest(point))
        line, points = self._edges[number]
        if shapely.distance(self._courses[number], point) > ALONG * line.width + 5:
            return None
        foot = on_grid(shapely.get_coordinates(shapely.shortest_line(self._courses[number], point))[0])
        known: list[Points] = [points[0], points[-1], *self._joints[number]]
        distances = [float(np.hypot(*(joint - foot))) for joint in known]
        nearest = int(np.argmin(distances))
        if distances[nearest] < SAME:
            return known[nearest]
        self._joints[number].append(foot)
        return foot

    def main_rows(self) -> Iterator[Piece]:
        """Yield the rows of `roads` for the main roads, split at every joint."""
        courses: list[Points] = []
        lines: list[Line] = []
        for number, (line, points) in enumerate([*self._edges, *links(self._frames)]):
            joints = np.array(self._joints[number]).reshape(-1, 2)
            dense, _ = with_vertices(points, joints, closed=False)
            at = [
                i for i in range(1, len(dense) - 1) if tuple(dense[i].tolist()) in {tuple(j) for j in joints.tolist()}
            ]
            for first, last in zip([0, *at], [*at, len(dense) - 1], strict=True):
                courses.append(dense[first : last + 1])
                lines.append(line)
        codes = [block_code("DL", 0, 0, n) if n < 10_000 else f"DL{n:010d}" for n in range(1, len(courses) + 1)]
        yield self._rows(
            codes=codes,
            names=[line.name for line in lines],
            kinds=[line.kind for line in lines],
            widths=[line.width for line in lines],
            courses=courses,
            lanes=[line.lanes for line in lines],
        )

    def _rows(
        self,
        *,
        codes: list[str],
        names: list[str | None] | list[str],
        kinds: list[str],
        widths: list[float],
        courses: list[Points],
        lanes: list[int] | None,
    ) -> Piece:
        return piece(
            "roads",
            [shapely.linestrings(course) for course in courses],
            {
                "code": codes,
                "name": names,
                "class": [CLASSES[kind] for kind in kinds],
                "lanes": lanes or [LANES[kind] for kind in kinds],
                "width_m": widths,
                "bicycle_lane": [kind in BICYCLE for kind in kinds],
                "oneway": False,
                "municipal": [kind not in ("lane", "alley", "narrow") for kind in kinds],
                "from_node": [self._node(course[0]) for course in courses],
                "to_node": [self._node(course[-1]) for course in courses],
            },
        )

    def surface_rows(self, communities: dict[int, tuple[shapely.STRtree, NDArray[np.object_]]]) -> Iterator[Piece]:
        """
        Yield the rows of `parcels` and `water` for what lies between the superblocks.

        Parameters
        ----------
        communities
            For each district a tree of its superblocks and the name of the community of each.
        """
        for frame in self._frames:
            district = frame.superblocks[0].district
            vertices = np.unique(np.concatenate(self._outlines[district]), axis=0)
            following = _following(self._outlines[district])
            rings = [_along_kerbs(_densified(corridor, vertices), following) for corridor in frame.corridors]
            shapes = np.array([ring.polygon() for ring in rings], dtype=object)
            water = np.array([corridor.line.surface == "water" for corridor in frame.corridors])
            tree, names = communities[district]
            near = names[tree.nearest(shapely.point_on_surface(shapes))]
            yield piece(
                "parcels",
                shapes,
                {
                    "code": [parcel_code(district, EDGE_SUPERBLOCK, n, state=True) for n in range(1, len(shapes) + 1)],
                    "name": [corridor.line.name or None for corridor in frame.corridors],
                    "land_use": np.where(water, "17", "1207"),
                    "zoning": np.where(water, "E", "S"),
                    "community": near,
                    "registered_area_m2": np.round(shapely.area(shapes), 2),
                    "vacant": False,
                },
            )


def _road_edges(frames: list[Frame]) -> list[tuple[Line, Points]]:
    """Return the main roads of all frames; what two towns share stands once."""
    known: set[tuple[tuple[float, ...], ...]] = set()
    edges = []
    for frame in frames:
        for line, points in frame.edges:
            key = tuple(sorted(map(tuple, points[[0, 1, -2, -1]].tolist())))
            if line.surface == "road" and key not in known:
                known.add(key)
                edges.append((line, points))
    return edges


def _densified(corridor: Corridor, vertices: Points) -> Ring:
    low, high = corridor.ring.points.min(axis=0) - 1, corridor.ring.points.max(axis=0) + 1
    near = vertices[((vertices >= low) & (vertices <= high)).all(axis=1)]
    points, edges = with_vertices(corridor.ring.points, near)
    return Ring(points, corridor.ring.tags[edges])


def _following(outlines: list[Points]) -> dict[Vertex, Vertex]:
    """Return for each vertex of the superblocks' outlines the one after it."""
    return {
        here: there
        for outline in outlines
        for here, there in zip(
            map(tuple, outline.tolist()), map(tuple, np.roll(outline, -1, axis=0).tolist()), strict=True
        )
    }


def _along_kerbs(ring: Ring, following: dict[Vertex, Vertex]) -> Ring:
    """Let a surface follow the kerb where a superblock gave up a needle there, a few millimetres wide."""
    points: list[Vertex] = []
    tags: list[int] = []
    corners = [tuple(point) for point in ring.points.tolist()]
    for start, end, tag in zip(corners, [*corners[1:], corners[0]], ring.tags.tolist(), strict=True):
        between = _between(end, start, following)[::-1]
        points += [start, *between]
        tags += [tag] * (1 + len(between))
    return Ring(np.array(points), np.array(tags))


def _between(start: Vertex, end: Vertex, following: dict[Vertex, Vertex]) -> list[Vertex]:
    """Return the kerb's vertices between two, if it leads from one to the other beside the straight line."""
    found: list[Vertex] = []
    here = following.get(start)
    while here is not None and here != end and len(found) < MOST_AROUND_NEEDLE:
        found.append(here)
        here = following.get(here)
    if here != end or not found:
        return []
    return found if all(LineString([start, end]).distance(Point(point)) < NEEDLE for point in found) else []


def _number(number: int) -> str:
    return ordinal(number) if number < 100 else "".join("零一二三四五六七八九"[int(digit)] for digit in str(number))

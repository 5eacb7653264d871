"""
The frame of a district: main roads, river, creeks and lakes noded into faces, and each face inset to a superblock.

A superblock knows all that its growth needs, so that it can be grown by itself in any process. What lies between the
superblocks is the surface of the main roads and the water of river and creeks (`corridors`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from gis_core.demo.curves import overshot
from gis_core.demo.rings import (
    BANK,
    KERB,
    Points,
    Ring,
    Tags,
    corners_of,
    edges_of,
    on_grid,
    ring_of,
    rounded_corners,
    with_vertices,
)
from gis_core.demo.scraps import with_scraps

GATE_SPACING = 190.0  # along a main road, between places where streets like to join, metres
SMALLEST = 500.0  # what is left of a face below this belongs to the roads around it, m²
NARROWEST = 8.0  # or is narrower on the whole, metres
SPIKE = 0.2  # a corner sharper than this (radians) is cut off
NOISE = 0.05  # a midpoint this near a drawn line lies on it, metres

Surface = Literal["road", "water", "edge"]


@dataclass(frozen=True)
class Line:
    """A drawn line: name, class, surface, width in metres, lanes, course."""

    name: str
    kind: str
    surface: Surface
    width: float
    lanes: int
    points: Points


@dataclass(frozen=True)
class Seat:
    """A village or quarter in the survey CRS."""

    name: str
    kind: str
    x: float
    y: float
    radius: float
    angle: float


@dataclass(frozen=True)
class Superblock:
    """
    A piece of land between main roads, ready to grow by itself.

    Parameters
    ----------
    key
        Number in its district, from 1; part of every code.
    district
        Number of the district (cadastral district); 1 is Matian.
    face, ring
        From centre line to centre line, and without half of the main roads around it.
    gates
        Places on the kerb where streets like to begin (n, 2).
    seats
        Villages and quarters that colour it.
    kind
        `town`, or the land use of a face that isn't built on: `lake`, `hill`, `green`.
    name, community, zone
        Name of a lake or hill, and the community and functional zone that it lies in.
    water
        Outline of the lake inside, if any.
    """

    key: int
    district: int
    face: Ring
    ring: Ring
    gates: Points
    seats: tuple[Seat, ...]
    kind: str = "town"
    name: str = ""
    community: str = ""
    zone: str = ""
    water: Points | None = None


@dataclass(frozen=True)
class Corridor:
    """A main road's or a watercourse's surface between two of its nodes: the ring lacks the superblocks' vertices."""

    line: Line
    ring: Ring


@dataclass
class Frame:
    """
    A district's frame: its outline, superblocks, corridors, the centre lines between nodes, and the faces they enclose.

    `whole` is the outline of the district of which this is a part.
    """

    outline: Polygon
    superblocks: list[Superblock]
    edges: list[tuple[Line, Points]]
    faces: list[Ring]
    name: str = ""
    whole: Polygon | None = None
    river: BaseGeometry | None = None
    lakes: list[tuple[str, Polygon]] = field(default_factory=list)

    @cached_property
    def corridors(self) -> list[Corridor]:
        """Surfaces of the main roads and watercourses between the superblocks."""
        return _corridors(self)


def build_frame(land: Polygon, lines: Sequence[Line], seats: tuple[Seat, ...], district: int) -> Frame:
    """
    Node the lines on the millimetre grid, and inset each face by half the width of the lines around it.

    Parameters
    ----------
    land
        The district.
    lines
        Drawn lines; what lies outside the land, or hangs loose inside, is left out.
    seats
        Villages and quarters, handed to every superblock.
    district
        Number of the district.
    """
    drawn = [*lines, Line("", "edge", "edge", 0.0, 0, on_grid(np.asarray(land.exterior.coords)))]
    courses = np.array([LineString(line.points) for line in drawn])
    inside = [shapely.intersection(course, land) for course in courses[:-1]]
    net = shapely.unary_union([*inside, land.exterior], grid_size=0.001)
    faces = [
        face
        for face in shapely.get_parts(shapely.polygonize([*shapely.get_parts(net)]))
        if land.buffer(0.1).contains(face)
    ]
    faces.sort(key=lambda face: (round(face.centroid.y, 1), round(face.centroid.x, 1)))
    tree = shapely.STRtree(courses)
    superblocks: list[Superblock] = []
    rings = [ring_of(face) for face in faces]
    for face_ring in rings:
        ring = Ring(face_ring.points, _line_of_edges(face_ring.points, tree, drawn))
        for inset in _insets(ring, drawn):
            gates = _gates(inset, courses, drawn)
            superblocks.append(Superblock(len(superblocks) + 1, district, ring, inset, gates, seats))
    return Frame(_outline(faces), superblocks, _edges(faces, tree, drawn), rings)


def _outline(faces: Iterable[Polygon]) -> Polygon:
    outline = shapely.coverage_union_all(list(faces))
    return Polygon(corners_of(outline))


def _line_of_edges(points: Points, tree: shapely.STRtree, drawn: Sequence[Line]) -> Tags:
    """Return for each edge the number of the widest drawn line that it lies on (the last, the outline, if none)."""
    middles = shapely.points((points + np.roll(points, -1, axis=0)) / 2)
    tags = np.full(len(points), len(drawn) - 1)
    edges, found = tree.query(middles, predicate="dwithin", distance=NOISE)
    for edge, line in zip(edges.tolist(), found.tolist(), strict=True):
        if drawn[line].width > drawn[tags[edge]].width:
            tags[edge] = line
    return tags


def _insets(ring: Ring, drawn: Sequence[Line]) -> list[Ring]:
    """Return what is left of a face without half of the lines around it, its edges tagged `KERB` or `BANK`."""
    left: BaseGeometry = ring.polygon()
    following = np.roll(ring.points, -1, axis=0)
    for number in np.unique(ring.tags):
        half = drawn[number].width / 2
        if half:
            own = ring.tags == number
            merged = shapely.line_merge(shapely.multilinestrings(np.stack([ring.points[own], following[own]], axis=1)))
            chains = [_lengthened(np.asarray(chain.coords), 1.5 * half) for chain in shapely.get_parts(merged)]
            surface = shapely.multilinestrings(chains).buffer(
                half, quad_segs=3, cap_style="flat", join_style="mitre", mitre_limit=2
            )
            left = left.difference(surface)
    insets = []
    for part in shapely.get_parts(left):
        if part.geom_type != "Polygon" or part.area < SMALLEST:
            continue
        inset = _without_short_edges(ring_of(Polygon(part.exterior)), ring.points)
        inset = _simple(_without_spikes(inset))
        if len(inset.points) < 3 or inset.area < SMALLEST or inset.width < NARROWEST:
            continue
        inset = Ring(inset.points, _kerb_or_bank(inset.points, ring, drawn))
        insets.append(rounded_corners(inset, 14.0, turn=0.6))
    return insets


def _lengthened(chain: Points, metres: float) -> LineString:
    """Let an open chain run on over the face's corner, so that its surface reaches an oblique neighbour."""
    closed = (chain[0] == chain[-1]).all()
    return LineString(chain if closed else overshot(chain, metres))


def _without_short_edges(ring: Ring, kept: Points, shortest: float = 0.05) -> Ring:
    """Drop points that stand too near to the next one; those of the face stay, as its neighbour has them too."""
    known = {tuple(point) for point in kept.tolist()}
    keep = (ring.lengths > shortest) | np.array([tuple(point) in known for point in ring.points.tolist()])
    return Ring(ring.points[keep], ring.tags[keep])


def _simple(ring: Ring) -> Ring:
    polygon = ring.polygon()
    if polygon.is_valid:
        return ring
    return ring_of(max(shapely.get_parts(shapely.make_valid(polygon)), key=lambda part: float(part.area)))


def _without_spikes(ring: Ring) -> Ring:
    """Drop the tips of spikes, which roads leave where they part at a small angle."""
    while len(ring.points) > 3:
        before, after = np.roll(ring.edges, 1, axis=0), ring.edges
        cross = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]
        turns = np.arctan2(cross, (before * after).sum(axis=1))
        spikes = np.abs(turns) > np.pi - SPIKE
        if not spikes.any():
            return ring
        ring = Ring(ring.points[~spikes], ring.tags[~spikes])
    return ring


def _kerb_or_bank(points: Points, face: Ring, drawn: Sequence[Line]) -> Tags:
    middles = np.asarray(shapely.points((points + np.roll(points, -1, axis=0)) / 2))
    sides = np.asarray(shapely.linestrings(np.stack([face.points, np.roll(face.points, -1, axis=0)], axis=1)))
    halves = np.array([line.width / 2 for line in drawn])[face.tags]
    roads = np.array([line.surface == "road" for line in drawn])[face.tags]
    gaps = np.abs(shapely.distance(middles[:, None], sides[None, :]) - halves[None, :]) + 0.02 * roads
    return np.where(roads[gaps.argmin(axis=1)], KERB, BANK).astype(np.int64)


def _gates(ring: Ring, courses: NDArray[np.object_], drawn: Sequence[Line]) -> Points:
    """Return the kerb points opposite to even stations along the roads, so that streets of both sides meet."""
    kerb = shapely.linearrings(ring.points)
    gates = []
    for course, line in zip(courses, drawn, strict=True):
        if line.surface != "road" or shapely.distance(course, kerb) > line.width:
            continue
        stations = shapely.line_interpolate_point(course, np.arange(GATE_SPACING / 2, course.length, GATE_SPACING))
        near = stations[shapely.distance(stations, kerb) < line.width / 2 + 3]
        gates += [shapely.get_coordinates(shapely.shortest_line(kerb, station))[0] for station in near]
    return np.array(gates).reshape(-1, 2)


def _edges(faces: Sequence[Polygon], tree: shapely.STRtree, drawn: Sequence[Line]) -> list[tuple[Line, Points]]:
    """Return the centre lines between nodes, each with the line that it is part of."""
    segments = edges_of(ring_of(face).points for face in faces)
    middles = shapely.line_interpolate_point(segments, 0.5, normalized=True)
    numbers = np.full(len(segments), len(drawn) - 1)
    for segment, line in zip(*tree.query(middles, predicate="dwithin", distance=NOISE).tolist(), strict=True):
        if drawn[line].width > drawn[numbers[segment]].width:
            numbers[segment] = line
    ends = shapely.get_coordinates(segments)
    points, degrees = np.unique(ends, axis=0, return_counts=True)
    nodes = shapely.multipoints(points[degrees > 2])
    edges: list[tuple[Line, Points]] = []
    for number in np.unique(numbers):
        merged = shapely.line_merge(shapely.union_all(segments[numbers == number]))
        for chain in shapely.get_parts(merged):
            for part in _split_at(np.asarray(chain.coords), np.asarray(shapely.get_coordinates(nodes))):
                edges.append((drawn[number], part))
    return edges


def _split_at(line: Points, nodes: Points) -> list[Points]:
    known = {tuple(node) for node in nodes.tolist()}
    at = [i for i in range(1, len(line) - 1) if tuple(line[i].tolist()) in known]
    return [line[a : b + 1] for a, b in zip([0, *at], [*at, len(line) - 1], strict=True)]


def _corridors(frame: Frame) -> list[Corridor]:
    """
    Divide what lies between the superblocks into a piece for each edge of the frame.

    At a node the pieces part along lines to the nearest corner of each superblock around it.
    """
    outline = on_grid(corners_of(frame.outline))
    rings = [block.ring.points for block in frame.superblocks]
    vertices = np.concatenate(rings)
    owner = np.repeat(np.arange(len(rings)), [len(ring) for ring in rings])
    on_edge, _ = with_vertices(outline, vertices)
    cuts = []
    ends = np.array([edge[[0, -1]] for _, edge in frame.edges]).reshape(-1, 2)
    for node in np.unique(ends, axis=0):
        distance = np.hypot(*(vertices - node).T)
        for block in np.unique(owner[distance < 90]):
            own = np.nonzero(owner == block)[0]
            corner = own[distance[own].argmin()]
            if distance[corner] > 1e-6:
                cuts.append(LineString([node, vertices[corner]]))
    blocks = np.array([block.ring.polygon() for block in frame.superblocks])
    cuts_array = np.array(cuts)
    tree = shapely.STRtree(blocks)
    crossing, _ = tree.query(cuts_array, predicate="crosses")
    outside = np.nonzero(~shapely.covers(Polygon(on_edge), cuts_array))[0]
    cuts_array = np.delete(cuts_array, np.unique(np.concatenate([crossing, outside])))
    between = shapely.difference(Polygon(on_edge), shapely.union_all(blocks), grid_size=0)
    linework = [*edges_of([on_edge, *rings]), *cuts_array]
    pieces = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.union_all(linework))))
    inner = shapely.point_on_surface(pieces)
    covered = np.unique(tree.query(inner, predicate="within")[0])
    pieces = np.delete(pieces, covered)
    if abs(shapely.area(pieces).sum() - between.area) > 1.0:
        raise AssertionError(f"corridors cover {shapely.area(pieces).sum():.1f} m² of {between.area:.1f} m²")
    chains = [edge for edge in frame.edges if edge[0].width]
    lines = [LineString(points) for _, points in chains]
    inside = shapely.STRtree(lines)
    surfaces = [ring_of(piece) for piece in pieces]
    owners = with_scraps(surfaces, list(range(len(surfaces))))
    corridors = []
    for surface in dict.fromkeys(owners):
        parts = [ring.polygon() for ring, its in zip(surfaces, owners, strict=True) if its == surface]
        whole: BaseGeometry = shapely.coverage_union_all(parts) if len(parts) > 1 else parts[0]
        course = _course_in(whole, chains, lines, inside)
        corridors += [Corridor(course, ring_of(part)) for part in shapely.get_parts(whole)]
    return corridors


def labelled(frame: Frame, labels: Sequence[dict[str, object]]) -> None:
    """Set the attributes of the superblocks, in their order."""
    frame.superblocks = [replace(block, **label) for block, label in zip(frame.superblocks, labels, strict=True)]  # type: ignore[arg-type]


def _course_in(
    piece: BaseGeometry, chains: Sequence[tuple[Line, Points]], lines: Sequence[LineString], tree: shapely.STRtree
) -> Line:
    """Return the drawn line that runs longest through a piece, or the nearest."""
    found = tree.query(piece, predicate="intersects")
    if not len(found):
        return chains[int(tree.nearest(piece))][0]
    return chains[max(found.tolist(), key=lambda index: float(lines[index].intersection(piece).length))][0]


def _within(shape: BaseGeometry | None, land: Polygon) -> BaseGeometry | None:
    inside = None if shape is None else shape.intersection(land)
    return None if inside is None or inside.is_empty else inside


def subframe(frame: Frame, land: Polygon) -> Frame:
    """Return the part of a frame whose faces lie in `land` (a union of faces)."""
    inside = shapely.buffer(land, 0.05)
    shapely.prepare(inside)
    kept = [block for block in frame.superblocks if inside.covers(block.face.polygon())]
    return replace(
        frame,
        outline=land,
        whole=frame.whole or frame.outline,
        superblocks=kept,
        edges=[(line, points) for line, points in frame.edges if inside.covers(LineString(points))],
        faces=[ring for ring in frame.faces if inside.covers(ring.polygon())],
        lakes=[(name, lake) for name, lake in frame.lakes if inside.covers(lake)],
        river=_within(frame.river, land),
    )

"""Buildings: rows in the lot's own frame, houses that fill a village lot, floors and the people inside."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from gis_core.demo.rings import KERB, Points, Ring, direction, frame_of, on_grid

Polygons = NDArray[np.object_]


@dataclass(frozen=True)
class Rows:
    """How buildings stand on a lot: depth, longest length, gaps along and across, setback (m); floors; storey (m)."""

    depth: float
    length: float
    gap_along: float
    gap_across: float
    setback: float
    floors: tuple[int, int]
    storey: float
    southern: bool = False
    shortest: float = 9.0


STYLES: dict[str, tuple[tuple[float, Rows], ...]] = {
    "estate": (
        (0.4, Rows(14, 54, 9, 17, 6, (7, 18), 3.0, southern=True, shortest=14)),
        (0.4, Rows(24, 28, 17, 22, 9, (22, 33), 3.0, southern=True, shortest=16)),
        (0.2, Rows(13, 30, 6, 10, 4, (6, 7), 3.0, southern=True)),
    ),
    "mixed": ((1.0, Rows(13, 25, 3.5, 5, 1.8, (5, 9), 3.1)),),
    "tenement": ((1.0, Rows(12, 14, 1.5, 2, 0.9, (5, 8), 3.1, shortest=6)),),
    "shop": ((1.0, Rows(18, 40, 4, 6, 2, (2, 4), 4.0, shortest=7)),),
    "commercial": (
        (0.5, Rows(34, 70, 14, 16, 7, (3, 6), 5.0)),
        (0.5, Rows(26, 44, 12, 14, 6, (12, 24), 4.0)),
    ),
    "auto": ((1.0, Rows(46, 100, 16, 24, 11, (1, 3), 6.0, shortest=14)),),
    "office": ((0.6, Rows(28, 44, 18, 22, 9, (12, 30), 4.0)), (0.4, Rows(22, 66, 16, 22, 8, (6, 12), 4.0))),
    "factory": (
        (0.3, Rows(42, 120, 11, 14, 6, (1, 3), 6.0, shortest=12)),
        (0.5, Rows(21, 56, 8, 10, 5, (3, 6), 4.5, shortest=10)),
        (0.2, Rows(16, 44, 7, 9, 4, (4, 7), 4.0, shortest=10)),
    ),
    "old_factory": (
        (0.6, Rows(17, 42, 5, 7, 3, (2, 5), 4.2, shortest=9)),
        (0.4, Rows(13, 32, 4, 5.5, 2.5, (1, 4), 4.2, shortest=8)),
    ),
    "logistics": ((1.0, Rows(48, 130, 14, 24, 10, (1, 3), 8.0, shortest=20)),),
    "school": ((1.0, Rows(13, 62, 10, 24, 12, (4, 6), 3.9, southern=True, shortest=16)),),
    "clinic": ((1.0, Rows(16, 40, 8, 12, 5, (3, 8), 4.0)),),
    "welfare": ((1.0, Rows(15, 40, 8, 12, 5, (3, 6), 3.6, southern=True)),),
    "office_hall": ((1.0, Rows(18, 44, 10, 16, 6, (4, 9), 3.8)),),
    "culture": ((1.0, Rows(26, 44, 10, 16, 6, (2, 4), 5.0)),),
    "utility": ((1.0, Rows(16, 30, 8, 10, 5, (1, 2), 5.0, shortest=7)),),
    "hall": ((1.0, Rows(14, 18, 5, 8, 2, (1, 1), 6.0, shortest=6)),),
}

WALLED = ("factory", "old_factory", "estate", "logistics", "school")

# Share of a lot below which what stands on it is sparse, by whether its rows look south.
SPARSE = {True: 0.13, False: 0.22}

# Only the first rows of these are built; the rest of the lot is open (playing fields, courts).
MOST = {"school": 6, "hall": 1, "clinic": 3, "welfare": 3, "culture": 2, "office_hall": 4, "utility": 3}

# Floor area for each resident (m²), share of homes lived in, share of residents over 60.
LIVING: dict[str, tuple[float, float, float]] = {
    "residential": (38.0, 0.86, 0.09),
    "village": (26.0, 0.9, 0.05),
    "dormitory": (13.0, 0.85, 0.004),
}


class House(NamedTuple):
    """A building: number of its lot, footprint, use, floors, height of a storey (m)."""

    lot: int
    shape: BaseGeometry
    use: str
    floors: int
    storey: float


@dataclass(frozen=True)
class Houses:
    """The buildings of a superblock, column by column; `lot` is the number of the lot each stands on."""

    lot: NDArray[np.int64]
    shape: Polygons
    use: list[str]
    floors: NDArray[np.int64]
    storey: NDArray[np.float64]


def houses_on(rings: list[Ring], uses: list[str], built: dict[str, str | None], rng: np.random.Generator) -> Houses:
    """
    Build on every lot that has something built on it.

    Parameters
    ----------
    rings, uses
        The lots and their uses.
    built
        Use of the buildings for each use of a lot; `None` where nothing is built.
    """
    columns: list[tuple[int, Points, str, int, float]] = []
    village = [i for i, use in enumerate(uses) if use == "house"]
    shapes: list[House] = []
    for lot, shape in zip(village, _fitted([rings[i] for i in village], rng), strict=True):
        if shape is not None:
            shapes.append(House(lot, shape, "village", int(rng.integers(3, 9)), 3.1))
    planned: list[tuple[int, Rows]] = []
    for i, use in enumerate(uses):
        if use in STYLES:
            choices = STYLES[use]
            pick = rng.choice(len(choices), p=[share for share, _ in choices])
            planned.append((i, choices[int(pick)][1]))
    plots = np.array([rings[i].polygon() for i, _ in planned], dtype=object)
    open_plots = shapely.buffer(plots, [-rows.setback for _, rows in planned], join_style="mitre") if planned else plots
    for (i, rows), open_plot in zip(planned, open_plots, strict=True):
        laid, found = _laid_out(rings[i], open_plot, rows, uses[i], rng)
        for rectangle in found[: MOST.get(uses[i], 999)]:
            floors = int(rng.integers(laid.floors[0], laid.floors[1] + 1))
            columns.append((i, rectangle, _use(uses[i], built, rng), floors, laid.storey))
    standing = _standing(columns, rings)
    shapes += standing
    shapes += _for_empty(planned, shapes, rings, uses=uses, built=built, rng=rng)
    shapes += _gatehouses(rings, uses, shapes)
    shapes.sort(key=lambda house: house.lot)
    return Houses(
        np.array([house.lot for house in shapes], np.int64),
        np.array([house.shape for house in shapes], dtype=object),
        [house.use for house in shapes],
        np.array([house.floors for house in shapes], np.int64),
        np.array([house.storey for house in shapes], np.float64),
    )


def residents_of(houses: Houses, rng: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return residents and residents over 60 for each building; nobody lives where nobody should."""
    area = shapely.area(houses.shape) * houses.floors
    per_head = np.array([LIVING.get(use, (1.0, 0.0, 0.0)) for use in houses.use]).reshape(-1, 3)
    expected = area / per_head[:, 0] * per_head[:, 1] * rng.uniform(0.85, 1.1, len(area))
    residents = np.where(per_head[:, 1] > 0, np.round(expected), 0).astype(np.int64)
    old = np.minimum(
        residents, rng.binomial(residents, np.clip(per_head[:, 2] * rng.uniform(0.6, 1.4, len(area)), 0, 1))
    )
    return residents, old.astype(np.int64)


def _use(use: str, built: dict[str, str | None], rng: np.random.Generator) -> str:
    if use in ("factory", "old_factory") and rng.random() < 0.12:
        return "dormitory"
    return built[use] or "other"


def _fitted(rings: list[Ring], rng: np.random.Generator) -> list[BaseGeometry | None]:
    """Return for each village lot the house that fills it but for a hand's breadth to the neighbour."""
    if not rings:
        return []
    lots = np.array([ring.polygon() for ring in rings], dtype=object)
    inner = shapely.buffer(lots, -rng.uniform(0.35, 0.8, len(lots)), join_style="mitre", mitre_limit=2)
    boxes = shapely.minimum_rotated_rectangle(inner)
    usable = (shapely.get_type_id(inner) == 3) & (shapely.area(inner) > 28)
    square = usable & (shapely.area(boxes) < 1.2 * shapely.area(inner)) & shapely.covers(lots, boxes)
    simple = shapely.simplify(inner, 0.3)
    shapes: list[BaseGeometry | None] = []
    for i in range(len(lots)):
        shape = boxes[i] if square[i] else (simple[i] if usable[i] else None)
        shapes.append(shape)
    return shapes


def _laid_out(
    ring: Ring, plot: BaseGeometry, rows: Rows, use: str, rng: np.random.Generator
) -> tuple[Rows, list[Points]]:
    """Lay rows on a lot; where they leave it nearly bare (a slanting lot), the way that builds on most of it."""
    found = _rows(ring, plot, rows, rng)
    if _footprint(found) > SPARSE[rows.southern] * ring.area:
        return rows, found
    others = [replace(rows, southern=False), *(other for _, other in STYLES[use] if other is not rows)]
    tried = [(way, _rows(ring, plot, way, rng, turned=turned)) for way in others for turned in (False, True)]
    return max([(rows, found), *tried], key=lambda way: _footprint(way[1]))


def _footprint(rectangles: list[Points]) -> float:
    return float(sum(math.dist(box[0], box[1]) * math.dist(box[1], box[2]) for box in rectangles))


def _rows(
    ring: Ring, plot: BaseGeometry, rows: Rows, rng: np.random.Generator, *, turned: bool = False
) -> list[Points]:
    """Lay rows of rectangles on the open part of a lot, in its own direction (or across it) or looking south."""
    found: list[Points] = []
    for part in shapely.get_parts(plot):
        if part.geom_type != "Polygon" or part.area < 50:
            continue
        angle = direction(ring)
        if rows.southern:
            # Rows look south as far as the lot lets them.
            angle -= round(angle / (math.pi / 2)) * math.pi / 2
            angle = angle if abs(angle) > 0.45 else angle * 0.6
        else:
            box = frame_of(ring.points, angle)
            angle = math.atan2(box.u[1], box.u[0]) + (math.pi / 2 if turned else 0.0)
        turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
        outline = np.asarray(part.exterior.coords)[:-1]
        centre = outline.mean(axis=0)
        found += [on_grid(box @ turn.T + centre) for box in _rows_in((outline - centre) @ turn, rows, rng)]
    return found


def _rows_in(outline: Points, rows: Rows, rng: np.random.Generator) -> list[Points]:
    low, high = float(outline[:, 1].min()), float(outline[:, 1].max())
    extent = high - low
    count = int((extent + rows.gap_across) // (rows.depth + rows.gap_across))
    if count < 1:
        count, depth = 1, 0.9 * extent
    else:
        depth = min(rows.depth * 1.25, (extent - (count - 1) * rows.gap_across) / count)
    gap = min((extent - count * depth) / (count - 1), 1.8 * rows.gap_across) if count > 1 else 0.0
    y = low + (extent - count * depth - (count - 1) * gap) / 2
    found = []
    for _ in range(count):
        left, right = _free(outline, (y + 0.02 * depth, y + 0.5 * depth, y + 0.98 * depth))
        if right - left >= rows.shortest:
            houses = max(1, math.ceil((right - left + rows.gap_along) / (rows.length + rows.gap_along)))
            length = (right - left - (houses - 1) * rows.gap_along) / houses
            for number in range(houses):
                if length < 0.7 * rows.shortest:
                    break
                x = left + number * (length + rows.gap_along)
                end = x + length * (rng.uniform(0.85, 1.0) if length > 15 else 1.0)
                found.append(np.array([(x, y), (end, y), (end, y + depth), (x, y + depth)]))
        y += depth + gap
    return found


def _free(outline: Points, heights: tuple[float, ...]) -> tuple[float, float]:
    """Return the widest stretch inside the outline that is free at all heights."""
    left, right = -math.inf, math.inf
    following = np.roll(outline, -1, axis=0)
    for y in heights:
        edges = np.nonzero((outline[:, 1] >= y) != (following[:, 1] >= y))[0]
        a, b = outline[edges], following[edges]
        x = np.sort(a[:, 0] + (y - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0]))
        if len(x) < 2:
            return 0.0, -1.0
        widest = 2 * int(np.argmax(x[1::2] - x[: len(x) // 2 * 2 : 2]))
        left, right = max(left, float(x[widest])), min(right, float(x[widest + 1]))
    return left, right


def _standing(columns: list[tuple[int, Points, str, int, float]], rings: list[Ring]) -> list[House]:
    """Shrink what overhangs its lot until it stands inside; leave out what can't."""
    if not columns:
        return []
    corners = np.array([column[1] for column in columns])
    lots = np.array([rings[column[0]].polygon() for column in columns], dtype=object)
    shapes = _boxes(corners)
    inside = shapely.covers(lots, shapes)
    for _ in range(4):
        if inside.all():
            break
        middle = corners.mean(axis=1, keepdims=True)
        corners = np.where(inside[:, None, None], corners, on_grid(middle + 0.82 * (corners - middle)))
        shapes = _boxes(corners)
        inside = shapely.covers(lots, shapes)
    big = shapely.area(shapes) > 25
    return [
        House(column[0], shape, *column[2:])
        for column, shape, fits in zip(columns, shapes, inside & big, strict=True)
        if fits
    ]


def _boxes(corners: Points) -> Polygons:
    boxes: Polygons = np.asarray(shapely.polygons(corners))
    return boxes


def _gatehouses(rings: list[Ring], uses: list[str], shapes: list[House]) -> list[House]:
    """Return a gatehouse (门卫室) inside the street side of each walled lot that has room for it."""
    lots, found = [], []
    for i, use in enumerate(uses):
        ring = rings[i]
        street = np.where(ring.tags == KERB, ring.lengths, 0.0)
        if use in WALLED and ring.area > 2000 and street.max() > 20:
            edge = int(street.argmax())
            u = ring.edges[edge] / ring.lengths[edge]
            v = np.array([-u[1], u[0]])
            corner = ring.points[edge] + 0.4 * ring.edges[edge] + 1.2 * v
            found.append(on_grid(np.array([corner, corner + 6 * u, corner + 6 * u + 4.5 * v, corner + 4.5 * v])))
            lots.append(i)
    if not lots:
        return []
    houses = _boxes(np.array(found))
    inside = shapely.covers(np.array([rings[i].polygon() for i in lots], dtype=object), houses)
    taken, _ = shapely.STRtree([house.shape for house in shapes]).query(houses, predicate="intersects")
    inside[taken] = False
    return [House(lots[i], houses[i], "other", 1, 3.2) for i in np.flatnonzero(inside)]


def _for_empty(
    planned: list[tuple[int, Rows]],
    shapes: list[House],
    rings: list[Ring],
    *,
    uses: list[str],
    built: dict[str, str | None],
    rng: np.random.Generator,
) -> list[House]:
    """Return a single building for each lot that its rows left empty: a square around the point farthest inside."""
    taken = {house.lot for house in shapes}
    empty = [(i, rows) for i, rows in planned if i not in taken]
    extra = []
    for i, rows in empty:
        circle = shapely.maximum_inscribed_circle(rings[i].polygon())
        centre, rim = np.asarray(circle.coords)
        half = min(0.6 * float(np.hypot(*(rim - centre))), 18.0)
        if half < 2.5:
            continue
        angle = direction(rings[i])
        u = np.array([math.cos(angle), math.sin(angle)]) * half
        v = np.array([-u[1], u[0]])
        square = Polygon(on_grid(np.array([centre - u - v, centre + u - v, centre + u + v, centre - u + v])))
        if shapely.covers(rings[i].polygon(), square):
            extra.append(House(i, square, _use(uses[i], built, rng), int(rows.floors[0]), rows.storey))
    return extra

"""
Neighbour towns (邻镇): what stands around Matian at scales above 1, invented throughout.

The plane around Matian is covered by a lattice of main roads, gently warped so that nothing is straight. Four by four
cells are a town; a town is a district of its own with a frame of its own, so that towns are grown one by one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon

from gis_core.demo.codes import ordinal, quarter_name
from gis_core.demo.frame import Frame, Line, Seat, Superblock, build_frame, labelled
from gis_core.demo.rings import Points, corners_of, on_grid

CELL = 900.0  # metres
CELLS = 4  # along a town's side
CLEAR = 90.0  # between Matian's boundary and the first neighbour, metres
STEP = 30.0
SWAY = 110.0  # of the warp, metres
FIRST_DISTRICT = 2
# Villages have most of the parcels: with this share of them the towns have about as many for their land as Matian.
QUARTERS = (
    ("village", 0.34),
    ("estate", 0.22),
    ("headquarters", 0.06),
    ("commercial", 0.06),
    ("farm", 0.06),
    ("", 0.26),
)
LONGEST_LINK = 1500.0  # metres
HILLS = 0.05  # share of cells that are wooded hills

Cell = tuple[int, int]


@dataclass(frozen=True)
class Lattice:
    """The warped lattice: where its corners and sides run."""

    x: float
    y: float
    phases: tuple[float, ...]

    def warped(self, points: Points) -> Points:
        """Return lattice coordinates (in cells) in the survey CRS."""
        east, north = self.x + points[:, 0] * CELL, self.y + points[:, 1] * CELL
        a, b, c, d = self.phases
        sway_x = SWAY * (np.sin(north / 1500 + a) + 0.6 * np.sin((east + north) / 900 + b))
        sway_y = SWAY * (np.sin(east / 1700 + c) + 0.6 * np.sin((east - north) / 1100 + d))
        return on_grid(np.column_stack([east + sway_x, north + sway_y]))

    def side(self, start: Cell, end: Cell) -> Points:
        """Return the course between two lattice points; the same whichever comes first."""
        first, last = sorted((start, end))
        count = max(2, round(math.dist(first, last) * CELL / STEP) + 1)
        course = self.warped(np.linspace(np.array(first, float), np.array(last, float), count))
        return course if (first, last) == (start, end) else course[::-1]

    def cell(self, cell: Cell) -> Polygon:
        """Return a cell's polygon."""
        i, j = cell
        corners = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1), (i, j)]
        return Polygon(np.concatenate([self.side(a, b)[:-1] for a, b in pairwise(corners)]))


def neighbour_frames(outline: Polygon, area: float, seed: int) -> Iterator[Frame]:
    """
    Yield the frames of towns around a district until together they have the area asked for.

    Parameters
    ----------
    outline
        Matian's boundary; the towns keep clear of it.
    area
        Land of all towns together, in m²; the last town is cut short by whole cells.
    seed
        Of the demo.
    """
    rng = np.random.default_rng([seed, 0])
    centre = outline.centroid
    lattice = Lattice(round(centre.x), round(centre.y), tuple(rng.uniform(0, 2 * math.pi, 4).tolist()))
    taken = shapely.buffer(outline, CLEAR)
    shapely.prepare(taken)
    left, district = area, FIRST_DISTRICT
    for corner in _spiral():
        cells = [
            (corner[0] + i, corner[1] + j)
            for j in range(CELLS)
            for i in (range(CELLS) if j % 2 == 0 else reversed(range(CELLS)))
        ]
        free = [cell for cell in cells if not taken.intersects(lattice.cell(cell))]
        group = _together(free)
        if len(group) < CELLS:
            continue
        kept: list[Cell] = []
        for cell in group:
            if left <= 0.5 * CELL**2:
                break
            kept.append(cell)
            left -= lattice.cell(cell).area
        kept = _together(kept)
        if kept:
            yield _town(lattice, kept, district, seed)
            district += 1
        if left <= 0.5 * CELL**2:
            return


def _spiral() -> Iterator[Cell]:
    """Yield the lower left corners of towns, ring by ring around the origin."""
    yield (-CELLS // 2, -CELLS // 2)
    for ring in range(1, 100):
        square = [(i, j) for i in range(-ring, ring + 1) for j in range(-ring, ring + 1) if max(abs(i), abs(j)) == ring]
        square.sort(key=lambda at: math.atan2(at[1], at[0]))
        for i, j in square:
            yield (i * CELLS - CELLS // 2, j * CELLS - CELLS // 2)


def _together(cells: list[Cell]) -> list[Cell]:
    """Return the largest group of cells that hang together by their sides, in the given order."""
    left, best = set(cells), set[Cell]()
    while left:
        queue, group = [min(left)], set[Cell]()
        while queue:
            cell = queue.pop()
            if cell in left:
                left.discard(cell)
                group.add(cell)
                i, j = cell
                queue += [(i + 1, j), (i - 1, j), (i, j + 1), (i, j - 1)]
        best = group if len(group) > len(best) else best
    return [cell for cell in cells if cell in best]


def _town(lattice: Lattice, cells: list[Cell], district: int, seed: int) -> Frame:
    rng = np.random.default_rng([seed, district, 0])
    shapes = {cell: lattice.cell(cell) for cell in cells}
    land = Polygon(corners_of(shapely.coverage_union_all(list(shapes.values()))))
    name = f"邻镇{ordinal(district - 1) if district < 101 else district - 1}（示意）"
    seats = tuple(_seats(shapes, rng))
    frame = build_frame(land, list(_lines(lattice, cells)), seats, district)
    frame.name = name
    hills = {cell for cell in cells if rng.random() < HILLS}
    labelled(frame, [_label(block, shapes, hills, district) for block in frame.superblocks])
    return frame


def _lines(lattice: Lattice, cells: list[Cell]) -> Iterator[Line]:
    sides = {
        tuple(sorted(side))
        for i, j in cells
        for side in (
            ((i, j), (i + 1, j)),
            ((i, j), (i, j + 1)),
            ((i + 1, j), (i + 1, j + 1)),
            ((i, j + 1), (i + 1, j + 1)),
        )
    }
    for start, end in sorted(sides):
        upright = start[0] == end[0]
        number = start[0] if upright else start[1]
        main = (number + CELLS // 2) % CELLS == 0
        side_of_origin = "" if number >= 0 else ("西" if upright else "南")
        name = f"{'经' if upright else '纬'}{ordinal(abs(number) % 99 + 1)}{side_of_origin}路"
        kind, width, lanes = ("arterial", 40.0, 6) if main else ("secondary", 28.0, 4)
        yield Line(name, kind, "road", width, lanes, lattice.side(start, end))


def _seats(shapes: dict[Cell, Polygon], rng: np.random.Generator) -> Iterator[Seat]:
    kinds = [kind for kind, _ in QUARTERS]
    shares = [share for _, share in QUARTERS]
    for number, shape in enumerate(shapes.values()):
        kind = kinds[int(rng.choice(len(kinds), p=shares))]
        place = shape.centroid
        x, y = place.x + rng.uniform(-160, 160), place.y + rng.uniform(-160, 160)
        radius = rng.uniform(220, 320) if kind == "village" else rng.uniform(320, 520)
        angle = float(rng.uniform(-0.5, 0.5))
        if kind:
            yield Seat(f"{kind}{number}", kind, x, y, float(radius), angle)


def _label(block: Superblock, shapes: dict[Cell, Polygon], hills: set[Cell], district: int) -> dict[str, object]:
    centre = block.ring.polygon().representative_point()
    cell = next((cell for cell, shape in shapes.items() if shape.contains(centre)), next(iter(shapes)))
    quarter = (cell[0] // 2) % 8 * 8 + (cell[1] // 2) % 8
    return {
        "community": f"{quarter_name(district, 300 + quarter)}社区",
        "kind": "hill" if cell in hills else "town",
    }


def links(frames: list[Frame]) -> list[tuple[Line, Points]]:
    """Return roads that lead from where Matian's main roads end to the nearest corner of the neighbours' lattice."""
    first, *others = frames
    if not others:
        return []
    loose = _ends(first)
    corners = np.unique(np.concatenate([points[[0, -1]] for frame in others for _, points in frame.edges]), axis=0)
    roads = []
    for line, end in loose:
        if line.kind not in ("arterial", "secondary"):
            continue
        corner = corners[int(np.hypot(*(corners - end).T).argmin())]
        course = on_grid(np.linspace(end, corner, max(3, int(np.hypot(*(corner - end)) / 60))))
        roads.append((line, course))
    roads.sort(key=lambda road: LineString(road[1]).length)
    return [road for road in roads if LineString(road[1]).length < LONGEST_LINK] or roads[:1]


def _ends(frame: Frame) -> list[tuple[Line, Points]]:
    """Return the ends of main roads that lie on the boundary, each with its road."""
    rim = frame.outline.exterior
    found = []
    for line, points in frame.edges:
        if line.surface == "road":
            found += [(line, end) for end in (points[0], points[-1]) if rim.distance(shapely.points(end)) < 0.01]
    return found

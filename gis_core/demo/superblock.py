"""
Growing one superblock, by itself: streets, blocks, lots, uses, buildings, people.

What it returns has no code yet: `numbering` gives them, as only the district knows what its neighbours are called.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from gis_core.demo.blocks import Block, blocks_of, with_outline
from gis_core.demo.field import CrossField, Swirl
from gis_core.demo.frame import Superblock
from gis_core.demo.houses import Houses, houses_on, residents_of
from gis_core.demo.lots import lots_of
from gis_core.demo.needles import without_needles
from gis_core.demo.rings import Points, Ring, edges_of, on_grid, reversed_ring, ring_of
from gis_core.demo.streets import Street, StreetPlan
from gis_core.demo.surfaces import surfaces_of
from gis_core.demo.uses import USES, uses_of_block
from gis_core.demo.villages import lanes_of
from gis_core.demo.ways import Way, joined_lanes, ways_of

SCHOOL_SIZE = (9_000.0, 32_000.0)  # m²
PEOPLE_A_M2 = {"house": 0.16, "estate": 0.07, "mixed": 0.07}  # residents to come on a lot, for each m² of it
# Aims at a primary school for 20,000–25,000 residents, a middle school for about 40,000 and a clinic for 10,000–20,000:
# where a superblock has no lot that fits, its neighbours serve it, so some more are asked for.
PEOPLE_A_SCHOOL, PEOPLE_A_CLINIC = 11_400.0, 14_000.0


@dataclass(frozen=True)
class Grown:
    """
    A grown superblock.

    Parameters
    ----------
    key, district
        Of the superblock.
    outline
        Its ring with every vertex that grew on it; the main roads outside take them over.
    rings, uses, block
        The lots and street surfaces that tile it, their uses, and the number of the block each lies in (-1: street).
    blocks, zones
        The blocks' outlines and zones.
    industrial
        The industrial faces to the middle of the streets around them: what an industrial block line encloses.
    houses, residents, over_60
        Buildings, column by column, with the people in them.
    ways
        Streets and lanes from junction to junction.
    """

    key: int
    district: int
    outline: Ring
    rings: list[Ring]
    uses: list[str]
    block: NDArray[np.int64]
    blocks: list[Ring]
    zones: list[str]
    industrial: BaseGeometry | None
    houses: Houses
    residents: NDArray[np.int64]
    over_60: NDArray[np.int64]
    ways: list[Way]


def grow(superblock: Superblock, seed: int, renewal: float) -> Grown:
    """
    Grow a superblock. The same superblock, seed and renewal give the same result in any process.

    Parameters
    ----------
    superblock
        From the frame.
    seed
        Of the demo.
    renewal
        0–1, how much of its industrial land is up for renewal.
    """
    rng = np.random.default_rng([seed, superblock.district, superblock.key])
    if superblock.kind != "town":
        return _green(superblock, rng)
    swirls = tuple(
        Swirl(seat.x, seat.y, seat.radius, 4 * seat.angle) for seat in superblock.seats if seat.kind == "village"
    )
    plan = StreetPlan(superblock.gates, superblock.seats, CrossField(superblock.ring, swirls, rng), rng)
    plan.grow(superblock.ring)
    outer = with_outline(superblock.ring, [face.ring.points for face in plan.faces])
    blocks = blocks_of(plan.faces, plan.streets, outer)
    town = _Town(rng, renewal)
    outlines = [town.fill(number, block) for number, block in enumerate(blocks)]
    outline = with_outline(superblock.ring, [ring.points for ring in outlines])
    for surface in surfaces_of(outline, outlines, blocks, plan.faces, plan.streets):
        town.add(surface.ring, "road", -1)
    roads = np.array([*(use == "road" for use in town.uses), False])
    *town.rings, around = without_needles([*town.rings, reversed_ring(outline)], roads)
    outline = reversed_ring(around)
    if not plan.streets and not blocks:
        town.add(outline, "street_green", 0)
    town.place_public()
    lanes, joints = joined_lanes(town.lanes, plan.streets, superblock.ring)
    ways = [*ways_of(plan.streets, joints), *(replace(way, street=way.street + len(plan.streets)) for way in lanes)]
    industrial = [face.ring.polygon() for face in plan.faces if face.zone == "industry"]
    line = shapely.union_all(industrial) if industrial else None
    return _grown(
        superblock,
        outline,
        town,
        ways=ways,
        rng=rng,
        outlines=outlines,
        zones=[block.zone for block in blocks],
        industrial=line,
    )


class _Town:
    """Lots and uses as they accumulate, block by block."""

    def __init__(self, rng: np.random.Generator, renewal: float) -> None:
        self.rings: list[Ring] = []
        self.uses: list[str] = []
        self.block: list[int] = []
        self.lanes: list[tuple[list[Street], Ring]] = []
        self._rng = rng
        self._renewal = renewal

    def add(self, ring: Ring, use: str, block: int) -> None:
        self.rings.append(ring)
        self.uses.append(use)
        self.block.append(block)

    def fill(self, number: int, block: Block) -> Ring:
        """Lay out a block; return its ring with every vertex that a lot has put on it."""
        if block.zone == "village" and block.ring.area > 3500:
            return self._village(number, block)
        return self._plain(number, block.ring, block.zone)

    def _plain(self, number: int, ring: Ring, zone: str) -> Ring:
        lots = lots_of(ring, zone, self._rng)
        for lot, use in zip(lots, uses_of_block(lots, zone, self._rng, renewal=self._renewal), strict=True):
            self.add(lot.ring, use, number)
        return with_outline(ring, [lot.ring.points for lot in lots])

    def _village(self, number: int, block: Block) -> Ring:
        faces, lanes = lanes_of(block.ring, self._rng)
        clusters = blocks_of(faces, lanes, with_outline(block.ring, [face.ring.points for face in faces]))
        outlines = [self._cluster(number, cluster, clusters) for cluster in clusters]
        outer = with_outline(block.ring, [outline.points for outline in outlines])
        for surface in surfaces_of(outer, outlines, clusters, faces, lanes):
            self.add(surface.ring, "road", -1)
        self.lanes.append((lanes, outer))
        return outer if lanes else outlines[0]

    def _cluster(self, number: int, cluster: Block, clusters: list[Block]) -> Ring:
        """Lay out a cluster: houses, or in the roundest one of a large block the square, the pond and the hall."""
        if len(clusters) >= 8 and cluster is max(clusters, key=lambda one: one.ring.compactness * one.ring.area**0.5):
            lots = lots_of(cluster.ring, "mixed", self._rng)
            order = np.argsort([-lot.ring.area for lot in lots])
            centre = (
                ["village_square", "hall", "pond", *["house"] * len(lots)]
                if len(lots) > 2
                else ["village_square", "hall"]
            )
            for place, use in zip(order, centre, strict=False):
                self.add(lots[place].ring, use, number)
            return with_outline(cluster.ring, [lot.ring.points for lot in lots])
        return self._plain(number, cluster.ring, "village")

    def place_public(self) -> None:
        """Give a few lots of the superblock to the public: a school and, here and there, the rest."""
        homes = sum(ring.area for ring, use in zip(self.rings, self.uses, strict=True) if use in PEOPLE_A_M2)
        people = sum(ring.area * PEOPLE_A_M2.get(use, 0.0) for ring, use in zip(self.rings, self.uses, strict=True))
        for _ in range(int(people / PEOPLE_A_SCHOOL + self._rng.random())):
            self._convert("school", SCHOOL_SIZE, ("estate", "factory", "old_factory"), 1.0)
        for _ in range(int(people / PEOPLE_A_CLINIC + self._rng.random())):
            self._convert("clinic", (600.0, 6_000.0), ("mixed", "shop", "commercial", "estate"), 1.0)
        self._convert("welfare", (600.0, 7_000.0), ("mixed", "estate", "shop"), 0.3 * min(1.0, homes / 60_000))
        self._convert("culture", (800.0, 9_000.0), ("mixed", "commercial", "estate"), 0.2)
        self._convert("office_hall", (800.0, 9_000.0), ("mixed", "commercial", "office", "estate"), 0.3)
        self._convert("utility", (500.0, 6_000.0), ("factory", "old_factory", "shop"), 0.35)

    def _convert(self, use: str, size: tuple[float, float], taken_from: tuple[str, ...], chance: float) -> None:
        if self._rng.random() >= chance:
            return
        for source in taken_from:
            fitting = [
                i
                for i, ring in enumerate(self.rings)
                if self.uses[i] == source and size[0] <= ring.area <= size[1] and ring.compactness > 0.5
            ]
            if fitting:
                self.uses[fitting[int(self._rng.integers(len(fitting)))]] = use
                return


def _grown(
    superblock: Superblock,
    outline: Ring,
    town: _Town,
    *,
    ways: list[Way],
    rng: np.random.Generator,
    outlines: list[Ring],
    zones: list[str],
    industrial: BaseGeometry | None,
) -> Grown:
    houses = houses_on(town.rings, town.uses, {name: use.building for name, use in USES.items()}, rng)
    residents, over_60 = residents_of(houses, rng)
    return Grown(
        superblock.key,
        superblock.district,
        outline,
        town.rings,
        town.uses,
        np.array(town.block, np.int64),
        outlines,
        zones,
        industrial,
        houses,
        residents,
        over_60,
        ways,
    )


def _green(superblock: Superblock, rng: np.random.Generator) -> Grown:
    """Grow a face that isn't built on: a lake in its park, a wooded hill, a strip of green."""
    town = _Town(rng, 0.0)
    ring = superblock.ring
    if superblock.kind == "lake" and superblock.water is not None:
        for piece, use in _lake_park(ring, on_grid(superblock.water), rng):
            town.add(piece, use, 0)
    elif superblock.kind == "hill":
        town.add(ring, "forest", 0)
    else:
        for lot in lots_of(ring, "green", rng):
            town.add(lot.ring, "bank" if ring.area > 3000 else "street_green", 0)
    outline = with_outline(ring, [one.points for one in town.rings])
    return _grown(
        superblock, outline, town, ways=[], rng=rng, outlines=[outline], zones=[superblock.kind], industrial=None
    )


def _lake_park(ring: Ring, water: Points, rng: np.random.Generator) -> list[tuple[Ring, str]]:
    """Cut the park around a lake by rays from its shore, so that no parcel has a hole."""
    lake = ring_of(Polygon(water))
    rays = []
    for start in np.linspace(0, len(lake.points), 7)[:-1].astype(int) + int(rng.integers(0, 4)):
        shore = lake.points[start % len(lake.points)]
        distance = np.hypot(*(ring.points - shore).T)
        rays.append(LineString([shore, ring.points[int(distance.argmin())]]))
    pieces = shapely.get_parts(shapely.polygonize([*edges_of([ring.points, lake.points]), *rays]))
    inside = shapely.within(shapely.point_on_surface(pieces), lake.polygon())
    return [(ring_of(piece), "lake" if wet else "park") for piece, wet in zip(pieces, inside, strict=True)]

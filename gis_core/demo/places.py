"""Places of a superblock: greens, parking, water, industrial parks, retained land, facilities and hazards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString
from shapely.ops import substring

from gis_core.demo.codes import block_code, ordinal, quarter_name
from gis_core.demo.frame import Superblock
from gis_core.demo.landbook import Parcels
from gis_core.demo.piece import Piece, piece
from gis_core.demo.superblock import Grown

GREENS = {
    "pocket_park": "pocket_park", "park": "city_park", "village_square": "square", "bank": "protective_green",
    "street_green": "street_green",
}  # fmt: skip
GREEN_TITLES = {
    "pocket_park": "口袋公园", "city_park": "公园", "square": "广场",
    "protective_green": "绿带", "street_green": "街头绿地",
}  # fmt: skip
SPACE_M2 = 28.0  # surface parking for each space (GB/T 51149-2016: 25–30 m²)
GARAGE_FLOORS = 5
ROADSIDE_SHARE = 0.4
BAY_DEPTH, BAY_LENGTH = 2.2, 6.0  # of a roadside bay, metres
PARK_SMALLEST = 14_000.0  # m² of a block's industrial lots that make a park
INDUSTRIES = ("钟表制造", "新能源材料", "医疗器械", "新材料", "电子信息", "模具五金", "特色食品", "精密制造")

MIDDLE_SCHOOL = 20_000.0  # a school on a larger lot is a middle school, m²

# For each kind: residents for one, capacity, title (service standards of DOMAIN; rates chosen for a town of this size).
PER_RESIDENTS: dict[str, tuple[float, int, str]] = {
    "elderly_station": (5200.0, 60, "居家社区养老服务站"),
    "canteen": (9000.0, 120, "社区食堂"),
    "aed": (2400.0, 1, "自动体外除颤器"),
    "e_bicycle_charging": (1900.0, 40, "电动自行车充电点"),
    "emergency_store": (14000.0, 200, "应急物资储备点"),
    "job_station": (26000.0, 8, "就业服务站"),
}
HAZARDS = (
    ("road", "occupied_roadway", 0.16), ("road", "school_gate", 0.07), ("road", "blind_bend", 0.08),
    ("road", "missing_crossing", 0.1), ("road", "damaged_surface", 0.12), ("road", "missing_lighting", 0.07),
    ("fire", "blocked_fire_lane", 0.14), ("fire", "mixed_use_building", 0.1),
    ("electrical", "transformer_overload", 0.06),
    ("electrical", "unsafe_wiring", 0.1),
)  # fmt: skip
PEOPLE_PER_HAZARD = 1100.0


def place_rows(
    grown: Grown, parcels: Parcels, superblock: Superblock, rng: np.random.Generator, *, station_factor: float
) -> Iterator[Piece]:
    """
    Yield the rows of every layer of places for a superblock.

    Parameters
    ----------
    station_factor
        How many times the usual number of elderly-care stations there are (more than 1 for a part of the district).
    """
    yield from _greens(parcels, superblock, rng)
    yield from _water(parcels, superblock)
    yield from _parking(parcels, superblock, rng)
    yield from _roadside(grown, superblock, rng)
    yield from _parks(grown, parcels, superblock, rng)
    yield from _retained(parcels, superblock, rng)
    yield from _facilities(grown, parcels, superblock, rng, station_factor)
    yield from _hazards(grown, superblock, rng)


def _day(rng: np.random.Generator, first: int, last: int) -> dt.date:
    return dt.date(int(rng.integers(first, last + 1)), int(rng.integers(1, 13)), int(rng.integers(1, 29)))


def _of(superblock: Superblock, prefix: str, count: int, start: int = 1) -> list[str]:
    return [block_code(prefix, superblock.district, superblock.key, n) for n in range(start, start + count)]


def _titles(superblock: Superblock, kinds: list[str], titles: dict[str, str]) -> list[str]:
    quarter, seen, names = superblock.name or quarter_name(superblock.district, superblock.key), dict[str, int](), []
    for kind in kinds:
        seen[kind] = seen.get(kind, 0) + 1
        title = titles[kind]
        names.append(f"{quarter}{title}" if seen[kind] == 1 else f"{quarter}{title}（{ordinal(min(seen[kind], 99))}）")
    return names


def _greens(parcels: Parcels, superblock: Superblock, rng: np.random.Generator) -> Iterator[Piece]:
    kept = np.isin(parcels.uses, list(GREENS)) & (parcels.areas > 25)
    if not kept.any():
        return
    kinds = [GREENS[use] for use in parcels.uses[kept]]
    yield piece(
        "pocket_parks",
        parcels.shapes[kept],
        {
            "code": _of(superblock, "LD", len(kinds)),
            "name": _titles(superblock, kinds, GREEN_TITLES),
            "kind": kinds,
            "community": superblock.community,
            "opened_on": [_day(rng, 2008, 2021) for _ in kinds],
        },
    )


def _water(parcels: Parcels, superblock: Superblock) -> Iterator[Piece]:
    kept = parcels.uses == "pond"
    if kept.any():
        yield piece(
            "water",
            parcels.shapes[kept],
            {"code": _of(superblock, "SX", int(kept.sum())), "name": f"{superblock.community}风水塘", "kind": "pond"},
        )


def _parking(parcels: Parcels, superblock: Superblock, rng: np.random.Generator) -> Iterator[Piece]:
    """Yield car parks: on their own parcels, and on the vacant corners of the rest (temporary)."""
    own = np.flatnonzero(parcels.uses == "parking")
    free = np.flatnonzero((parcels.uses == "vacant") & (parcels.areas > 600))
    kinds = np.array(["off_street"] * len(own) + ["temporary"] * len(free))
    index = np.concatenate([own, free])
    if not len(index):
        return
    garage = (kinds == "off_street") & (parcels.areas[index] > 900) & (rng.random(len(index)) < 0.65)
    floors = np.where(garage, GARAGE_FLOORS, 1)
    spaces = np.maximum(4, (parcels.areas[index] * 0.9 / SPACE_M2 * floors)).astype(int)
    titles = {"off_street": "停车场", "temporary": "临时停车场"}
    yield piece(
        "parking",
        parcels.shapes[index],
        {
            "code": _of(superblock, "TC", len(index)),
            "name": _titles(superblock, kinds.tolist(), titles),
            "kind": kinds,
            "spaces": spaces,
            "charging_spaces": (spaces * rng.uniform(0, 0.3, len(spaces))).astype(int),
            "community": superblock.community,
            "opened_on": [_day(rng, 2010, 2021) for _ in index],
        },
    )


def _roadside(grown: Grown, superblock: Superblock, rng: np.random.Generator) -> Iterator[Piece]:
    """Yield marked bays along some of the local streets, on one side."""
    bays, spaces = [], []
    for way in grown.ways:
        course = LineString(way.line)
        if way.kind not in ("local", "wide_local") or course.length < 90 or rng.random() > ROADSIDE_SHARE:
            continue
        middle = shapely.offset_curve(course, way.width / 2 - 3.2)
        if not isinstance(middle, LineString):
            continue
        bay = shapely.buffer(substring(middle, 22, middle.length - 22), BAY_DEPTH / 2, cap_style="flat")
        if bay.geom_type == "Polygon" and bay.is_valid and bay.area > 60:
            bays.append(bay)
            spaces.append(int(bay.area / BAY_DEPTH / BAY_LENGTH))
    if bays:
        yield piece(
            "parking",
            bays,
            {
                "code": _of(superblock, "LB", len(bays)),
                "name": _titles(superblock, ["roadside"] * len(bays), {"roadside": "路内泊位"}),
                "kind": "roadside",
                "spaces": spaces,
                "charging_spaces": 0,
                "community": superblock.community,
                "opened_on": [_day(rng, 2012, 2021) for _ in bays],
            },
        )


def _parks(grown: Grown, parcels: Parcels, superblock: Superblock, rng: np.random.Generator) -> Iterator[Piece]:
    """Yield an industrial park for each block with enough factory land."""
    industrial = np.isin(parcels.uses, ("factory", "old_factory", "logistics"))
    floor_area = np.zeros(len(parcels.uses))
    np.add.at(floor_area, grown.houses.lot, shapely.area(grown.houses.shape) * grown.houses.floors)
    shapes, kinds, floors, years = [], [], [], []
    for block in range(len(grown.blocks)):
        own = industrial & (grown.block == block)
        if parcels.areas[own].sum() < PARK_SMALLEST:
            continue
        old = parcels.areas[own & (parcels.uses == "old_factory")].sum() > 0.5 * parcels.areas[own].sum()
        shapes.append(shapely.coverage_union_all(parcels.shapes[own]))
        kinds.append("old" if old else ("upgraded" if rng.random() < 0.2 else "new"))
        floors.append(float(floor_area[own].sum()))
        years.append(int(rng.integers(1990, 2004) if old else rng.integers(2003, 2020)))
    if not shapes:
        return
    area = np.array(floors)
    yield piece(
        "industrial_parks",
        shapes,
        {
            "code": _of(superblock, "GY", len(shapes)),
            "name": [
                f"{quarter_name(superblock.district, superblock.key)}第{ordinal(n)}工业园"
                for n in range(1, len(shapes) + 1)
            ],
            "kind": kinds,
            "industry": [INDUSTRIES[int(rng.integers(len(INDUSTRIES)))] for _ in shapes],
            "community": superblock.community,
            "floor_area_m2": np.round(area, 1),
            "firms": np.maximum(1, area / rng.uniform(1200, 4000, len(area))).astype(int),
            "built_year": years,
            "upgraded_on": [_day(rng, 2015, 2021) if kind == "upgraded" else None for kind in kinds],
        },
    )


def _retained(parcels: Parcels, superblock: Superblock, rng: np.random.Generator) -> Iterator[Piece]:
    """Yield land that the community's company has been given back: some of its shops and workshops."""
    kept = np.flatnonzero(np.isin(parcels.uses, ("shop", "old_factory")) & ~parcels.state & (parcels.areas > 800))
    kept = kept[rng.random(len(kept)) < 0.12]
    if not len(kept):
        return
    states = np.array(["given", "built"])[rng.integers(0, 2, len(kept))]
    yield piece(
        "retained_land",
        parcels.shapes[kept],
        {
            "code": _of(superblock, "LY", len(kept)),
            "name": f"{superblock.community}留用地",
            "community": superblock.community,
            "state": states,
            "given_on": [_day(rng, 2009, 2020) for _ in kept],
            "registered_area_m2": np.round(parcels.areas[kept], 2),
        },
    )


def _facilities(
    grown: Grown, parcels: Parcels, superblock: Superblock, rng: np.random.Generator, station_factor: float
) -> Iterator[Piece]:
    """Yield facilities in the buildings where people live (and schools and clinics on their parcels)."""
    people = grown.residents.astype(float)
    total = people.sum()
    points: list[NDArray[np.object_]] = []
    kinds: list[str] = []
    capacity: list[int] = []
    names: list[str] = []
    quarter = quarter_name(superblock.district, superblock.key)
    doors = shapely.point_on_surface(grown.houses.shape)
    for kind, (residents, size, title) in PER_RESIDENTS.items():
        wanted = total / residents * (station_factor if kind == "elderly_station" else 1.0)
        count = int(wanted + rng.random()) if total else 0
        weight = grown.over_60.astype(float) + 1e-3 * people if kind == "elderly_station" else people
        chosen = _spread(doors, weight, count, rng)
        points += [doors[i] for i in chosen]
        kinds += [kind] * len(chosen)
        capacity += [max(1, int(size * rng.uniform(0.6, 1.4))) for _ in chosen]
        names += [f"{quarter}第{ordinal(min(n, 99))}{title}" for n in range(1, len(chosen) + 1)]
    for kind, per in (("school", 14.0), ("clinic", 60.0)):
        for n, i in enumerate(np.flatnonzero(parcels.uses == kind), 1):
            title = "社康中心" if kind == "clinic" else ("中学" if parcels.areas[i] > MIDDLE_SCHOOL else "小学")
            points.append(parcels.shapes[i].representative_point())
            kinds.append(kind)
            capacity.append(int(parcels.areas[i] / per))
            names.append(f"{quarter}{title}" if n == 1 else f"{quarter}第{ordinal(n)}{title}")
    if points:
        yield piece(
            "facilities",
            points,
            {
                "code": _of(superblock, "SS", len(points)),
                "name": names,
                "kind": kinds,
                "capacity": capacity,
                "community": superblock.community,
                "opened_on": [_day(rng, 2010, 2021) for _ in points],
            },
        )


def _spread(doors: NDArray[np.object_], weight: NDArray[np.float64], count: int, rng: np.random.Generator) -> list[int]:
    """Choose doors by weight, each new one away from those chosen."""
    chosen: list[int] = []
    left = weight.copy()
    while len(chosen) < count and left.sum() > 0:
        i = int(rng.choice(len(left), p=left / left.sum()))
        chosen.append(i)
        left[shapely.dwithin(doors, doors[i], 120.0)] = 0
    return chosen


def _hazards(grown: Grown, superblock: Superblock, rng: np.random.Generator) -> Iterator[Piece]:
    total = float(grown.residents.sum())
    count = int(total / PEOPLE_PER_HAZARD + rng.random()) if total else 0
    if not count or not grown.ways:
        return
    share = np.array([weight for *_, weight in HAZARDS])
    picks = rng.choice(len(HAZARDS), size=count, p=share / share.sum())
    doors = np.flatnonzero(grown.residents > 0)
    points = []
    for pick in picks:
        if HAZARDS[pick][0] == "road":
            way = grown.ways[int(rng.integers(len(grown.ways)))]
            points.append(
                shapely.line_interpolate_point(shapely.linestrings(way.line), rng.uniform(0.2, 0.8), normalized=True)
            )
        else:
            points.append(grown.houses.shape[int(rng.choice(doors))].representative_point())
    found = [_day(rng, 2018, 2020) for _ in picks]
    settled = [day + dt.timedelta(days=int(rng.integers(20, 260))) if rng.random() < 0.7 else None for day in found]
    yield piece(
        "hazards",
        points,
        {
            "code": _of(superblock, "YH", count),
            "hazard_class": [HAZARDS[pick][0] for pick in picks],
            "kind": [HAZARDS[pick][1] for pick in picks],
            "severity": rng.integers(1, 4, count),
            "community": superblock.community,
            "found_on": found,
            "settled_on": settled,
        },
    )

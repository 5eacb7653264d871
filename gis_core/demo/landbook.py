"""The land book: rows of parcels, tenure, buildings, planned land and controls from what a superblock has grown."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis_core.demo.codes import block_code, building_code, ordinal, parcel_code, quarter_name
from gis_core.demo.frame import Superblock
from gis_core.demo.piece import Piece, piece
from gis_core.demo.superblock import Grown
from gis_core.demo.uses import USES

STATE_USES = {
    "estate", "commercial", "auto", "office", "factory", "logistics", "reserved", "vacant", "school", "clinic",
    "welfare", "office_hall", "culture", "utility", "pocket_park", "park", "street_green", "bank", "parking", "farm",
    "forest", "lake", "water", "road",
}  # fmt: skip
COLLECTIVE_FACTORIES = 0.4  # share of old factories on collective land

# Zoning: floor area ratio, height limit (m), green ratio.
LIMITS: dict[str, tuple[float, float, float]] = {
    "R": (3.2, 100, 0.3), "C": (4.0, 150, 0.2), "GIC": (1.5, 40, 0.35), "M1": (2.5, 60, 0.2), "M0": (4.0, 120, 0.2),
    "W": (1.5, 40, 0.15), "S": (0.3, 15, 0.1), "G1": (0.05, 9, 0.75), "G2": (0.0, 0, 0.9), "U": (1.0, 24, 0.3),
    "E": (0.0, 0, 0.0),
}  # fmt: skip
ZONE_PLAN = {
    "village": "R", "mixed": "R", "estate": "R", "headquarters": "M0", "commercial": "C", "auto": "C",
    "industry": "M1", "farm": "E", "green": "G2", "lake": "G1", "hill": "E",
}  # fmt: skip


@dataclass(frozen=True)
class Parcels:
    """The parcels of a superblock, column by column, before they are rows: shapes, areas, uses, codes."""

    shapes: NDArray[np.object_]
    areas: NDArray[np.float64]
    uses: NDArray[np.str_]
    codes: NDArray[np.object_]
    state: NDArray[np.bool_]


def numbered(grown: Grown, rng: np.random.Generator) -> Parcels:
    """Give every lot of a superblock its code."""
    shapes = np.array([ring.polygon() for ring in grown.rings], dtype=object)
    uses = np.array(grown.uses)
    state = np.isin(uses, list(STATE_USES)) | ((uses == "old_factory") & (rng.random(len(uses)) > COLLECTIVE_FACTORIES))
    codes = np.array(
        [parcel_code(grown.district, grown.key, number, state=bool(owned)) for number, owned in enumerate(state, 1)],
        dtype=object,
    )
    return Parcels(shapes, shapely.area(shapes), uses, codes, state)


def parcel_rows(parcels: Parcels, superblock: Superblock) -> Piece:
    """Return the rows of `parcels`."""
    quarter = superblock.name or quarter_name(superblock.district, superblock.key)
    counters: dict[str, int] = {}
    names: list[str | None] = []
    for use in parcels.uses.tolist():
        if use in ("house", "road", "yard"):
            names.append(None)
            continue
        counters[use] = counters.get(use, 0) + 1
        head = superblock.community if use in ("hall", "pond", "village_square") else quarter
        title = USES[use].title
        names.append(
            head + (title if head != title and counters[use] == 1 else f"第{ordinal(min(counters[use], 99))}{title}")
        )
    return piece(
        "parcels",
        parcels.shapes,
        {
            "code": parcels.codes,
            "name": names,
            "land_use": [USES[use].land_use for use in parcels.uses],
            "zoning": [USES[use].zoning for use in parcels.uses],
            "community": superblock.community,
            "registered_area_m2": np.round(parcels.areas, 2),
            "vacant": np.isin(parcels.uses, ("reserved", "vacant")),
        },
    )


def tenure_rows(parcels: Parcels, rng: np.random.Generator) -> Piece:
    """Return the rows of `tenure`: one for each parcel that isn't street."""
    kept = parcels.uses != "road"
    uses, codes, state = parcels.uses[kept], parcels.codes[kept], parcels.state[kept]
    chance = rng.random(len(uses))
    holder, right, title, complete = [], [], [], []
    for use, owned, luck in zip(uses.tolist(), state.tolist(), chance.tolist(), strict=True):
        row = _title(use, owned, luck)
        holder.append(row[0])
        right.append(row[1])
        title.append(row[2])
        complete.append(row[3])
    certified = np.array([kind in ("certificate", "grant_contract") for kind in title])
    years = rng.integers(1992, 2021, len(uses))
    until = [
        dt.date(int(year) + 50, 6, 30) if kind == "granted" else None for year, kind in zip(years, right, strict=True)
    ]
    return piece(
        "tenure",
        parcels.shapes[kept],
        {
            "code": [f"QS{code}" for code in codes],
            "parcel": codes,
            "ownership": np.where(state, "state", "collective"),
            "holder_kind": holder,
            "use_right": right,
            "title_category": title,
            "certificate": [
                f"粤({year})深圳市不动产权第{code[9:12]}{code[14:]}号" if has else None
                for year, code, has in zip(years, codes, certified, strict=True)
            ],
            "conversion_completed": complete,
            "use_until": until,
        },
    )


def _title(use: str, state: bool, luck: float) -> tuple[str, str, str | None, bool]:
    """Return holder, use right, title category and whether conversion was completed."""
    if use in ("house", "tenement"):
        return ("individual", "homestead", "old_village" if luck < 0.35 else "unfinished", luck < 0.35)
    if use in ("mixed", "shop", "hall", "village_square", "pond", "yard"):
        kinds = ("confirmed", "village_construction", "unfinished")
        return ("community_company", "collective_construction", kinds[int(luck * 3)], luck < 0.66)
    if use == "old_factory" and not state:
        return ("community_company", "collective_construction", "unfinished" if luck < 0.6 else "returned", luck >= 0.6)
    if use in ("estate", "commercial", "auto", "office", "factory", "old_factory", "logistics"):
        return ("enterprise", "granted", "certificate" if luck < 0.8 else "grant_contract", True)
    return ("government", "allocated" if use not in ("reserved", "vacant") else "none", None, True)


def building_rows(grown: Grown, parcels: Parcels, superblock: Superblock, rng: np.random.Generator) -> Piece:
    """Return the rows of `buildings`."""
    houses = grown.houses
    footprint = shapely.area(houses.shape)
    height = np.round(houses.floors * houses.storey + 1.2, 1)
    serial = np.array(pd.Series(houses.lot).groupby(houses.lot).cumcount()) + 1
    codes = parcels.codes[houses.lot] if len(houses.lot) else np.array([], dtype=object)
    uses = parcels.uses[houses.lot] if len(houses.lot) else np.array([], dtype=str)
    quarter = quarter_name(superblock.district, superblock.key)
    names = [
        None if use == "house" else f"{quarter}{USES[use].title}{number}栋"
        for use, number in zip(uses.tolist(), serial.tolist(), strict=True)
    ]
    old = np.isin(uses, ("house", "old_factory", "tenement", "shop"))
    years = np.where(old, rng.integers(1988, 2008, len(uses)), rng.integers(1999, 2022, len(uses)))
    return piece(
        "buildings",
        houses.shape,
        {
            "code": [building_code(code, number) for code, number in zip(codes, serial.tolist(), strict=True)],
            "name": names,
            "use": houses.use,
            "parcel": codes,
            "community": superblock.community,
            "floors": houses.floors,
            "height_m": height,
            "floor_area_m2": np.round(footprint * houses.floors, 1),
            "built_year": years,
            "residents": grown.residents,
            "residents_over_60": grown.over_60,
        },
    )


def plan_rows(grown: Grown, superblock: Superblock, unit: str) -> Piece:
    """Return the rows of `plan_parcels`: a block each, with the limits of its planned use."""
    zoning = [ZONE_PLAN[zone] for zone in grown.zones]
    limits = np.array([LIMITS[use] for use in zoning]).reshape(-1, 3)
    return piece(
        "plan_parcels",
        [ring.polygon() for ring in grown.blocks],
        {
            "code": [block_code("TZ", superblock.district, superblock.key, n) for n in range(1, len(zoning) + 1)],
            "unit": unit,
            "zoning": zoning,
            "floor_area_ratio": limits[:, 0],
            "height_limit_m": limits[:, 1],
            "green_ratio": limits[:, 2],
        },
    )

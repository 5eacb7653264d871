"""
Which parcels the demo's projects consolidate, and in which year: chosen so that the records add up as reported.

Nothing here is a result. The reported hectares of 2024 steer the choice of parcels; what was completed and released is
computed afterwards from events and geometry, by the same SQL as for real records.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gis_core.demo.regions import SMALLEST_M2, Indices, Region, components, neighbours, trim
from gis_core.errors import RefusedInputError

REPORTED_YEAR = 2024
COMPLETED_M2 = 406_000.0  # reported for 2024: 40.6 ha
RELEASED_M2 = 610_000.0  # reported for 2024: 61.0 ha
INDUSTRY_M2 = {2022: 140_000.0, 2023: 240_000.0, 2025: 330_000.0}  # invented; fewer where land is short
PENDING = 0  # not completed yet
PENDING_M2 = 400_000.0
TRIES = 4_000
MOST_CONSOLIDATED_M2 = 385_000.0  # leaves some of the 40.6 ha to housing and public uses
EXCESS_M2 = (200.0, 12_000.0)
LEAST_REST_M2 = 30.0


@dataclass(frozen=True)
class Taken:
    """
    A consolidation parcel to be.

    Parameters
    ----------
    parcel
        Position of the parcel that it is cut from.
    shape, area_m2
        The parcel, or what is left of it after trimming, and its area to the square millimetre.
    project
        Number of the project that takes it.
    year
        Year of its completion, or `PENDING`.
    """

    parcel: int
    shape: BaseGeometry
    area_m2: float
    project: int
    year: int


@dataclass(frozen=True)
class Land:
    """Polygons in the survey CRS (metres) and their areas as the database computed them (m², six decimals)."""

    shapes: NDArray[np.object_]
    areas: NDArray[np.float64]

    def take(self, parcel: int, project: int, year: int) -> Taken:
        """Take a parcel as a whole."""
        return Taken(parcel, self.shapes[parcel], float(self.areas[parcel]), project, year)


def choose_regions(regions: list[Region], rng: np.random.Generator) -> dict[int, list[Region]]:
    """
    Share out the regions over the years, those of 2024 with slightly more area than was released.

    Raises
    ------
    RefusedInputError
        If there is too little industrial land.
    """
    areas = np.array([region.area_m2 for region in regions])
    if areas.sum() < RELEASED_M2 + EXCESS_M2[0]:
        raise RefusedInputError(
            f"the district has {areas.sum() / 10_000:.1f} ha of industrial land in regions that can be made contiguous,"
            f" the records need {RELEASED_M2 / 10_000:.0f} ha; choose a larger scale"
        )
    consolidated = areas - np.array([region.reserved_m2 for region in regions])
    orders = rng.permuted(np.tile(np.arange(len(regions)), (TRIES, 1)), axis=1)
    sums = np.cumsum(areas[orders], axis=1)
    counts = (sums >= RELEASED_M2 + EXCESS_M2[0]).argmax(axis=1)
    rows = np.arange(TRIES)
    excess = sums[rows, counts] - RELEASED_M2
    too_much = np.cumsum(consolidated[orders], axis=1)[rows, counts] > MOST_CONSOLIDATED_M2
    best = int(np.lexsort((excess, too_much))[0])
    if excess[best] > EXCESS_M2[1] or too_much[best]:
        raise RefusedInputError("no choice of regions releases 61.0 ha in 2024; take another seed or a larger scale")
    chosen, rest = orders[best, : counts[best] + 1], list(orders[best, counts[best] + 1 :])
    years = {REPORTED_YEAR: [regions[i] for i in sorted(chosen)]}
    for year, wanted in {**INDUSTRY_M2, PENDING: PENDING_M2}.items():
        years[year] = []
        while rest and sum(region.area_m2 for region in years[year]) < wanted * min(1, len(regions) / 30):
            years[year].append(regions[rest.pop(0)])
    return years


def industry(regions: dict[int, list[Region]], land: Land) -> list[Taken]:
    """
    Return the consolidation parcels of the regions, one of 2024 trimmed so that what is released comes out as reported.

    Raises
    ------
    RefusedInputError
        If no parcel can be trimmed without breaking its region apart.
    """
    taken = [
        land.take(int(parcel), region.project, year)
        for year, of_year in regions.items()
        for region in of_year
        for parcel in region.consolidated
    ]
    members = np.concatenate([region.members for region in regions[REPORTED_YEAR]])
    excess = round(float(land.areas[members].sum()) - RELEASED_M2, 6)
    for region in sorted(regions[REPORTED_YEAR], key=lambda region: -region.area_m2):
        for parcel in region.consolidated[np.argsort(-land.areas[region.consolidated])]:
            kept = _trimmed(region, int(parcel), land, excess)
            if kept is not None:
                return [kept if one.parcel == kept.parcel else one for one in taken]
    raise RefusedInputError("no parcel of 2024 can be trimmed to the reported area; take another seed")


def _trimmed(region: Region, parcel: int, land: Land, excess: float) -> Taken | None:
    """Cut the excess off a parcel of 2024, if what is left is still one block with its region."""
    others = region.members[region.members != parcel]
    keep = round(float(land.areas[parcel]) - excess, 6)
    if keep < excess or region.area_m2 - excess < SMALLEST_M2 + 100 or not len(others):
        return None
    kept = trim(land.shapes[parcel], shapely.union_all(land.shapes[others]), keep)
    together = np.array([*land.shapes[others], kept], dtype=object)
    if kept.geom_type != "Polygon" or len(components(np.arange(len(together)), neighbours(together))) > 1:
        return None
    return Taken(parcel, kept, keep, region.project, REPORTED_YEAR)


def village(
    project: int, order: Indices, land: Land, amounts: dict[int, float], exact: float | None = None
) -> list[Taken]:
    """
    Take parcels in the given order, year after year, until each year has its amount.

    Parameters
    ----------
    project
        Number of the project.
    order
        Positions of the parcels that may be taken, in the order in which the team goes through them.
    land
        Polygons and areas of all candidates.
    amounts
        About how many m² each year completes.
    exact
        Exactly how many m² the reported year completes (in place of its amount): its last parcel is trimmed.

    Raises
    ------
    RefusedInputError
        If there is too little land for the exact amount.
    """
    taken: list[Taken] = []
    rest = [int(parcel) for parcel in order]
    for year, amount in amounts.items():
        if year == REPORTED_YEAR and exact is not None:
            taken.extend(_exactly(project, rest, land, exact))
            continue
        total = 0.0
        while rest and total < amount:
            parcel = rest.pop(0)
            total += float(land.areas[parcel])
            taken.append(land.take(parcel, project, year))
    return taken


def _exactly(project: int, rest: list[int], land: Land, wanted: float) -> list[Taken]:
    """Take from the head of `rest` until `wanted` m² are reached to the square millimetre, trimming the last parcel."""
    taken: list[Taken] = []
    missing = wanted
    while rest and land.areas[rest[0]] <= missing - LEAST_REST_M2:
        taken.append(land.take(rest.pop(0), project, REPORTED_YEAR))
        missing = round(missing - taken[-1].area_m2, 6)
    while rest:
        parcel = next((each for each in rest if land.areas[each] > missing + LEAST_REST_M2), rest[0])
        area = float(land.areas[parcel])
        keep = missing if area > missing + LEAST_REST_M2 else round(area / 2, 6)
        shape = land.shapes[parcel]
        kept = trim(shape, taken[-1].shape if taken else shapely.boundary(shape), keep)
        rest.remove(parcel)
        taken.append(Taken(parcel, kept, keep, project, REPORTED_YEAR))
        missing = round(missing - keep, 6)
        if missing == 0:
            return taken
    raise RefusedInputError(
        f"the villages have too little land for the {wanted / 10_000:.2f} ha that the records need in 2024;"
        " choose a larger scale"
    )

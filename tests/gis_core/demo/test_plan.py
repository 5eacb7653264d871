"""The choice of what the demo consolidates: regions apart, reserves too small alone, areas as reported."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from shapely import box

from gis_core.demo import plan
from gis_core.demo.plan import REPORTED_YEAR, Land
from gis_core.demo.regions import GAP_M, SMALLEST_M2, Region, components, find_regions, neighbours, trim
from gis_core.errors import RefusedInputError


def industry(blocks: int, seed: int = 1) -> NDArray[Any]:
    """Street blocks of about 5 ha, 20 m apart, each cut into lots of uneven width."""
    rng = np.random.default_rng(seed)
    lots = []
    for block in range(blocks):
        x, y = 500_000 + (block % 8) * 280, 2_518_000 + (block // 8) * 220
        cuts = x + np.array([0, *np.sort(rng.uniform(20, 240, 6)), 260])
        for row in (0, 1):
            lots += [box(west, y + row * 95, east, y + row * 95 + 95) for west, east in pairwise(cuts)]
    return np.array(lots, dtype=object)


def measured(shapes: NDArray[Any]) -> Land:
    """With areas as the database stores them."""
    return Land(shapes, np.round(shapely.area(shapes), 6))


def all_regions(shapes: NDArray[Any]) -> list[Region]:
    """Regions where every lot may be taken and none is vacant."""
    return find_regions(shapes, measured(shapes).areas, np.ones(len(shapes), bool), np.zeros(len(shapes), bool))


def area_of(shape: shapely.Geometry) -> float:
    """Area to the square millimetre."""
    return round(float(shapely.area(shape)), 6)


@pytest.fixture(params=[1, 2, 3])
def land(request: pytest.FixtureRequest) -> NDArray[Any]:
    return industry(40, request.param)


def test_regions_lie_further_apart_than_the_gap_and_hang_together(land: NDArray[Any]) -> None:
    regions = all_regions(land)
    near = neighbours(land)
    assert len(regions) > 20
    merged = [shapely.union_all(land[region.members]) for region in regions]
    for index, one in enumerate(merged):
        assert shapely.distance(one, np.array(merged[index + 1 :], dtype=object)).min(initial=99) > GAP_M
    assert all(len(components(region.members, near)) == 1 for region in regions)


def test_reserved_land_is_no_block_without_the_consolidated(land: NDArray[Any]) -> None:
    for region in all_regions(land):
        assert shapely.area(land[region.reserved]).sum() < SMALLEST_M2 <= shapely.area(land[region.members]).sum()
        assert len(region.consolidated)


def test_vacant_parcels_are_reserved_first_and_unusable_ones_never(land: NDArray[Any]) -> None:
    usable = np.ones(len(land), dtype=bool)
    usable[::7] = False
    vacant = np.zeros(len(land), dtype=bool)
    vacant[::5] = True
    regions = find_regions(land, measured(land).areas, usable, vacant)
    assert usable[np.concatenate([region.members for region in regions])].all()
    for region in regions:
        free = region.members[vacant[region.members]]
        assert np.isin(free, region.reserved).all() or shapely.area(land[free]).sum() > min(29_000, region.area_m2 / 2)


def test_what_is_released_is_trimmed_to_the_square_millimetre(land: NDArray[Any]) -> None:
    regions = all_regions(land)
    chosen = plan.choose_regions(regions, np.random.default_rng(5))
    taken = plan.industry(chosen, measured(land))
    reserved = sum(area_of(land[i]) for region in chosen[REPORTED_YEAR] for i in region.reserved)
    completed = sum(area_of(one.shape) for one in taken if one.year == REPORTED_YEAR)
    assert round(reserved + completed, 6) == plan.RELEASED_M2
    assert len({one.parcel for one in taken}) == len(taken)


def test_villages_complete_exactly_what_is_missing() -> None:
    lots = np.array([box(x, y, x + 9.3, y + 12.7) for x in range(0, 900, 10) for y in range(0, 900, 13)], dtype=object)
    taken = plan.village(
        4, np.arange(len(lots)), measured(lots), {2023: 5_000, 2024: 0, 2025: 8_000}, exact=43_210.123457
    )
    of_2024 = [one for one in taken if one.year == 2024]
    assert round(sum(area_of(one.shape) for one in of_2024), 6) == 43_210.123457
    assert len({one.parcel for one in taken}) == len(taken)
    assert {one.project for one in taken} == {4}


def test_too_little_land_is_refused_with_what_to_do() -> None:
    land = industry(6)
    regions = all_regions(land)
    with pytest.raises(RefusedInputError, match="choose a larger scale"):
        plan.choose_regions(regions, np.random.default_rng(5))


def test_a_trimmed_parcel_stays_beside_the_rest() -> None:
    parcel, rest = box(0, 0, 40, 30), box(-50, 0, 0, 30)
    kept = trim(parcel, rest, 1076.544)
    assert area_of(kept) == 1076.544
    assert shapely.distance(kept, rest) == 0

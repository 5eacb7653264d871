"""Sheets side by side: their numbers by GB/T 20257.1, their neighbours, their overlap."""

from __future__ import annotations

import pytest
import shapely
from shapely.geometry import Polygon, box

from gis_core.cartography.sheets.frame import MapFrame
from gis_core.cartography.sheets.series import series, sheet_numbers
from gis_core.errors import WrongUseError


def square(scale: int, turn: float = 0.0) -> MapFrame:
    return MapFrame(50.0, 40.0, 500.0, 500.0, scale, (489_500.0, 2_519_500.0), turn)


@pytest.mark.parametrize(
    ("corner", "scale", "number"),
    [
        ((487_500.0, 2_519_000.0), 2000, "2519.0-487.5"),
        ((487_500.0, 2_519_500.0), 1000, "2519.5-487.5"),
        ((487_750.0, 2_519_250.0), 500, "2519.25-487.75"),
        ((487_000.0, 2_519_000.0), 500, "2519.00-487.00"),
        ((490_000.0, 2_515_000.0), 10_000, "2515.0-490.0"),
        ((487_620.0, 2_519_460.0), 2000, "2519.46-487.62"),  # a frame of the paper's size: as many as it takes
        ((-744_000.0, -1_043_000.0), 2000, "-1043.0_-744.0"),  # EPSG:5514 at Prague
        ((-0.001, 5_550_000.0), 2000, "5550.0-0.0"),
    ],
)
def test_a_sheet_is_numbered_by_its_south_west_corner_northing_first(
    corner: tuple[float, float], scale: int, number: str
) -> None:
    assert sheet_numbers([corner], scale) == [number]


def test_the_numbers_of_a_series_have_as_many_decimals_as_one_of_them_asks_for() -> None:
    pattern = MapFrame(30.0, 30.0, 300.0, 230.0, 2000, (0.0, 0.0))
    found = series(pattern, box(488_300, 2_520_400, 489_500, 2_521_500), most=100)
    numbers = {one.number for one in found}
    assert {"2520.80-489.00", "2521.26-488.40"} <= numbers
    assert all(len(number) == len("2520.80-489.00") for number in numbers)
    assert {number for one in found for number in one.neighbours.values()} <= numbers


def test_ground_is_cut_at_round_kilometres_and_neighbours_are_named() -> None:
    found = series(square(2000), box(487_500, 2_518_900, 488_900, 2_519_900), most=100)
    assert [one.number for one in found] == ["2519.0-487.0", "2519.0-488.0", "2518.0-487.0", "2518.0-488.0"]
    first = found[0]
    assert first.frame.ground.equals(box(487_000, 2_519_000, 488_000, 2_520_000))
    assert first.neighbours == {"e": "2519.0-488.0", "s": "2518.0-487.0", "se": "2518.0-488.0"}
    assert found[3].neighbours == {"nw": "2519.0-487.0", "n": "2519.0-488.0", "w": "2518.0-487.0"}


def test_sheets_that_the_ground_only_touches_or_misses_are_left_out() -> None:
    corner = Polygon([(487_100, 2_519_100), (488_000, 2_519_100), (487_100, 2_520_000)])
    assert [one.number for one in series(square(2000), corner, most=100)] == ["2519.0-487.0"]
    across = box(487_100, 2_519_100, 487_200, 2_519_200) | box(489_100, 2_519_100, 489_200, 2_519_200)
    numbers = [one.number for one in series(square(2000), across, most=100)]
    assert numbers == ["2519.0-487.0", "2519.0-489.0"]
    assert all(not one.neighbours for one in series(square(2000), across, most=100))


def test_together_the_sheets_cover_the_ground_and_overlap_by_what_is_asked() -> None:
    ground = box(487_300, 2_518_700, 489_400, 2_520_100)
    for turn in (0.0, 25.0):
        found = series(square(1000, turn), ground, most=100, overlap=40.0, anchored=turn != 0)
        union = shapely.union_all([one.frame.ground for one in found])
        assert ground.difference(union.buffer(1e-3)).is_empty
        east = next(one for one in found if "e" in one.neighbours)
        other = next(one for one in found if one.number == east.neighbours["e"])
        shared = east.frame.ground.intersection(other.frame.ground)
        assert shared.area == pytest.approx(40.0 * 500.0, rel=1e-6)  # 4 cm × 50 cm at 1:1,000
        assert len({one.number for one in found}) == len(found)


def test_an_anchored_series_repeats_the_frame_that_was_placed() -> None:
    placed = square(2000, 30.0)
    found = series(placed, placed.ground.buffer(-1.0), most=1, anchored=True)
    assert len(found) == 1
    assert found[0].frame.ground.equals_exact(placed.ground, 1e-6)


def test_a_series_of_too_many_sheets_is_refused_and_says_how_many() -> None:
    town = box(485_000, 2_515_000, 490_000, 2_520_000)
    with pytest.raises(WrongUseError, match="this order makes 400 sheets, and 399 are allowed") as refused:
        series(square(500), town, most=399)
    assert refused.value.field == "most"
    assert len(series(square(500), town, most=400)) == 400
    with pytest.raises(WrongUseError, match="16,000,000 sheets side by side span the ground") as refused:
        series(square(500), box(0, 0, 1e6, 1e6), most=10_000)
    assert refused.value.field == "scale"
    with pytest.raises(WrongUseError, match="overlap"):
        series(square(500), box(0, 0, 100, 100), most=1, overlap=400.0)

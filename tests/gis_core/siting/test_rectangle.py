"""The largest rectangle inside of a plot, and the cars that it holds."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import rotate, translate

from gis_core.errors import GeometryError
from gis_core.siting.parking_layout import Bays, spaces
from gis_core.siting.rectangle import largest_rectangle


@given(st.floats(5, 200), st.floats(5, 200), st.floats(0, 180))
@settings(max_examples=40, deadline=None)
def test_a_rectangle_in_any_direction_is_found_whole(length: float, width: float, angle: float) -> None:
    plot = translate(rotate(shapely.box(0, 0, length, width), angle), 486_000, 2_520_000)
    found = largest_rectangle(plot)
    assert found.length_m == pytest.approx(max(length, width), abs=0.1)
    assert found.width_m == pytest.approx(min(length, width), abs=0.1)
    assert plot.buffer(1e-5).covers(found.shape)


def test_of_an_l_the_longer_arm_is_taken() -> None:
    plot = shapely.Polygon([(0, 0), (50, 0), (50, 12), (12, 12), (12, 40), (0, 40)])
    found = largest_rectangle(plot)
    assert (round(found.length_m, 1), round(found.width_m, 1)) == (50.0, 12.0)


def test_a_hole_stays_free() -> None:
    plot = shapely.box(0, 0, 60, 40).difference(shapely.box(25, 15, 35, 25))
    found = largest_rectangle(plot)
    assert plot.buffer(1e-5).covers(found.shape)
    assert found.shape.area == pytest.approx(25 * 40, rel=0.01)


def test_what_is_no_polygon_is_refused() -> None:
    with pytest.raises(GeometryError, match="valid polygon"):
        largest_rectangle(shapely.Point(0, 0))
    with pytest.raises(GeometryError, match="valid polygon"):
        largest_rectangle(shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]))


@pytest.mark.parametrize(
    ("length", "width", "count"),
    [
        (50, 16.6, 40),  # two rows of twenty and the aisle between them
        (16, 11.3, 6),  # one row and its aisle
        (11.2, 11.2, 0),
        (50, 11.2, 24),  # too narrow along; across six rows of four
        (50, 33.2, 80),  # four rows
        (10, 10, 0),
        (25, 27.9, 30),  # two rows and a single one of ten each
    ],
)
def test_rows_of_bays_are_counted_by_hand(length: float, width: float, count: int) -> None:
    assert spaces(length, width, Bays()) == spaces(width, length, Bays()) == count

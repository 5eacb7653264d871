"""Hatches are lines that end at the edge."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Polygon, box

from gis_core.cartography.hatching import hatch_lines
from gis_core.errors import WrongUseError

HOLED = Polygon(box(0, 0, 30, 20).exterior, [box(10, 5, 20, 15).exterior])
stars = st.lists(st.tuples(st.floats(-50, 50), st.floats(-50, 50)), min_size=3, max_size=9).map(
    lambda points: Polygon(points).buffer(0)
)


def test_the_lines_of_a_square_are_as_long_as_they_should_be() -> None:
    lines = hatch_lines([box(0.5, 0.5, 10.5, 10.5)], 1.0, 0.0)
    assert len(lines) == 10
    assert np.allclose(lines[:, :, 0], [0.5, 10.5])
    assert np.allclose(lines[:, 0, 1], range(1, 11))


@settings(max_examples=60, deadline=None)
@given(stars, st.floats(-180, 180), st.floats(0.5, 8))
def test_lines_lie_in_the_area_and_cover_as_much_of_it_as_their_distance_says(
    area: Polygon, angle: float, spacing: float
) -> None:
    drawn = shapely.linestrings(hatch_lines([area], spacing, angle))
    assert shapely.length(shapely.difference(drawn, area.buffer(1e-6))).sum() == pytest.approx(0, abs=1e-6)
    assert abs(shapely.length(drawn).sum() * spacing - area.area) <= spacing * area.length + 1e-6


def test_holes_and_parts_are_left_and_hatched() -> None:
    both = MultiPolygon([HOLED, box(40, 0, 50, 20)])
    lines = shapely.linestrings(hatch_lines([both, box(100, 0, 110, 20)], 2.0, 90.0))
    hole = box(10, 5, 20, 15).buffer(-1e-6)
    assert not any(hole.intersects(line) for line in lines)
    assert shapely.length(lines).sum() == pytest.approx((30 * 20 - 100 + 200 + 200) / 2, rel=0.1)


def test_neighbours_are_in_step() -> None:
    left, right = (hatch_lines([box(x, 0, x + 7.3, 20)], 1.7, 0.0) for x in (0.0, 7.3))
    assert np.allclose(left[:, 0, 1], right[:, 0, 1])


def test_a_hatch_that_would_be_a_grey_is_refused() -> None:
    for spacing in (0.0, -1.0, 0.05, float("nan")):
        with pytest.raises(WrongUseError, match="apart"):
            hatch_lines([HOLED], spacing, 45.0)
    assert len(hatch_lines([], 1.0, 45.0)) == 0

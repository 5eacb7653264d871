"""Needles are handed over vertex for vertex: the coverage stays one, and nobody is left with a needle."""

from __future__ import annotations

import numpy as np
import shapely

from gis_core.demo.needles import without_needles
from gis_core.demo.rings import Ring


def ring(*points: tuple[float, float]) -> Ring:
    return Ring(np.array(points, float), np.zeros(len(points), np.int64))


# A street that runs out to a point at (30, 0.1) between a northern and a southern plot.
STREET = ring((0, 0), (12, 0.02), (30, 0.1), (10, 0.3), (0, 0.3))
NORTH = ring((0, 0.3), (10, 0.3), (30, 0.1), (30, 20), (0, 20))
SOUTH = ring((0, -20), (30, -20), (30, 0.1), (12, 0.02), (0, 0))
FLAGS = np.array([True, False, False])


def test_a_needle_goes_to_the_neighbour_along_its_longer_side_and_the_coverage_stays_one() -> None:
    before = [one.polygon() for one in (STREET, NORTH, SOUTH)]
    after = [one.polygon() for one in without_needles([STREET, NORTH, SOUTH], FLAGS)]
    assert shapely.coverage_is_valid(before)
    assert shapely.coverage_is_valid(after)
    assert abs(sum(one.area for one in after) - sum(one.area for one in before)) < 1e-9
    assert (30.0, 0.1) not in after[0].exterior.coords
    assert after[1].area > before[1].area
    assert after[2].equals(before[2])


def test_what_has_no_needle_is_left_as_it_is() -> None:
    kept = without_needles([NORTH, SOUTH], np.array([True, True]))
    for one, other in zip(kept, (NORTH, SOUTH), strict=True):
        assert np.array_equal(one.points, other.points)


def test_a_needle_between_strangers_stays() -> None:
    (kept,) = without_needles([STREET], np.array([True]))
    assert np.array_equal(kept.points, STREET.points)

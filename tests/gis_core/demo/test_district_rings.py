"""The kernel that cuts land: nothing is lost, nothing is made, and neighbours share their points."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis_core.demo.rings import (
    BANK,
    KERB,
    LOT,
    Anchors,
    Ring,
    noded,
    on_grid,
    ring_of,
    rounded_corners,
    straight_cut,
    with_vertices,
)


def ring(*points: tuple[float, float]) -> Ring:
    return Ring(np.array(points, float), np.zeros(len(points), np.int64))


SQUARE = ring((0, 0), (100, 0), (100, 100), (0, 100))


@given(
    sides=st.integers(4, 14),
    angle=st.floats(0, math.pi),
    share=st.floats(0.3, 0.7),
    stretch=st.floats(1, 4),
)
@settings(max_examples=150, deadline=None)
def test_a_cut_keeps_the_area_and_the_coverage(sides: int, angle: float, share: float, stretch: float) -> None:
    turn = np.arange(sides) / sides * 2 * math.pi
    whole = Ring(on_grid(np.column_stack([stretch * 50 * np.cos(turn), 50 * np.sin(turn)])), np.zeros(sides, np.int64))
    origin = np.array([(share - 0.5) * 60, 0.0])
    cut = straight_cut(whole, origin, np.array([math.cos(angle), math.sin(angle)]), LOT, Anchors())
    if cut is None:
        return
    first, second, chord = cut
    assert first.area + second.area == pytest.approx(whole.area, abs=0.15)
    assert first.area > 0 < second.area
    assert (first.tags == LOT).sum() == (second.tags == LOT).sum() == 1
    dense, _ = with_vertices(whole.points, chord)
    assert shapely.coverage_is_valid(np.array([first.polygon(), second.polygon()]))
    assert shapely.polygons(dense).equals(shapely.union(first.polygon(), second.polygon()))


def test_cuts_meet_at_an_anchor_that_is_near() -> None:
    anchors = Anchors()
    anchors.add(np.array([50.2, 0.0]))
    cut = straight_cut(SQUARE, np.array([50.0, 50.0]), np.array([0.0, 1.0]), LOT, anchors)
    assert cut is not None
    assert (50.2, 0.0) in {tuple(point) for point in cut[2].tolist()}


def test_a_line_that_misses_the_ring_cuts_nothing() -> None:
    assert straight_cut(SQUARE, np.array([500.0, 0.0]), np.array([0.0, 1.0]), LOT, Anchors()) is None


def test_noding_gives_neighbours_each_others_points() -> None:
    left = ring((0, 0), (50, 0), (50, 100), (0, 100))
    upper = ring((50, 40), (100, 40), (100, 100), (50, 100))
    lower = ring((50, 0), (100, 0), (100, 40), (50, 40))
    assert not shapely.coverage_is_valid(np.array([one.polygon() for one in (left, upper, lower)]))
    assert shapely.coverage_is_valid(np.array([one.polygon() for one in noded([left, upper, lower])]))


def test_a_point_already_there_is_not_inserted_again() -> None:
    points, edges = with_vertices(SQUARE.points, np.array([(0.0, 0.0), (30.0, 0.0), (30.0, 0.0), (30.0, 5.0)]))
    assert points.tolist() == [[0, 0], [30, 0], [100, 0], [100, 100], [0, 100]]
    assert edges.tolist() == [0, 0, 1, 2, 3]


def test_only_street_corners_are_rounded() -> None:
    banked = Ring(SQUARE.points, np.array([KERB, KERB, BANK, BANK]))
    corners = {tuple(point) for point in rounded_corners(banked, 9).points.tolist()}
    assert (100.0, 0.0) not in corners
    assert {(0.0, 0.0), (100.0, 100.0), (0.0, 100.0)} <= corners


def test_a_ring_is_turned_counter_clockwise() -> None:
    clockwise = shapely.Polygon([(0, 0), (0, 10), (10, 10), (10, 0)])
    assert ring_of(clockwise).area == pytest.approx(100)

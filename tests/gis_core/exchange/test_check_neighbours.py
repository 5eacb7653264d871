"""Overlaps and gaps: each planted one is found, on both sides; T-junctions, islands and parcels apart are none."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis_core.exchange.checks.neighbours import OnRecord
from gis_core.exchange.delivery import Severity
from layers.registry import all_layers
from tests.gis_core.exchange.looking import findings_of, rules_by_row
from tests.gis_core.exchange.tiling import SOUTH, WEST, delivery_of, shape, square, tiling

SIDE = 8


def moved_vertex(shapes: np.ndarray, victim: int, metres: float) -> np.ndarray:
    """Insert a vertex in the middle of a parcel's upper edge and move it out (positive) or in."""
    corners = shapely.get_coordinates(shapes[victim])
    upper, left = corners[2], corners[3]
    along = (left - upper) / np.hypot(*(left - upper))
    outward = np.array([along[1], -along[0]])
    changed = shapes.copy()
    changed[victim] = shapely.Polygon(np.insert(corners, 3, (upper + left) / 2 + outward * metres, axis=0))
    return changed


@pytest.mark.parametrize("metres", [0.05, 0.5, 5.0])
def test_an_overlap_is_found_on_both_sides(metres: float) -> None:
    victim = 3 * SIDE + 3
    findings = findings_of(delivery_of(moved_vertex(tiling(SIDE, SIDE), victim, metres)))
    assert rules_by_row(findings) == {victim + 1: {"overlap"}, victim + SIDE + 1: {"overlap"}}
    assert all(finding.severity is Severity.WARN and finding.place for finding in findings)


@pytest.mark.parametrize("metres", [0.05, 0.5, 5.0])
def test_a_gap_is_found_on_both_sides(metres: float) -> None:
    victim = 3 * SIDE + 3
    findings = findings_of(delivery_of(moved_vertex(tiling(SIDE, SIDE), victim, -metres)))
    assert rules_by_row(findings) == {victim + 1: {"gap"}, victim + SIDE + 1: {"gap"}}


def test_an_overlap_of_5_cm_along_a_whole_edge_is_found() -> None:
    found = findings_of(delivery_of([square(0, 0), square(39.95, 0)]))
    assert rules_by_row(found) == {1: {"overlap"}, 2: {"overlap"}}
    assert "2.000 m²" in found[0].message.zh


def test_a_parcel_inside_another_is_found() -> None:
    found = rules_by_row(findings_of(delivery_of([*tiling(3, 3), square(55, 55, 10)])))
    assert found == {5: {"overlap"}, 10: {"overlap"}}


def test_a_tiling_upon_a_tiling_overlaps_in_every_parcel() -> None:
    """Inside, all edges meet their opposite: only following the overlap from its rim reaches them."""
    fine = [square(x, y, 20) for x in range(0, 160, 20) for y in range(0, 160, 20)]
    coarse = [square(x, y, 80) for x in range(0, 160, 80) for y in range(0, 160, 80)]
    found = rules_by_row(findings_of(delivery_of([*fine, *coarse])))
    assert found == {row: {"overlap"} for row in range(1, len(fine) + len(coarse) + 1)}


def test_a_vertex_on_a_neighbours_edge_is_no_fault() -> None:
    left, lower, upper = square(0, 0, 40, 80), square(40, 0), square(40, 40)
    assert findings_of(delivery_of([left, lower, upper])) == []


def test_a_t_junction_rounded_to_the_centimetre_is_no_fault() -> None:
    slanted = shape((0, 0), (40, 0), (47.77, 77.77), (0, 80))
    on_edge = (43.88, 38.85)
    lower, upper = shape((40, 0), (80, 0), (80, 40), on_edge), shape(on_edge, (80, 40), (80, 80), (47.77, 77.77))
    assert findings_of(delivery_of([slanted, lower, upper])) == []


def test_a_hole_filled_by_islands_is_no_fault_and_an_empty_one_is_a_gap() -> None:
    shell = shapely.orient_polygons(shapely.difference(square(0, 0, 100), square(30, 30, 40)))
    islands = [square(30, 30, 20, 40), square(50, 30, 20, 40)]
    assert findings_of(delivery_of([shell, *islands])) == []
    assert rules_by_row(findings_of(delivery_of([shell]))) == {1: {"gap"}}
    assert rules_by_row(findings_of(delivery_of([shell, islands[0]]))) == {1: {"gap"}, 2: {"gap"}}


def test_a_parcel_left_out_is_a_gap_for_those_around() -> None:
    shapes = np.delete(tiling(5, 5), 12)
    assert rules_by_row(findings_of(delivery_of(shapes))) == {row: {"gap"} for row in (8, 12, 13, 17)}


def test_a_strip_that_runs_into_the_open_is_a_gap() -> None:
    assert rules_by_row(findings_of(delivery_of([square(0, 0), square(40.05, 0)]))) == {1: {"gap"}, 2: {"gap"}}
    wedge = shape((40, 0), (80, 0), (80, 40), (40.3, 40))
    assert rules_by_row(findings_of(delivery_of([square(0, 0), wedge]))) == {1: {"gap"}, 2: {"gap"}}


def test_parcels_that_stand_apart_have_no_findings() -> None:
    shapes = [square(x, y, 30) for x in range(0, 400, 31) for y in range(0, 400, 33)]
    assert findings_of(delivery_of(shapes)) == []


def test_an_invalid_parcel_leaves_its_neighbours_in_peace() -> None:
    shapes = tiling(5, 5)
    corners = shapely.get_coordinates(shapes[12])
    shapes[12] = shapely.Polygon(corners[[0, 2, 1, 3, 0]])
    assert rules_by_row(findings_of(delivery_of(shapes))) == {13: {"invalid_geometry"}}


def test_live_neighbours_are_looked_at_too() -> None:
    on_record = OnRecord(np.array(["HALF"], dtype=object), np.array([square(30, 0)], dtype=object))
    (found,) = findings_of(delivery_of([square(0, 0)]), on_record=on_record)
    assert found.rule == "overlap" and "库内 HALF" in found.message.zh and "400.000 m²" in found.message.zh


def test_what_is_on_record_fills_a_gap() -> None:
    shapes = tiling(3, 3)
    rest = np.delete(shapes, 4)
    middle = OnRecord(np.array(["MIDDLE"], dtype=object), shapes[4:5])
    assert findings_of(delivery_of(rest)) != []
    assert findings_of(delivery_of(rest), on_record=middle) == []


def test_buildings_may_stand_apart_but_not_overlap() -> None:
    buildings = all_layers()["buildings"]
    assert buildings.rules.exclusive and not buildings.rules.tiles_land
    shapes = [square(0, 0, 10), square(10.2, 0, 10), square(15, 5, 10)]
    found = {f.row for f in findings_of(delivery_of(shapes), buildings) if f.rule in ("overlap", "gap")}
    assert found == {2, 3}


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), columns=st.integers(1, 9), rows=st.integers(1, 9), turn=st.booleans())
def test_no_tiling_has_a_finding(*, seed: int, columns: int, rows: int, turn: bool) -> None:
    shapes = tiling(columns, rows, seed=seed)
    assert findings_of(delivery_of(shapely.reverse(shapes) if turn and len(shapes) > 1 else shapes)) == []


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    east=st.floats(20, 280),
    north=st.floats(20, 280),
    size=st.floats(0.2, 60),
    angle=st.floats(0, 90),
)
def test_overlaps_are_those_that_asking_every_pair_finds(
    *, seed: int, east: float, north: float, size: float, angle: float
) -> None:
    shapes = tiling(SIDE, SIDE, seed=seed)
    intruder = shapely.affinity.rotate(shapely.box(0, 0, size, size), angle)
    intruder = shapely.affinity.translate(intruder, WEST + east, SOUTH + north)
    areas = shapely.area(shapely.intersection(shapes, intruder))
    found = {f.row for f in findings_of(delivery_of([*shapes, intruder])) if f.rule == "overlap"}
    certain = set((np.flatnonzero(areas > 0.1) + 1).tolist())
    possible = set((np.flatnonzero(areas > 0) + 1).tolist())
    assert certain <= found - {len(shapes) + 1} <= possible

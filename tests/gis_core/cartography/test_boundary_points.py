"""Boundary points: X is the northing, numbers run clockwise from the north-west, lengths are those of the print."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import GeometryCollection, LineString, MultiPolygon, Polygon, box

from gis_core.cartography.sheets.boundary_points import boundary_points, edges, rows
from gis_core.errors import GeometryError

EAST, NORTH = 489_700.0, 2_520_400.0


def test_x_is_the_northing_and_y_the_easting() -> None:
    found = boundary_points(box(EAST, NORTH, EAST + 30, NORTH + 20))
    assert [(one.name, one.x, one.y, one.edge_m) for one in found] == [
        ("J1", NORTH + 20, EAST, 30.0),
        ("J2", NORTH + 20, EAST + 30, 20.0),
        ("J3", NORTH, EAST + 30, 30.0),
        ("J4", NORTH, EAST, 20.0),
    ]


def test_holes_are_numbered_on_and_each_ring_ends_with_its_first_point() -> None:
    hole = [(EAST + 5, NORTH + 5), (EAST + 10, NORTH + 5), (EAST + 10, NORTH + 10), (EAST + 5, NORTH + 10)]
    shape = Polygon(box(EAST, NORTH, EAST + 30, NORTH + 20).exterior, [hole])
    table = rows(boundary_points(shape))
    assert [row[0] for row in table] == ["J1", "J2", "J3", "J4", "J1", "J5", "J6", "J7", "J8", "J5"]
    assert [row[3] for row in table if row[3] is None] == [None, None]
    assert table[5][1:3] == (NORTH + 10, EAST + 5)


@given(st.integers(0, 3), st.booleans())
def test_the_numbers_do_not_depend_on_where_a_ring_begins_or_how_it_runs(shift: int, backwards: bool) -> None:
    corners = [(EAST, NORTH), (EAST + 40, NORTH + 3), (EAST + 35, NORTH + 28), (EAST - 2, NORTH + 25)]
    moved = corners[shift:] + corners[:shift]
    shape = Polygon(moved[::-1] if backwards else moved)
    assert boundary_points(shape) == boundary_points(Polygon(corners))


def test_lengths_are_those_between_the_printed_coordinates() -> None:
    found = boundary_points(Polygon([(EAST + 0.00049, NORTH), (EAST + 10.00051, NORTH), (EAST, NORTH + 7.0004)]))
    for one, edge in edges(found):
        assert edge.length == pytest.approx(one.edge_m, abs=1e-9)
        assert one.x == round(one.x, 3)


def test_several_parcels_are_numbered_on_however_they_are_collected() -> None:
    one, other = box(EAST, NORTH, EAST + 30, NORTH + 20), box(EAST + 30, NORTH, EAST + 40, NORTH + 10)
    found = boundary_points(GeometryCollection([MultiPolygon([one]), MultiPolygon([other])]))
    assert [point.name for point in found] == [f"J{n}" for n in range(1, 9)]
    assert (found[4].x, found[4].y) == (NORTH + 10, EAST + 30)


def test_what_has_no_area_has_no_boundary_points() -> None:
    with pytest.raises(GeometryError, match="is an area"):
        boundary_points(LineString([(0, 0), (1, 1)]))

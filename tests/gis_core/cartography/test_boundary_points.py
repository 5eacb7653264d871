"""Boundary points: X is the northing, numbers run clockwise from the north-west, lengths are those of the print."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import GeometryCollection, LineString, MultiPolygon, Polygon, box

from gis_core.cartography.sheets.boundary_points import boundary_points, edges, rows
from gis_core.errors import GeometryError
from gis_core.place import Axis, Names, SurveyCrs

EAST, NORTH = 489_700.0, 2_520_400.0


def test_points_are_numbered_from_the_north_western_corner() -> None:
    found = boundary_points(box(EAST, NORTH, EAST + 30, NORTH + 20))
    assert [(one.name, one.north, one.east, one.edge_m) for one in found] == [
        ("J1", NORTH + 20, EAST, 30.0),
        ("J2", NORTH + 20, EAST + 30, 20.0),
        ("J3", NORTH, EAST + 30, 30.0),
        ("J4", NORTH, EAST, 20.0),
    ]


def test_holes_are_numbered_on_and_each_ring_ends_with_its_first_point() -> None:
    hole = [(EAST + 5, NORTH + 5), (EAST + 10, NORTH + 5), (EAST + 10, NORTH + 10), (EAST + 5, NORTH + 10)]
    shape = Polygon(box(EAST, NORTH, EAST + 30, NORTH + 20).exterior, [hole])
    table = rows(boundary_points(shape), (Axis("X", northing=True), Axis("Y", northing=False)))
    assert [row[0] for row in table] == ["J1", "J2", "J3", "J4", "J1", "J5", "J6", "J7", "J8", "J5"]
    assert [row[3] for row in table if row[3] is None] == [None, None]
    assert table[5][1:3] == (NORTH + 10, EAST + 5)


@pytest.mark.parametrize(
    ("survey", "letters", "first"),
    [
        ("EPSG:4547", "XY", (NORTH + 20, EAST)),  # in Chinese survey X is the northing
        ("EPSG:5514", "XY", (EAST, NORTH + 20)),  # in Czech survey's East North X is the easting
        ("EPSG:32633", "EN", (EAST, NORTH + 20)),
    ],
)
def test_coordinates_stand_in_the_order_and_under_the_letters_of_the_survey_crs(
    survey: str, letters: str, first: tuple[float, float]
) -> None:
    axes = SurveyCrs(survey=survey, name=Names(zh="", en="")).axes
    assert "".join(axis.letter for axis in axes) == letters
    assert rows(boundary_points(box(EAST, NORTH, EAST + 30, NORTH + 20)), axes)[0][1:3] == first


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
        assert one.north == round(one.north, 3)


def test_several_parcels_are_numbered_on_however_they_are_collected() -> None:
    one, other = box(EAST, NORTH, EAST + 30, NORTH + 20), box(EAST + 30, NORTH, EAST + 40, NORTH + 10)
    found = boundary_points(GeometryCollection([MultiPolygon([one]), MultiPolygon([other])]))
    assert [point.name for point in found] == [f"J{n}" for n in range(1, 9)]
    assert (found[4].north, found[4].east) == (NORTH + 10, EAST + 30)


def test_what_has_no_area_has_no_boundary_points() -> None:
    with pytest.raises(GeometryError, match="is an area"):
        boundary_points(LineString([(0, 0), (1, 1)]))

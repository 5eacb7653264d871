"""Coordinates from one system to another: known points first, so that swapped axes and wrong zones fail."""

from __future__ import annotations

import math

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis_core import crs, offset_maps
from gis_core.errors import CrsError
from gis_core.exchange.zones import FAMILIES, gauss_kruger
from gis_core.place import Place, parse_place

MATIAN = {
    "name": {"zh": "马田街道", "en": "Matian Subdistrict"},
    "crs": {"survey": "EPSG:4547", "name": {"zh": "CGCS2000", "en": "CGCS2000"}},
    "map": {"extent": [113.860, 22.735, 113.925, 22.800]},
    "time": {"zone": "Asia/Shanghai"},
}

lons = st.floats(113.0, 115.0)
lats = st.floats(22.0, 23.5)
lons_of_china = st.floats(80.0, 130.0)
lats_of_china = st.floats(5.0, 50.0)


def place_with(independent: dict[str, object]) -> Place:
    """Return Matian with parameters of an independent system."""
    document = {**MATIAN, "crs": {**MATIAN["crs"], "independent": independent}}  # type: ignore[dict-item]
    return parse_place(document, source="test")


def gauss_kruger_by_hand(lon: float, lat: float, meridian: float) -> tuple[float, float]:
    """
    Easting and northing on CGCS2000's ellipsoid by the series that textbooks print, false easting 500 km, scale 1.

    Source: Snyder, Map Projections: A Working Manual (USGS PP 1395, 1987), formulas 8-9, 8-10 and 3-21.
    """
    a, f = 6378137.0, 1 / 298.257222101
    e2 = f * (2 - f)
    phi, away = math.radians(lat), math.radians(lon - meridian)
    second = e2 / (1 - e2)
    n = a / math.sqrt(1 - e2 * math.sin(phi) ** 2)
    t, c = math.tan(phi) ** 2, second * math.cos(phi) ** 2
    s = away * math.cos(phi)
    m = a * (
        (1 - e2 / 4 - 3 * e2**2 / 64 - 5 * e2**3 / 256) * phi
        - (3 * e2 / 8 + 3 * e2**2 / 32 + 45 * e2**3 / 1024) * math.sin(2 * phi)
        + (15 * e2**2 / 256 + 45 * e2**3 / 1024) * math.sin(4 * phi)
        - (35 * e2**3 / 3072) * math.sin(6 * phi)
    )
    east = n * (s + (1 - t + c) * s**3 / 6 + (5 - 18 * t + t**2 + 72 * c - 58 * second) * s**5 / 120)
    north = m + n * math.tan(phi) * (
        s**2 / 2 + (5 - t + 9 * c + 4 * c**2) * s**4 / 24 + (61 - 58 * t + t**2 + 600 * c - 330 * second) * s**6 / 720
    )
    return 500000 + east, north


def carried(lon: float, lat: float, source: str, target: str) -> tuple[float, float]:
    """Carry one point."""
    point = crs.transform(shapely.Point(lon, lat), source, target)
    return point.x, point.y


@settings(deadline=None)
@given(lons, lats)
def test_the_survey_crs_agrees_with_the_printed_series(lon: float, lat: float) -> None:
    expected = gauss_kruger_by_hand(lon, lat, 114.0)
    assert carried(lon, lat, "EPSG:4490", "EPSG:4547") == pytest.approx(expected, abs=0.001)


def test_easting_comes_first_and_the_meridian_lies_at_500_km() -> None:
    east, north = carried(114.0, 22.75, "EPSG:4490", "EPSG:4547")
    assert east == pytest.approx(500000, abs=1e-6)
    assert 2_516_000 < north < 2_518_000


def test_the_zone_prefix_is_38_million_metres() -> None:
    east, north = carried(113.9, 22.77, "EPSG:4490", "EPSG:4547")
    assert carried(113.9, 22.77, "EPSG:4490", "EPSG:4526") == pytest.approx((east + 38_000_000, north), abs=1e-4)


@settings(deadline=None)
@given(lons, lats, st.sampled_from(["EPSG:4547", "EPSG:4526", "EPSG:3857", "GCJ-02", "BD-09", "EPSG:4547/yx"]))
def test_there_and_back_is_the_same_point_to_a_tenth_of_a_millimetre(lon: float, lat: float, name: str) -> None:
    there = carried(lon, lat, "EPSG:4490", name)
    assert carried(*there, name, "EPSG:4490") == pytest.approx((lon, lat), abs=1e-9)


def test_gcj02_and_bd09_of_the_published_example() -> None:
    """The example of coordtransform's documentation."""
    lon, lat = np.array([116.404]), np.array([39.915])
    assert np.hstack(offset_maps.wgs84_to_gcj02(lon, lat)) == pytest.approx((116.41024449916938, 39.91640428150164))
    assert np.hstack(offset_maps.gcj02_to_bd09(lon, lat)) == pytest.approx((116.41036949371029, 39.92133699351021))


@settings(deadline=None)
@given(st.lists(st.tuples(lons_of_china, lats_of_china), min_size=1, max_size=20))
def test_shifted_maps_round_trip_far_within_a_centimetre(points: list[tuple[float, float]]) -> None:
    lon, lat = np.array(points).T
    for there, back in (
        (offset_maps.wgs84_to_gcj02, offset_maps.gcj02_to_wgs84),
        (offset_maps.wgs84_to_bd09, offset_maps.bd09_to_wgs84),
    ):
        again = np.vstack(back(*there(lon, lat)))
        assert np.abs(again - [lon, lat]).max() * 111_320 < 0.001


def test_gcj02_shifts_matian_by_hundreds_of_metres_and_california_not_at_all() -> None:
    shifted = crs.transform(shapely.Point(113.9, 22.77), "EPSG:4326", "GCJ-02")
    plane = [crs.transform(point, "EPSG:4490", "EPSG:4547") for point in (shifted, shapely.Point(113.9, 22.77))]
    assert 300 < shapely.distance(*plane) < 700
    assert carried(-122.3, 37.8, "EPSG:4326", "GCJ-02") == (-122.3, 37.8)


@pytest.mark.parametrize(
    ("spelled", "name"),
    [
        ("epsg:4547", "EPSG:4547"), ("4547", "EPSG:4547"), (" EPSG:4547 ", "EPSG:4547"),
        ("ＥＰＳＧ：４５４７", "EPSG:4547"),
        ("gcj02", "GCJ-02"), ("GCJ-02", "GCJ-02"), ("火星坐标", "GCJ-02"), ("bd09", "BD-09"), ("BD-09", "BD-09"),
        ("GCJ-02/yx", "GCJ-02/yx"), ("EPSG:4547/YX", "EPSG:4547/yx"),
    ],
)  # fmt: skip
def test_names_are_accepted_loosely(spelled: str, name: str) -> None:
    assert crs.parse(spelled).name == name
    assert crs.parse(crs.parse(spelled).name) == crs.parse(spelled)


def test_words_of_esri_are_understood() -> None:
    words = pyproj.CRS.from_epsg(4547).to_wkt("WKT1_ESRI")
    assert crs.parse(words).name == "EPSG:4547"


@pytest.mark.parametrize("name", ["EPSG:999999", "moon", "", "EPSG:4979x", "independent", "EPSG:5773"])
def test_what_is_no_map_crs_is_refused_by_name(name: str) -> None:
    with pytest.raises(CrsError):
        crs.parse(name, parse_place(MATIAN, source="test"))


def test_degrees_for_metres_and_metres_for_degrees_are_refused() -> None:
    with pytest.raises(CrsError, match="look like degrees"):
        crs.transform(shapely.Point(113.9, 22.77), "EPSG:4547", "EPSG:4490")
    with pytest.raises(CrsError, match="no degrees"):
        crs.transform(shapely.Point(488000, 2517000), "EPSG:4490", "EPSG:4547")


def test_heights_go_and_nothing_stays_nothing() -> None:
    moved = crs.transform(np.array([shapely.Point(113.9, 22.77, 5), None]), "EPSG:4490", "EPSG:4547")
    assert not shapely.has_z(moved[0])
    assert moved[1] is None


def test_the_independent_system_by_four_parameters() -> None:
    """A turn by a right angle, doubled and moved: (1, 0) → (dx, dy + 2)."""
    parameters = {"dx": 480000.0, "dy": 2510000.0, "rotation": 90 * 3600, "scale_ppm": 1e6}
    place = place_with({"four": parameters})
    moved = crs.transform(shapely.Point(1000, 0), "independent", "EPSG:4547", place=place)
    assert (moved.x, moved.y) == pytest.approx((480000, 2512000), abs=1e-6)
    back = crs.transform(moved, "EPSG:4547", "深圳独立坐标系", place=place)
    assert (back.x, back.y) == pytest.approx((1000, 0), abs=1e-6)


def test_the_independent_system_by_seven_parameters() -> None:
    """With no difference between the ellipsoids, only the planes' own meridians and false origins count."""
    zero = dict.fromkeys(("dx", "dy", "dz", "rx", "ry", "rz", "scale_ppm"), 0.0)
    survey = "+proj=tmerc +lat_0=0 +lon_0=114 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80"
    plane = "+proj=tmerc +lat_0=0 +lon_0=114 +k=1 +x_0=20000 +y_0=-2500000 +ellps=GRS80"
    place = place_with({"seven": {**zero, "projection": plane, "survey": survey}})
    moved = crs.transform(shapely.Point(8000, 17000), "independent", "EPSG:4547", place=place)
    assert (moved.x, moved.y) == pytest.approx((488000, 2517000), abs=1e-4)


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"four": {"dx": 1}}, "needs the numbers"),
        ({"six": 1}, "must hold"),
        ({"transformation": "+proj=nonsense"}, "no transformation"),
    ],
)
def test_wrong_parameters_of_the_independent_system_are_named(parameters: dict[str, object], said: str) -> None:
    with pytest.raises(CrsError, match=said):
        crs.parse("independent", place_with(parameters))


def test_every_zone_has_the_code_of_the_register() -> None:
    assert FAMILIES
    for family in FAMILIES:
        for zone in range(family.first, family.last + 1):
            prefixed = gauss_kruger(family.words[0], family.width, zone, prefixed=True)
            plain = gauss_kruger(family.words[0], family.width, zone, prefixed=False)
            assert prefixed is not None
            assert plain is not None
            assert f"zone {zone}" in pyproj.CRS(prefixed).name
            meridian = zone * 3 if family.width == 3 else zone * 6 - 3
            assert f"CM {meridian}E" in pyproj.CRS(plain).name
            assert any(word in pyproj.CRS(plain).name for word in family.words)


@pytest.mark.parametrize(("survey", "moved"), [("EPSG:27700", True), ("EPSG:2193", False)])
def test_there_and_back_moves_a_corner_only_between_datums_and_is_no_way_within_one_system(
    survey: str, *, moved: bool
) -> None:
    place = parse_place(MATIAN | {"crs": {"survey": survey, "name": {"zh": survey, "en": survey}}}, source="test")
    point = crs.transform(shapely.Point(*((-0.1, 51.5) if moved else (174.8, -41.3))), "EPSG:4326", survey)
    way = crs.there_and_back(place, "EPSG:4326")
    assert way is not None
    assert (shapely.distance(way(np.array([point])), point)[0] > 5e-4) is np.bool_(moved)
    assert crs.there_and_back(place, survey) is None
    assert crs.there_and_back(place, f"{survey}/yx") is None

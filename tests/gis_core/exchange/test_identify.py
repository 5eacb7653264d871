"""Nothing is guessed: what a file says is measured against the records, and a lie is answered with the flag to give."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis_core import crs, db
from gis_core.errors import CrsError
from gis_core.exchange.candidates import candidates, kin, surveyed_by_china, with_other_false_easting
from gis_core.exchange.delivery import Delivery
from gis_core.exchange.read import read_delivery
from gis_core.exchange.write import write_layer
from gis_core.instance import Instance
from gis_core.place import parse_place
from layers.registry import all_layers
from tests.gis_core.exchange.deliveries import EAST, NORTH

SURVEY = "EPSG:4547"
LAYERS = all_layers()


def town(count: int = 15) -> gpd.GeoDataFrame:
    """Return parcels of uneven widths, so that no shifted copy of them fits."""
    rng = np.random.default_rng(11)
    x = EAST + np.concatenate([[0], np.cumsum(rng.uniform(15, 45, count))])
    y = NORTH + np.concatenate([[0], np.cumsum(rng.uniform(20, 60, count))])
    boxes = [shapely.box(x[i], y[j], x[i + 1], y[j + 1]) for i in range(count) for j in range(count)]
    return gpd.GeoDataFrame({"code": [f"P{at}" for at in range(len(boxes))]}, geometry=boxes, crs=4547)


@pytest.fixture(scope="module")
def on_record(fresh_instance: Callable[..., Instance]) -> Instance:
    """An instance whose records hold the town."""
    instance = fresh_instance("identify")
    rows = town()
    with db.connect(instance, who="tester") as connection, connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO parcels (code, geom) VALUES (%s, ST_Multi(ST_GeomFromWKB(%s, 4547)))",
            list(zip(rows["code"], shapely.to_wkb(rows.geometry.values), strict=True)),
        )
        connection.execute("ANALYZE parcels")
    return instance


def as_file(path: Path, rows: gpd.GeoDataFrame, system: str, called: int | None, *, swap: bool = False) -> Path:
    """Write rows with coordinates of one system under the name of another."""
    shapes = crs.transform(rows.geometry.to_numpy(), SURVEY, system)
    if swap:
        shapes = shapely.transform(shapes, lambda points: points[:, ::-1])
    gpd.GeoDataFrame(rows.drop(columns="geometry"), geometry=shapes, crs=called).to_file(path)
    return path


def read(path: Path, instance: Instance, flag: str | None = None, layer: str = "parcels") -> Delivery:
    """Read a delivery."""
    return read_delivery(path, layer=LAYERS[layer], instance=instance, crs=flag)


def refusal(path: Path, instance: Instance, layer: str = "parcels") -> str:
    """Read what must be refused; return the sentence."""
    with pytest.raises(CrsError) as caught:
        read(path, instance, layer=layer)
    return str(caught.value)


@pytest.mark.parametrize("system", ["GCJ-02", "BD-09"])
def test_web_map_coordinates_called_wgs84_are_found_by_the_codes(
    system: str, tmp_path: Path, on_record: Instance
) -> None:
    path = as_file(tmp_path / "lie.geojson", town().head(30), system, 4326)
    said = refusal(path, on_record)
    assert f"give --crs {system}" in said
    assert "30 compared agree with the parcels of the same code" in said
    delivery = read(path, on_record, system)
    assert shapely.hausdorff_distance(delivery.geometries, town().geometry.values[:30]).max() < 0.01


def test_they_are_found_by_the_outlines_where_codes_are_new(tmp_path: Path, on_record: Instance) -> None:
    rows = town().iloc[40:60].assign(code=[f"NEW{at}" for at in range(20)])
    said = refusal(as_file(tmp_path / "lie.geojson", rows, "GCJ-02", 4326), on_record)
    assert "give --crs GCJ-02" in said
    assert "the outlines of the parcels on record" in said


def test_buildings_are_found_by_the_parcels_that_they_lie_in(tmp_path: Path, on_record: Instance) -> None:
    rows = town().iloc[::7]
    rows = rows.assign(code=[f"B{at}" for at in range(len(rows))])
    rows.geometry = rows.geometry.buffer(-3)
    lie = as_file(tmp_path / "lie.geojson", rows, "GCJ-02", 4326)
    assert "give --crs GCJ-02" in refusal(lie, on_record, "buildings")
    truth = as_file(tmp_path / "truth.geojson", rows, "EPSG:4490", 4326)
    assert read(truth, on_record, layer="buildings").identified.crs == "EPSG:4326"


def test_the_truth_is_taken_with_what_was_measured(tmp_path: Path, on_record: Instance) -> None:
    delivery = read(as_file(tmp_path / "truth.geojson", town().head(30), "EPSG:4490", 4326), on_record)
    best = delivery.identified.fits[0]
    assert (delivery.identified.crs, delivery.identified.said_by) == ("EPSG:4326", "file")
    assert (best.crs, best.agreement, best.inside) == ("EPSG:4326", 1.0, 1.0)
    assert best.distance_m == pytest.approx(0, abs=1e-3)
    assert delivery.notes == ()


def test_without_records_the_files_word_is_taken_and_the_doubt_told(tmp_path: Path, instance: Instance) -> None:
    delivery = read(as_file(tmp_path / "a.geojson", town().head(5), "EPSG:4490", 4326), instance)
    assert delivery.identified.crs == "EPSG:4326"
    assert any("GCJ-02" in note.en for note in delivery.notes)


@pytest.mark.parametrize(
    ("system", "called", "swap", "flag"),
    [
        ("EPSG:4526", 4547, False, "EPSG:4526"),
        ("EPSG:4548", 4547, False, "EPSG:4548"),
        ("EPSG:4547", 4547, True, "EPSG:4547/yx"),
        ("EPSG:4490", 4326, True, "EPSG:4490/yx"),
        ("EPSG:4547", 4326, False, "EPSG:4547"),
        ("EPSG:4490", 4547, False, "EPSG:4490"),
        ("EPSG:3857", 4547, False, "EPSG:3857"),
    ],
)
def test_lies_that_the_extent_alone_betrays(
    *, system: str, called: int, swap: bool, flag: str, tmp_path: Path, on_record: Instance
) -> None:
    """Zone prefix, wrong zone, swapped axes, metres called degrees, degrees called metres."""
    path = as_file(tmp_path / "lie.gpkg", town().head(20), system, called, swap=swap)
    said = refusal(path, on_record)
    assert f"give --crs {flag}" in said
    delivery = read(path, on_record, flag)
    assert shapely.hausdorff_distance(delivery.geometries, town().geometry.values[:20]).max() < 0.001


def test_a_file_without_a_word_is_never_taken(tmp_path: Path, on_record: Instance) -> None:
    path = as_file(tmp_path / "mute.shp", town().head(10), SURVEY, 4547)
    path.with_suffix(".prj").unlink()
    said = refusal(path, on_record)
    assert "does not say" in said
    assert "give --crs EPSG:4547" in said
    assert read(path, on_record, "EPSG:4547").identified.said_by == "flag"


def test_another_towns_delivery_is_sent_back_in_one_sentence(tmp_path: Path, on_record: Instance) -> None:
    prague = gpd.GeoDataFrame({"code": ["A"]}, geometry=[shapely.box(1603000, 6464000, 1603100, 6464100)], crs=3857)
    prague.to_file(tmp_path / "prague.gpkg")
    said = refusal(tmp_path / "prague.gpkg", on_record)
    assert "outside Matian Subdistrict" in said
    assert "\n" not in said


def test_an_outline_around_the_place_cannot_be_told_and_is_asked_about(tmp_path: Path, on_record: Instance) -> None:
    """As the district's outline in GCJ-02, called WGS 84: it holds our place either way."""
    district = gpd.GeoDataFrame({"code": ["D"]}, geometry=[shapely.box(113.83, 22.63, 114.02, 22.86)], crs=4326)
    district.to_file(tmp_path / "district.geojson")
    said = refusal(tmp_path / "district.geojson", on_record)
    assert "EPSG:4326, GCJ-02, BD-09" in said
    assert "--crs" in said


def test_a_flag_is_taken_as_given_and_its_consequence_told(tmp_path: Path, on_record: Instance) -> None:
    path = as_file(tmp_path / "a.gpkg", town().head(10), SURVEY, 4547)
    delivery = read(path, on_record, "EPSG:3857")
    assert delivery.identified.crs == "EPSG:3857"
    assert "100 % of the rows lie outside" in delivery.notes[-1].en
    assert "--crs EPSG:4547 fits" in delivery.notes[-1].en


def test_rows_far_from_their_own_codes_are_told(tmp_path: Path, on_record: Instance) -> None:
    rows = town().head(20)
    rows.geometry = rows.geometry.translate(100, 50)
    rows.to_file(tmp_path / "moved.gpkg")
    delivery = read(tmp_path / "moved.gpkg", on_record)
    assert any("111.8 m (median) from the parcels of the same code" in note.en for note in delivery.notes)


def test_the_independent_system_works_by_the_places_setting(
    tmp_path: Path, fresh_instance: Callable[..., Instance]
) -> None:
    instance = fresh_instance("independent")
    setting = "\n[crs.independent.four]\ndx = 400000.0\ndy = 2400000.0\nrotation = 3600.0\nscale_ppm = 12.0\n"
    instance.place_file.write_text(instance.place_file.read_text("utf-8") + setting, encoding="utf-8")
    rows = town().head(5)
    shapes = crs.transform(rows.geometry.values, SURVEY, "independent", place=instance.place)
    path = tmp_path / "points.csv"
    lines = [
        f'{code},"{shapely.to_wkt(shape, rounding_precision=6)}"' for code, shape in zip(rows.code, shapes, strict=True)
    ]
    path.write_text("code,WKT\n" + "\n".join(lines))
    assert "independent puts 100 %" in refusal(path, instance)
    delivery = read(path, instance, "深圳独立坐标系")
    assert shapely.hausdorff_distance(delivery.geometries, rows.geometry.values).max() < 0.001


@pytest.mark.parametrize("format_name", ["gpkg", "geojson"])
def test_the_independent_system_comes_back_under_its_name(
    format_name: str, tmp_path: Path, fresh_instance: Callable[..., Instance]
) -> None:
    instance = fresh_instance("independent")
    setting = "\n[crs.independent]\ntransformation = '+proj=affine +xoff=400000 +yoff=2400000'\n"
    instance.place_file.write_text(instance.place_file.read_text("utf-8") + setting, encoding="utf-8")
    with db.connect(instance) as connection:
        shape = shapely.to_wkb(town().geometry.values[0])
        connection.execute("INSERT INTO parcels (code, geom) VALUES ('A', ST_Multi(ST_GeomFromWKB(%s, 4547)))", [shape])
    out = tmp_path / f"a.{format_name}"
    write_layer(instance, LAYERS["parcels"], out=out, format_name=format_name, crs="independent")
    delivery = read(out, instance)
    assert (delivery.identified.crs, delivery.identified.said_by) == ("independent", "file")
    assert shapely.equals_exact(
        delivery.geometries[0].geoms[0].normalize(), town().geometry.values[0].normalize(), 1e-6
    )


def test_kin_of_the_survey_crs_are_the_neighbouring_zones_with_and_without_prefix() -> None:
    matian = kin("EPSG:4547", (113.86, 22.735, 113.925, 22.8))
    assert matian[0] == "EPSG:4547"
    assert {"EPSG:4526", "EPSG:4546", "EPSG:4548"} <= set(matian)
    assert {"EPSG:32611", "EPSG:32610"} <= set(kin("EPSG:32611", (-118.5, 33.9, -118.3, 34.1)))


@pytest.mark.parametrize(
    ("survey", "extent", "systems"),
    [
        ("EPSG:4547", (113.86, 22.735, 113.925, 22.8), ["EPSG:4490", "GCJ-02", "BD-09"]),
        ("EPSG:2056", (8.4, 47.3, 8.7, 47.5), ["EPSG:4150", "EPSG:4326"]),
        ("EPSG:27700", (-0.2, 51.4, 0.1, 51.6), ["EPSG:4277", "EPSG:4326"]),
        ("EPSG:2193", (174.6, -37.0, 174.9, -36.7), ["EPSG:4167"]),
    ],
)
def test_degrees_may_be_of_the_survey_datum_or_of_wgs84_where_that_lies_elsewhere(
    survey: str, extent: tuple[float, float, float, float], systems: list[str]
) -> None:
    names = {"zh": "a", "en": "a"}
    place = parse_place(
        {"name": names, "crs": {"survey": survey, "name": names}, "map": {"extent": extent}, "time": {"zone": "UTC"}},
        source="test",
    )
    options = candidates(place, np.array([extent[0]]), np.array([extent[1]]))
    assert [option.name for option in options] == [*systems, *(f"{name}/yx" for name in systems)]


def test_the_false_easting_alone_makes_the_prefix(on_record: Instance) -> None:
    assert [system.name for system in with_other_false_easting(crs.parse("EPSG:4547"), on_record.place)] == [
        "EPSG:4526"
    ]


def test_a_place_elsewhere_is_judged_by_its_own_systems(
    tmp_path: Path, fresh_instance: Callable[..., Instance]
) -> None:
    """In California nobody shifts coordinates: degrees mean WGS 84 without a doubt."""
    document = {
        "name": {"zh": "圣佩德罗", "en": "San Pedro"},
        "crs": {"survey": "EPSG:32611", "name": {"zh": "UTM", "en": "UTM"}},
        "map": {"extent": [-118.35, 33.70, -118.25, 33.80]},
        "time": {"zone": "America/Los_Angeles"},
    }
    instance = fresh_instance("california")
    instance.__dict__["place"] = parse_place(document, source="test")
    here = gpd.GeoDataFrame({"code": ["A"]}, geometry=[shapely.box(-118.30, 33.74, -118.299, 33.741)], crs=4326)
    here.to_file(tmp_path / "a.geojson")
    delivery = read(tmp_path / "a.geojson", instance)
    assert delivery.notes == ()
    assert delivery.geometries[0].bounds[0] == pytest.approx(379_600, abs=500)


@pytest.mark.parametrize(
    ("survey", "extent", "chinese"),
    [
        ("EPSG:4547", (113.86, 22.73, 113.93, 22.8), True),
        ("EPSG:2433", (107.9, 22.7, 108.1, 22.8), True),
        ("EPSG:5186", (126.9, 37.4, 127.1, 37.6), False),
        ("EPSG:2326", (114.1, 22.2, 114.2, 22.3), False),
        ("EPSG:32650", (116.3, 39.8, 116.5, 40.0), False),
    ],
)
def test_shifted_systems_are_for_the_datums_of_china(survey: str, extent: tuple[float, ...], *, chinese: bool) -> None:
    document = {
        "name": {"zh": "某地", "en": "Somewhere"},
        "crs": {"survey": survey, "name": {"zh": survey, "en": survey}},
        "map": {"extent": extent},
        "time": {"zone": "Asia/Shanghai"},
    }
    assert surveyed_by_china(parse_place(document, source="test")) is chinese

"""What a delivery says arrives as it is meant, and what can't be read is found by row and field."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis_core.errors import RefusedInputError, WrongUseError
from gis_core.exchange.cells import coordinate, outline
from gis_core.exchange.delivery import Delivery, Severity
from gis_core.exchange.fields import match_columns, split_unit
from gis_core.exchange.read import read_delivery
from gis_core.exchange.rings import closed, polygon_of
from gis_core.exchange.values import EXCEL_EPOCH, convert, read_boolean, read_date, read_integer, read_number
from gis_core.instance import Instance
from layers.base import Field, Group, Label, Layer
from layers.registry import all_layers
from tests.gis_core.exchange.deliveries import CODES, EAST, NORTH, SHAPES, frame

PARCELS = all_layers()["parcels"]
PLANTS = Layer(
    name="plants",
    label=Label("植物", "Plants"),
    group=Group.LAND,
    geometry="Point",
    fields=(
        Field("height_m", "real", Label("高度", "Height"), unit="m", aliases=("SG",)),
        Field("count_of_leaves", "integer", Label("叶数", "Leaves")),
        Field("area_m2", "area", Label("面积", "Area"), aliases=("MJ",)),
        Field("planted_on", "date", Label("种植日期", "Planted")),
        Field("protected", "boolean", Label("是否保护", "Protected")),
    ),
)


def read(path: Path, instance: Instance, **options: Any) -> Delivery:
    """Read a delivery of parcels."""
    return read_delivery(path, layer=options.pop("layer", PARCELS), instance=instance, **options)


def write(rows: gpd.GeoDataFrame, path: Path, **options: Any) -> Path:
    """Write a GeoPackage."""
    rows.to_file(path, **options)
    return path


# shapes


def test_heights_and_measures_are_dropped_and_told(tmp_path: Path, instance: Instance) -> None:
    rows = frame()
    rows.geometry = shapely.force_3d(rows.geometry.values, 12.5)
    delivery = read(write(rows, tmp_path / "a.gpkg"), instance)
    assert not shapely.has_z(delivery.geometries).any()
    assert any("heights" in note.en for note in delivery.notes)


def test_a_row_without_geometry_stays_a_row(tmp_path: Path, instance: Instance) -> None:
    rows = frame()
    rows.loc[0, "geometry"] = None
    delivery = read(write(rows, tmp_path / "a.gpkg"), instance)
    assert len(delivery) == 2
    assert delivery.geometries[0] is None
    assert delivery.code_of(0) == CODES[0]


@pytest.mark.parametrize("declared", ["CURVEPOLYGON", "GEOMETRY"])
def test_curves_become_line_segments_and_keep_their_area(declared: str, tmp_path: Path, instance: Instance) -> None:
    path = tmp_path / "curve.gpkg"
    frame().to_file(path, layer="curves", SPATIAL_INDEX="NO")
    with sqlite3.connect(path) as database:
        header = b"GP\x00\x01" + np.int32(4547).tobytes()
        database.execute("UPDATE curves SET geom = ? WHERE ZDDM = ?", [header + curve_polygon_wkb(), CODES[0]])
        database.execute("UPDATE gpkg_geometry_columns SET geometry_type_name = ?", [declared])
    delivery = read(path, instance)
    assert delivery.geometries[0].area == pytest.approx(np.pi * 100, rel=0.002)
    assert shapely.equals(delivery.geometries[1].normalize(), SHAPES[1].normalize())
    assert any("curves" in note.en for note in delivery.notes)


def curve_polygon_wkb() -> bytes:
    """Return the ISO WKB of a circle of 10 m radius, drawn as one CircularString."""
    little = np.array([1], np.uint8).tobytes()
    points = np.array([[EAST, NORTH], [EAST + 20, NORTH], [EAST, NORTH]])
    ring = little + np.uint32(8).tobytes() + np.uint32(3).tobytes() + points.tobytes()
    return little + np.uint32(10).tobytes() + np.uint32(1).tobytes() + ring


def test_an_open_ring_is_found_on_its_row(tmp_path: Path, instance: Instance) -> None:
    path = tmp_path / "open.geojson"
    square = [[113.88, 22.75], [113.881, 22.75], [113.881, 22.751], [113.88, 22.751]]
    features = [
        {"type": "Feature", "properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for code, ring in (("A", [*square, square[0]]), ("B", square))
    ]
    path.write_text(str({"type": "FeatureCollection", "features": features}).replace("'", '"'))
    delivery = read(path, instance)
    assert [(finding.row, finding.code, finding.rule) for finding in delivery.findings] == [(2, "B", "unclosed_ring")]
    assert delivery.findings[0].severity is Severity.REFUSE
    assert delivery.geometries[1].area == pytest.approx(delivery.geometries[0].area)


def test_of_several_layers_the_only_one_with_polygons_is_read(tmp_path: Path, instance: Instance) -> None:
    path = write(frame(), tmp_path / "a.gpkg", layer="宗地")
    points = gpd.GeoDataFrame({"n": [1]}, geometry=[shapely.Point(EAST, NORTH)], crs=4547)
    points.to_file(path, layer="界址点")
    delivery = read(path, instance)
    assert delivery.source_layer == "宗地"
    assert any("of 2 layers" in note.en for note in delivery.notes)
    frame().to_file(path, layer="宗地2023")
    with pytest.raises(RefusedInputError, match=r"--source-layer.*宗地 .*界址点 .*宗地2023"):
        read(path, instance)
    assert read(path, instance, source_layer="宗地2023").source_layer == "宗地2023"
    with pytest.raises(RefusedInputError, match="no layer '房屋'"):
        read(path, instance, source_layer="房屋")


@given(st.permutations(range(4)), st.booleans())
def test_rings_find_their_place_in_any_order(order: list[int], reverse: bool) -> None:
    boxes = [
        shapely.box(0, 0, 90, 90),
        shapely.box(10, 10, 80, 80),
        shapely.box(40, 40, 50, 50),
        shapely.box(95, 0, 99, 9),
    ]
    rings = [np.array(boxes[at].exterior.coords)[:: -1 if reverse else 1] for at in order]
    shape = polygon_of([closed(ring[:-1])[0] for ring in rings])
    assert shape.area == pytest.approx(8100 - 4900 + 100 + 36)
    assert shape.is_valid


# names


def test_names_are_matched_whatever_their_case_width_and_unit() -> None:
    columns = ["ｚｄｄｍ", " 地类编码 ", "宗地面积（亩）", "SQMC", "备注"]
    matched = {column.theirs: (column.ours, column.factor) for column in match_columns(columns, PARCELS)}
    assert matched == {
        "ｚｄｄｍ": ("code", 1.0),
        " 地类编码 ": ("land_use", 1.0),
        "宗地面积（亩）": ("registered_area_m2", pytest.approx(2000 / 3)),
        "SQMC": ("community", 1.0),
    }


def test_our_own_names_come_before_anybodys_aliases() -> None:
    columns = ["area", "registered_area_m2", "use", "land_use", "id", "code"]
    assert {column.ours: column.theirs for column in match_columns(columns, PARCELS)} == {
        "registered_area_m2": "registered_area_m2",
        "land_use": "land_use",
        "code": "code",
    }


def test_the_map_comes_before_names_and_leaves_out() -> None:
    matched = match_columns(["code", "BSM", "name"], PARCELS, {"BSM": "code", "name": ""})
    assert [(column.theirs, column.ours) for column in matched] == [("BSM", "code")]


@pytest.mark.parametrize(("mapping", "said"), [({"nix": "code"}, "no such column"), ({"BSM": "nix"}, "no such field")])
def test_a_map_of_nothing_is_wrong_use(mapping: dict[str, str], said: str) -> None:
    with pytest.raises(WrongUseError, match=said):
        match_columns(["BSM"], PARCELS, mapping)


def test_names_that_a_shapefile_cut_are_known() -> None:
    assert [column.ours for column in match_columns(["registered"], PARCELS)] == ["registered_area_m2"]


def test_what_nothing_takes_is_told(tmp_path: Path, instance: Instance) -> None:
    rows = frame()
    rows["备注"] = "无"
    delivery = read(write(rows, tmp_path / "a.gpkg"), instance)
    assert delivery.unmapped == ("备注",)
    assert delivery.mapping == {"ZDDM": "code", "ZDMC": "name", "DLBM": "land_use", "ZDMJ": "registered_area_m2"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("面积(公顷)", 1e4),
        ("面积（㎡）", 1.0),
        ("area_ha", 1e4),
        ("面积亩", 2000 / 3),
        ("MJ[万平方米]", 1e4),
        ("面积", None),
    ],
)
def test_a_column_name_tells_its_unit(name: str, expected: float | None) -> None:
    assert split_unit(name)[1] == (None if expected is None else pytest.approx(expected))


# values


@pytest.mark.parametrize(
    "written",
    ["2024-6-30", "2024/6/30", "2024.06.30", "20240630", "2024年6月30日", "２０２４－６－３０", "2024-06-30 12:30:00",
     20240630, 45473, 45473.5, "45473", dt.date(2024, 6, 30), dt.datetime(2024, 6, 30, 8, 0, tzinfo=dt.UTC)],
)  # fmt: skip
def test_dates_in_every_hand(written: object) -> None:
    assert read_date(written) == dt.date(2024, 6, 30)


@given(st.dates(dt.date(1900, 3, 1), dt.date(2199, 12, 31)))
def test_every_date_is_read_from_every_hand(day: dt.date) -> None:
    hands = (f"{day.year}年{day.month}月{day.day}日", f"{day:%Y/%m/%d}", day.isoformat(), (day - EXCEL_EPOCH).days)
    assert {read_date(hand) for hand in hands} == {day}


@pytest.mark.parametrize("written", ["2024-13-01", "2024-02-30", "soon", "20241301", -5, True, 1e12])
def test_what_is_no_date_is_no_date(written: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_date(written)


@pytest.mark.parametrize(
    ("written", "number"),
    [("1,234.5", 1234.5), (" 12 ", 12.0), ("１２．５", 12.5), ("3.2 m", 3.2), ("-", None), (7, 7.0)],
)
def test_numbers_in_every_hand(written: object, number: float | None) -> None:
    assert read_number(written) == number


@pytest.mark.parametrize("written", ["1,23", "twelve", "1.2.3", "12%", True, float("inf"), "5-6"])
def test_what_is_no_number_is_no_number(written: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_number(written)


def test_whole_numbers_are_whole_and_fit() -> None:
    assert [read_integer(value) for value in ("12", 12.0, "3层", "1,200")] == [12, 12, 3, 1200]
    for wrong in (12.5, "1.5", 3e9):
        with pytest.raises(ValueError, match=r"."):
            read_integer(wrong)


def test_yes_and_no() -> None:
    assert [read_boolean(value) for value in ("是", "Y", "1", 1, 1.0, "√", True)] == [True] * 7
    assert [read_boolean(value) for value in ("否", "n", "0", 0, "×", False)] == [False] * 6
    assert read_boolean(" ") is None
    with pytest.raises(ValueError, match="neither"):
        read_boolean("maybe")


def test_areas_take_the_unit_of_the_value_before_that_of_the_column() -> None:
    column = pa.chunked_array([["1", "0.5公顷", "3 亩", "1,000㎡", None]])
    assert convert(column, "area", 1e4).values.to_pylist() == pytest.approx([1e4, 5e3, 2e3, 1e3, None])


def test_codes_keep_their_zeros_and_lose_their_points() -> None:
    assert convert(pa.chunked_array([["007", " A ", ""]]), "text").values.to_pylist() == ["007", "A", None]
    assert convert(pa.chunked_array([[12.0, 1.5]]), "text").values.to_pylist() == ["12", "1.5"]
    assert convert(pa.chunked_array([[9.1e15]]), "text").bad.tolist() == [0]


def test_every_kind_of_field_arrives_in_its_type(tmp_path: Path, instance: Instance) -> None:
    rows = gpd.GeoDataFrame(
        {
            "编号": [1, 2],
            "SG": ["3.5", "high"],
            "叶数": ["12", "1.5"],
            "MJ（亩）": [3.0, None],
            "种植日期": ["2024年6月30日", "never"],
            "是否保护": ["是", "perhaps"],
        },
        geometry=[shapely.Point(EAST, NORTH), shapely.Point(EAST, NORTH + 5)],
        crs=4547,
    )
    delivery = read(write(rows, tmp_path / "plants.gpkg"), instance, layer=PLANTS, crs="EPSG:4547")
    assert delivery.attributes.iloc[0].to_dict() == {
        "code": "1", "height_m": 3.5, "count_of_leaves": 12, "area_m2": 2000.0, "planted_on": dt.date(2024, 6, 30),
        "protected": True,
    }  # fmt: skip
    assert delivery.attributes.iloc[1].isna().sum() == 5
    assert all(isinstance(kind, pd.ArrowDtype) for kind in delivery.attributes.dtypes)
    found = {(finding.row, finding.code, finding.field) for finding in delivery.findings}
    assert found == {(2, "2", name) for name in ("height_m", "count_of_leaves", "planted_on", "protected")}
    for finding in delivery.findings:
        assert finding.place is not None
        assert finding.place.lon == pytest.approx(113.883, abs=0.01)
        assert finding.place.lat == pytest.approx(22.752, abs=0.01)


# cells


@pytest.mark.parametrize(
    ("written", "number"),
    [("113°53′24″", 113.89), ("22度45分", 22.75), ("113°53'24\"W", -113.89), (" 2,517,000.5 ", 2517000.5)],
)
def test_coordinates_in_every_hand(written: str, number: float) -> None:
    assert coordinate(written) == pytest.approx(number)


@pytest.mark.parametrize(
    "written",
    [
        "1,2;3,4;5,6",
        "1 2\n3 4\n5 6",
        "(1,2)(3,4)(5,6)",
        "J1,1,2;J2,3,4;J3,5,6",
        "1,2,3,4,5,6",
        "１，２；３，４；５，６；",
        "[1,2],[3,4],[5,6]",
    ],
)
def test_outlines_in_every_hand(written: str) -> None:
    (ring,) = outline(written)
    assert ring.tolist() == [[1, 2], [3, 4], [5, 6]]


def test_rings_of_an_outline_are_parted() -> None:
    assert [len(ring) for ring in outline("1,2;3,4;5,6|7,8;9,10;11,12")] == [3, 3]
    with pytest.raises(ValueError, match="odd"):
        outline("1,2,3")


def test_the_row_numbers_and_file_order_are_kept(tmp_path: Path, instance: Instance) -> None:
    rows = frame().iloc[::-1]
    delivery = read(write(rows, tmp_path / "a.gpkg"), instance)
    assert delivery.row_numbers.tolist() == [1, 2]
    assert [delivery.code_of(at) for at in (0, 1)] == list(CODES[::-1])
    assert shapely.equals(delivery.geometries[1], SHAPES[0])

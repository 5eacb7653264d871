"""Files as real programs write them, which the formats' own rules don't promise: read right, or told in a sentence."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ezdxf
import openpyxl
import pyogrio
import pytest
import shapely
from shapely.geometry import mapping

from gis_core import crs
from gis_core.errors import CrsError, RefusedInputError
from gis_core.exchange.delivery import Delivery
from gis_core.exchange.encodings import decode
from gis_core.exchange.intake import Options, take_in
from gis_core.exchange.read import read_delivery
from gis_core.exchange.values import read_date
from gis_core.instance import Instance
from layers.registry import all_layers
from tests.gis_core.exchange.deliveries import CODES, EAST, NORTH, SHAPES, boundary_points, frame, write_gpkg
from tests.gis_core.exchange.deliveries import write_shapefile as shapefile

PARCELS = all_layers()["parcels"]
OPEN_RING = f"POLYGON (({EAST} {NORTH - 50}, {EAST + 60} {NORTH - 50}, {EAST + 60} {NORTH - 10}, {EAST} {NORTH - 10}))"
SQUARE = list(shapely.box(EAST, NORTH, EAST + 60, NORTH + 40).exterior.coords)


def read(path: Path, instance: Instance, crs: str | None = None) -> Delivery:
    return read_delivery(path, layer=PARCELS, instance=instance, crs=crs)


def features(system: str, **more: Any) -> str:
    """Return GeoJSON of the parcels in a system, with members before and (`behind`) after the features."""
    shapes = crs.transform(list(SHAPES), "EPSG:4547", system)
    rows = [
        {
            "type": "Feature",
            "properties": {"code": code, "wkb_geometry": "a", "tags": ["b"]},
            "geometry": mapping(shape),
        }
        for code, shape in zip(CODES, shapes, strict=True)
    ]
    behind = more.pop("behind", {})
    return json.dumps({"type": "FeatureCollection", **more, "features": rows, **behind})


def named(name: str) -> dict[str, Any]:
    return {"type": "name", "properties": {"name": name}}


@pytest.mark.parametrize(
    ("text", "expected", "said_by"),
    [
        (features("EPSG:4547", crs=named("urn:ogc:def:crs:EPSG::4547")), "EPSG:4547", "file"),
        (features("EPSG:4547", behind={"pad": "x" * 70_000, "crs": named("EPSG:4547")}), "EPSG:4547", "file"),
        (features("EPSG:4490"), "EPSG:4326", "format"),
        (features("EPSG:4490", crs=named("urn:ogc:def:crs:OGC:1.3:CRS84")), "EPSG:4326", "file"),
    ],
)
def test_a_geojson_is_in_the_crs_that_it_names_wherever_it_names_it(
    text: str, expected: str, said_by: str, tmp_path: Path, instance: Instance
) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(text)
    delivery = read(path, instance)
    assert (delivery.identified.crs, delivery.identified.said_by) == (expected, said_by)
    assert [delivery.code_of(at) for at in range(2)] == list(CODES)
    assert shapely.hausdorff_distance(delivery.geometries[0], SHAPES[0]) < 1e-6


@pytest.mark.parametrize("member", [None, {"type": "link", "properties": {"href": "a"}}, named("office grid")])
def test_a_geojson_whose_crs_is_unknown_asks_for_the_flag(member: Any, tmp_path: Path, instance: Instance) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(features("EPSG:4547", crs=member))
    with pytest.raises(CrsError, match=r"does not say in which CRS.*--crs EPSG:4547"):
        read(path, instance)


@pytest.mark.parametrize("mark", ["", "\x1e"])
def test_a_feature_a_line_is_geojson_too(mark: str, tmp_path: Path, instance: Instance) -> None:
    path = tmp_path / "a.geojsonl"
    path.write_text("".join(f"{mark}{json.dumps(row)}\n" for row in json.loads(features("EPSG:4490"))["features"]))
    assert [read(path, instance).code_of(at) for at in range(2)] == list(CODES)


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("a.geojson", b'{"type":"FeatureCollection","features":[]}', "holds no row"),
        ("a.geojson", features("EPSG:4490").replace('"a"', '"马田"').encode("gbk"), "not in UTF-8"),
        ("a.txt", boundary_points().replace(f"{NORTH:.3f}", "nan", 1).encode(), "line 12.*is no point"),
        ("a.txt", boundary_points().replace(",@", "", 1).encode(), "line 11.*ends in @"),
        ("a.txt", boundary_points(header="坐标系=深圳独立坐标系").encode("gbk"), "independent system are secret"),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence(
    name: str, text: bytes, sentence: str, tmp_path: Path, instance: Instance
) -> None:
    path = tmp_path / name
    path.write_bytes(text)
    with pytest.raises(RefusedInputError, match=sentence) as caught:
        read(path, instance)
    assert "\n" not in str(caught.value)


def kml(encoding: str) -> bytes:
    marks = []
    for code, shape in zip(CODES, crs.transform(list(SHAPES), "EPSG:4547", "EPSG:4326"), strict=True):
        data = f'<Data name="宗地代码"><value>{code}</value></Data><Data name="地类编码"><value>0701</value></Data>'
        ring = " ".join(f"{x!r},{y!r},5" for x, y in shape.exterior.coords)
        marks.append(
            f"<Placemark><name>一号</name><ExtendedData>{data}</ExtendedData><Polygon><outerBoundaryIs><LinearRing>"
            f"<coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
        )
    start = f'<?xml version="1.0" encoding="{encoding}"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
    return f"{start}{''.join(marks)}</Document></kml>".encode(encoding)


@pytest.mark.parametrize("encoding", ["UTF-8", "GBK", "GB2312", "UTF-16"])
def test_chinese_data_names_of_one_length_stay_apart_in_kml(encoding: str, tmp_path: Path, instance: Instance) -> None:
    path = tmp_path / "a.kml"
    path.write_bytes(kml(encoding))
    delivery = read(path, instance)
    assert delivery.mapping == {"宗地代码": "code", "地类编码": "land_use", "Name": "name"}
    assert [delivery.code_of(at) for at in range(2)] == list(CODES)
    assert list(delivery.attributes["name"]) == ["一号", "一号"]


def with_attributes(path: Path) -> None:
    drawing = ezdxf.new("R2010")
    block = drawing.blocks.new("LABEL")
    block.add_attdef("CODE", (0, 0))
    drawing.modelspace().add_lwpolyline(SQUARE[:-1], close=True)
    drawing.modelspace().add_blockref("LABEL", (EAST + 5, NORTH + 5)).add_auto_attribs({"CODE": "马田1"})
    drawing.saveas(path)


def with_hatch(path: Path) -> None:
    drawing = ezdxf.new("R2010")
    drawing.modelspace().add_hatch().paths.add_polyline_path(SQUARE[:-1], is_closed=True)
    drawing.modelspace().add_text("马田1", dxfattribs={"insert": (EAST + 5, NORTH + 5)})
    drawing.saveas(path)


def in_gbk_without_a_word(path: Path) -> None:
    lines = ["0", "SECTION", "2", "ENTITIES", "0", "POLYLINE", "8", "宗地", "66", "1", "70", "1"]
    for x, y in SQUARE[:-1]:
        lines += ["0", "VERTEX", "8", "宗地", "10", str(x), "20", str(y)]
    lines += ["0", "SEQEND", "8", "宗地", "0", "TEXT", "8", "宗地", "10", str(EAST + 5), "20", str(NORTH + 5)]
    path.write_bytes("\r\n".join([*lines, "40", "2", "1", "马田1", "0", "ENDSEC", "0", "EOF"]).encode("gbk"))


@pytest.mark.parametrize("write", [with_attributes, with_hatch, in_gbk_without_a_word])
def test_a_drawing_gives_its_parcel_and_its_label(
    write: Callable[[Path], None], tmp_path: Path, instance: Instance
) -> None:
    write(tmp_path / "a.dxf")
    delivery = read(tmp_path / "a.dxf", instance, "EPSG:4547")
    assert [delivery.code_of(at) for at in range(len(delivery))] == ["马田1"]
    assert delivery.geometries[0].area == pytest.approx(2400)


def test_rows_marked_as_deleted_in_a_shapefile_are_passed_over_and_told(tmp_path: Path, instance: Instance) -> None:
    path = shapefile(tmp_path)
    table = bytearray(path.with_suffix(".dbf").read_bytes())
    table[int.from_bytes(table[8:10], "little")] = ord("*")
    path.with_suffix(".dbf").write_bytes(bytes(table))
    delivery = read(path, instance)
    assert (len(delivery), delivery.code_of(0)) == (1, CODES[1])
    assert any("marked as deleted" in note.en for note in delivery.notes)


def test_columns_of_one_name_in_a_shapefile_are_all_kept(tmp_path: Path, instance: Instance) -> None:
    path = shapefile(tmp_path)
    table = path.with_suffix(".dbf").read_bytes().replace(b"DLBM", b"ZDMJ")
    path.with_suffix(".dbf").write_bytes(table)
    assert {"ZDMJ", "ZDMJ (2)"} <= {*read(path, instance).mapping, *read(path, instance).unmapped}


def test_the_language_mark_of_a_dbf_tells_its_encoding_where_no_cpg_does(tmp_path: Path, instance: Instance) -> None:
    path = tmp_path / "a.shp"
    rows = frame()
    rows["ZDMC"] = ["馬田街道", "綠地公園"]
    rows.to_file(path, encoding="BIG5")
    path.with_suffix(".cpg").unlink()
    table = bytearray(path.with_suffix(".dbf").read_bytes())
    table[29] = 0x78
    path.with_suffix(".dbf").write_bytes(bytes(table))
    assert list(read(path, instance).attributes["name"]) == ["馬田街道", "綠地公園"]


def test_a_geopackage_that_does_not_know_its_crs_is_not_taken_for_degrees(tmp_path: Path, instance: Instance) -> None:
    path = write_gpkg(tmp_path)
    with sqlite3.connect(path) as database:
        database.execute("UPDATE gpkg_geometry_columns SET srs_id = 0")
    with pytest.raises(CrsError, match="does not say in which CRS"):
        read(path, instance)


def test_decimal_commas_are_read_where_columns_are_parted_by_semicolons(tmp_path: Path, instance: Instance) -> None:
    lines = ["code;registered_area_m2;x;y"]
    lines += ["A1;2.400,5;" + f"{x:.2f};{y:.2f}".replace(".", ",") for x, y in SQUARE]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(lines))
    delivery = read(path, instance, "EPSG:4547")
    assert delivery.geometries[0].area == pytest.approx(2400)
    assert list(delivery.attributes["registered_area_m2"]) == [2400.5]


def test_the_srid_before_well_known_text_is_the_files_word(tmp_path: Path, instance: Instance) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'code,wkt\nA1,"SRID=4547;{SHAPES[0].wkt}"\n')
    identified = read(path, instance).identified
    assert (identified.crs, identified.said_by) == ("EPSG:4547", "file")


def test_an_open_ring_in_well_known_text_is_closed_by_repair(tmp_path: Path, fresh_instance: Any) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'code,wkt\nA1,"{SHAPES[0].wkt}"\nA2,"{OPEN_RING}"\nA3,"POLYGON ((1 2"\n')
    instance = fresh_instance("open_ring")
    results = {
        repair: take_in(read(path, instance, "EPSG:4547"), PARCELS, instance, Options(repair=repair, dry_run=True))
        for repair in ("none", "safe")
    }
    assert [(result.loaded, result.repaired, result.refused) for result in results.values()] == [(1, 0, 2), (2, 1, 1)]
    assert {finding.rule for finding in results["none"].findings if finding.code == "A2"} == {"unclosed_ring"}


def test_a_long_wrong_value_is_quoted_in_short(tmp_path: Path, instance: Instance) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"code;registered_area_m2;x;y\nA1;{'many' * 9000};{'1,111' * 9000};2\n")
    assert max(len(finding.message.en) for finding in read(path, instance, "EPSG:4547").findings) < 300


def test_a_header_of_two_merged_rows_names_its_columns(tmp_path: Path, instance: Instance) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["地块台账"])
    sheet.append(["编号", "面积", "坐标", None])
    sheet.append([None, None, "X", "Y"])
    for x, y in SQUARE:
        sheet.append(["A1", 2400, y, x])
    for merged in ("A1:D1", "A2:A3", "B2:B3", "C2:D2"):
        sheet.merge_cells(merged)
    book.save(tmp_path / "a.xlsx")
    delivery = read(tmp_path / "a.xlsx", instance, "EPSG:4547")
    assert (len(delivery), delivery.code_of(0), delivery.geometries[0].area) == (1, "A1", pytest.approx(2400))


def test_a_date_with_points_has_its_day_first() -> None:
    assert read_date("30.6.2024") == dt.date(2024, 6, 30)
    with pytest.raises(ValueError, match="no date"):
        read_date("05/06/2024")


def test_the_surveyor_finds_his_own_columns_beside_the_reason(tmp_path: Path, fresh_instance: Any) -> None:
    rows = frame()
    rows["code"], rows["备注"], rows["registered_area_m2"], rows["DLBM"] = "theirs", "东侧", "many", ["0701", "9999"]
    rows["big"] = [4403090010010000123, 2]
    rows.to_file(tmp_path / "a.gpkg")
    instance = fresh_instance("refused")
    delivery = read_delivery(tmp_path / "a.gpkg", layer=PARCELS, instance=instance, mapping={"ZDDM": "code"})
    result = take_in(delivery, PARCELS, instance, Options(refused_file=tmp_path / "refused.gpkg"))
    assert (result.read, result.refused) == (2, 2)
    assert result.refused_file is not None
    back = pyogrio.read_dataframe(result.refused_file)
    assert list(back["code"]) == list(back["ZDDM"]) == list(CODES)
    assert list(back["code_delivered"]) == ["theirs", "theirs"]
    assert list(back["registered_area_m2_delivered"]) == ["many", "many"]
    assert list(back["DLBM"]) == ["0701", "9999"]
    assert list(back["备注"]) == ["东侧", "东侧"]
    assert list(back["big"]) == [4403090010010000123, 2]
    assert "many" in back["reason_en"][0]
    assert "code_list" in back["rules"][1]


@pytest.mark.parametrize(
    ("encoding", "name", "read_as"),
    [
        ("gb18030", "合水口、根竹园（一期）“新庄”", "GBK"),
        ("gb18030", "燊鑫珺喆", "GBK"),
        ("gb18030", "㙍坂村A区", "GBK"),
        ("big5", "馬田街道地塊", "Big5"),
        ("shift_jis", "馬田地区の土地", "Shift_JIS"),
        ("euc_kr", "서울특별시 강남구 역삼동 일번지", "EUC-KR"),
        ("cp1252", "Köln", "Windows-1252"),
        ("cp1252", "Straße des 17. Juni – “Praça São João”", "Windows-1252"),
    ],
)
def test_what_would_pass_for_gbk_is_read_as_what_it_is_and_told(encoding: str, name: str, read_as: str) -> None:
    text, reading = decode(f'code,name,WKT\nA1,"{name}","POLYGON EMPTY"\n'.encode(encoding), "a.csv")
    assert (name in text, reading.encoding) == (True, read_as)
    assert bool(reading.notes) is (read_as != "GBK")


@pytest.mark.parametrize(("encoding", "name"), [("big5", "馬田街道辦事處"), ("cp1252", "Alte Straße, Köln")])
def test_a_dbf_without_a_word_is_read_as_what_its_text_is(
    encoding: str, name: str, tmp_path: Path, instance: Instance
) -> None:
    rows = frame().assign(ZDMC=name)
    rows.to_file(tmp_path / "a.shp", encoding=encoding)
    (tmp_path / "a.cpg").unlink()
    octets = bytearray((tmp_path / "a.dbf").read_bytes())
    octets[29] = 0  # no language mark either
    (tmp_path / "a.dbf").write_bytes(octets)
    assert set(read(tmp_path / "a.shp", instance).attributes["name"]) == {name}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"type":"Topology","objects":{},"arcs":[]}', "is TopoJSON; save it as GeoJSON"),
        ('{"geometryType":"esriGeometryPolygon","features":[]}', "is Esri JSON; save it as GeoJSON"),
        ('{"a":1}', "is JSON, but no GeoJSON"),
    ],
)
def test_other_json_is_told_by_its_name(text: str, said: str, tmp_path: Path, instance: Instance) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    with pytest.raises(RefusedInputError, match=said):
        read(path, instance)


def test_a_drawing_of_nothing_but_blocks_says_what_to_do(tmp_path: Path, instance: Instance) -> None:
    drawing = ezdxf.new()
    block = drawing.blocks.new("PLOT")
    block.add_lwpolyline([(0, 0), (60, 0), (60, 40), (0, 40)], close=True)
    for east in (EAST, EAST + 60):
        drawing.modelspace().add_blockref("PLOT", (east, NORTH))
    drawing.saveas(tmp_path / "a.dxf")
    with pytest.raises(RefusedInputError, match="2 block references; EXPLODE them"):
        read(tmp_path / "a.dxf", instance, "EPSG:4547")

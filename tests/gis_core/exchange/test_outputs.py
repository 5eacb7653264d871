"""Files that leave are opened by the programs of other offices, are deliveries again, and are there whole or not."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pyogrio
import pytest
import shapely

from gis_core import db
from gis_core.errors import CrsError, WrongUseError
from gis_core.exchange.outlet import deliver
from gis_core.exchange.read import read_delivery
from gis_core.exchange.write import write_layer
from gis_core.exchange.writers import all_writers
from gis_core.instance import Instance
from layers.registry import all_layers
from tests.gis_core.exchange.deliveries import CODES, NAMES, SHAPES, USES

PARCELS = all_layers()["parcels"]
QGIS = """
import json, os, sys
from qgis.core import QgsApplication, QgsVectorLayer
application = QgsApplication([], False)
application.initQgis()
layer = QgsVectorLayer(sys.argv[1] + "|layername=parcels", "x", "ogr")
renderer = layer.renderer()
print(json.dumps({"valid": layer.isValid(), "rows": layer.featureCount(), "crs": layer.crs().authid(),
                  "renderer": renderer.type(), "attribute": renderer.classAttribute(),
                  "categories": len(renderer.categories())}), flush=True)
os._exit(0)  # it is torn down in the wrong order otherwise
"""


@pytest.fixture(scope="module")
def filled(fresh_instance: Callable[..., Instance]) -> Instance:
    """An instance with two parcels, and a name that no table or text format likes."""
    instance = fresh_instance("outputs")
    insert = (
        "INSERT INTO parcels (code, name, land_use, registered_area_m2, geom, valid_from)"
        " VALUES (%s, %s, %s, 100.5, ST_Multi(ST_GeomFromWKB(%s, 4547)), '2023-01-01')"
    )
    rows = list(zip(CODES, NAMES, USES, shapely.to_wkb(list(SHAPES)), strict=True))
    with db.connect(instance, who="surveyor") as connection, connection.cursor() as cursor:
        cursor.executemany(insert, rows)
    return instance


def export(instance: Instance, out: Path, format_name: str, **options: Any) -> Any:
    return write_layer(instance, PARCELS, out=out, format_name=format_name, **options)


def test_qgis_opens_a_geopackage_in_our_colours(filled: Instance, tmp_path: Path) -> None:
    export(filled, tmp_path / "a.gpkg", "gpkg")
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    ran = subprocess.run(
        ["/usr/bin/python3", "-c", QGIS, tmp_path / "a.gpkg"],
        env=inherited | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
    )
    codes = PARCELS.field_named("land_use").codes
    assert codes is not None
    told = json.loads(ran.stdout.splitlines()[-1])
    assert (told["valid"], told["rows"], told["crs"]) == (True, 2, "EPSG:4547")
    assert (told["renderer"], told["categories"]) == ("categorizedSymbol", len(codes.codes) + 1)
    assert "land_use" in told["attribute"]


def test_a_geopackage_tells_what_its_fields_and_codes_mean(filled: Instance, tmp_path: Path) -> None:
    export(filled, tmp_path / "a.gpkg", "gpkg")
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as file:
        titles = dict(file.execute("SELECT column_name, name FROM gpkg_data_columns WHERE table_name = 'parcels'"))
        zoning = dict(
            file.execute(
                "SELECT value, c.description FROM gpkg_data_columns d JOIN gpkg_data_column_constraints c"
                " USING (constraint_name) WHERE d.column_name = 'zoning'"
            )
        )
        (about,) = file.execute("SELECT metadata FROM gpkg_metadata").fetchone()
    assert (titles["land_use"], titles["area_m2"]) == ("现状用途", "平面面积（m²）")
    assert zoning["M1"] == "普通工业用地"
    assert "不是椭球面积" in about
    told = subprocess.run(
        ["ogrinfo", "-so", tmp_path / "a.gpkg", "parcels"], capture_output=True, text=True, check=True
    )
    assert "Feature Count: 2" in told.stdout


def layers_of(path: Path) -> dict[str, int]:
    """Return the layers that GDAL finds in a file, and how many features each has."""
    told = subprocess.run(["ogrinfo", "-so", "-al", path], capture_output=True, text=True, check=True).stdout
    names = re.findall(r"Layer name: (\S+)", told)
    counts = map(int, re.findall(r"Feature Count: (\d+)", told))
    return {name: count for name, count in zip(names, counts, strict=True) if name != "layer_styles"}


def several(instance: Instance, matian: Callable[..., Any], out: Path, format_name: str) -> Any:
    """Run the command for roads and parcels."""
    layers = ("--layer", "roads", "--layer", "parcels")
    return matian(instance, "export", "data", *layers, "--format", format_name, "--out", out, "--json")


@pytest.mark.parametrize("format_name", ["gpkg", "gdb", "kml"])
def test_several_layers_share_a_file_where_the_format_holds_them(
    filled: Instance, tmp_path: Path, matian: Callable[..., Any], format_name: str
) -> None:
    out = tmp_path / f"a.{format_name}"
    assert several(filled, matian, out, format_name).json["rows"] == 2
    assert layers_of(out) == {"roads": 0, "parcels": 2}
    if format_name == "gpkg":
        with closing(sqlite3.connect(out)) as file:
            styled = {row[0] for row in file.execute("SELECT f_table_name FROM layer_styles")}
        assert styled == {"roads", "parcels"}
    if format_name == "kml":
        _, table = pyogrio.read_arrow(out, layer="parcels")
        assert table["code"].to_pylist() == list(CODES)
        assert table["land_use"].to_pylist() == list(USES)


def test_several_layers_are_sheets_of_one_workbook_with_their_sums(
    filled: Instance, tmp_path: Path, matian: Callable[..., Any]
) -> None:
    from openpyxl import load_workbook

    assert several(filled, matian, tmp_path / "a.xlsx", "xlsx").code == 0
    book = load_workbook(tmp_path / "a.xlsx")
    roads, parcels = (all_layers()[name].label.zh for name in ("roads", "parcels"))
    assert book.sheetnames == [roads, parcels, "说明"]
    assert [row[0].value for row in book[parcels].iter_rows(min_row=2)] == list(CODES)
    formulas = [row[1].value for row in book["说明"].iter_rows() if row[1].value]
    assert f"=COUNTA('{roads}'!A2:A2)" in formulas
    assert f"=COUNTA('{parcels}'!A2:A3)" in formulas


def test_several_layers_share_a_drawing_whose_layers_bear_both_names(
    filled: Instance, tmp_path: Path, matian: Callable[..., Any]
) -> None:
    assert several(filled, matian, tmp_path / "a.dxf", "dxf").code == 0
    _, table = pyogrio.read_arrow(tmp_path / "a.dxf")
    label = PARCELS.label.zh
    assert {name.split(" ")[0] for name in table["Layer"].to_pylist()} == {
        "注记_编码",
        *(f"{label}_{use}" for use in USES),
    }


@pytest.mark.parametrize("format_name", ["shp", "csv", "geojson", "flatgeobuf", "geoparquet"])
def test_of_the_other_formats_several_layers_are_a_zip_of_a_file_each(
    filled: Instance, tmp_path: Path, matian: Callable[..., Any], format_name: str
) -> None:
    plain = several(filled, matian, tmp_path / "a.x", format_name)
    assert (plain.code, "ends in .zip" in plain.err or ".zip" in plain.err) == (2, True)
    assert list(tmp_path.iterdir()) == []
    assert several(filled, matian, tmp_path / "a.zip", format_name).json["rows"] == 2
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "there")
    extension = all_writers()[format_name].extension
    inside = {Path(name).name: tmp_path / "there" / name for name in names}
    assert {f"roads{extension}", f"parcels{extension}", "a.zip.losses.txt"} <= set(inside)
    if format_name not in ("csv", "geoparquet"):  # which GDAL can't read in every build
        assert pyogrio.read_info(inside[f"parcels{extension}"])["features"] == 2


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_another_gdal_reads_a_shapefile_in_either_encoding(filled: Instance, tmp_path: Path, encoding: str) -> None:
    done = export(filled, tmp_path / "地块.zip", "shp", encoding=encoding)
    with zipfile.ZipFile(done.path) as archive:
        archive.extractall(tmp_path)
    assert (tmp_path / "地块.cpg").read_text() == encoding.upper()
    told = subprocess.run(
        ["ogr2ogr", "-f", "GeoJSON", "/vsistdout/", tmp_path / "地块.shp"], capture_output=True, check=True
    )
    rows = [feature["properties"] for feature in json.loads(told.stdout)["features"]]
    assert [row["编号"] for row in rows] == list(CODES)
    assert [row["名称"] for row in rows] == list(NAMES)
    with (tmp_path / "地块.codebook.csv").open(encoding="utf-8-sig", newline="") as file:
        names = [row[0] for row in csv.reader(file)][1:]
    assert set(rows[0]) == set(names)
    assert all(len(name.encode(encoding)) <= 10 for name in names)


@pytest.mark.parametrize(("name", "options"), [("txt", {}), ("txt", {"encoding": "utf-8"}), ("kml", {}), ("gdb", {})])
def test_what_goes_out_is_a_delivery_again(
    filled: Instance, tmp_path: Path, name: str, options: dict[str, Any]
) -> None:
    writer = all_writers()[name]
    out = tmp_path / ("parcels.zip" if writer.folder else f"parcels{writer.extension}")
    export(filled, out, name, **options)
    delivery = read_delivery(out, layer=PARCELS, instance=filled)
    assert shapely.hausdorff_distance(delivery.geometries, list(SHAPES)).max() < 0.001
    assert list(delivery.attributes["code"]) == list(CODES)
    assert list(delivery.attributes["name"]) == list(NAMES)
    assert list(delivery.attributes["land_use"]) == list(USES)


def test_a_boundary_point_file_counts_and_closes_as_the_offices_want_it(filled: Instance, tmp_path: Path) -> None:
    export(filled, tmp_path / "a.txt", "txt")
    lines = (tmp_path / "a.txt").read_bytes().decode("gbk").split("\r\n")
    assert lines[0] == "[属性描述]"
    assert {"坐标系=2000国家大地坐标系", "几度分带=3", "带号=38", "精度=0.001", "计量单位=米"} <= set(lines)
    head = lines[lines.index("[地块坐标]") + 1].split(",")
    points = [line.split(",") for line in lines[lines.index("[地块坐标]") + 2 :]][: int(head[0])]
    assert head[-1] == "@"
    assert (points[0][0], points[-1][0]) == ("J1", "J1")
    assert points[0][2:] == points[-1][2:]
    x, y = shapely.get_coordinates(SHAPES[0])[0]
    assert [f"{y:.3f}", f"{x + 38_000_000:.3f}"] in [point[2:] for point in points]
    with pytest.raises(CrsError, match="CGCS2000"):
        export(filled, tmp_path / "b.txt", "txt", crs="EPSG:4326")
    assert not (tmp_path / "b.txt").exists()


def test_a_drawing_has_a_layer_a_use_and_the_code_inside(filled: Instance, tmp_path: Path) -> None:
    export(filled, tmp_path / "a.dxf", "dxf")
    told = subprocess.run(
        ["ogr2ogr", "-f", "GeoJSON", "/vsistdout/", tmp_path / "a.dxf"], capture_output=True, check=True
    )
    features = json.loads(told.stdout)["features"]
    texts = {each["properties"]["Text"] for each in features if each["geometry"]["type"] == "Point"}
    outlines = [each for each in features if each["geometry"]["type"] != "Point"]
    assert texts == set(CODES)
    assert {each["properties"]["Layer"].split(" ")[0] for each in outlines} == set(USES)
    assert all(each["properties"]["EntityHandle"] for each in outlines)


def test_a_ledger_adds_up_and_runs_no_formula_of_a_name(
    filled: Instance, tmp_path: Path, fresh_instance: Callable[..., Instance]
) -> None:
    from openpyxl import load_workbook

    instance = fresh_instance("formula")
    with db.connect(instance) as connection:
        connection.execute(
            "INSERT INTO parcels (code, name, geom) VALUES ('A', '=1+1', st_multi(st_makeenvelope(0, 0, 10, 10, 4547)))"
        )
    export(instance, tmp_path / "a.xlsx", "xlsx")
    book = load_workbook(tmp_path / "a.xlsx")
    assert (book["台账"]["B2"].value, book["台账"]["B2"].data_type) == ("=1+1", "s")
    sums = {row[0].value: row[1].value for row in book["说明"].iter_rows() if row[1].value}
    assert sums["记录数"] == "=COUNTA('台账'!A2:A2)"
    cached = load_workbook(tmp_path / "a.xlsx", data_only=True)["说明"]
    values = {row[0].value: row[1].value for row in cached.iter_rows() if row[1].value}
    assert (values["记录数"], values["平面面积（m²）合计"]) == (1, 100)


def test_kml_is_always_degrees_and_says_so(filled: Instance, tmp_path: Path) -> None:
    done = export(filled, tmp_path / "a.kml", "kml", crs="EPSG:4547")
    assert done.crs == "EPSG:4326"
    assert "degrees" in done.notices[0].en
    assert pyogrio.read_info(tmp_path / "a.kml")["total_bounds"][0] < 115
    assert "EPSG:4326" in (tmp_path / "a.kml.losses.txt").read_text("utf-8-sig")


def test_characters_that_gbk_lacks_are_counted_not_hidden(
    tmp_path: Path, fresh_instance: Callable[..., Instance]
) -> None:
    instance = fresh_instance("rare")
    with db.connect(instance) as connection:
        connection.execute(
            "INSERT INTO parcels (code, name, geom)"
            " VALUES ('A', '𠮷祥,😀', st_multi(st_makeenvelope(500000, 2516000, 500010, 2516010, 4547)))"
        )
    for name, out in (("shp", tmp_path / "a.zip"), ("csv", tmp_path / "a.csv"), ("txt", tmp_path / "a.txt")):
        done = export(instance, out, name, encoding="gbk")
        assert any(loss.en.startswith("2 characters that GBK lacks") for loss in done.losses), name
    read = list(csv.DictReader(io.StringIO((tmp_path / "a.csv").read_bytes().decode("gbk"))))
    assert read[0]["name"] == "？祥,？"


FULL = """
import resource, signal, sys
from pathlib import Path
from gis_core.errors import EnvironmentProblemError
from gis_core.exchange.write import write_layer
from gis_core.instance import current_instance
from layers.registry import all_layers
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
no_limit = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
for name, limit, out in zip(sys.argv[1::3], sys.argv[2::3], sys.argv[3::3]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), no_limit))
    try:
        write_layer(current_instance(), all_layers()["parcels"], out=Path(out), format_name=name)
    except EnvironmentProblemError as error:
        told = f"{name} {error}"
    else:
        told = f"{name} was written"
    resource.setrlimit(resource.RLIMIT_FSIZE, (no_limit, no_limit))
    print(told)
"""


def test_a_full_disk_leaves_no_half_file_in_any_format(
    tmp_path: Path, fresh_instance: Callable[..., Instance], variables_of: Callable[[Instance], dict[str, str]]
) -> None:
    instance = fresh_instance("full")
    with db.connect(instance) as connection:
        connection.execute(
            "INSERT INTO parcels (code, name, geom) SELECT 'C' || n, md5(n::text), st_multi(st_makeenvelope("
            "500000 + n * 10.123, 2516000.321, 500009 + n * 10.123, 2516010.321, 4547))"
            " FROM generate_series(1, 1500) n"
        )
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    whole.mkdir()
    cut.mkdir()
    asked: list[str] = []
    for name, writer in all_writers().items():
        (whole / name).mkdir()
        export(instance, whole / name / f"a{writer.extension}", name)
        largest = max(path.stat().st_size for path in (whole / name).rglob("*") if path.is_file())
        for share in (0.6, 0.995):
            before = cut / f"{share}{writer.extension}"
            if name != "gdb":  # a folder, which is moved as one
                before.write_bytes(b"what was there")
            asked += [name, str(int(largest * share)), str(before)]
    there = sorted(cut.iterdir())
    ran = subprocess.run(
        [sys.executable, "-c", FULL, *asked], env=variables_of(instance), capture_output=True, text=True, check=True
    )
    told = ran.stdout.splitlines()
    assert [line.split(" ")[0] for line in told] == asked[::3]
    assert not [line for line in told if line.endswith("was written")]
    assert sorted(cut.iterdir()) == there
    assert {path.read_bytes() for path in there} == {b"what was there"}


def test_two_exports_to_one_name_at_once_do_not_mix(filled: Instance, tmp_path: Path) -> None:
    out = tmp_path / "a.geojson"
    filters = ([f"code = '{CODES[0]}'"], [f"code = '{CODES[1]}'"])
    threads = [
        threading.Thread(target=export, args=(filled, out, "geojson"), kwargs={"filters": each})
        for each in (*filters, *filters)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert pyogrio.read_info(out)["features"] == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.geojson", "a.geojson.losses.txt"]


def test_the_files_of_two_shapefiles_of_one_name_do_not_mix(
    filled: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = Path.replace

    def slowly(path: Path, target: Path) -> Path:
        ending, seconds = {"one": (".dbf", 0.5), "other": (".shx", 1.5)}[threading.current_thread().name]
        time.sleep(seconds if path.suffix == ending else 0)  # so that each would be the last to move one of its files
        return moved(path, target)

    ready = threading.Barrier(2)

    def together(*given: Any) -> Path:
        ready.wait()
        return deliver(*given)

    monkeypatch.setattr(Path, "replace", slowly)
    monkeypatch.setattr("gis_core.exchange.write.deliver", together)
    filters = {"one": [f"code = '{CODES[0]}'"], "other": ["TRUE"]}
    threads = [
        threading.Thread(target=export, args=(filled, tmp_path / "a.shp", "shp"), kwargs={"filters": each}, name=name)
        for name, each in filters.items()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    octets = (tmp_path / "a.dbf").read_bytes()
    rows = int.from_bytes(octets[4:8], "little")
    assert (tmp_path / "a.shx").stat().st_size == 100 + 8 * rows
    assert pyogrio.read_info(tmp_path / "a.shp", force_feature_count=True)["features"] == rows


@pytest.mark.parametrize(
    ("layer", "options", "told"),
    [
        ("parcels", {"format_name": "dgn"}, "can't be written"),
        ("parcels", {"format_name": "gpkg", "encoding": "gbk"}, "encoding"),
        ("parcels", {"format_name": "csv", "encoding": "big5"}, "UTF-8 or GBK"),
        ("roads", {"format_name": "txt"}, "txt"),
        ("parcels", {"format_name": "csv", "filters": ["1 ="]}, "CQL2"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(
    filled: Instance, tmp_path: Path, layer: str, options: dict[str, Any], told: str
) -> None:
    with pytest.raises(WrongUseError, match=told):
        write_layer(filled, all_layers()[layer], out=tmp_path / "a.x", **options)
    assert list(tmp_path.iterdir()) == []


def test_a_new_format_is_one_file(filled: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gis_core.exchange import writers

    (tmp_path / "codes.py").write_text(
        "from gis_core.exchange.writer import Keep, Writer\n"
        "from layers.base import Label\n"
        "def _write(outgoing):\n"
        "    codes = [code for batch in outgoing.batches for code in batch.column('code').to_pylist()]\n"
        "    outgoing.path.write_text('\\n'.join(codes))\n"
        "WRITER = Writer('codes', Label('编码', 'codes'), '.codes', 'text/plain', _write, frozenset())\n"
    )
    monkeypatch.setattr(writers, "__path__", [*writers.__path__, str(tmp_path)])
    writers.all_writers.cache_clear()
    try:
        export(filled, tmp_path / "a.codes", "codes")
    finally:
        monkeypatch.undo()
        writers.all_writers.cache_clear()
        sys.modules.pop("gis_core.exchange.writers.codes", None)
    assert (tmp_path / "a.codes").read_text().split() == sorted(CODES)

"""Files that leave are opened by the programs of other offices, and are deliveries again."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyogrio
import pytest
import shapely

from gis_core import db
from gis_core.errors import CrsError, WrongUseError
from gis_core.exchange.read import read_delivery
from gis_core.exchange.write import write_layer
from gis_core.exchange.writers import all_writers
from gis_core.instance import Instance
from layers.registry import all_layers
from tests.gis_core.exchange.deliveries import CODES, NAMES, SHAPES, USES
from tests.gis_core.exchange.going_out import PARCELS, export


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_another_gdal_reads_a_shapefile_in_either_encoding(
    two_parcels: Instance, tmp_path: Path, encoding: str
) -> None:
    done = export(two_parcels, tmp_path / "地块.zip", "shp", encoding=encoding)
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
    two_parcels: Instance, tmp_path: Path, name: str, options: dict[str, Any]
) -> None:
    writer = all_writers()[name]
    out = tmp_path / ("parcels.zip" if writer.folder else f"parcels{writer.extension}")
    export(two_parcels, out, name, **options)
    delivery = read_delivery(out, layer=PARCELS, instance=two_parcels)
    assert shapely.hausdorff_distance(delivery.geometries, list(SHAPES)).max() < 0.001
    assert list(delivery.attributes["code"]) == list(CODES)
    assert list(delivery.attributes["name"]) == list(NAMES)
    assert list(delivery.attributes["land_use"]) == list(USES)


def test_a_boundary_point_file_counts_and_closes_as_the_offices_want_it(two_parcels: Instance, tmp_path: Path) -> None:
    export(two_parcels, tmp_path / "a.txt", "txt")
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
        export(two_parcels, tmp_path / "b.txt", "txt", crs="EPSG:4326")
    assert not (tmp_path / "b.txt").exists()


def test_a_drawing_has_a_layer_a_use_and_the_code_inside(two_parcels: Instance, tmp_path: Path) -> None:
    export(two_parcels, tmp_path / "a.dxf", "dxf")
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
    two_parcels: Instance, tmp_path: Path, fresh_instance: Callable[..., Instance]
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


def test_kml_is_always_degrees_and_says_so(two_parcels: Instance, tmp_path: Path) -> None:
    done = export(two_parcels, tmp_path / "a.kml", "kml", crs="EPSG:4547")
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
    two_parcels: Instance, tmp_path: Path, layer: str, options: dict[str, Any], told: str
) -> None:
    with pytest.raises(WrongUseError, match=told):
        write_layer(two_parcels, all_layers()[layer], out=tmp_path / "a.x", **options)
    assert list(tmp_path.iterdir()) == []


def test_a_new_format_is_one_file(two_parcels: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
        export(two_parcels, tmp_path / "a.codes", "codes")
    finally:
        monkeypatch.undo()
        writers.all_writers.cache_clear()
        sys.modules.pop("gis_core.exchange.writers.codes", None)
    assert (tmp_path / "a.codes").read_text().split() == sorted(CODES)

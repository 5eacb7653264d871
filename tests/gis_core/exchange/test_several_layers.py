"""Several layers in one export: of one file where the format holds them, else a file each in a ZIP."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pyogrio
import pytest

from gis_core.exchange.writers import all_writers
from gis_core.instance import Instance
from layers.registry import all_layers
from tests.gis_core.exchange.deliveries import CODES, USES
from tests.gis_core.exchange.going_out import PARCELS


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
    two_parcels: Instance, tmp_path: Path, matian: Callable[..., Any], format_name: str
) -> None:
    out = tmp_path / f"a.{format_name}"
    assert several(two_parcels, matian, out, format_name).json["rows"] == 2
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
    two_parcels: Instance, tmp_path: Path, matian: Callable[..., Any]
) -> None:
    from openpyxl import load_workbook

    assert several(two_parcels, matian, tmp_path / "a.xlsx", "xlsx").code == 0
    book = load_workbook(tmp_path / "a.xlsx")
    roads, parcels = (all_layers()[name].label.zh for name in ("roads", "parcels"))
    assert book.sheetnames == [roads, parcels, "说明"]
    assert [row[0].value for row in book[parcels].iter_rows(min_row=2)] == list(CODES)
    formulas = [row[1].value for row in book["说明"].iter_rows() if row[1].value]
    assert f"=COUNTA('{roads}'!A2:A2)" in formulas
    assert f"=COUNTA('{parcels}'!A2:A3)" in formulas


def test_several_layers_share_a_drawing_whose_layers_bear_both_names(
    two_parcels: Instance, tmp_path: Path, matian: Callable[..., Any]
) -> None:
    assert several(two_parcels, matian, tmp_path / "a.dxf", "dxf").code == 0
    _, table = pyogrio.read_arrow(tmp_path / "a.dxf")
    label = PARCELS.label.zh
    assert {name.split(" ")[0] for name in table["Layer"].to_pylist()} == {
        "注记_编码",
        *(f"{label}_{use}" for use in USES),
    }


@pytest.mark.parametrize("format_name", ["shp", "csv", "geojson", "flatgeobuf", "geoparquet"])
def test_of_the_other_formats_several_layers_are_a_zip_of_a_file_each(
    two_parcels: Instance, tmp_path: Path, matian: Callable[..., Any], format_name: str
) -> None:
    plain = several(two_parcels, matian, tmp_path / "a.x", format_name)
    assert (plain.code, "ends in .zip" in plain.err or ".zip" in plain.err) == (2, True)
    assert list(tmp_path.iterdir()) == []
    assert several(two_parcels, matian, tmp_path / "a.zip", format_name).json["rows"] == 2
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "there")
    extension = all_writers()[format_name].extension
    inside = {Path(name).name: tmp_path / "there" / name for name in names}
    assert {f"roads{extension}", f"parcels{extension}", "a.zip.losses.txt"} <= set(inside)
    if format_name not in ("csv", "geoparquet"):  # which GDAL can't read in every build
        assert pyogrio.read_info(inside[f"parcels{extension}"])["features"] == 2

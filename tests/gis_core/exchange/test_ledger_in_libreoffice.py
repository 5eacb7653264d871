"""A ledger as LibreOffice reads and reckons it: values, dates, Chinese heads, texts that look like formulas, sums."""

from __future__ import annotations

import datetime as dt
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gis_core import db
from gis_core.exchange.write import write_layer, write_selections
from gis_core.instance import Instance
from gis_core.selection.selection import Selection
from layers.registry import all_layers

PARCELS = all_layers()["parcels"]
NAMES = ["石家北地块", "=1+1", "@SUM(A1)", "+86 755", "_x0041_", "a\nb", "007", '=HYPERLINK("http://x";"y")', "😀𠮷"]


@pytest.fixture(scope="module")
def filled(fresh_instance: Callable[..., Instance]) -> Instance:
    """An instance with a parcel a name, each of 100 m² more than the one before; the first since 1899."""
    instance = fresh_instance("libreoffice")
    with db.connect(instance, who="surveyor") as connection:
        for number, name in enumerate(NAMES, start=1):
            connection.execute(
                "INSERT INTO parcels (code, name, land_use, vacant, registered_area_m2, valid_from, geom) VALUES"
                " (%(code)s, %(name)s, '1001', %(vacant)s, %(area)s, %(since)s, st_multi(st_makeenvelope("
                "488000, 2519000 + 20 * %(number)s::int, 488000 + 10 * %(number)s::int, 2519010 + 20 * %(number)s::int,"
                " 4547)))",
                {
                    "code": f"{number:019}",
                    "name": name,
                    "vacant": number % 2 == 0,
                    "area": number * 100.25,
                    "since": dt.date(1899, 12, 31) if number == 1 else dt.date(2024, 2, 28 + number % 2),
                    "number": number,
                },
            )
    return instance


def by_libreoffice(path: Path) -> Any:
    """Return the workbook as LibreOffice saves it: every formula worked out anew."""
    from openpyxl import load_workbook

    folder = path.parent / "reckoned"
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation=file://{path.parent}/profile", "--headless"),
            *("--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder), str(path)),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return load_workbook(folder / path.name, data_only=True)


def test_libreoffice_reads_what_was_written_and_adds_it_up(filled: Instance, tmp_path: Path) -> None:
    done = write_layer(filled, PARCELS, out=tmp_path / "a.xlsx", format_name="xlsx")
    book = by_libreoffice(tmp_path / "a.xlsx")
    head, *rows = book["台账"].iter_rows()
    titles = [cell.value for cell in head]
    assert {"编号", "名称", "现状用途", "现状用途（名称）", "平面面积（m²）", "生效日期"} <= set(titles)
    column = {title: [row[place] for row in rows] for place, title in enumerate(titles)}
    assert [cell.value for cell in column["编号"]] == [f"{number:019}" for number in range(1, 10)]
    assert [cell.value for cell in column["名称"]] == NAMES
    assert {cell.data_type for cell in column["名称"]} == {"s"}
    assert {cell.value for cell in column["现状用途（名称）"]} == {"工业用地"}
    since = [cell.value for cell in column["生效日期"]]
    assert since[0] == "1899-12-31"
    assert [day.date() for day in since[1:3]] == [dt.date(2024, 2, 28), dt.date(2024, 2, 29)]
    assert {cell.number_format.lower().replace("\\", "") for cell in column["生效日期"][1:]} == {"yyyy-mm-dd"}
    assert [cell.value for cell in column["平面面积（m²）"]] == pytest.approx([100.0 * n for n in range(1, 10)])
    sums = {row[0].value: row[1].value for row in book["说明"].iter_rows() if row[1].value is not None}
    assert sums["记录数"] == 9
    assert sums["平面面积（m²）合计"] == pytest.approx(4500)
    assert sums["登记面积（m²）合计"] == pytest.approx(45 * 100.25)
    assert any("1 values that a sheet can't hold" in loss.en for loss in done.losses)


def test_libreoffice_adds_up_each_of_several_sheets(filled: Instance, tmp_path: Path) -> None:
    chosen = [Selection("roads"), Selection("parcels", ("area_m2 > 450",))]
    write_selections(filled, chosen, out=tmp_path / "a.xlsx", format_name="xlsx")
    book = by_libreoffice(tmp_path / "a.xlsx")
    counts = [row[1].value for row in book["说明"].iter_rows() if row[0].value == "记录数"]
    sums = [row[1].value for row in book["说明"].iter_rows() if row[0].value == "平面面积（m²）合计"]
    assert counts == [0, 5]
    assert sums == [pytest.approx(500 + 600 + 700 + 800 + 900)]

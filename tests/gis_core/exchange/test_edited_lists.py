"""Files name and colour codes as the office edited them, as the web map, the services and the sheets do."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import openpyxl

from gis_core import db
from gis_core.cartography.pages.map_file import write_map
from gis_core.exchange.write import write_selections
from gis_core.instance import Instance
from gis_core.selection.selection import Selection

COLOUR = "#ff00aa"


def test_a_stage_that_was_renamed_and_coloured_anew_is_so_in_every_file(
    own_demo: Callable[[str], Instance], tmp_path: Path
) -> None:
    instance = own_demo("edited_lists")
    with db.connect(instance, who="tester", role="owner") as connection:
        (stage,) = connection.execute(
            "SELECT stage FROM consolidation_parcels WHERE stage IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
        ).fetchone() or ("",)
        connection.execute("UPDATE stages SET label_zh = '办公室改的名', colour = %s WHERE code = %s", [COLOUR, stage])
    chosen = [Selection("consolidation_parcels", (f"stage = '{stage}'",))]
    for ending, name in ((".gpkg", "gpkg"), (".xlsx", "xlsx"), (".shp", "shp"), (".kml", "kml")):
        write_selections(instance, chosen, out=tmp_path / f"a{ending}", format_name=name)

    with sqlite3.connect(tmp_path / "a.gpkg") as file:
        meanings = dict(
            file.execute("SELECT value, description FROM gpkg_data_column_constraints WHERE constraint_name = 'stages'")
        )
        styles = file.execute("SELECT styleQML || styleSLD FROM layer_styles").fetchone()
    assert meanings[stage] == "办公室改的名"
    assert "255,0,170" in styles[0]
    assert COLOUR in styles[0]
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    cells = {cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    assert "办公室改的名" in cells
    assert "办公室改的名" in (tmp_path / "a.codebook.csv").read_text(encoding="utf-8-sig")
    assert "aa00ff" in (tmp_path / "a.kml").read_text(encoding="utf-8")  # blue, green, red
    write_map(instance, chosen, tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "办公室改的名" in page
    assert COLOUR in page

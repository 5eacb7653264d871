"""Every door names and colours codes as the office edited them: files, pages, notebooks (both ways), services."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import openpyxl
import pytest

from api.roles import Role
from gis_core import db, workspace
from gis_core.cartography.code_lists import EDITED, edited_lists
from gis_core.cartography.pages.map_file import write_map
from gis_core.errors import NotFoundError
from gis_core.exchange.write import write_selections
from gis_core.instance import Instance
from gis_core.selection.selection import Selection
from gis_core.workspace import Workspace
from gis_core.workspace.columns import labelled
from layers.code_tables import CODE_TABLES
from layers.registry import all_layers
from tests.api.serving import Running, serving

STAGE = "signed"
NAME, NAME_EN, COLOUR = "办公室改的名", "Renamed by the office", "#ff00aa"
ADDED = "办公室加的阶段"
LAYER = "consolidation_parcels"


@pytest.fixture(scope="module")
def office(own_demo: Callable[[str], Instance]) -> Iterator[Running]:
    """The demo with a stage that was renamed and coloured anew, and one that was added, on a server of its own."""
    instance = own_demo("edited_lists")
    with db.connect(instance, who="tester", role="owner") as connection:
        changed = connection.execute(
            "UPDATE stages SET label_zh = %s, label_en = %s, colour = %s WHERE code = %s",
            [NAME, NAME_EN, COLOUR, STAGE],
        )
        assert changed.rowcount == 1
        connection.execute(
            "INSERT INTO stages (code, label_zh, label_en, source, position)"
            " SELECT 'added', %s, 'Added', 'office', max(position) + 1 FROM stages",
            [ADDED],
        )
    with serving(instance) as running:
        yield running


@pytest.fixture(scope="module")
def viewer(office: Running) -> Iterator[httpx.Client]:
    with office.client(Role.VIEWER) as client:
        yield client


@pytest.fixture(scope="module", params=["on the machine", "through the API"])
def space(request: pytest.FixtureRequest, office: Running) -> Iterator[Workspace]:
    """The office's workspace, each way."""
    remote = request.param == "through the API"
    opened = workspace.open(office.url, token=office.token(Role.VIEWER)) if remote else workspace.open(office.instance)
    with opened as space:
        yield space


def test_the_lists_that_are_read_are_those_of_the_layers_that_the_office_edits(office: Running) -> None:
    used = {field.codes.name for layer in all_layers().values() for field in layer.fields if field.codes}
    with db.connect(office.instance) as connection:
        assert edited_lists(connection.execute(EDITED)).keys() == used & CODE_TABLES.keys()


def test_files(office: Running, tmp_path: Path) -> None:
    chosen = [Selection(LAYER, (f"stage = '{STAGE}'",))]
    for ending, name in ((".gpkg", "gpkg"), (".xlsx", "xlsx"), (".shp", "shp"), (".kml", "kml")):
        assert write_selections(office.instance, chosen, out=tmp_path / f"a{ending}", format_name=name).rows > 0

    with sqlite3.connect(tmp_path / "a.gpkg") as file:
        meanings = dict(
            file.execute("SELECT value, description FROM gpkg_data_column_constraints WHERE constraint_name = 'stages'")
        )
        styles = file.execute("SELECT styleQML || styleSLD FROM layer_styles").fetchone()
    assert meanings[STAGE] == NAME
    assert meanings["added"] == ADDED
    assert "255,0,170" in styles[0]
    assert COLOUR in styles[0]
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    cells = {cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    assert NAME in cells
    assert NAME in (tmp_path / "a.codebook.csv").read_text(encoding="utf-8-sig")
    assert "aa00ff" in (tmp_path / "a.kml").read_text(encoding="utf-8")  # blue, green, red
    write_map(office.instance, chosen, tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert NAME in page
    assert COLOUR in page


def test_a_notebook(space: Workspace) -> None:
    codes = space.codes(LAYER, "stage")
    assert codes.loc[STAGE].tolist() == [NAME, NAME_EN, COLOUR]
    assert codes.index[-1] == "added"
    assert codes["colour"].str.fullmatch("#[0-9a-f]{6}").all()
    with pytest.raises(NotFoundError, match="land_kind"):
        space.codes(LAYER, "project")

    rows = space.layer(LAYER)
    here = rows[rows["stage"] == STAGE]
    assert set(labelled(here)["阶段"]) == {NAME}
    assert set(labelled(here, "en")["Stage"]) == {NAME_EN}
    assert list(rows.attrs["codes"]) == ["stage"]
    assert json.loads(json.dumps(rows.attrs)) == rows.attrs
    assert space.layer("parcels").attrs["codes"] == {}

    for page in (space.map(LAYER).get_root().render(), space.look(LAYER).page):
        assert NAME in page
        assert COLOUR in page


def test_services(viewer: httpx.Client) -> None:
    for path in ("collections/{}/schema", "collections/{}/queryables", "collections/{}/tiles/WebMercatorQuad"):
        told = viewer.get(f"/ogc/{path.format(LAYER)}?f=json").text
        assert f"{STAGE} {NAME}" in told, path
        assert ADDED in told, path
    assert NAME in viewer.get("/ogc/api?f=json").text
    project = viewer.get("/connect/matian.qgz").content
    with zipfile.ZipFile(io.BytesIO(project)) as packed:
        document = packed.read("matian.qgs").decode()
    assert NAME in document
    assert "255,0,170" in document


def test_the_funnel(viewer: httpx.Client) -> None:
    stages = viewer.get("/api/consolidation/funnel?at=2024-12-31").json()["stages"]
    colours = {one["stage"]: (one["label"]["zh"], one["colour"]) for one in stages}
    assert colours[STAGE] == (NAME, COLOUR)
    assert colours["added"][0] == ADDED

"""The analysts' front door."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import psycopg
import pytest
from shapely import box

from gis_core import db, workspace
from gis_core.errors import NotFoundError, WrongUseError
from gis_core.instance import Instance
from gis_core.workspace.columns import labelled
from gis_core.workspace.practice import practice

Fresh = Callable[..., Instance]


@pytest.fixture(scope="module")
def filled(fresh_instance: Fresh) -> Instance:
    own = fresh_instance("workspace")
    square = box(500_000, 2_516_000, 500_100, 2_516_050).wkt
    with db.connect(own, who="tester") as connection:
        connection.execute(
            "INSERT INTO parcels (code, land_use, valid_from, geom)"
            " VALUES ('A1', '1001', '2020-01-01', ST_Multi(ST_GeomFromText(%s, 4547)))",
            [square],
        )
    with db.connect(own, who="tester") as connection:
        connection.execute("UPDATE parcels SET land_use = '0701', valid_from = '2024-06-01' WHERE code = 'A1'")
    return own


def test_a_layer_comes_as_a_geodataframe_in_the_survey_crs_with_its_area(filled: Instance) -> None:
    with workspace.open(filled) as space:
        parcels = space.layer("parcels")
        assert isinstance(parcels, gpd.GeoDataFrame)
        assert parcels.crs == "EPSG:4547"
        assert list(parcels["code"]) == ["A1"]
        assert parcels["area_m2"].tolist() == [5000.0] == parcels.geometry.area.tolist()
        assert parcels["valid_from"].dt.year.tolist() == [2024]
        assert space.layers().loc["parcels", "rows"] == 1


def test_the_past_is_asked_by_date(filled: Instance) -> None:
    with workspace.open(filled) as space:
        assert space.layer("parcels", at="2024-05-31")["land_use"].tolist() == ["1001"]
        assert space.layer("parcels", at="2024-06-01")["land_use"].tolist() == ["0701"]
        assert space.layer("parcels", at="2019-12-31").empty
        assert space.layer("parcels", at="2024-06-01", known="2020-01-01").empty


def test_an_empty_layer_is_an_empty_geodataframe(filled: Instance) -> None:
    with workspace.open(filled) as space:
        empty = space.layer("consolidation_parcels")
        assert isinstance(empty, gpd.GeoDataFrame)
        assert len(empty) == 0


def test_a_query_takes_parameters_and_cannot_write(filled: Instance) -> None:
    with workspace.open(filled) as space:
        found = space.query("SELECT code, geom FROM parcels WHERE land_use = %(use)s", {"use": "0701"})
        assert found.geometry.area.sum() == 5000
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            space.query("DELETE FROM parcels RETURNING code")


def test_what_is_not_there_is_said_by_name(filled: Instance) -> None:
    with workspace.open(filled) as space:
        with pytest.raises(NotFoundError, match="parcel5"):
            space.layer("parcel5")
        with pytest.raises(WrongUseError, match="2024-13-01"):
            space.layer("parcels", at="2024-13-01")


def test_a_folium_map_holds_all_it_needs(filled: Instance) -> None:
    with workspace.open(filled) as space:
        page = space.map("parcels").get_root().render()
    assert "L.Map" in page or "L.map" in page
    assert "A1" in page
    loads = re.findall(r"""(?:src|href)=["'](?:https?:)?//[^"']+""", page)
    assert [found for found in loads if "leafletjs.com" not in found] == []


def test_columns_are_told_by_their_labels_units_and_codes(filled: Instance) -> None:
    with workspace.open(filled) as space:
        parcels = space.layer("parcels")
        assert parcels.attrs["units"]["area_m2"] == "m²"
        shown = labelled(parcels[["code", "land_use", "area_m2"]])
        assert list(shown.columns) == ["编号", "现状用途", "平面面积 (m²)"]
        assert shown["现状用途"].tolist() == ["城镇住宅用地"]
        assert list(labelled(parcels[["land_use"]], "en")) == ["Present use"]
        with pytest.raises(WrongUseError, match="of which layer"):
            labelled(pd.DataFrame({"code": ["A1"]}))


def test_a_workspace_shows_its_layers_in_a_notebook(filled: Instance) -> None:
    with workspace.open(filled) as space:
        shown = space._repr_html_()
        assert "马田街道 · Matian Subdistrict" in shown
        assert "地块" in shown
        assert str(filled.home) in shown


def test_a_sheet_is_a_picture_that_is_saved_in_any_format(filled: Instance, tmp_path: Path) -> None:
    with workspace.open(filled) as space:
        sheet = space.sheet("land_use", layer="parcels", filter="code = 'A1'", scale=1000, paper="A4")
        picture, about = sheet._repr_png_()
        assert picture.startswith(b"\x89PNG")
        assert about["width"] > 500
        for ending, start in (("pdf", b"%PDF"), ("png", b"\x89PNG"), ("svg", b"<")):
            assert sheet.save(tmp_path / f"sheet.{ending}").read_bytes().startswith(start)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["sheet.pdf", "sheet.png", "sheet.svg"]
        with pytest.raises(WrongUseError, match="no format"):
            sheet.save(tmp_path / "sheet.doc")
        with pytest.raises(WrongUseError, match="made_up"):
            space.sheet("made_up")
        with pytest.raises(WrongUseError, match="many pages"):
            space.sheet("progress", project="X", set=True)


@pytest.mark.timeout(300)
def test_a_practice_workspace_is_empty_writable_and_gone_at_the_end() -> None:
    with practice() as trial:
        home = trial.instance.home
        assert trial.layers()["rows"].sum() == 0
        with db.connect(trial.instance, who="learner") as connection:
            connection.execute(
                "INSERT INTO parcels (code, land_use, valid_from, geom) VALUES ('T1', '1001', '2020-01-01',"
                " ST_Multi(ST_MakeEnvelope(500000, 2516000, 500100, 2516050, 4547)))"
            )
        assert len(trial.layer("parcels")) == 1
    assert not home.exists()

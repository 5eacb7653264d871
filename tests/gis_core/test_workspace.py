"""The analysts' front door."""

from __future__ import annotations

import re
from collections.abc import Callable

import geopandas as gpd
import psycopg
import pytest
from shapely import box

from gis_core import db, workspace
from gis_core.errors import NotFoundError, WrongUseError
from gis_core.instance import Instance

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

"""A file says in which CRS its coordinates are, whatever CRS was asked for, or there is no file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyogrio
import pyproj
import pytest
import shapely

from gis_core import db
from gis_core.errors import CrsError
from gis_core.exchange.write import write_layer
from gis_core.exchange.writers import all_writers
from gis_core.instance import Instance
from layers.registry import all_layers

PARCELS = all_layers()["parcels"]
EAST, NORTH = 488_000.0, 2_519_000.0
NAMING = ("gpkg", "geojson", "flatgeobuf", "geoparquet", "shp", "gdb")
OWN = "+proj=tmerc +lat_0=0 +lon_0=114.1 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +no_defs"
FEET = "+proj=utm +zone=50 +ellps=GRS80 +units=us-ft +no_defs"
ASKED = {
    "degrees": "EPSG:4490",
    "zone with prefix": "EPSG:4526",
    "next zone": "EPSG:4548",
    "zone 25": "EPSG:4513",
    "meridian 135": "EPSG:4554",
    "Hong Kong": "EPSG:2326",
    "Mollweide, no EPSG code": "ESRI:54009",
    "PROJ string": OWN,
    "feet": FEET,
    "WKT": pyproj.CRS("EPSG:4547").to_wkt(),
    "ESRI's WKT": pyproj.CRS("EPSG:4526").to_wkt("WKT1_ESRI"),
    "with heights": "EPSG:4979",
}


@pytest.fixture(scope="module")
def filled(fresh_instance: Callable[..., Instance]) -> Instance:
    """An instance with one parcel."""
    instance = fresh_instance("crs_out")
    with db.connect(instance) as connection:
        connection.execute(
            "INSERT INTO parcels (code, geom) VALUES ('A', st_multi(st_makeenvelope(%s, %s, %s, %s, 4547)))",
            [EAST, NORTH, EAST + 30, NORTH + 20],
        )
    return instance


def said(path: Path, format_name: str) -> tuple[pyproj.CRS, Any]:
    """Return the CRS that a file claims, and its shape."""
    if format_name == "geoparquet":
        frame = gpd.read_parquet(path)
        return pyproj.CRS(frame.crs), frame.geometry[0]
    meta, table = pyogrio.read_arrow(path, layer="parcels" if format_name == "gpkg" else None)
    return pyproj.CRS(meta["crs"]), shapely.from_wkb(table[meta["geometry_name"] or "wkb_geometry"][0].as_py())


@pytest.mark.parametrize("format_name", NAMING)
@pytest.mark.parametrize("asked", ASKED)
def test_by_its_own_word_a_file_lies_where_the_land_lies(
    filled: Instance, tmp_path: Path, asked: str, format_name: str
) -> None:
    out = tmp_path / f"a{all_writers()[format_name].extension}"
    write_layer(filled, PARCELS, out=out, format_name=format_name, crs=ASKED[asked])
    claimed, shape = said(out, format_name)
    back = pyproj.Transformer.from_crs(claimed, "EPSG:4547", always_xy=True)
    x, y = back.transform(*shapely.get_coordinates(shape).T)
    corners = np.column_stack([x, y])
    assert np.allclose(corners.min(axis=0), (EAST, NORTH), atol=0.01)
    assert np.allclose(corners.max(axis=0), (EAST + 30, NORTH + 20), atol=0.01)


def test_a_crs_for_other_lands_is_written_and_said(filled: Instance, tmp_path: Path) -> None:
    def notices(crs: str) -> str:
        done = write_layer(filled, PARCELS, out=tmp_path / "a.gpkg", format_name="gpkg", crs=crs)
        return " ".join(notice.en for notice in done.notices)

    for near in ("EPSG:4547", "EPSG:4490", "EPSG:4326", "EPSG:3857", OWN, "GCJ-02"):
        assert notices(near) == "", near
    for far in ("EPSG:4548", "EPSG:32633", "EPSG:2193", "EPSG:27700"):
        assert "isn't made for this place" in notices(far), far


@pytest.mark.parametrize("format_name", all_writers())
def test_where_a_shape_has_no_image_there_is_no_file(filled: Instance, tmp_path: Path, format_name: str) -> None:
    if all_writers()[format_name].crs is not None:
        return
    with pytest.raises(CrsError):
        write_layer(
            filled, PARCELS, out=tmp_path / "a.zip", format_name=format_name, crs="+proj=gnom +lat_0=-22 +lon_0=-66"
        )
    assert list(tmp_path.iterdir()) == []


def test_a_crs_that_a_geodatabase_has_no_words_for_is_refused(filled: Instance, tmp_path: Path) -> None:
    turned = "+proj=ob_tran +o_proj=longlat +o_lon_p=0 +o_lat_p=90"
    with pytest.raises(CrsError, match="a geodatabase has no way to say it"):
        write_layer(filled, PARCELS, out=tmp_path / "a.gdb", format_name="gdb", crs=turned)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("format_name", "crs"),
    [
        *(("gpkg", crs) for crs in ("moon", "", "EPSG:4978", "EPSG:5773", "EPSG:0", "x" * 5000)),
        *(("dxf", crs) for crs in ("EPSG:4490", "GCJ-02", "EPSG:4979")),
        *(("txt", crs) for crs in ("EPSG:4490", "EPSG:32650", OWN, "EPSG:4513", "EPSG:4554", "EPSG:4497")),
    ],
)
def test_a_crs_that_a_format_cannot_be_in_is_refused(
    filled: Instance, tmp_path: Path, format_name: str, crs: str
) -> None:
    with pytest.raises(CrsError) as refused:
        write_layer(filled, PARCELS, out=tmp_path / "a.x", format_name=format_name, crs=crs)
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 250
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("crs", "unit"), [("EPSG:4547", 6), (OWN, 6), (FEET, 21)])
def test_a_drawing_says_its_unit(filled: Instance, tmp_path: Path, crs: str, unit: int) -> None:
    import ezdxf

    write_layer(filled, PARCELS, out=tmp_path / "a.dxf", format_name="dxf", crs=crs)
    assert ezdxf.readfile(tmp_path / "a.dxf").header["$INSUNITS"] == unit  # type: ignore[attr-defined]


@pytest.mark.parametrize("crs", ["EPSG:4547", "EPSG:4526"])
def test_a_boundary_point_file_has_its_zone_before_the_easting(filled: Instance, tmp_path: Path, crs: str) -> None:
    write_layer(filled, PARCELS, out=tmp_path / "a.txt", format_name="txt", crs=crs)
    points = [line for line in (tmp_path / "a.txt").read_text("gbk").splitlines() if line.startswith("J")]
    assert points
    assert all(point.split(",")[3].startswith("38488") for point in points)

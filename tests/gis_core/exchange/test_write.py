"""A layer comes back out as it went in, in the CRS asked for, and a file is there whole or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from gis_core import crs, db
from gis_core.errors import CrsError, RefusedInputError, WrongUseError
from gis_core.exchange import outgoing
from gis_core.exchange.read import read_delivery
from gis_core.exchange.write import Export, write_layer
from gis_core.instance import Instance
from layers.registry import all_layers
from tests.gis_core.exchange.deliveries import AREAS, CODES, NAMES, SHAPES, USES

PARCELS = all_layers()["parcels"]


@pytest.fixture(scope="module")
def filled(fresh_instance: Callable[..., Instance]) -> Instance:
    """An instance with two parcels since 2023, of which the first changed its use on 1 July 2024."""
    instance = fresh_instance("write")
    insert = (
        "INSERT INTO parcels (code, name, land_use, registered_area_m2, vacant, geom, valid_from, source)"
        " VALUES (%s, %s, %s, %s, false, ST_Multi(ST_GeomFromWKB(%s, 4547)), '2023-01-01', 'test')"
    )
    shapes = shapely.to_wkb(list(SHAPES))
    with db.connect(instance, who="surveyor") as connection, connection.cursor() as cursor:
        cursor.executemany(insert, list(zip(CODES, NAMES, ("0601", USES[1]), AREAS, shapes, strict=True)))
    with db.connect(instance, who="surveyor") as connection:
        connection.execute(
            "UPDATE parcels SET land_use = '0701', valid_from = '2024-07-01' WHERE code = %s", [CODES[0]]
        )
    return instance


def export(instance: Instance, out: Path, **options: Any) -> Export:
    """Export the parcels."""
    return write_layer(
        instance, PARCELS, out=out, format_name="gpkg" if out.suffix == ".gpkg" else "geojson", **options
    )


@pytest.mark.parametrize("name", ["a.gpkg", "a.geojson"])
@pytest.mark.parametrize("system", [None, "EPSG:4490", "EPSG:4326", "EPSG:3857", "EPSG:4526"])
def test_others_read_the_file_right(name: str, system: str | None, tmp_path: Path, filled: Instance) -> None:
    """Read by geopandas, which takes the file's own word for its CRS."""
    done = export(filled, tmp_path / name, crs=system)
    assert (done.rows, done.crs) == (2, system or "EPSG:4547")
    rows = gpd.read_file(tmp_path / name)
    assert rows.crs.to_epsg() == int(done.crs.removeprefix("EPSG:"))
    back = crs.transform(rows.geometry.values, done.crs, "EPSG:4547")
    assert shapely.hausdorff_distance(back, list(SHAPES)).max() < 1e-4
    assert list(rows["code"]) == list(CODES)
    assert list(rows["name"]) == list(NAMES)
    assert list(rows["land_use"]) == list(USES)
    assert list(rows["registered_area_m2"]) == pytest.approx(AREAS)
    assert list(rows["area_m2"]) == pytest.approx(AREAS)
    assert list(rows["vacant"].astype(bool)) == [False, False]
    assert [str(day)[:10] for day in rows["valid_from"]] == ["2024-07-01", "2023-01-01"]
    assert set(rows["updated_by"]) == {"surveyor"}


@pytest.mark.parametrize("name", ["a.gpkg", "a.geojson"])
@pytest.mark.parametrize("system", ["EPSG:4547", "EPSG:4490", "GCJ-02", "BD-09"])
def test_our_own_export_is_a_delivery(name: str, system: str, tmp_path: Path, filled: Instance) -> None:
    export(filled, tmp_path / name, crs=system)
    delivery = read_delivery(tmp_path / name, layer=PARCELS, instance=filled)
    assert delivery.identified.crs == system
    assert shapely.hausdorff_distance(delivery.geometries, list(SHAPES)).max() < 1e-4
    assert list(delivery.attributes["code"]) == list(CODES)
    assert list(delivery.attributes["valid_from"]) == [dt.date(2024, 7, 1), dt.date(2023, 1, 1)]
    assert not delivery.findings


def test_shifted_coordinates_never_pass_for_wgs84(tmp_path: Path, filled: Instance) -> None:
    export(filled, tmp_path / "a.geojson", crs="gcj02")
    for name in ("a.geojson", "a.gpkg"):
        export(filled, tmp_path / name, crs="gcj02")
        claimed = gpd.read_file(tmp_path / name).crs
        assert (claimed.name, claimed.to_epsg()) == ("GCJ-02", None)


def test_the_past_comes_out_as_it_was(tmp_path: Path, filled: Instance) -> None:
    def uses(**when: Any) -> list[str]:
        export(filled, tmp_path / "a.gpkg", **when)
        return list(gpd.read_file(tmp_path / "a.gpkg")["land_use"])

    assert uses(at=dt.date(2024, 6, 30)) == ["0601", "1001"]
    assert uses(at=dt.date(2024, 7, 1)) == ["0701", "1001"]
    before = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    assert export(filled, tmp_path / "a.gpkg", at=dt.date(2024, 7, 1), known=before).rows == 0


def test_a_file_is_replaced_whole_or_left_alone(
    tmp_path: Path, filled: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "a.gpkg"
    out.write_bytes(b"what was there")
    monkeypatch.setattr(outgoing, "AT_ONCE", 1)
    monkeypatch.setattr(outgoing.Stream, "_carried", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        export(filled, out)
    assert out.read_bytes() == b"what was there"
    monkeypatch.undo()
    export(filled, out)
    assert len(gpd.read_file(out)) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["a.gpkg"]


def test_every_layer_can_be_exported(tmp_path: Path, filled: Instance) -> None:
    layers = all_layers().values()
    assert layers
    for layer in layers:
        for format_name in ("gpkg", "geojson"):
            done = write_layer(filled, layer, out=tmp_path / f"{layer.name}.{format_name}", format_name=format_name)
            assert done.rows == (2 if layer is PARCELS else 0)


@pytest.mark.parametrize("name", ["a.gpkg", "a.geojson"])
@pytest.mark.parametrize("day", ["0044-03-15 BC", "infinity", "20000-01-01"])
def test_a_date_that_no_file_holds_is_told_and_leaves_none(
    tmp_path: Path, fresh_instance: Callable[..., Instance], day: str, name: str
) -> None:
    instance = fresh_instance("dates")
    with db.connect(instance, who="surveyor") as connection:
        connection.execute(
            "INSERT INTO parcels (code, geom, valid_from)"
            " VALUES ('A', st_multi(st_makeenvelope(488000, 2519000, 488010, 2519010, 4547)), %s)",
            [day],
        )
    with pytest.raises(RefusedInputError, match=r"parcels: a date .* the years 1 to 9999"):
        export(instance, tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_where_nothing_can_be_written_is_wrong_use(tmp_path: Path, filled: Instance) -> None:
    with pytest.raises(WrongUseError, match="is a folder"):
        export(filled, tmp_path)
    with pytest.raises(WrongUseError, match="there is no folder"):
        export(filled, tmp_path / "nowhere" / "a.gpkg")
    with pytest.raises(WrongUseError, match="/yx"):
        export(filled, tmp_path / "a.gpkg", crs="EPSG:4547/yx")
    with pytest.raises(CrsError):
        export(filled, tmp_path / "a.gpkg", crs="EPSG:999999")
    assert list(tmp_path.iterdir()) == []


def test_the_notice_of_synthetic_records_goes_with_them(
    tmp_path: Path, fresh_instance: Callable[..., Instance]
) -> None:
    instance = fresh_instance("synthetic")
    with db.connect(instance, role="owner") as connection:
        connection.execute("INSERT INTO instance_facts VALUES ('synthetic', 'true')")
    export(instance, tmp_path / "a.geojson")
    assert "示意数据" in (tmp_path / "a.geojson").read_text("utf-8")


def test_the_command_writes_and_tells(tmp_path: Path, filled: Instance, matian: Callable[..., Any]) -> None:
    out = tmp_path / "地块 导出.geojson"
    options = {"--layer": "parcels", "--format": "geojson", "--crs": "EPSG:4490", "--out": out, "--at": "2024-06-30"}
    ran = matian(filled, "export", "data", *(word for pair in options.items() for word in pair), "--json")
    assert ran.code == 0
    told = ran.json
    assert told.pop("losses")
    assert told == {"layer": "parcels", "format": "geojson", "out": str(out), "crs": "EPSG:4490", "rows": 2}
    assert list(gpd.read_file(out)["land_use"]) == ["0601", "1001"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--layer", "nothing", "--out", "a.gpkg"], 2),
        (["--layer", "parcels", "--out", "a.gpkg", "--format", "dgn"], 2),
        (["--layer", "parcels", "--out", "a.gpkg", "--at", "someday"], 2),
        (["--layer", "parcels", "--out", "nowhere/a.gpkg"], 2),
        (["--layer", "parcels", "--out", "a.gpkg", "--crs", "moon"], 3),
        (["--layer", "parcels", "--out", "a.gpkg", "--crs", "+proj=gnom +lat_0=-22 +lon_0=-66"], 3),
        (["--layer", "parcels", "--out", "a.dxf", "--format", "dxf", "--crs", "EPSG:4490"], 3),
        (["--layer", "parcels", "--out", "a.gpkg", "--filter", "area_m2" + " * 1e308" * 200 + " > 1"], 2),
        (["--layer", "parcels", "--out", "a.gpkg", "--filter", "(" * 5000], 2),
        (["--layer", "parcels", "--layer", "roads", "--out", "a.shp", "--format", "shp"], 2),
        (["--layer", "parcels", "--layer", "roads", "--out", "a.gpkg", "--filter", "TRUE"], 2),
        (["--layer", 'par"cels', "--out", "a.gpkg"], 2),
    ],
)
def test_the_command_ends_with_the_right_code(
    arguments: list[str], code: int, tmp_path: Path, filled: Instance, matian: Callable[..., Any]
) -> None:
    ran = matian(filled, "export", "data", *arguments, cwd=tmp_path)
    assert ran.code == code
    assert "Traceback" not in ran.err
    assert sum(line.startswith("✗") for line in ran.err.splitlines()) == 1, ran.err
    assert list(tmp_path.iterdir()) == []

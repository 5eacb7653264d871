"""Loading the demo: once, wholly or not at all, and never over other records."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import psycopg
import pytest
import rasterio
from numpy.typing import NDArray
from psycopg import sql

from gis_core import db
from gis_core.consolidation.figures import year_figures
from gis_core.demo.load import facts, load_demo
from gis_core.errors import WrongUseError
from gis_core.instance import Instance
from gis_core.settings import Settings
from layers.registry import all_layers

REPORTED = {
    "completed_ha": Decimal("40.6"),
    "contiguous_ha": Decimal("61.0"),
    "parks_upgraded": 4,
    "roads_opened": 10,
    "parking_spaces_added": 6_000,
    "stations_opened": 40,
}
SCALE = 0.2
Connection = psycopg.Connection[Any]
Make = Callable[[str], Instance]


def counts(connection: Connection) -> dict[str, int]:
    """Return the number of rows of every layer and of the events."""
    found = {}
    for name in (*all_layers(), "stage_events", "right_holders", "deliveries"):
        row = connection.execute(f"SELECT count(*) FROM {name}").fetchone()
        assert row is not None
        found[name] = int(row[0])
    return found


@pytest.fixture(scope="module")
def small(fresh_instance: Make) -> Instance:
    """The demo at a fifth of its size."""
    filled = fresh_instance("small")
    assert load_demo(filled, scale=SCALE, seed=11)
    return filled


def test_the_reported_figures_hold_at_a_small_scale(small: Instance) -> None:
    with db.connect(small) as connection:
        assert {figure.name: figure.value for figure in year_figures(connection, 2024)} == REPORTED


def test_every_layer_is_filled_and_says_that_it_is_synthetic(small: Instance) -> None:
    with db.connect(small) as connection:
        assert min(counts(connection)[name] for name in all_layers()) > 0
        assert facts(connection) == {"synthetic": "true", "scale": "0.2", "seed": "11", "data_date": "2025-12-31"}
        for name in all_layers():
            sources = connection.execute(f"SELECT DISTINCT source FROM {name}").fetchall()
            assert sources == [("示意数据",)], name


@pytest.mark.parametrize(("name", "bands", "cell"), [("terrain.tif", 1, 10.0), ("aerial.tif", 3, 2.0)])
def test_terrain_and_aerial_picture_are_cogs_marked_synthetic(
    small: Instance, name: str, bands: int, cell: float
) -> None:
    with rasterio.open(small.files / name) as picture:
        assert picture.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert picture.crs.to_epsg() == small.place.srid
        assert (picture.count, picture.res) == (bands, (cell, cell))
        assert "示意" in picture.tags()["NOTICE"]


def colours_at(small: Instance, statement: str) -> NDArray[np.int16]:
    """Return the picture's red, green and blue at the points that a statement finds."""
    with db.connect(small) as connection:
        points = connection.execute(statement).fetchall()
    with rasterio.open(small.files / "aerial.tif") as picture:
        return np.array(list(picture.sample(points)), np.int16)


def test_the_aerial_picture_shows_cleared_land_bare_and_standing_roofs(small: Instance) -> None:
    cleared = colours_at(
        small,
        "SELECT st_x(c), st_y(c) FROM parcels p JOIN buildings_history b ON b.parcel = p.code,"
        " st_centroid(b.geom) c WHERE p.vacant AND b.floor_area_m2 > 200",
    )
    standing = colours_at(
        small,
        "SELECT st_x(c), st_y(c) FROM buildings b, st_pointonsurface(b.geom) c"
        " WHERE b.use = 'factory' AND st_area(b.geom) > 400",
    )
    assert min(len(cleared), len(standing)) > 20
    sand = cleared[:, 0] - cleared[:, 2]  # bare earth is much more red than blue, a factory's roof never
    roof = standing[:, 0] - standing[:, 2]
    assert (sand > 25).mean() > 0.97
    assert (roof < 20).mean() > 0.97


def fingerprints(connection: Connection) -> dict[str, str]:
    """Return a hash of each table, of all that its rows say (but by which transaction they were written)."""
    tables = connection.execute(
        "SELECT table_schema || '.' || table_name, array_agg(column_name::text ORDER BY ordinal_position)"
        " FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)"
        " WHERE table_schema IN ('public', 'personal') AND table_type = 'BASE TABLE' AND column_name <> 'transaction'"
        " AND table_name NOT IN ('spatial_ref_sys', 'alembic_version') GROUP BY 1 ORDER BY 1"
    )
    hashes = "SELECT md5(string_agg(row, '' ORDER BY row)) FROM (SELECT md5(row({})::text) AS row FROM {}) rows"
    found = {}
    for name, columns in tables.fetchall():
        listed = sql.SQL(", ").join(map(sql.Identifier, columns))
        row = connection.execute(sql.SQL(hashes).format(listed, sql.Identifier(*name.split(".")))).fetchone()
        assert row is not None
        found[name] = str(row[0])
    return found


def loaded_by_another_process(office: Instance, scale: float, seed: int, hash_seed: str) -> dict[str, str]:
    """Load the demo in a process of its own with one worker; return the fingerprints."""
    program = (
        "import sys; from pathlib import Path; from gis_core.demo.load import load_demo;"
        "from gis_core.instance import Instance;"
        f"load_demo(Instance(Path(sys.argv[1])), scale={scale}, seed={seed}, workers=1)"
    )
    subprocess.run(
        [sys.executable, "-c", program, str(office.home)], env=os.environ | {"PYTHONHASHSEED": hash_seed}, check=True
    )
    with db.connect(office, role="owner") as connection:
        return fingerprints(connection)


def test_two_runs_write_the_same_records_whatever_workers_and_hash_seed(small: Instance, fresh_instance: Make) -> None:
    again = fresh_instance("again")
    others = loaded_by_another_process(again, SCALE, 11, "4711")
    with db.connect(small, role="owner") as connection:
        own = fingerprints(connection)
    assert own["public.stage_events"] != "None"
    assert others == own
    for name in ("terrain.tif", "aerial.tif"):
        assert (again.files / name).read_bytes() == (small.files / name).read_bytes(), name


@pytest.mark.long
def test_two_runs_of_another_seed_write_the_same_records(small: Instance, fresh_instance: Make) -> None:
    first, second = (
        loaded_by_another_process(fresh_instance("other"), SCALE, 3, hash_seed) for hash_seed in ("0", "1")
    )
    assert first == second
    with db.connect(small, role="owner") as connection:
        assert first["public.stage_events"] != fingerprints(connection)["public.stage_events"]


@pytest.mark.long
def test_a_larger_scale_leaves_the_records_of_matian_as_they_are(demo_instance: Instance, fresh_instance: Make) -> None:
    larger = fresh_instance("larger")
    load_demo(larger, scale=1.3, seed=Settings().demo_seed)
    told = []
    for one in (demo_instance, larger):
        with db.connect(one, role="owner") as connection:
            assert {figure.name: figure.value for figure in year_figures(connection, 2024)} == REPORTED
            told.append(fingerprints(connection))
    kept = [name for name in told[0] if "consolidation" in name or "event" in name or name.startswith("personal.")]
    assert len(kept) > 6
    assert {name: told[0][name] for name in kept} == {name: told[1][name] for name in kept}


def test_triggers_and_indexes_stand_again(small: Instance) -> None:
    with db.connect(small, role="owner") as connection:
        off = connection.execute("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'").fetchone()
        aside = connection.execute("SELECT count(*) FROM matian.layer_indexes").fetchone()
        assert (off, aside) == ((0,), (0,))
        connection.execute("UPDATE parcels SET name = '改名' WHERE code = (SELECT min(code) FROM parcels)")
        assert connection.execute("SELECT revision > 1 FROM parcels WHERE name = '改名'").fetchall() == [(True,)]
        connection.rollback()


def test_a_second_run_changes_nothing(small: Instance) -> None:
    with db.connect(small) as connection:
        before = counts(connection)
    assert not load_demo(small, scale=SCALE, seed=11)
    with db.connect(small) as connection:
        assert counts(connection) == before


@pytest.mark.parametrize(("scale", "seed"), [(0.3, 11), (0.2, 12)])
def test_another_demo_in_the_same_place_is_refused(small: Instance, scale: float, seed: int) -> None:
    with pytest.raises(WrongUseError, match=r"holds the demo at scale 0\.2, seed 11"):
        load_demo(small, scale=scale, seed=seed)


def test_records_of_one_s_own_are_never_mixed_with_the_demo(fresh_instance: Make) -> None:
    office = fresh_instance("office")
    with db.connect(office) as connection:
        connection.execute(
            "INSERT INTO parcels (code, geom) VALUES ('P1', st_multi(st_makeenvelope(0, 0, 9, 9, 4547)))"
        )
    with pytest.raises(WrongUseError, match=r"records of its own \(parcels\)"):
        load_demo(office, scale=SCALE, seed=11)


def test_a_loader_killed_half_way_leaves_nothing_and_the_next_run_ends_right(fresh_instance: Make) -> None:
    office = fresh_instance("killed")
    program = (
        "import sys; from pathlib import Path; from gis_core.demo.load import load_demo;"
        "from gis_core.instance import Instance;"
        f"load_demo(Instance(Path(sys.argv[1])), scale={SCALE}, seed=11, workers=1)"
    )
    loader = subprocess.Popen([sys.executable, "-c", program, str(office.home)])
    copying = "SELECT count(*) FROM pg_stat_progress_copy WHERE datname = current_database()"
    try:
        with psycopg.connect(db.dsn(office), autocommit=True) as connection:
            while connection.execute(copying).fetchone() == (0,):
                assert loader.poll() is None
                time.sleep(0.02)
    finally:
        loader.kill()
        loader.wait()
    with db.connect(office) as connection:
        assert set(counts(connection).values()) == {0}
        assert facts(connection) == {}
    assert load_demo(office, scale=SCALE, seed=11)
    with db.connect(office) as connection:
        assert {figure.name: figure.value for figure in year_figures(connection, 2024)} == REPORTED


@pytest.mark.long
@pytest.mark.parametrize(("scale", "seed"), [(0.2, 1), (0.2, 2), (0.5, 3), (1, 4), (2, 5), (30, Settings().demo_seed)])
def test_the_reported_figures_hold_at_every_scale(fresh_instance: Make, scale: float, seed: int) -> None:
    filled = fresh_instance("scaled")
    load_demo(filled, scale=scale, seed=seed)
    with db.connect(filled) as connection:
        assert {figure.name: figure.value for figure in year_figures(connection, 2024)} == REPORTED

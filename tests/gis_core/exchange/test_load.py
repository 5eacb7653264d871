"""Loading: one transaction, the same again changes nothing, a change revises just the changed rows."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from psycopg import sql
from shapely import affinity

from gis_core import crs, db
from gis_core.exchange.examine import Examined, examine
from gis_core.exchange.intake import Options, take_in
from gis_core.exchange.load import Load, load
from gis_core.exchange.result import Result
from gis_core.exchange.stock import stock
from gis_core.instance import Instance
from layers.registry import all_layers
from tests.gis_core.exchange.tiling import CELL, codes_for, date_column, delivery_of, square, text_column, tiling

ROOT = Path(__file__).parents[3]
PARCELS = all_layers()["parcels"]
Variables = Callable[[Instance], dict[str, str]]
EARLY = dt.date(2020, 1, 1)


@pytest.fixture(scope="module")
def place(fresh_instance: Callable[..., Instance]) -> Instance:
    return fresh_instance("load")


@pytest.fixture
def empty(place: Instance) -> Iterator[Instance]:
    """An instance whose parcels never held anything."""
    with db.connect(place, role="owner") as connection:
        connection.execute("TRUNCATE parcels, parcels_history")
    yield place


def bring(
    instance: Instance, shapes: Any, codes: Any = None, *, columns: dict[str, Any] | None = None, **options: Any
) -> Result:
    delivery = delivery_of(shapes, codes, **{name: text_column(values) for name, values in (columns or {}).items()})
    return take_in(delivery, PARCELS, instance, Options(who="surveyor", **options))


def asked(instance: Instance, query: str, *values: Any) -> list[Any]:
    with db.connect(instance) as connection:
        return connection.execute(sql.SQL(query), values).fetchall()  # type: ignore[arg-type]


def counts(result: Result) -> tuple[int, int, int, int]:
    assert result.read == result.loaded + result.unchanged + result.refused
    return result.read, result.loaded, result.unchanged, result.refused


def test_a_first_load_puts_every_vertex_on_record(empty: Instance) -> None:
    shapes = tiling(9, 7)
    result = bring(empty, shapes, columns={"land_use": ["1001"] * 63})
    assert counts(result) == (63, 63, 0, 0)
    rows = asked(
        empty,
        "SELECT code, ST_AsBinary(geom), land_use, source, delivery, updated_by, revision FROM parcels ORDER BY 1",
    )
    stored = shapely.from_wkb([bytes(row[1]) for row in rows])
    assert shapely.equals_exact(stored, shapely.multipolygons(shapes, indices=np.arange(63)), 0).all()
    assert {row[2:] for row in rows} == {("1001", "delivery.gpkg", result.delivery, "surveyor", 1)}


def test_indexes_come_back_after_a_first_load(empty: Instance) -> None:
    names = "SELECT indexname FROM pg_indexes WHERE tablename = 'parcels' ORDER BY 1"
    before = asked(empty, names)
    bring(empty, tiling(3, 3))
    assert asked(empty, names) == before and len(before) > 4


@pytest.fixture(params=[0.0, 0.3], ids=["known at once", "known late"])
def verdict_after(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> float:
    """Let rows be sent three at a time, and the checks begin so many seconds later."""
    monkeypatch.setattr("gis_core.copy.CHUNK", 3)

    def later(*arguments: Any, **options: Any) -> Examined:
        time.sleep(request.param)
        return examine(*arguments, **options)

    monkeypatch.setattr("gis_core.exchange.intake.examine", later)
    return float(request.param)


@pytest.mark.usefixtures("verdict_after")
@pytest.mark.parametrize("at", [0, 4, 19])
def test_a_refused_row_is_never_on_record_however_early_it_was_sent(empty: Instance, at: int) -> None:
    shapes = tiling(5, 4)
    shapes[at] = shapely.Polygon([(490000, 2510000), (490010, 2510010), (490010, 2510000), (490000, 2510010)])
    result = bring(empty, shapes)
    assert counts(result) == (20, 19, 0, 1)
    assert [code for (code,) in asked(empty, "SELECT code FROM parcels ORDER BY 1")] == [
        code for position, code in enumerate(codes_for(20)) if position != at
    ]
    assert asked(empty, "SELECT count(*) FROM parcels_history") == [(0,)]


@pytest.mark.usefixtures("verdict_after")
@pytest.mark.parametrize("fault", ["no shape", "a line", "no code", "a code twice", "no number"])
def test_what_the_database_itself_would_refuse_costs_its_row_alone(empty: Instance, fault: str) -> None:
    shapes, codes = list(tiling(5, 4)), [*codes_for(20)]
    if fault == "no shape":
        shapes[2] = None
    elif fault == "a line":
        shapes[2] = shapely.LineString([(490000, 2510000), (490010, 2510010)])
    elif fault == "no number":
        shapes[2] = shapely.Polygon([(490000, 2510000), (np.nan, 2510010), (490010, 2510000)])
    else:
        codes[2] = None if fault == "no code" else codes[3]
    refused = 2 if fault == "a code twice" else 1
    assert counts(bring(empty, shapes, codes)) == (20, 20 - refused, 0, refused)
    assert asked(empty, "SELECT count(*), count(DISTINCT code) FROM parcels") == [(20 - refused, 20 - refused)]


@pytest.mark.usefixtures("verdict_after")
def test_a_first_load_of_nothing_but_refused_rows_leaves_the_layer_untouched(empty: Instance) -> None:
    assert counts(bring(empty, [None] * 7)) == (7, 0, 0, 7)
    assert counts(bring(empty, tiling(5, 4))) == (20, 20, 0, 0)


def test_checks_that_fail_end_the_load_they_ran_beside(empty: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: Any, **_options: Any) -> Examined:
        raise ValueError("broken")

    monkeypatch.setattr("gis_core.exchange.intake.examine", broken)
    with pytest.raises(ValueError, match="broken"):
        bring(empty, tiling(5, 4))
    assert asked(empty, "SELECT count(*) FROM parcels") == [(0,)]


def test_the_same_again_changes_nothing(empty: Instance) -> None:
    bring(empty, tiling(6, 6))
    state = "SELECT id, revision, updated_at, delivery FROM parcels ORDER BY 1"
    before, log = asked(empty, state), asked(empty, "SELECT count(*) FROM deliveries")
    again = bring(empty, tiling(6, 6))
    assert counts(again) == (36, 0, 36, 0) and again.accepted and again.delivery is None
    assert asked(empty, state) == before
    assert asked(empty, "SELECT count(*) FROM deliveries") == log
    assert asked(empty, "SELECT count(*) FROM parcels_history") == [(0,)]


def test_rings_begun_elsewhere_and_rounding_below_a_micrometre_are_no_change(empty: Instance) -> None:
    shapes = tiling(4, 4)
    bring(empty, shapes)
    turned = shapely.reverse(shapes)
    shaken = shapely.transform(turned, lambda points: points + 3e-7)
    assert counts(bring(empty, shaken)) == (16, 0, 16, 0)
    moved = shapely.transform(shapes, lambda points: points + 3e-6)
    assert counts(bring(empty, moved)) == (16, 16, 0, 0)


def test_a_change_revises_just_the_changed_rows(empty: Instance) -> None:
    bring(empty, tiling(5, 5), columns={"land_use": ["1001"] * 25, "name": ["旧"] * 25}, valid_from=EARLY)
    changed = tiling(5, 5)
    changed[12] = shapely.buffer(changed[12], -1, join_style="mitre")
    uses = ["1001"] * 25
    uses[3] = "0701"
    result = bring(empty, changed, columns={"land_use": uses})
    assert counts(result) == (25, 2, 23, 0)
    revised = asked(empty, "SELECT code, revision, name FROM parcels WHERE revision > 1 ORDER BY 1")
    assert revised == [(codes_for(25)[3], 2, "旧"), (codes_for(25)[12], 2, "旧")], "fields not delivered stay"
    then = asked(empty, "SELECT land_use FROM parcels_as_of('2023-01-01') WHERE code = %s", codes_for(25)[3])
    now = asked(empty, "SELECT land_use FROM parcels_as_of(current_date) WHERE code = %s", codes_for(25)[3])
    assert (then, now) == ([("1001",)], [("0701",)])


def test_rows_that_a_delivery_lacks_stay_unless_it_is_complete(empty: Instance) -> None:
    bring(empty, tiling(4, 4), valid_from=EARLY)
    part = tiling(4, 4)[:10]
    assert bring(empty, part).ended == 0
    assert asked(empty, "SELECT count(*) FROM parcels") == [(16,)]
    result = bring(empty, part, complete=True, valid_from=dt.date(2024, 7, 1))
    assert (result.ended, result.loaded, result.unchanged) == (6, 0, 10) and result.delivery is not None
    assert asked(empty, "SELECT count(*) FROM parcels") == [(10,)]
    assert asked(empty, "SELECT count(*) FROM parcels_as_of('2024-06-30')") == [(16,)]
    assert asked(empty, "SELECT count(*) FROM parcels_as_of('2024-07-01')") == [(10,)]


def test_a_refused_row_of_a_complete_delivery_keeps_what_is_on_record(empty: Instance) -> None:
    bring(empty, tiling(3, 3))
    shapes = tiling(3, 3)
    shapes[4] = shapely.Polygon(shapely.get_coordinates(shapes[4])[[0, 2, 1, 3, 0]])
    result = bring(empty, shapes, complete=True)
    assert (result.refused, result.ended) == (1, 0)


def test_a_code_that_comes_back_gets_its_old_id(empty: Instance) -> None:
    bring(empty, tiling(2, 2), valid_from=EARLY)
    ids = asked(empty, "SELECT code, id FROM parcels ORDER BY 1")
    bring(empty, tiling(2, 2)[:1], complete=True, valid_from=dt.date(2023, 1, 1))
    bring(empty, tiling(2, 2), valid_from=dt.date(2022, 1, 1))
    assert asked(empty, "SELECT code, id FROM parcels ORDER BY 1") == ids
    for day in ("2021-06-01", "2022-06-01", "2023-06-01"):
        answers = asked(empty, "SELECT code, count(*) FROM parcels_as_of(%s) GROUP BY code", day)
        assert sorted(answers) == [(code, 1) for code in codes_for(4)], day


def test_a_code_of_what_is_called_otherwise_now_is_refused(empty: Instance) -> None:
    bring(empty, tiling(2, 1), ["OLD", "OTHER"])
    with db.connect(empty) as connection:
        connection.execute("UPDATE parcels SET code = 'NEW' WHERE code = 'OLD'")
    result = bring(empty, [square(500, 0)], ["OLD"])
    assert counts(result) == (1, 0, 0, 1) and [f.rule for f in result.findings] == ["reused_code"]


def test_refused_rows_lie_in_a_file_with_values_and_reasons(empty: Instance) -> None:
    shapes = tiling(3, 3)
    shapes[4] = shapely.Polygon(shapely.get_coordinates(shapes[4])[[0, 2, 1, 3, 0]])
    result = bring(empty, [*shapes, None], [*codes_for(9), "无图形"], columns={"name": [*"一二三四五六七八九十"]})
    assert counts(result) == (10, 8, 0, 2)
    assert result.refused_file is not None and result.refused_file.is_relative_to(empty.files)
    rows = pyogrio.read_dataframe(result.refused_file)
    assert rows["row_number"].tolist() == [5, 10]
    assert rows["code"].tolist() == [codes_for(9)[4], "无图形"] and rows["name"].tolist() == ["五", "十"]
    assert rows["rules"].tolist() == ["invalid_geometry", "empty_geometry"]
    assert shapely.equals_exact(rows.geometry.iloc[0], shapes[4], 0)
    assert pd.isna(rows.geometry.iloc[1]) and all(rows["reason_zh"].str.len() > 4)


def test_strict_loads_nothing_when_a_row_is_refused(empty: Instance) -> None:
    result = bring(empty, [*tiling(3, 3), None], [*codes_for(9), "X"], strict=True)
    assert counts(result) == (10, 0, 0, 10) and not result.accepted
    assert asked(empty, "SELECT count(*) FROM parcels") == [(0,)]
    assert counts(bring(empty, tiling(3, 3), strict=True)) == (9, 9, 0, 0)


@pytest.mark.parametrize("filled", [False, True])
def test_a_dry_run_tells_what_a_load_gives_and_writes_nothing(empty: Instance, *, filled: bool) -> None:
    if filled:
        bring(empty, tiling(4, 4)[:8], valid_from=EARLY)
    changed = tiling(4, 4)
    changed[2] = shapely.buffer(changed[2], -1, join_style="mitre")
    state = "SELECT id, revision FROM parcels ORDER BY 1"
    before, files = asked(empty, state), sorted(empty.files.rglob("*"))
    shapes, codes = [*changed, None], [*codes_for(16), "X"]
    dry = bring(empty, shapes, codes, dry_run=True)
    assert dry.delivery is None and dry.refused_file is None
    assert asked(empty, state) == before and sorted(empty.files.rglob("*")) == files
    wet = bring(empty, shapes, codes)
    assert counts(dry) == counts(wet) == ((17, 9, 7, 1) if filled else (17, 16, 0, 1))
    assert dry.findings == wet.findings


def test_live_neighbours_that_stay_are_looked_at_and_replaced_ones_are_not(empty: Instance) -> None:
    bring(empty, [square(0, 0), square(40, 0)], ["A", "B"])
    shifted = bring(empty, [square(30, 0)], ["B"])
    assert [(f.row, f.rule) for f in shifted.findings] == [(1, "overlap")]
    assert "库内 A" in shifted.findings[0].message.zh
    both = bring(empty, [square(0, 0, 30), square(30, 0)], ["A", "B"])
    assert both.findings == ()


def test_each_load_stands_in_the_log(empty: Instance) -> None:
    result = bring(empty, [*tiling(2, 2), None], [*codes_for(4), "X"], repair="safe")
    row = asked(
        empty,
        "SELECT layer, file_name, read, loaded, unchanged, repaired, refused, loaded_by, options->>'repair'"
        " FROM deliveries WHERE id = %s",
        result.delivery,
    )
    assert row == [("parcels", "delivery.gpkg", 5, 4, 0, 0, 1, "surveyor", "safe")]


@pytest.mark.parametrize("filled", [False, True])
def test_a_rows_own_days_count_before_the_loaders(empty: Instance, *, filled: bool) -> None:
    if filled:
        bring(empty, [square(500, 0)], ["ELSEWHERE"])
    days = {
        "valid_from": date_column([dt.date(2019, 5, 1), None, None, None]),
        "valid_to": date_column([None, dt.date(2024, 12, 31), None, None]),
    }
    delivery = delivery_of(tiling(2, 2), **days)
    take_in(delivery, PARCELS, empty, Options(valid_from=EARLY))
    rows = asked(empty, "SELECT valid_from, valid_to FROM parcels WHERE code <> 'ELSEWHERE' ORDER BY code")
    assert rows == [(dt.date(2019, 5, 1), None), (EARLY, dt.date(2024, 12, 31)), (EARLY, None), (EARLY, None)]
    assert take_in(delivery, PARCELS, empty, Options(valid_from=EARLY)).unchanged == 4


KILLED = """
import sys
from pathlib import Path
import gis_core.copy
from gis_core.exchange.examine import Examined, examine
from gis_core.exchange.intake import Options, take_in
from gis_core.instance import Instance
from layers.registry import all_layers
from tests.gis_core.exchange.tiling import delivery_of, tiling

rows = gis_core.copy._rows
def slow(*arguments):
    print("copying", flush=True)
    sys.stdin.readline()
    return rows(*arguments)
gis_core.copy._rows = slow
gis_core.copy.CHUNK = 500
take_in(delivery_of(tiling(40, 60)), all_layers()["parcels"], Instance(Path(sys.argv[1])), Options())
"""


def test_a_loader_killed_half_way_leaves_nothing(empty: Instance, variables_of: Variables) -> None:
    logged = asked(empty, "SELECT count(*) FROM deliveries")
    loader = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(empty.home)],
        cwd=ROOT,
        env=variables_of(empty),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert loader.stdin is not None and loader.stdout is not None
    for _ in range(4):
        assert loader.stdout.readline() == "copying\n"
        loader.stdin.write("\n")
        loader.stdin.flush()
    assert loader.stdout.readline() == "copying\n"
    os.kill(loader.pid, signal.SIGKILL)
    loader.wait()
    assert asked(empty, "SELECT count(*) FROM parcels") == [(0,)]
    assert asked(empty, "SELECT count(*) FROM deliveries") == logged
    result = bring(empty, tiling(40, 60))
    assert counts(result) == (2400, 2400, 0, 0)


def test_loads_of_one_layer_take_turns(empty: Instance, variables_of: Variables) -> None:
    bring(empty, tiling(2, 2))
    script = KILLED.split("rows =", maxsplit=1)[0] + (
        "done = take_in(delivery_of(tiling(3, 3)), all_layers()['parcels'], Instance(Path(sys.argv[1])), Options())\n"
        "print(done.loaded, flush=True)\n"
    )
    with db.connect(empty) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('matian.deliveries.parcels', 0))")
        other = subprocess.Popen(
            [sys.executable, "-c", script, str(empty.home)],
            cwd=ROOT,
            env=variables_of(empty),
            stdout=subprocess.PIPE,
            text=True,
        )
        waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        for _ in range(600):
            if asked(empty, waiting) == [(1,)]:
                break
            assert other.poll() is None
            time.sleep(0.1)
        assert asked(empty, "SELECT count(*) FROM parcels") == [(4,)]
    assert other.stdout is not None and other.stdout.read().strip() == "9"
    other.wait()


@pytest.mark.parametrize("system", ["EPSG:4326", "EPSG:3857"])
def test_corners_above_each_other_that_rounding_moved_have_not_changed(empty: Instance, system: str) -> None:
    boxes = [square(CELL * n, 0) for n in range(30)]
    first = bring(empty, boxes)
    there = crs.transform(np.array(boxes, dtype=object), "EPSG:4547", system)
    again = bring(empty, crs.transform(there, system, "EPSG:4547"))
    assert (first.loaded, again.loaded, again.unchanged) == (30, 0, 30)


def test_a_shape_that_comes_back_over_another_datum_is_unchanged_and_one_that_moved_is_not(empty: Instance) -> None:
    """Where heights are dropped on the way between two datums, there and back moves a corner by a millimetre."""
    shapes = list(tiling(2, 2))
    bring(empty, shapes, ["A", "B", "C", "D"])
    back = [affinity.translate(shape, 0.0012, -0.0004) for shape in shapes]
    back[3] = affinity.translate(shapes[3], 0.005, 0)
    delivery = delivery_of(back, ["A", "B", "C", "D"])
    job = Load(PARCELS, delivery, delivery.geometries, np.arange(4), uuid4(), dt.date(2026, 1, 1))
    with db.connect(empty) as connection:
        held = stock(connection, PARCELS)
        plainly = load(connection, job, held, dry_run=True)
        connection.rollback()
        connection.execute("SELECT set_config('TimeZone', 'Asia/Shanghai', false)")
        over = replace(job, detour=lambda found: shapely.transform(found, lambda at: at + np.array([0.0012, -0.0004])))
        returned = load(connection, over, held, dry_run=True)
    assert (plainly.loaded, plainly.unchanged) == (4, 0)
    assert (returned.loaded, returned.unchanged) == (1, 3)

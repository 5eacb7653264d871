"""Bitemporal cases written out by hand, and that the order of recording doesn't matter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gis_core import db
from gis_core.consolidation.events import record_part, record_stage, void_stage
from gis_core.consolidation.period import Period
from gis_core.consolidation.records.corrections import corrections
from gis_core.instance import Instance
from tests.gis_core.consolidation.conftest import EAST, NORTH

Connection = psycopg.Connection[Any]
CASE = (
    ("identified", dt.date(2023, 1, 10)),
    ("negotiating", dt.date(2023, 3, 1)),
    ("signed", dt.date(2023, 6, 1)),
    ("paid", dt.date(2023, 8, 1)),
    ("completed", dt.date(2024, 2, 1)),
    ("stored", dt.date(2024, 4, 1)),
)


@pytest.fixture(scope="module")
def office(fresh_instance: Callable[[str], Instance]) -> Instance:
    """An instance with one parcel of four hectares."""
    made = fresh_instance("two_times")
    with db.connect(made) as connection:
        connection.execute(
            "INSERT INTO consolidation_parcels (code, project, land_kind, geom, valid_from)"
            " SELECT 'B' || n, 'X1', 'industrial',"
            " st_multi(st_makeenvelope(%(x)s + n * 200, %(y)s, %(x)s + n * 200 + 200, %(y)s + 200, 4547)), '2022-01-01'"
            " FROM generate_series(1, 3) n",
            {"x": EAST, "y": NORTH},
        )
    return made


def _now(office: Instance) -> dt.datetime:
    with db.connect(office) as connection:
        row = connection.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None
    return row[0]  # type: ignore[no-any-return]


def _completed(office: Instance, code: str, at: str, known: dt.datetime) -> float:
    with db.connect(office) as connection:
        row = connection.execute(
            "SELECT coalesce(sum(area_m2), 0) FROM parcels_that_reached('completed', %s, %s)"
            " WHERE code LIKE %s || '%%'",
            [at, known, code],
        ).fetchone()
    assert row is not None
    return float(row[0])


def _seen(office: Instance, code: str, at: str, known: dt.datetime) -> list[Any]:
    with db.connect(office) as connection:
        return connection.execute(
            "SELECT code, stage FROM consolidation_parcels_as_of(%s, %s) WHERE code LIKE %s || '%%' ORDER BY code",
            [at, known, code],
        ).fetchall()


def test_what_was_known_then_and_what_is_known_now(office: Instance) -> None:
    with db.connect(office) as connection:
        record_stage(connection, "B1", "signed", dt.date(2024, 1, 15))
        wrong = record_stage(connection, "B1", "completed", dt.date(2024, 11, 30))
    believed = _now(office)
    with db.connect(office) as connection:  # it was in January of the next year, as turns out
        record_stage(connection, "B1", "completed", dt.date(2025, 1, 10), voids=wrong.id)
    corrected = _now(office)
    assert [_completed(office, "B1", "2024-12-31", known) for known in (believed, corrected)] == [40_000, 0]
    assert [_completed(office, "B1", "2025-12-31", known) for known in (believed, corrected)] == [40_000, 40_000]
    assert _seen(office, "B1", "2024-12-31", believed) == [("B1", "completed")]
    assert _seen(office, "B1", "2024-12-31", corrected) == [("B1", "signed")]
    with db.connect(office) as connection:
        period = Period(believed.date() - dt.timedelta(days=1), believed.date() + dt.timedelta(days=1))
        rows = [row for row in corrections(connection, office.place, period) if row.kind == "corrected"]
    assert [(row.parcel, row.old_on, row.happened_on) for row in rows] == [
        ("B1", dt.date(2024, 11, 30), dt.date(2025, 1, 10))
    ]


def test_a_division_is_known_from_its_recording_on(office: Instance) -> None:
    with db.connect(office) as connection:
        record_stage(connection, "B2", "signed", dt.date(2024, 1, 15))
    before = _now(office)
    with db.connect(office) as connection:
        part = shapely.box(EAST + 400, NORTH, EAST + 450, NORTH + 200)
        made = record_part(connection, "B2", "completed", dt.date(2024, 6, 1), part)
    divided = _now(office)
    with db.connect(office) as connection:
        void_stage(connection, "B2-1", made.id)
    after = _now(office)
    assert _seen(office, "B2", "2024-12-31", before) == [("B2", "signed")]
    assert _seen(office, "B2", "2024-12-31", divided) == [("B2-1", "completed"), ("B2-2", "signed")]
    assert _seen(office, "B2", "2024-05-31", divided) == [("B2", "signed")]
    assert _seen(office, "B2", "2024-12-31", after) == [("B2-1", "signed"), ("B2-2", "signed")]
    figures = [_completed(office, "B2", "2024-12-31", known) for known in (before, divided, after)]
    assert figures == [0, 10_000, 0]


@pytest.fixture
def written(office: Instance) -> Iterator[Connection]:
    with psycopg.connect(db.dsn(office)) as connection:
        yield connection
        connection.rollback()


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(CASE), wrong=st.sets(st.sampled_from([stage for stage, _ in CASE])))
def test_the_order_of_recording_does_not_matter(
    written: Connection, order: list[tuple[str, dt.date]], wrong: set[str]
) -> None:
    """Recorded in any order, with some days wrong at first, it ends as the case that was recorded as it happened."""
    told = []
    for steps, mistaken in ((CASE, set[str]()), (order, wrong)):
        with written.transaction() as attempt:
            for stage, day in steps:
                reason = None if mistaken == set() and steps is CASE else "补录"
                if stage in mistaken:
                    first = record_stage(written, "B3", stage, day + dt.timedelta(days=400), override_reason="补录")
                    record_stage(written, "B3", stage, day, voids=first.id, override_reason=reason)
                else:
                    record_stage(written, "B3", stage, day, override_reason=reason)
            told.append(
                [
                    written.execute(
                        "SELECT stage, stage_since FROM consolidation_parcels_as_of(%s) WHERE code = 'B3'",
                        [day],
                    ).fetchone()
                    for day in (dt.date(2022, 12, 31), *(day for _, day in CASE), dt.date(2025, 1, 1))
                ]
            )
            raise psycopg.Rollback(attempt)
    assert told[0] == told[1]
    assert told[0][0] == (None, None)

"""
The two times, against a plain model.

The model keeps, for every instant of recording, what was then believed of every day. Each write changes the beliefs of
"now" for the days it speaks of; asking (at, known) looks up the belief. The database must answer the same.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gis_core import db
from gis_core.instance import Instance

FIRST_DAY = date(2024, 1, 1)
DAYS = 8
SHAPE = "SRID=4547;MULTIPOLYGON(((0 0,10 0,10 10,0 0)))"


def day(number: int) -> date:
    return FIRST_DAY + timedelta(days=number)


@dataclass
class Model:
    """What was believed of days 0 … DAYS-1 after each write: a name, or nothing."""

    live_from: int | None = None
    beliefs: list[list[str | None]] = field(default_factory=lambda: [[None] * DAYS])
    instants: list[datetime] = field(default_factory=list)

    def record(self, instant: datetime, first: int, name: str | None) -> None:
        before = self.beliefs[-1]
        self.beliefs.append([before[number] if number < first else name for number in range(DAYS)])
        self.instants.append(instant)

    def ask(self, at: int, written: int) -> str | None:
        return self.beliefs[written][at]


operations = st.lists(
    st.tuples(st.sampled_from(["write", "correct", "delete"]), st.integers(0, DAYS - 1), st.sampled_from("abcd")),
    min_size=1,
    max_size=7,
)


@pytest.fixture(scope="module")
def own(fresh_instance: Callable[..., Instance]) -> Instance:
    return fresh_instance("history")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(operations, st.integers(1, 2))
def test_both_times_answer_as_a_plain_model_does(
    own: Instance, steps: list[tuple[str, int, str]], parcels: int
) -> None:
    """A statement that touches one row goes another way through the triggers than one that touches two."""
    model = Model()
    with psycopg.connect(db.dsn(own, "owner"), autocommit=True) as connection:
        connection.execute("TRUNCATE parcels, parcels_history")
        keys = {f"P{number}": uuid4() for number in range(parcels)}
        for step in steps:
            perform(connection, model, keys, step)
        for written, instant in enumerate([FIRST_INSTANT, *model.instants]):
            for number in range(DAYS):
                found = connection.execute("SELECT name FROM parcels_as_of(%s, %s)", [day(number), instant]).fetchall()
                expected = model.ask(number, written)
                assert found == ([(expected,)] * parcels if expected else []), (steps, written, number)


FIRST_INSTANT = datetime.fromisoformat("2020-01-01T00:00:00+08:00")


def perform(
    connection: psycopg.Connection[Any], model: Model, keys: dict[str, UUID], step: tuple[str, int, str]
) -> None:
    kind, number, name = step
    if kind == "delete":
        if model.live_from is None:
            return
        connection.execute("SELECT set_config('matian.effective', %s, false)", [day(number).isoformat()])
        connection.execute("DELETE FROM parcels")
        first = number
        model.live_from, told = None, None
    elif model.live_from is None:
        connection.execute(
            "INSERT INTO parcels (id, code, name, valid_from, geom)"
            " SELECT id, code, %s, %s, %s FROM unnest(%s::uuid[], %s::text[]) AS new (id, code)",
            [name, day(number), SHAPE, list(keys.values()), list(keys)],
        )
        first, told, model.live_from = number, name, number
    elif kind == "correct":
        connection.execute("UPDATE parcels SET name = %s", [name])
        first, told = model.live_from, name
    else:
        connection.execute("UPDATE parcels SET name = %s, valid_from = %s", [name, day(number)])
        first, told, model.live_from = number, name, number
    instant = connection.execute("SELECT clock_timestamp()").fetchone()
    assert instant is not None
    model.record(instant[0], first, told)


def test_a_code_is_never_used_again(connection: psycopg.Connection[Any]) -> None:
    insert = "INSERT INTO parcels (code, valid_from, geom) VALUES ('once', '2024-01-01', %s)"
    connection.execute(insert, [SHAPE])
    connection.execute("DELETE FROM parcels WHERE code = 'once'")
    with pytest.raises(psycopg.errors.UniqueViolation, match="never used again"):
        connection.execute(insert, [SHAPE])


def test_who_wrote_stands_beside_the_row_and_its_history(connection: psycopg.Connection[Any]) -> None:
    connection.execute("INSERT INTO parcels (code, valid_from, geom) VALUES ('w', '2024-01-01', %s)", [SHAPE])
    connection.execute("SELECT set_config('matian.who', 'another', true)")
    connection.execute("UPDATE parcels SET name = 'n' WHERE code = 'w'")
    assert connection.execute("SELECT updated_by, revision FROM parcels WHERE code = 'w'").fetchone() == ("another", 2)
    old = connection.execute("SELECT updated_by, superseded_by, revision FROM parcels_history WHERE code = 'w'")
    assert old.fetchone() == ("tester", "another", 1)


def test_writing_leaves_the_sessions_settings_as_they_were(connection: psycopg.Connection[Any]) -> None:
    connection.execute("SET LOCAL enable_nestloop = off")
    connection.execute("INSERT INTO parcels (code, valid_from, geom) VALUES ('s', '2024-01-01', %s)", [SHAPE])
    connection.execute("UPDATE parcels SET name = 'n' WHERE code = 's'")
    connection.execute("DELETE FROM parcels WHERE code = 's'")
    assert connection.execute("SHOW enable_nestloop").fetchone() == ("off",)


@pytest.mark.parametrize("metres", [0, 5000])
def test_a_bulk_update_after_a_single_edit_in_the_same_session_is_not_quadratic(
    connection: psycopg.Connection[Any], metres: int
) -> None:
    """Plans made for one row must not pair each of 8,000 with each: that took 25 s, and takes 0.4 s without."""
    connection.execute(
        "INSERT INTO parcels (code, valid_from, geom)"
        " SELECT 'q-' || n, '2024-01-01', %s FROM generate_series(1, 8000) n",
        [SHAPE],
    )
    connection.execute("UPDATE parcels SET geom = st_translate(geom, %s, 0) WHERE code = 'q-1'", [metres])
    connection.execute("SET LOCAL statement_timeout = '10s'")
    connection.execute("UPDATE parcels SET name = 'all' WHERE code LIKE 'q-%'")
    kept = connection.execute("SELECT count(*) FROM parcels_history WHERE code LIKE 'q-%'").fetchone()
    assert kept == (8001,)


def test_an_update_that_meets_no_row_keeps_no_history(connection: psycopg.Connection[Any]) -> None:
    before = connection.execute("SELECT count(*) FROM parcels_history").fetchone()
    connection.execute("UPDATE parcels SET name = 'n' WHERE code = 'nobody'")
    assert connection.execute("SELECT count(*) FROM parcels_history").fetchone() == before


@pytest.mark.parametrize("renamed", [1, 2])
def test_a_feature_cannot_be_renamed_to_the_code_of_another_that_is_gone(
    connection: psycopg.Connection[Any], renamed: int
) -> None:
    connection.execute(
        "INSERT INTO parcels (code, valid_from, geom) SELECT 'r-' || n, '2024-01-01', %s FROM generate_series(1, 4) n",
        [SHAPE],
    )
    connection.execute("DELETE FROM parcels WHERE code IN ('r-1', 'r-2')")
    with pytest.raises(psycopg.errors.UniqueViolation, match="never used again"):
        connection.execute(
            "UPDATE parcels SET code = 'r-' || right(code, 1)::int - 2 WHERE code IN ('r-3', 'r-4')"
            " AND right(code, 1)::int - 2 <= %s",
            [renamed],
        )


def test_two_writers_of_one_row_leave_both_versions_in_order(fresh_instance: Callable[..., Instance]) -> None:
    own = fresh_instance("writers")
    with db.connect(own, who="tester") as connection:
        connection.execute("INSERT INTO parcels (code, valid_from, geom) VALUES ('c', '2024-01-01', %s)", [SHAPE])

    def write(name: str) -> None:
        with db.connect(own, who=name) as connection:
            connection.execute("UPDATE parcels SET name = %s WHERE code = 'c'", [name])
            connection.execute("SELECT pg_sleep(0.3)")

    writers = [threading.Thread(target=write, args=(name,)) for name in ("one", "two")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with db.connect(own) as connection:
        live = connection.execute("SELECT revision, name FROM parcels").fetchone()
        assert live is not None
        assert live[0] == 3
        kept = connection.execute("SELECT revision, name FROM parcels_history ORDER BY revision").fetchall()
        assert [row[0] for row in kept] == [1, 2]
        assert {kept[1][1], live[1]} == {"one", "two"}
        now = connection.execute("SELECT count(*) FROM parcels_as_of('2024-06-01')").fetchone()
        assert now == (1,)


def test_a_spatial_question_to_the_past_uses_the_indexes_of_both_tables(connection: psycopg.Connection[Any]) -> None:
    connection.execute("SET LOCAL enable_seqscan = off")
    plan = connection.execute(
        "EXPLAIN SELECT code FROM parcels_as_of('2024-06-01', now())"
        " WHERE geom_3857 && ST_TileEnvelope(14, 13370, 7121)"
    ).fetchall()
    text = "\n".join(row[0] for row in plan)
    assert "ix_parcels_geom_3857" in text
    assert "ix_parcels_history_geom_3857" in text


def test_what_was_put_aside_comes_back_or_the_transaction_fails(fresh_instance: Callable[..., Instance]) -> None:
    own = fresh_instance("aside")
    with (
        pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="brought back"),
        db.connect(own) as connection,
    ):
        connection.execute("SELECT matian.set_indexes_aside('parcels')")
    with db.connect(own) as connection:
        connection.execute("SELECT matian.set_indexes_aside('parcels'), matian.set_noting_aside('parcels')")
        connection.execute("SELECT matian.bring_indexes_back('parcels')")
    with db.connect(own) as connection:
        assert connection.execute("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM pg_indexes WHERE tablename = 'parcels'").fetchone() == (5,)


def test_only_a_layer_that_never_held_anything_may_be_filled_unnoted(connection: psycopg.Connection[Any]) -> None:
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="set aside first"), connection.transaction():
        connection.execute("SELECT matian.set_noting_aside('parcels')")
    connection.execute("INSERT INTO parcels (code, valid_from, geom) VALUES ('f', '2024-01-01', %s)", [SHAPE])
    connection.execute("SELECT matian.set_indexes_aside('parcels')")
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="holds records"), connection.transaction():
        connection.execute("SELECT matian.set_noting_aside('parcels')")

"""The log of changes: what a statement notes, and that a follower misses nothing."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Sequence
from typing import Any

import asyncpg
import psycopg
import pytest

from gis_core import db
from gis_core.instance import Instance
from gis_core.tiles.changes import Change, Follower

INSERT = "INSERT INTO parcels (code, geom) VALUES (%s, st_multi(st_makeenvelope(%s, 2519000, %s, 2519040, 4547)))"


class Heard:
    """A listener that remembers."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self.forgotten = 0

    def forget(self, changes: Sequence[Change]) -> None:
        self.changes.extend(changes)

    def forget_everything(self) -> None:
        self.forgotten += 1


@pytest.fixture(scope="module")
def own(fresh_instance: Callable[..., Instance]) -> Instance:
    return fresh_instance("changes")


def noted(connection: psycopg.Connection[Any], layer: str = "parcels") -> list[tuple[Any, ...]]:
    return connection.execute(
        "SELECT west, south, east, north, past_only FROM matian.tile_changes"
        " WHERE layer = %s AND changed_by = pg_current_xact_id()::text::bigint",
        [layer],
    ).fetchall()


def box(connection: psycopg.Connection[Any], code: str) -> tuple[Any, ...]:
    row = connection.execute(
        "SELECT st_xmin(geom_3857), st_ymin(geom_3857), st_xmax(geom_3857), st_ymax(geom_3857), false"
        " FROM parcels WHERE code = %s",
        [code],
    ).fetchone()
    assert row is not None
    return row


def test_an_edit_notes_where_the_feature_was_and_where_it_is(connection: psycopg.Connection[Any]) -> None:
    connection.execute(INSERT, ["n-1", 490000, 490040])
    old = box(connection, "n-1")
    assert noted(connection) == [pytest.approx(old)]
    connection.execute("UPDATE parcels SET geom = st_translate(geom, 5000, 0) WHERE code = 'n-1'")
    new = box(connection, "n-1")
    assert sorted(noted(connection)) == [pytest.approx(old), pytest.approx(old), pytest.approx(new)]


def test_an_edit_that_leaves_the_feature_in_place_notes_its_ground_once(connection: psycopg.Connection[Any]) -> None:
    connection.execute(INSERT, ["s-1", 490000, 490040])
    connection.execute("UPDATE parcels SET geom = st_translate(geom, 20, 0) WHERE code = 's-1'")
    new = box(connection, "s-1")
    west, south, east, north, past_only = noted(connection)[1]
    assert len(noted(connection)) == 2
    assert (east, north, past_only) == (pytest.approx(new[2], abs=2), pytest.approx(new[3], abs=2), False)
    assert east >= new[2]
    assert west < new[0] - 19
    assert south <= new[1]
    assert north >= new[3]


def test_a_shape_that_was_empty_notes_the_ground_that_it_gets(connection: psycopg.Connection[Any]) -> None:
    connection.execute("INSERT INTO parcels (code, geom) VALUES ('e-1', 'SRID=4547;MULTIPOLYGON EMPTY')")
    assert noted(connection) == []
    connection.execute("UPDATE parcels SET geom = st_multi(st_makeenvelope(490000, 2519000, 490040, 2519040, 4547))")
    assert noted(connection) == [pytest.approx(box(connection, "e-1"))]


def test_a_bulk_statement_notes_a_few_rectangles(connection: psycopg.Connection[Any]) -> None:
    connection.execute(
        "INSERT INTO parcels (code, geom) SELECT 'b-' || n, st_multi(st_makeenvelope("
        "490000 + n, 2519000, 490001 + n, 2519001, 4547)) FROM generate_series(1, 2000) n"
    )
    assert 1 < len(noted(connection)) < 10


def test_emptying_a_layer_notes_everything(owner_connection: psycopg.Connection[Any]) -> None:
    owner_connection.execute("TRUNCATE parcels")
    assert (-math.inf, -math.inf, math.inf, math.inf, False) in noted(owner_connection)


def test_history_written_directly_concerns_the_past_alone(owner_connection: psycopg.Connection[Any]) -> None:
    owner_connection.execute("DELETE FROM parcels_history")
    assert noted(owner_connection) == [(-math.inf, -math.inf, math.inf, math.inf, True)]


def test_the_application_cannot_alter_the_log(connection: psycopg.Connection[Any]) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("DELETE FROM matian.tile_changes")


def follow(own: Instance, steps: Callable[[Follower, Heard], Any]) -> Heard:
    async def run() -> Heard:
        connection = await asyncpg.connect(db.dsn(own))
        heard = Heard()
        try:
            await steps(Follower(connection.fetch, heard), heard)
        finally:
            await connection.close()
        return heard

    return asyncio.run(run())


def test_a_transaction_that_began_earlier_and_is_committed_later_is_heard_of(own: Instance) -> None:
    async def steps(follower: Follower, heard: Heard) -> None:
        with db.connect(own) as slow:
            slow.execute(INSERT, ["slow", 490000, 490040])
            with db.connect(own) as quick:
                quick.execute(INSERT, ["quick", 495000, 495040])
            await follower.look()
            before = len(heard.changes)
        await follower.look()
        assert len(heard.changes) == before + 1
        await follower.look()
        assert len(heard.changes) == before + 1

    assert follow(own, steps).forgotten == 1  # the first look knows nothing of before


def test_many_who_ask_at_once_share_a_look(own: Instance) -> None:
    asked = 0

    async def steps(follower: Follower, _heard: Heard) -> None:
        nonlocal asked
        fetch = follower._fetch

        async def counting(*values: Any) -> Any:
            nonlocal asked
            asked += 1
            return await fetch(*values)

        follower._fetch = counting
        await asyncio.gather(*(follower.look() for _ in range(50)))

    follow(own, steps)
    assert 1 <= asked <= 2


def test_one_who_slept_longer_than_the_log_reaches_back_forgets_everything(own: Instance) -> None:
    async def steps(follower: Follower, heard: Heard) -> None:
        await follower.look()
        with db.connect(own) as connection:
            connection.execute(INSERT, ["old", 497000, 497040])
        with db.connect(own, role="owner") as connection:
            connection.execute("UPDATE matian.tile_changes SET noted_at = now() - interval '2 days'")
        with db.connect(own) as connection:
            connection.execute("SELECT matian.drop_old_tile_changes()")
            assert connection.execute("SELECT count(*) FROM matian.tile_changes").fetchone() == (0,)
        await follower.look()
        assert (heard.forgotten, heard.changes) == (2, [])
        for _ in range(100):  # once transactions of other databases that began before have ended, nothing is missed
            before = heard.forgotten
            await follower.look()
            if heard.forgotten == before:
                return
            await asyncio.sleep(0.3)
        pytest.fail("it forgets everything at each look")

    follow(own, steps)


def test_a_failed_look_forgets_everything_and_the_next_one_works(own: Instance) -> None:
    async def steps(follower: Follower, heard: Heard) -> None:
        await follower.look()
        fetch = follower._fetch

        async def broken(*_values: Any) -> Any:
            raise ConnectionError

        follower._fetch = broken
        with pytest.raises(ConnectionError):
            await follower.look()
        assert heard.forgotten == 2
        follower._fetch = fetch
        await follower.look()
        assert heard.forgotten == 3

    follow(own, steps)

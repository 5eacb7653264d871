"""A parcel may not be in two projects at one time, whoever writes and whenever."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from gis_core import db
from gis_core.instance import Instance

Connection = psycopg.Connection[Any]
INSERT = (
    "INSERT INTO consolidation_parcels (code, project, land_kind, geom, valid_from, valid_to)"
    " VALUES (%s, %s, 'industrial', st_multi(st_makeenvelope(%s, 2518000, %s, 2518100, 4547)), %s, %s)"
)


def _put(
    connection: Connection, code: str, project: str, west: float, *, since: str = "2022-01-01", until: str | None = None
) -> None:
    connection.execute(INSERT, [code, project, 500_000 + west, 500_100 + west, since, until])


def test_land_in_two_projects_is_refused_and_both_are_named(connection: Connection) -> None:
    _put(connection, "Z1", "X1", 0)
    with pytest.raises(psycopg.Error) as refused, connection.transaction():
        _put(connection, "Y1", "X2", 98)
    assert refused.value.sqlstate == "MT002"
    assert "parcel Y1 of project X2 shares 200.00 m² with parcel Z1 of project X1" in str(refused.value)
    _put(connection, "Y1", "X2", 100)  # side by side
    _put(connection, "Z2", "X1", -50)  # in one project overlaps are the delivery's business (severities.py)


def test_less_than_a_square_metre_is_drawing_noise(connection: Connection) -> None:
    _put(connection, "Z1", "X1", 0)
    _put(connection, "Y1", "X2", 99.991)


def test_land_may_go_from_one_project_to_another(connection: Connection) -> None:
    _put(connection, "Z1", "X1", 0, until="2023-12-31")
    _put(connection, "Y1", "X2", 0, since="2024-01-01")
    with pytest.raises(psycopg.Error, match="project X2"), connection.transaction():
        connection.execute("UPDATE consolidation_parcels SET valid_to = NULL WHERE code = 'Z1'")


def test_the_past_counts_too(connection: Connection) -> None:
    _put(connection, "Z1", "X1", 0)
    connection.execute("SELECT set_config('matian.effective', '2024-01-01', true)")
    connection.execute("DELETE FROM consolidation_parcels WHERE code = 'Z1'")
    with pytest.raises(psycopg.Error, match="project X1"), connection.transaction():
        _put(connection, "Y1", "X2", 0, since="2023-12-31")
    _put(connection, "Y1", "X2", 0, since="2024-01-01")


def test_a_moved_boundary_and_another_project_are_looked_at(connection: Connection) -> None:
    _put(connection, "Z1", "X1", 0)
    _put(connection, "Y1", "X2", 100)
    _put(connection, "Z2", "X1", -50)
    with pytest.raises(psycopg.Error, match="project X2"), connection.transaction():
        connection.execute("UPDATE consolidation_parcels SET geom = st_translate(geom, 2, 0) WHERE code = 'Z1'")
    with pytest.raises(psycopg.Error, match="project X1"), connection.transaction():
        connection.execute("UPDATE consolidation_parcels SET project = 'X3' WHERE code = 'Z2'")


def test_a_bulk_load_without_indexes_is_looked_at_too(connection: Connection) -> None:
    connection.execute("SELECT matian.set_indexes_aside('consolidation_parcels')")
    with pytest.raises(psycopg.Error, match="land belongs to one project"), connection.transaction():
        connection.execute(
            "INSERT INTO consolidation_parcels (code, project, land_kind, geom)"
            " SELECT 'Z' || n, CASE WHEN n = 700 THEN 'X2' ELSE 'X1' END, 'industrial',"
            " st_multi(st_makeenvelope(500000 + n * 10, 2518000, 500012 + n * 10, 2518100, 4547))"
            " FROM generate_series(1, 1000) n"
        )


def test_of_two_who_claim_the_land_at_once_one_is_refused(fresh_instance: Callable[[str], Instance]) -> None:
    office = fresh_instance("claims")
    told: list[str] = []

    def second() -> None:
        try:
            with db.connect(office, who="second") as connection:
                _put(connection, "Y1", "X2", 50)
        except psycopg.Error as error:
            told.append(str(error))

    with db.connect(office, who="first") as connection:
        _put(connection, "Z1", "X1", 0)
        waiting = threading.Thread(target=second)
        waiting.start()
        waiting.join(timeout=0.5)
        assert waiting.is_alive()  # the first hasn't committed yet
    waiting.join()
    assert len(told) == 1
    assert "parcel Y1 of project X2 shares 5000.00 m² with parcel Z1 of project X1" in told[0]

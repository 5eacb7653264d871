"""The database agrees with the layers, and every migration goes up, down and up again on data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.types.json import Jsonb

from gis_core import db, migrate
from gis_core.instance import Instance
from layers.base import Layer
from layers.registry import all_layers

SHAPES = {
    "Point": "POINT(500000 2516000)",
    "LineString": "LINESTRING(500000 2516000,500100 2516000)",
    "MultiLineString": "MULTILINESTRING((500000 2516000,500100 2516000))",
    "Polygon": "POLYGON((500000 2516000,500100 2516000,500100 2516100,500000 2516000))",
    "MultiPolygon": "MULTIPOLYGON(((500000 2516000,500100 2516000,500100 2516100,500000 2516000)))",
}
SAMPLES: dict[str, Any] = {
    "text": "x",
    "integer": 3,
    "real": 2.5,
    "area": 5000,
    "date": date(2024, 1, 1),
    "boolean": True,
}


APPEND_ONLY = (
    *("code_changes", "custody_events", "deliveries", "export_log", "milestone_events", "parcel_divisions"),
    *("project_notes", "stage_events"),
)


def sample_row(layer: Layer, code: str) -> dict[str, Any]:
    """Return a row with every field filled, codes from their lists."""
    values = {field.name: field.codes.codes[0].code if field.codes else SAMPLES[field.kind] for field in layer.fields}
    for name in ("stage", "stage_since", "milestone", "milestone_since"):  # the events' triggers alone write these
        if layer.name.startswith("consolidation_"):
            values.pop(name, None)
    return {"code": code, **values, "valid_from": date(2020, 1, 1)}


def insert(connection: psycopg.Connection[Any], layer: Layer, row: dict[str, Any]) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, row))
    places = sql.SQL(", ").join([sql.Placeholder()] * len(row))
    statement = sql.SQL("INSERT INTO {} ({}, geom) VALUES ({}, ST_GeomFromText(%s, 4547))")
    connection.execute(
        statement.format(sql.Identifier(layer.name), names, places), [*row.values(), SHAPES[layer.geometry]]
    )


@pytest.fixture
def filled(fresh_instance: Callable[..., Instance]) -> Iterator[Instance]:
    """An instance with a live row and a superseded version in every layer."""
    own = fresh_instance("schema")
    with db.connect(own, who="tester") as connection:
        for layer in all_layers().values():
            insert(connection, layer, sample_row(layer, f"{layer.name}-1"))
    with db.connect(own, who="tester") as connection:
        for name in all_layers():
            connection.execute(
                sql.SQL("UPDATE {} SET source = 'second', valid_from = '2023-01-01'").format(sql.Identifier(name))
            )
    yield own


def count(instance: Instance, table: str) -> int:
    with db.connect(instance) as connection:
        row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
    assert row is not None
    return int(row[0])


def test_models_and_database_agree(instance: Instance) -> None:
    assert migrate.differences(instance) == []


def test_every_migration_goes_up_down_and_up_again_on_data(filled: Instance) -> None:
    for name in all_layers():
        assert (count(filled, name), count(filled, f"{name}_history")) == (1, 1)
    migrate.downgrade(filled, "base")
    with db.connect(filled, role="owner") as connection:
        left = connection.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relnamespace IN ('public'::regnamespace, 'matian'::regnamespace,"
            " 'personal'::regnamespace) AND c.relkind IN ('r', 'v') AND c.relname NOT IN"
            " ('spatial_ref_sys', 'geometry_columns', 'geography_columns', 'alembic_version')"
        ).fetchall()
        functions = connection.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace IN ('matian'::regnamespace, 'personal'::regnamespace)"
        ).fetchall()
    assert (left, functions) == ([], [])
    migrate.upgrade(filled)
    assert migrate.differences(filled) == []
    with db.connect(filled, who="tester") as connection:
        for layer in all_layers().values():
            insert(connection, layer, sample_row(layer, "again"))


def test_every_layer_keeps_its_history_through_a_step_down_and_up_again(filled: Instance) -> None:
    for step, revision in enumerate(["0001", "head"], 2):
        (migrate.downgrade if revision == "0001" else migrate.upgrade)(filled, revision)
        with db.connect(filled, who="tester") as connection:
            for name in all_layers():
                connection.execute(sql.SQL("UPDATE {} SET source = 'later'").format(sql.Identifier(name)))
        for name in all_layers():
            assert (count(filled, name), count(filled, f"{name}_history")) == (1, step), (name, revision)


def test_the_records_go_down_to_the_first_schema_and_up_again_on_a_divided_parcel(filled: Instance) -> None:
    with db.connect(filled, who="tester") as connection:
        connection.execute(
            "INSERT INTO consolidation_parcels (code, project, land_kind, geom, valid_from) VALUES ('Z1', 'X1',"
            " 'industrial', st_multi(st_makeenvelope(500900, 2518000, 501000, 2518100, 4547)), '2022-01-01')"
        )
        signed = "INSERT INTO stage_events (parcel, stage, happened_on) VALUES ('Z1', 'signed', '2023-01-01')"
        connection.execute(signed)
        connection.execute(
            "SELECT matian.divide_parcel('Z1', st_makeenvelope(500900, 2518000, 500950, 2518100, 4547), '2024-01-01')"
        )
        connection.execute("INSERT INTO project_notes (project, note) VALUES ('X1', 'n')")
    migrate.downgrade(filled, "0001")
    with db.connect(filled) as connection:
        rows = connection.execute("SELECT parcel, stage FROM stage_events_as_of('2025-01-01')").fetchall()
        assert rows == [("Z1", "signed")]
        assert connection.execute(
            "SELECT count(*) FROM consolidation_parcels WHERE parent = 'Z1' AND stage = 'signed'"
        ).fetchone() == (2,)
    migrate.upgrade(filled)
    assert migrate.differences(filled) == []
    with db.connect(filled) as connection:
        rows = connection.execute("SELECT code, requires IS NULL, colour FROM stages ORDER BY position").fetchall()
    assert rows[0] == ("identified", True, "#fbfcc8")


def test_a_run_that_was_kept_reads_as_one_of_today(filled: Instance) -> None:
    step = {"kind": "area", "failed": 3, "passed": 6}
    funnel = {"candidates": 9, "left": 6, "steps": [step], "emptied_by": None, "nearest": []}
    migrate.downgrade(filled, "0014")
    with db.connect(filled, who="tester") as connection:
        connection.execute(
            "INSERT INTO siting_runs (name, document, at, known, data, code, result, sha256)"
            " VALUES ('x', '{}', '2024-01-01', now(), '{}', 'c', %s, 'h')",
            [Jsonb({"funnel": funnel, "ranked": []})],
        )

    def result() -> Any:
        with db.connect(filled) as connection:
            row = connection.execute("SELECT result FROM siting_runs").fetchone()
        assert row is not None
        return row[0]

    before = result()
    migrate.upgrade(filled)
    sifted = {"candidates": 9, "left": 6, "emptied_by": None, "nearest": []}
    assert result() == {"funnel": [step], "sifted": sifted, "ranked": []}
    migrate.downgrade(filled, "0014")
    assert result() == before


def test_every_layer_answers_for_both_times_through_its_function(filled: Instance) -> None:
    with db.connect(filled) as connection:
        for name in all_layers():
            ask = sql.SQL("SELECT source FROM {}(%s)").format(sql.Identifier(f"{name}_as_of"))
            assert connection.execute(ask, [date(2022, 12, 31)]).fetchall() == [("",)], name
            assert connection.execute(ask, [date(2023, 1, 1)]).fetchall() == [("second",)], name
            assert connection.execute(ask, [date(2019, 12, 31)]).fetchall() == [], name


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE parcels SET revision = 7",
        "UPDATE parcels SET updated_at = now()",
        "UPDATE parcels SET updated_by = 'me'",
        "INSERT INTO parcels (code, geom, revision) VALUES ('z', 'SRID=4547;MULTIPOLYGON EMPTY', 9)",
        "DELETE FROM parcels_history",
        "UPDATE parcels_history SET code = 'z'",
        "INSERT INTO parcels_history SELECT * FROM parcels_history",
        "TRUNCATE parcels",
        "UPDATE deliveries SET layer = 'z'",
        "DELETE FROM deliveries",
        "TRUNCATE deliveries",
        "UPDATE stage_events SET note = 'z'",
        "DELETE FROM stage_events",
        "TRUNCATE stage_events",
        "UPDATE milestone_events SET note = 'z'",
        "DELETE FROM milestone_events",
        "UPDATE custody_events SET note = 'z'",
        "DELETE FROM custody_events",
        "UPDATE project_notes SET note = 'z'",
        "DELETE FROM project_notes",
        "INSERT INTO stage_events (parcel, stage, happened_on, inherits) VALUES ('Z', 'paid', '2024-01-01', 1)",
        "INSERT INTO stage_events (parcel, stage, happened_on, transaction) VALUES ('Z', 'paid', '2024-01-01', 1)",
        "INSERT INTO parcel_divisions (child, parent, divided_on) VALUES ('Z-1', 'Z', '2024-01-01')",
        "INSERT INTO code_changes (list, code) VALUES ('stages', 'paid')",
        "UPDATE stages SET requires = NULL",
        "ALTER TABLE stage_events DISABLE TRIGGER ALL",
        "SELECT * FROM personal.people",
    ],
)
def test_the_database_refuses_the_application_what_it_may_not_do(
    connection: psycopg.Connection[Any], statement: str
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


def test_append_only_tables_belong_to_a_role_that_nobody_can_log_in_as(connection: psycopg.Connection[Any]) -> None:
    rows = connection.execute(
        "SELECT c.relname, r.rolcanlogin FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner"
        " WHERE c.relname = ANY(%s)",
        [list(APPEND_ONLY)],
    ).fetchall()
    assert sorted(rows) == [(name, False) for name in APPEND_ONLY]

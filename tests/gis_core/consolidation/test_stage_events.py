"""Stage events: append-only, in order, corrected by voiding; the parcel on the map follows them into the past."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from psycopg import errors

from layers.stages import CHAINS, MILESTONES, PROJECT_TYPES, REQUIRES, STAGES

Connection = psycopg.Connection[Any]
Make = Callable[..., str]
Record = Callable[..., int]


def _stage(connection: Connection, code: str, at: str | None = None) -> Any:
    where = ("consolidation_parcels", []) if at is None else ("consolidation_parcels_as_of(%s::date)", [at])
    row = connection.execute(f"SELECT stage FROM {where[0]} WHERE code = %s", [*where[1], code]).fetchone()
    return None if row is None else row[0]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stage_events SET note = 'x'",
        "DELETE FROM stage_events",
        "TRUNCATE stage_events",
        "UPDATE milestone_events SET note = 'x'",
        "DELETE FROM milestone_events",
        "INSERT INTO stage_events (parcel, stage, happened_on, recorded_at) VALUES ('Z', 'paid', '2024-01-01', now())",
        "INSERT INTO stage_events (parcel, stage, happened_on, recorded_by) VALUES ('Z', 'paid', '2024-01-01', 'me')",
        "ALTER TABLE stage_events DISABLE TRIGGER ALL",
        "DROP TABLE stage_events",
        "UPDATE stages SET requires = NULL",
    ],
)
def test_the_database_refuses_all_but_inserting_and_reading(connection: Connection, statement: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        connection.execute(statement)


def test_an_event_says_who_recorded_it_and_when(connection: Connection, parcel: Make, record: Record) -> None:
    number = record(parcel("Z1"), "identified", "2024-01-10")
    row = connection.execute(
        "SELECT recorded_by, recorded_at = now() FROM stage_events WHERE id = %s", [number]
    ).fetchone()
    assert row == ("tester", True)


def test_the_parcel_follows_its_events_and_keeps_its_past(connection: Connection, parcel: Make, record: Record) -> None:
    parcel("Z1")
    for stage, on in (("identified", "2023-02-01"), ("signed", "2023-08-01"), ("completed", "2024-05-01")):
        record("Z1", stage, on)
    assert _stage(connection, "Z1") == "completed"
    days = ("2022-06-01", "2023-02-01", "2023-07-31", "2023-08-01", "2024-04-30", "2024-05-01")
    seen = [_stage(connection, "Z1", day) for day in days]
    assert seen == [None, "identified", "identified", "signed", "signed", "completed"]


def test_a_stage_recorded_late_fills_the_past_and_leaves_the_present(
    connection: Connection, parcel: Make, record: Record
) -> None:
    parcel("Z1")
    for stage, on in (
        ("signed", "2023-08-01"),
        ("completed", "2024-05-01"),
        ("surveyed", "2023-03-01"),
        ("paid", "2023-10-01"),
    ):
        record("Z1", stage, on)
    assert _stage(connection, "Z1") == "completed"
    days = ("2023-02-28", "2023-03-01", "2023-08-01", "2023-10-01", "2024-05-01")
    assert [_stage(connection, "Z1", day) for day in days] == [None, "surveyed", "signed", "paid", "completed"]


def test_voiding_takes_the_parcel_back_to_what_still_stands(
    connection: Connection, parcel: Make, record: Record
) -> None:
    record(parcel("Z1"), "signed", "2023-08-01")
    wrong = record("Z1", "completed", "2024-05-01")
    record("Z1", voids=wrong)
    assert _stage(connection, "Z1") == "signed"
    assert _stage(connection, "Z1", "2024-06-01") == "signed"
    assert connection.execute("SELECT count(*) FROM stage_events").fetchone() == (3,)


def test_a_correction_may_state_what_is_right(connection: Connection, parcel: Make, record: Record) -> None:
    record(parcel("Z1"), "signed", "2023-08-01")
    wrong = record("Z1", "completed", "2023-12-30")
    record("Z1", "completed", "2024-01-03", voids=wrong)
    assert _stage(connection, "Z1", "2023-12-31") == "signed"
    assert _stage(connection, "Z1", "2024-01-03") == "completed"


def test_voiding_the_only_event_leaves_no_stage(connection: Connection, parcel: Make, record: Record) -> None:
    wrong = record(parcel("Z1"), "identified", "2023-08-01")
    record("Z1", voids=wrong)
    assert _stage(connection, "Z1") is None
    assert _stage(connection, "Z1", "2023-09-01") is None


def test_completion_before_signing_is_refused_unless_a_reason_is_given(
    connection: Connection, parcel: Make, record: Record
) -> None:
    parcel("Z1")
    with pytest.raises(psycopg.Error, match="without having been signed") as refused, connection.transaction():
        record("Z1", "completed", "2024-01-03")
    assert refused.value.sqlstate == "MT001"
    record("Z1", "completed", "2024-01-03", reason="政府直接收回，无需签约")
    assert _stage(connection, "Z1") == "completed"


def test_voiding_a_signature_under_a_completion_is_refused(
    connection: Connection, parcel: Make, record: Record
) -> None:
    signed = record(parcel("Z1"), "signed", "2023-08-01")
    record("Z1", "completed", "2024-01-03")
    with pytest.raises(psycopg.Error, match="without having been signed"), connection.transaction():
        record("Z1", voids=signed)


def test_a_stage_is_reached_once_and_not_in_days_to_come(connection: Connection, parcel: Make, record: Record) -> None:
    record(parcel("Z1"), "signed", "2023-08-01")
    with pytest.raises(psycopg.Error, match="has reached signed already"), connection.transaction():
        record("Z1", "signed", "2023-09-01")
    with pytest.raises(psycopg.Error, match="a day to come"), connection.transaction():
        record("Z1", "paid", "2199-01-01")
    assert _stage(connection, "Z1") == "signed"


def test_an_event_voids_only_a_stage_of_its_own_parcel_and_once(
    connection: Connection, parcel: Make, record: Record
) -> None:
    signed = record(parcel("Z1"), "signed", "2023-08-01")
    parcel("Z2", east=500)
    with pytest.raises(psycopg.Error, match="a stage of the same parcel"), connection.transaction():
        record("Z2", voids=signed)
    void = record("Z1", voids=signed)
    for number in (signed, void):
        with pytest.raises(psycopg.Error), connection.transaction():
            record("Z1", voids=number)


def test_an_unknown_parcel_is_refused(record: Record) -> None:
    with pytest.raises(errors.ForeignKeyViolation, match="no consolidation parcel NONE"):
        record("NONE", "identified", "2024-01-01")


def test_nobody_but_events_moves_a_stage(connection: Connection, parcel: Make, record: Record) -> None:
    record(parcel("Z1"), "identified", "2024-01-10")
    connection.execute(
        "UPDATE consolidation_parcels SET stage = 'stored', title_category = 'returned' WHERE code = 'Z1'"
    )
    row = connection.execute("SELECT stage, title_category FROM consolidation_parcels WHERE code = 'Z1'").fetchone()
    assert row == ("identified", "returned")


def test_a_new_boundary_stays_with_its_days_when_an_event_is_voided(
    connection: Connection, parcel: Make, record: Record
) -> None:
    record(parcel("Z1"), "signed", "2023-03-01")
    connection.execute(
        "UPDATE consolidation_parcels SET geom = st_multi(st_buffer(geom, -20)), valid_from = '2023-06-01'"
        " WHERE code = 'Z1'"
    )
    wrong = record("Z1", "completed", "2023-09-01")
    record("Z1", voids=wrong)
    statement = "SELECT stage, round(area_m2) FROM consolidation_parcels_as_of(%s::date) WHERE code = 'Z1'"
    seen = [connection.execute(statement, [day]).fetchone() for day in ("2023-04-01", "2023-07-01", "2023-10-01")]
    assert seen == [("signed", 40_000), ("signed", 25_600), ("signed", 25_600)]


def test_milestones_follow_the_project_s_type(connection: Connection, parcel: Make) -> None:
    parcel("Z1")
    insert = "INSERT INTO milestone_events (project, milestone, happened_on) VALUES ('X1', %s, '2023-01-01')"
    connection.execute(insert, ["plan_approved"])
    with pytest.raises(psycopg.Error, match="has no milestone consented"), connection.transaction():
        connection.execute(insert, ["consented"])
    with pytest.raises(psycopg.Error, match="has reached plan_approved already"), connection.transaction():
        connection.execute(insert, ["plan_approved"])


def test_the_code_tables_start_with_what_the_layers_declare(connection: Connection) -> None:
    for table, codes in (("stages", STAGES), ("milestones", MILESTONES), ("project_types", PROJECT_TYPES)):
        rows = connection.execute(f"SELECT code, label_zh, source FROM {table} ORDER BY position").fetchall()
        assert rows == [(row.code, row.label.zh, row.source) for row in codes.codes]
    rows = connection.execute("SELECT code, requires FROM stages WHERE requires IS NOT NULL").fetchall()
    assert dict(rows) == REQUIRES
    rows = connection.execute(
        "SELECT project_type, array_agg(milestone ORDER BY position) FROM project_type_milestones GROUP BY 1"
    ).fetchall()
    assert {kind: tuple(chain) for kind, chain in rows} == CHAINS

"""Personal data: out of the application's reach but through functions that mask and that record the reading."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from psycopg import errors

from gis_core import db
from gis_core.instance import Instance

Connection = psycopg.Connection[Any]
TABLES = ("people", "negotiations", "payments", "readings")
HOLDER = "00000000-0000-4000-8000-000000000001"


@pytest.fixture(scope="module")
def office(fresh_instance: Callable[[str], Instance]) -> Instance:
    """An instance with one right holder who has been promised a payment."""
    made = fresh_instance("personal")
    with db.connect(made, role="owner") as connection:
        connection.execute(
            "INSERT INTO consolidation_parcels (code, project, land_kind, geom)"
            " VALUES ('Z1', 'X1', 'industrial', st_multi(st_makeenvelope(0, 0, 9, 9, 4547)))"
        )
        connection.execute(
            "INSERT INTO right_holders (id, parcel, kind, land_m2, floor_m2) VALUES (%s, 'Z1', 'household', 81, 200)",
            [HOLDER],
        )
        connection.execute(
            "INSERT INTO personal.people (party, name, phone, purpose, keep_until)"
            " VALUES (%s, '麦志明', '10000001234', '协商', '2035-01-01')",
            [HOLDER],
        )
        connection.execute(
            "INSERT INTO personal.payments (party, amount_yuan, due_on) VALUES (%s, 120000, '2024-05-01')", [HOLDER]
        )
    return made


@pytest.fixture
def reader(office: Instance) -> Iterator[Connection]:
    """The application's transaction in that instance."""
    with db.connect(office, who="tester") as connection:
        yield connection
        connection.rollback()


@pytest.mark.parametrize("table", TABLES)
def test_the_application_reads_no_personal_table(connection: Connection, table: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        connection.execute(f"SELECT * FROM personal.{table}")


@pytest.mark.parametrize("table", TABLES)
def test_a_grant_made_by_mistake_shows_nothing(
    connection: Connection, owner_connection: Connection, table: str
) -> None:
    row = owner_connection.execute(
        "SELECT relrowsecurity FROM pg_class WHERE oid = %s::regclass", [f"personal.{table}"]
    )
    assert row.fetchone() == (True,)
    policies = owner_connection.execute("SELECT count(*) FROM pg_policies WHERE tablename = %s", [table]).fetchone()
    assert policies == (0,)


@pytest.mark.parametrize(
    ("role", "name", "phone", "amount"),
    [
        ("", "麦**", "100****1234", None),
        ("viewer", "麦**", "100****1234", None),
        ("planner", "麦**", "100****1234", None),
        ("officer", "麦志明", "10000001234", 120_000),
    ],
)
def test_names_phones_and_amounts_are_masked_by_role(
    reader: Connection, role: str, name: str, phone: str, amount: int | None
) -> None:
    reader.execute("SELECT set_config('matian.role', %s, true)", [role])
    assert reader.execute("SELECT name, phone FROM personal.read_people('X1', '协商')").fetchall() == [(name, phone)]
    assert reader.execute("SELECT amount_yuan FROM personal.read_payments('X1', '核对')").fetchall() == [(amount,)]


def test_every_reading_is_recorded_with_who_and_why(office: Instance) -> None:
    with db.connect(office, who="officer Mai") as connection:
        connection.execute("SELECT set_config('matian.role', 'officer', true)")
        connection.execute("SELECT * FROM personal.read_people('X1', '电话联系')")
    with db.connect(office, role="owner") as connection:
        row = connection.execute("SELECT read_by, role, what, purpose, parties FROM personal.readings").fetchone()
    assert row == ("officer Mai", "officer", "people X1", "电话联系", 1)


def test_a_reading_without_a_purpose_is_refused(reader: Connection) -> None:
    with pytest.raises(psycopg.Error, match="for a purpose"):
        reader.execute("SELECT * FROM personal.read_people('X1', ' ')")


def test_only_the_consolidation_team_records_negotiations(reader: Connection) -> None:
    offer = "SELECT personal.record_negotiation(%s, 'offer', '2024-03-01', 100000, '谈判一组', NULL)"
    with pytest.raises(errors.InsufficientPrivilege, match="viewer"), reader.transaction():
        reader.execute(offer, [HOLDER])
    reader.execute("SELECT set_config('matian.role', 'lead', true)")
    reader.execute(offer, [HOLDER])
    rows = reader.execute("SELECT kind, amount_yuan FROM personal.read_negotiations('X1', '复核')").fetchall()
    assert rows == [("offer", 100_000)]

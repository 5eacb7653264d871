"""Code tables: edited without a change of code, checked, and kept with who changed what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from gis_core.consolidation.events import record_milestone, record_stage
from gis_core.consolidation.records import codes
from gis_core.errors import NotFoundError, RefusedInputError, StageOrderError, WrongUseError
from layers.code_tables import CODE_TABLES

Connection = psycopg.Connection[Any]
Make = Callable[..., str]
DAY = dt.date(2024, 3, 1)
NEW = {"label_zh": "围挡", "label_en": "Fenced off", "source": "街道办"}


@pytest.fixture
def connection(owner_connection: Connection) -> Iterator[Connection]:
    """Both the administrator's command and what follows run in the owner's transaction here."""
    return owner_connection


def _order(connection: Connection) -> list[str]:
    return [row["code"] for row in codes.rows(connection, "stages")]


def test_a_stage_that_is_added_may_be_recorded_at_once(connection: Connection, parcel: Make) -> None:
    row = codes.add(connection, "stages", "fenced", {**NEW, "requires": "demolished", "position": "9"})
    assert (row["position"], row["requires"]) == (9, "demolished")
    assert _order(connection)[7:10] == ["demolished", "fenced", "completed"]
    parcel("Z1")
    with pytest.raises(StageOrderError, match="without having been demolished"):
        record_stage(connection, "Z1", "fenced", DAY)


def test_what_a_stage_requires_is_data(connection: Connection, parcel: Make) -> None:
    parcel("Z1")
    codes.change(connection, "stages", "completed", {"requires": None})
    record_stage(connection, "Z1", "completed", DAY)
    codes.change(connection, "stages", "vacated", {"requires": "paid"})
    with pytest.raises(StageOrderError, match="without having been paid"):
        record_stage(connection, "Z1", "vacated", DAY)


def test_a_new_order_of_stages_reaches_the_map(connection: Connection, parcel: Make) -> None:
    parcel("Z1")
    record_stage(connection, "Z1", "signed", DAY)
    record_stage(connection, "Z1", "vacated", dt.date(2024, 4, 1))
    record_stage(connection, "Z1", "paid", dt.date(2024, 5, 1))
    ask = "SELECT stage FROM consolidation_parcels WHERE code = 'Z1'"
    assert connection.execute(ask).fetchone() == ("vacated",)
    codes.change(connection, "stages", "paid", {"position": "7"})
    assert _order(connection)[4:7] == ["signed", "vacated", "paid"]
    assert connection.execute(ask).fetchone() == ("paid",)


def test_a_type_skips_a_milestone_and_takes_it_back(connection: Connection, parcel: Make) -> None:
    parcel("Z1")
    codes.skip(connection, "interest_sharing", "listed")
    with pytest.raises(RefusedInputError, match="has no milestone listed"):
        record_milestone(connection, "X1", "listed", DAY)
    codes.add(connection, "project_type_milestones", "interest_sharing/listed", {"position": "1"})
    chain = [
        row for row in codes.rows(connection, "project_type_milestones") if row["project_type"] == "interest_sharing"
    ]
    assert [row["milestone"] for row in chain][:2] == ["listed", "initiated"]
    record_milestone(connection, "X1", "listed", DAY)


def test_every_change_is_kept_with_who_made_it(connection: Connection) -> None:
    codes.change(connection, "stages", "signed", {"label_en": "Agreed"})
    codes.add(connection, "override_reasons", "flood", NEW)
    (added, changed) = codes.changes(connection, most=2)
    assert (changed.list, changed.code, changed.changed_by) == ("stages", "signed", "tester")
    assert (changed.before or {})["label_en"], (changed.after or {})["label_en"] == ("Signed", "Agreed")
    assert (added.list, added.before, (added.after or {})["label_zh"]) == ("override_reasons", None, "围挡")


def test_changing_places_is_told_as_one_change_a_row(connection: Connection) -> None:
    before = len(codes.changes(connection))
    codes.change(connection, "milestones", "initiated", {"position": "1"})
    told = codes.changes(connection)[: len(codes.changes(connection)) - before]
    places = {each.code: ((each.before or {})["position"], (each.after or {})["position"]) for each in told}
    assert places == {"initiated": (2, 1), "listed": (1, 2)}


@pytest.mark.parametrize(
    ("name", "code", "values", "kind", "field"),
    [
        ("stages", "signed", {"requires": "completed"}, RefusedInputError, "requires"),
        ("stages", "signed", {"requires": "signed"}, RefusedInputError, "requires"),
        ("stages", "signed", {"requires": "nonesuch"}, NotFoundError, "requires"),
        ("stages", "paid", {"position": "2"}, RefusedInputError, "requires"),
        ("stages", "signed", {"position": "99"}, WrongUseError, "position"),
        ("stages", "signed", {"position": "x"}, WrongUseError, "position"),
        ("stages", "signed", {"colour": "red"}, RefusedInputError, "colour"),
        ("stages", "signed", {"label_zh": " "}, RefusedInputError, "label_zh"),
        ("stages", "signed", {"label_zh": None}, RefusedInputError, "label_zh"),
        ("stages", "signed", {"code": "other"}, WrongUseError, "code"),
        ("stages", "signed", {"nonesuch": "x"}, WrongUseError, "nonesuch"),
        ("stages", "nonesuch", {"label_zh": "x"}, NotFoundError, "code"),
        ("parcels", "P1", {"name": "x"}, NotFoundError, "list"),
        ("project_type_milestones", "interest_sharing", {"position": "1"}, WrongUseError, "code"),
    ],
)
def test_what_can_not_be_is_refused(
    connection: Connection, *, name: str, code: str, values: dict[str, str | None], kind: type[Exception], field: str
) -> None:
    with pytest.raises(kind) as refused:
        codes.change(connection, name, code, values)
    assert refused.value.field == field  # type: ignore[attr-defined]


def test_a_code_is_added_once_and_in_its_form(connection: Connection) -> None:
    for code in ("signed", "Fenced", "1st"):
        with pytest.raises(RefusedInputError):
            codes.add(connection, "stages", code, NEW)
    with pytest.raises(RefusedInputError):
        codes.add(connection, "stages", "fenced", {"label_zh": "围挡"})


def test_every_code_table_is_there_and_has_rows(connection: Connection) -> None:
    counts = codes.lists(connection)
    assert counts.keys() == CODE_TABLES.keys()
    assert all(counts.values())

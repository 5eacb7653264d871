"""The recording sheet: written, filled in, read back; refused rows are listed, the rest is recorded."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import psycopg
import pytest

from gis_core.consolidation.events import record_stage
from gis_core.consolidation.records.sheet import Sheet, record_sheet
from gis_core.consolidation.records.template import COLUMNS, HEADER_ROW, write_template
from gis_core.errors import NotFoundError, RefusedInputError

Connection = psycopg.Connection[Any]
Make = Callable[..., str]
TODAY = dt.date(2026, 6, 1)
AT = {column.name: number for number, column in enumerate(COLUMNS, start=1)}


@pytest.fixture
def sheet(connection: Connection, parcel: Make) -> Callable[..., bytes]:
    """A function that fills in the sheet of X1: each row a dictionary of columns."""
    for number in range(4):
        parcel(f"Z{number + 1}", east=number * 200)

    def fill(*rows: dict[str, Any]) -> bytes:
        book = openpyxl.load_workbook(io.BytesIO(write_template(connection, "X1", TODAY)))
        page = book.worksheets[0]
        for number, row in enumerate(rows, start=HEADER_ROW + 10):
            for name, value in row.items():
                page.cell(number, AT[name]).value = value
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    return fill


def _counts(done: Sheet) -> tuple[int, int, int, int]:
    return done.read, done.recorded, done.unchanged, done.refused


def _events(connection: Connection) -> list[Any]:
    return connection.execute(
        "SELECT parcel, stage, happened_on::text FROM stage_events_as_of('infinity') ORDER BY parcel, happened_on"
    ).fetchall()


def test_the_template_shows_the_parcels_where_they_stand_and_offers_the_codes(
    connection: Connection, sheet: Callable[..., bytes]
) -> None:
    record_stage(connection, "Z2", "signed", dt.date(2024, 3, 1))
    book = openpyxl.load_workbook(io.BytesIO(sheet()))
    page, lists = book.worksheets
    header = [cell.value for cell in page[HEADER_ROW + 1]]
    assert header[0] == "整备地块编号\nParcel"
    assert [page.cell(HEADER_ROW + 1 + number, 1).value for number in range(1, 5)] == ["Z1", "Z2", "Z3", "Z4"]
    assert page.cell(HEADER_ROW + 3, AT["present_stage"]).value == "签约 Signed"
    assert page.cell(HEADER_ROW + 3, AT["stage_since"]).value.date() == dt.date(2024, 3, 1)
    stages = [label for (label,) in connection.execute("SELECT label_zh FROM stages ORDER BY position").fetchall()]
    assert [str(cell.value).partition(" ")[0] for cell in lists["A"][1:]] == stages
    rules = {next(iter(rule.sqref.ranges)).min_col: rule for rule in page.data_validations.dataValidation}
    assert (rules[AT["stage"]].type, rules[AT["happened_on"]].type) == ("list", "date")
    assert rules[AT["stage"]].formula1 == f"'代码 Codes'!$A$2:$A${len(stages) + 1}"
    assert rules[AT["override_reason"]].type == "list"


def test_an_untouched_template_records_nothing(connection: Connection, sheet: Callable[..., bytes]) -> None:
    assert _counts(record_sheet(connection, sheet())) == (0, 0, 0, 0)


def test_dependent_rows_are_taken_in_the_order_of_stages(connection: Connection, sheet: Callable[..., bytes]) -> None:
    content = sheet(
        {"code": "Z1", "stage": "整备完成 Completed", "happened_on": dt.date(2024, 5, 1)},
        {"code": "Z1", "stage": "签约", "happened_on": "2024/3/1"},
        {"code": "Z2", "stage": "signed", "happened_on": "2024年3月2日"},
    )
    assert _counts(record_sheet(connection, content)) == (3, 3, 0, 0)
    assert _events(connection) == [
        ("Z1", "signed", "2024-03-01"),
        ("Z1", "completed", "2024-05-01"),
        ("Z2", "signed", "2024-03-02"),
    ]
    assert _counts(record_sheet(connection, content)) == (3, 0, 3, 0)


def test_refused_rows_are_named_and_the_rest_is_recorded(connection: Connection, sheet: Callable[..., bytes]) -> None:
    rows = (
        {"code": "Z1", "stage": "completed", "happened_on": "2024-05-01"},
        {"code": "Z2", "stage": "finished", "happened_on": "2024-05-01"},
        {"code": "Z3", "stage": "signed", "happened_on": "yesterday"},
        {"code": "Z9", "stage": "signed", "happened_on": "2024-05-01"},
        {"stage": "signed", "happened_on": "2024-05-01"},
        {"code": "Z4", "happened_on": "2024-05-01"},
        {"code": "Z4", "stage": "completed", "happened_on": "2024-05-01", "override_reason": "依征收决定实施"},
    )
    done = record_sheet(connection, sheet(*rows))
    assert _counts(done) == (7, 1, 0, 6)
    first = HEADER_ROW + 10
    assert [(each.row - first, each.code, each.field) for each in done.findings] == [
        (0, "Z1", "override_reason"),
        (1, "Z2", "stage"),
        (2, "Z3", "happened_on"),
        (3, "Z9", "parcel"),
        (4, None, "code"),
        (5, "Z4", "stage"),
    ]
    assert all(each.message for each in done.findings)
    assert _events(connection) == [("Z4", "completed", "2024-05-01")]


def test_strict_records_nothing_when_a_row_is_refused(connection: Connection, sheet: Callable[..., bytes]) -> None:
    good = {"code": "Z1", "stage": "signed", "happened_on": "2024-05-01"}
    done = record_sheet(connection, sheet(good, {**good, "code": "Z9"}), strict=True)
    assert _counts(done) == (2, 0, 0, 1)
    assert _events(connection) == []
    assert _counts(record_sheet(connection, sheet(good), strict=True)) == (1, 1, 0, 0)


def test_another_day_for_a_stage_on_record_is_refused(connection: Connection, sheet: Callable[..., bytes]) -> None:
    record_stage(connection, "Z1", "signed", dt.date(2024, 3, 1))
    (finding,) = record_sheet(
        connection, sheet({"code": "Z1", "stage": "signed", "happened_on": "2024-03-02"})
    ).findings
    assert "has reached signed already; void that event to correct it" in finding.message


def test_parcels_of_another_project_are_refused_when_one_is_asked_for(
    connection: Connection, sheet: Callable[..., bytes]
) -> None:
    connection.execute(
        "INSERT INTO consolidation_parcels (code, project, land_kind, geom, valid_from)"
        " VALUES ('Y1', 'X2', 'industrial', st_multi(st_makeenvelope(0, 0, 9, 9, 4547)), '2022-01-01')"
    )
    content = sheet({"code": "Y1", "stage": "signed", "happened_on": "2024-03-02"})
    (finding,) = record_sheet(connection, content, project="X1").findings
    assert finding.message == "parcel Y1 belongs to project X2"
    assert _counts(record_sheet(connection, content)) == (1, 1, 0, 0)


def test_what_is_no_sheet_is_refused(connection: Connection) -> None:
    book = openpyxl.Workbook()
    out = io.BytesIO()
    book.save(out)
    for content in (b"", b"PK\x03\x04broken", out.getvalue()):
        with pytest.raises(RefusedInputError):
            record_sheet(connection, content)
    with pytest.raises(NotFoundError, match="no consolidation project 'X9'"):
        write_template(connection, "X9", TODAY)


def test_days_and_words_keep_within_what_other_ways_of_recording_take(
    connection: Connection, sheet: Callable[..., bytes]
) -> None:
    rows = (
        {"code": "Z1", "stage": "signed", "happened_on": "0001-01-01"},
        {"code": "Z2", "stage": "signed", "happened_on": "9999-12-31"},
        {"code": "Z3", "stage": "signed", "happened_on": "2024-05-01", "note": "x" * 4001},
    )
    done = record_sheet(connection, sheet(*rows))
    assert [each.field for each in done.findings] == ["happened_on", "happened_on", "note"]
    assert _events(connection) == []

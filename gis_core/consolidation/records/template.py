"""
The recording sheet of a project (阶段登记表): XLSX that the system writes, an officer fills in, `sheet` reads back.

One row a parcel, with the stage that it stands in; to be filled in are the stage that it reached (a drop-down), the
day, and where the order of stages doesn't hold the reason (a drop-down too, though any text will do).
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from typing import Any

import psycopg
import xlsxwriter

from gis_core.consolidation.records.statements import statement
from gis_core.consolidation.workbooks import TEXT_STAYS_TEXT
from gis_core.errors import NotFoundError
from layers.base import Label
from layers.stages import LAND_KINDS, TITLE_CATEGORIES

Connection = psycopg.Connection[Any]

RECORDS = Label("阶段登记", "Records")
LISTS = Label("代码", "Codes")
SPARE_ROWS = 200
"""Rows below the parcels that have the drop-downs too: for a second stage of the same parcel."""
HEADER_ROW = 2
"""0-based row of the header; the title and the instruction stand above it."""


@dataclass(frozen=True)
class Column:
    """A column of the sheet: the value's name, its header, its width in characters, whether it is to be filled in."""

    name: str
    label: Label
    width: float
    filled_in: bool = False


COLUMNS = (
    Column("code", Label("整备地块编号", "Parcel"), 18),
    Column("cadastral", Label("宗地代码", "Cadastral parcel"), 22),
    Column("land_kind", Label("用地类别", "Kind of land"), 16),
    Column("title_category", Label("权属类别", "Title category"), 20),
    Column("area_m2", Label("面积（m²）", "Area (m²)"), 13),
    Column("present_stage", Label("现阶段", "Present stage"), 18),
    Column("stage_since", Label("进入日期", "Since"), 12),
    Column("stage", Label("登记阶段", "Stage reached"), 20, filled_in=True),
    Column("happened_on", Label("发生日期", "Happened on"), 14, filled_in=True),
    Column("override_reason", Label("越序原因", "Override reason"), 30, filled_in=True),
    Column("note", Label("备注", "Note"), 30, filled_in=True),
)


def shown(label: Label) -> str:
    """Return a code's label as the drop-downs show it."""
    return f"{label.zh} {label.en}"


def code_labels(connection: Connection, table: str) -> dict[str, Label]:
    """Return the codes of `stages` or `override_reasons` in their order, with their labels."""
    statements = {
        "stages": "SELECT code, label_zh, label_en FROM stages ORDER BY position",
        "override_reasons": "SELECT code, label_zh, label_en FROM override_reasons ORDER BY position",
    }
    return {code: Label(zh, en) for code, zh, en in connection.execute(statements[table]).fetchall()}


def write_template(connection: Connection, project: str, today: dt.date) -> bytes:
    """
    Return the recording sheet of a project as XLSX.

    Parameters
    ----------
    connection
        To the records.
    project
        Code of the project.
    today
        Last day that a cell for a day takes.

    Raises
    ------
    NotFoundError
        If there is no such project.
    """
    row = connection.execute("SELECT name FROM consolidation_projects WHERE code = %s", [project]).fetchone()
    if row is None:
        raise NotFoundError(f"project: there is no consolidation project {project!r}", field="project")
    stages, reasons = code_labels(connection, "stages"), code_labels(connection, "override_reasons")
    parcels = connection.execute(statement("sheet"), {"project": project}).fetchall()
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, TEXT_STAYS_TEXT) as book:
        records = book.add_worksheet(shown(RECORDS))
        _write_lists(book, [shown(label) for label in stages.values()], [shown(label) for label in reasons.values()])
        _write_head(book, records, f"{row[0]}（{project}）")
        _write_parcels(book, records, parcels, stages)
        _restrict(records, HEADER_ROW + len(parcels) + SPARE_ROWS, len(stages), len(reasons), today)
        records.freeze_panes(HEADER_ROW + 1, 1)
        records.autofilter(HEADER_ROW, 0, HEADER_ROW + max(len(parcels), 1), len(COLUMNS) - 1)
        records.set_landscape()
        records.set_paper(9)  # A4
        records.fit_to_pages(1, 0)
        records.repeat_rows(HEADER_ROW)
    return out.getvalue()


def _write_lists(book: Any, stages: list[str], reasons: list[str]) -> None:
    sheet = book.add_worksheet(shown(LISTS))
    sheet.set_column(0, 1, 44)
    for column, (label, values) in enumerate(
        ((Label("登记阶段", "Stage"), stages), (Label("越序原因", "Override reason"), reasons))
    ):
        sheet.write_string(0, column, shown(label), book.add_format({"bold": True}))
        sheet.write_column(1, column, values)


def _write_head(book: Any, sheet: Any, title: str) -> None:
    sheet.write_string(
        0, 0, f"土地整备阶段登记表 Stage records — {title}", book.add_format({"bold": True, "font_size": 14})
    )
    sheet.write_string(
        1,
        0,
        "请填写黄色列；一行登记一个阶段，同一地块登记多个阶段时复制该行。 "
        "Fill in the yellow columns; a row records one stage, copy the row for a second stage of the same parcel.",
        book.add_format({"italic": True}),
    )
    plain = {"bold": True, "text_wrap": True, "border": 1, "valign": "vcenter", "align": "center"}
    given, asked = (book.add_format({**plain, "bg_color": colour}) for colour in ("#e6e9ed", "#fff2b3"))
    sheet.set_row(HEADER_ROW, 34)
    for number, column in enumerate(COLUMNS):
        sheet.set_column(number, number, column.width)
        sheet.write_string(
            HEADER_ROW, number, f"{column.label.zh}\n{column.label.en}", asked if column.filled_in else given
        )


def _write_parcels(book: Any, sheet: Any, parcels: list[Any], stages: dict[str, Label]) -> None:
    day = book.add_format({"num_format": "yyyy-mm-dd", "border": 1})
    area = book.add_format({"num_format": "#,##0.00", "border": 1})
    plain = book.add_format({"border": 1})
    to_fill, to_fill_day = (
        book.add_format({"border": 1, "bg_color": "#fffbe6", "num_format": form}) for form in ("@", "yyyy-mm-dd")
    )
    kinds = {row.code: shown(row.label) for row in LAND_KINDS.codes}
    titles = {row.code: shown(row.label) for row in TITLE_CATEGORIES.codes}
    for number, (code, cadastral, stage, since, area_m2, kind, title) in enumerate(parcels, start=HEADER_ROW + 1):
        sheet.write_string(number, 0, code, plain)
        sheet.write_string(number, 1, cadastral or "", plain)
        sheet.write_string(number, 2, kinds.get(kind, kind or ""), plain)
        sheet.write_string(number, 3, titles.get(title, title or ""), plain)
        sheet.write_number(number, 4, float(area_m2), area)
        sheet.write_string(number, 5, shown(stages[stage]) if stage in stages else "", plain)
        if since is None:
            sheet.write_blank(number, 6, None, day)
        else:
            sheet.write_datetime(number, 6, since, day)
        for column in range(7, len(COLUMNS)):
            sheet.write_blank(number, column, None, to_fill_day if COLUMNS[column].name == "happened_on" else to_fill)


def _restrict(sheet: Any, last_row: int, stages: int, reasons: int, today: dt.date) -> None:
    """Give the cells that are filled in their drop-downs and limits."""
    lists = f"'{shown(LISTS)}'"
    at = {column.name: number for number, column in enumerate(COLUMNS)}
    first = HEADER_ROW + 1
    stage, day, reason = at["stage"], at["happened_on"], at["override_reason"]
    sheet.data_validation(
        first,
        stage,
        last_row,
        stage,
        {
            "validate": "list",
            "source": f"={lists}!$A$2:$A${stages + 1}",
            "error_title": "登记阶段 Stage",
            "error_message": "请从下拉列表选择。Choose one of the list.",
        },
    )
    sheet.data_validation(
        first,
        day,
        last_row,
        day,
        {
            "validate": "date",
            "criteria": "between",
            "minimum": dt.date(1990, 1, 1),
            "maximum": today,
            "error_title": "发生日期 Happened on",
            "error_message": "请填写不晚于今天的日期，如 2024-12-31。A date not later than today.",
        },
    )
    sheet.data_validation(
        first,
        reason,
        last_row,
        reason,
        {"validate": "list", "source": f"={lists}!$B$2:$B${max(reasons, 1) + 1}", "show_error": False},
    )

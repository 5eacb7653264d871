"""XLSX ledgers: Chinese titles with units, meanings beside codes, a sheet that says what it is and sums it up."""

from __future__ import annotations

import datetime as dt
from typing import Any

import shapely
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from gis_core.exchange.ogr_out import cant_write
from gis_core.exchange.writer import GEOMETRY, Column, Keep, Outgoing, Writer
from layers.base import Label

MOST_ROWS = 1_048_575
LONGEST_CELL = 32_767
WKT = "wkt"
FONT = {"font_name": "宋体", "font_size": 10}
SHEET, ABOUT = "台账", "说明"
WIDTHS = {"text": 18, "date": 12, "instant": 20, "area": 16, "real": 12, "integer": 10, "boolean": 8}
DIGITS = {True: 9, False: 3}
"""Decimals of coordinates in degrees and in metres."""


def _write(outgoing: Outgoing) -> None:
    book = xlsxwriter.Workbook(
        outgoing.path, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(SHEET)
    formats = {
        "head": book.add_format({**FONT, "bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "text": book.add_format(FONT),
        "number": book.add_format({**FONT, "num_format": "#,##0.00"}),
        "date": book.add_format({**FONT, "num_format": "yyyy-mm-dd"}),
    }
    ledger = _Ledger(outgoing, sheet, formats)
    ledger.write()
    _about(book, outgoing, ledger, formats)
    try:
        book.close()
    except FileCreateError as error:
        raise cant_write(outgoing.path, error) from error
    if ledger.left_out:
        outgoing.met.append(
            Label(
                f"{ledger.left_out} 个图形的 WKT 超过 {LONGEST_CELL:,} 字符，未写入",
                f"{ledger.left_out} shapes whose text has more than {LONGEST_CELL:,} characters were left out",
            )
        )


class _Ledger:
    """The sheet of the records, written row by row."""

    def __init__(self, outgoing: Outgoing, sheet: Any, formats: dict[str, Any]) -> None:
        self._outgoing = outgoing
        self._sheet = sheet
        self._formats = formats
        self.rows = 0
        self.left_out = 0
        self.sums: dict[str, tuple[int, float]] = {}
        self._places: list[tuple[Column | None, str]] = []
        for column in outgoing.columns:
            self._places.append((column, column.title))
            if column.codes is not None:
                self._places.append((None, f"{column.label.zh}（名称）"))

    def write(self) -> None:
        """Write head and rows."""
        for place, (column, title) in enumerate([*self._places, (None, WKT)]):
            self._sheet.set_column(place, place, WIDTHS.get(column.kind if column else "text", 18))
            self._sheet.write_string(0, place, title, self._formats["head"])
            if column is not None and column.kind == "area":
                self.sums[column.name] = (place, 0.0)
        self._sheet.freeze_panes(1, 1)
        digits = DIGITS[self._outgoing.system.geographic]
        for batch in self._outgoing.batches:
            shapes = shapely.from_wkb(batch.column(GEOMETRY).to_numpy(zero_copy_only=False))
            texts = shapely.to_wkt(shapes, rounding_precision=digits)
            for values, wkt in zip(batch.drop_columns([GEOMETRY]).to_pylist(), texts, strict=True):
                self.rows += 1
                self._row(values, wkt)
        self._sheet.autofilter(0, 0, max(self.rows, 1), len(self._places))

    def _row(self, values: dict[str, Any], wkt: str) -> None:
        place = 0
        for column in self._outgoing.columns:
            value = values[column.name]
            self._cell(place, value)
            if column.name in self.sums and value is not None:
                at, total = self.sums[column.name]
                self.sums[column.name] = (at, total + value)
            place += 1
            if column.codes is not None:
                meaning = column.codes.find(value) if value is not None else None
                self._cell(place, meaning.label.zh if meaning else None)
                place += 1
        if len(wkt) > LONGEST_CELL:
            self.left_out += 1
        else:
            self._cell(place, wkt)

    def _cell(self, place: int, value: Any) -> None:
        if value is None:
            return
        if isinstance(value, bool):
            self._sheet.write_string(self.rows, place, "是" if value else "否", self._formats["text"])
        elif isinstance(value, dt.datetime):
            told = value.strftime("%Y-%m-%dT%H:%M:%SZ")
            self._sheet.write_string(self.rows, place, told, self._formats["text"])
        elif isinstance(value, dt.date):
            self._sheet.write_datetime(self.rows, place, value, self._formats["date"])
        elif isinstance(value, float):
            self._sheet.write_number(self.rows, place, value, self._formats["number"])
        elif isinstance(value, int):
            self._sheet.write_number(self.rows, place, value, self._formats["text"])
        else:
            self._sheet.write_string(self.rows, place, str(value)[:LONGEST_CELL], self._formats["text"])


def _about(book: Any, outgoing: Outgoing, ledger: _Ledger, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(ABOUT)
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 1, 24)
    line = 0
    for label in outgoing.about:
        sheet.write_string(line, 0, label.zh, formats["text"])
        line += 1
    last = max(ledger.rows, 1) + 1
    sheet.write_string(line, 0, "记录数", formats["head"])
    sheet.write_formula(line, 1, f"=COUNTA('{SHEET}'!A2:A{last})", formats["text"], ledger.rows)
    for column in outgoing.columns:
        if column.name in ledger.sums:
            line += 1
            place, total = ledger.sums[column.name]
            letter = xlsxwriter.utility.xl_col_to_name(place)
            sheet.write_string(line, 0, f"{column.title}合计", formats["head"])
            sheet.write_formula(line, 1, f"=SUM('{SHEET}'!{letter}2:{letter}{last})", formats["number"], total)


WRITER = Writer(
    "xlsx",
    Label("Excel 台账", "Excel ledger (XLSX)"),
    ".xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    _write,
    frozenset({Keep.GEOMETRY, Keep.PARTS, Keep.HOLES, Keep.ATTRIBUTES, Keep.DATES, Keep.CHARACTERS, Keep.LABELS}),
    losses={
        Keep.NAMES: Label("表头为中文名称", "columns have Chinese titles"),
        Keep.TEXT: Label("文本最长 32,767 字符", "texts have at most 32,767 characters"),
        Keep.NUMBERS: Label("数值取到 15–16 位", "numbers have 15 to 16 digits"),
    },
    most_rows=MOST_ROWS,
)

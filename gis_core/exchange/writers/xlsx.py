"""
XLSX ledgers: Chinese titles with units, meanings beside codes, a sheet a layer, and one that says what they are and
sums them up.

Source: Microsoft, Excel specifications and limits (rows, characters of a cell, names of sheets).
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator, Sequence
from typing import Any

import shapely
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from gis_core.exchange.ogr_out import cant_write
from gis_core.exchange.writer import GEOMETRY, Column, Keep, Outgoing, Writer
from layers.base import Label, Layer

MOST_ROWS = 1_048_575
NUMBERS = 2.2251e-308, 9.99999999999999e307
"""Least and greatest number above 0 that Excel holds."""
LONGEST_CELL = 32_767
LONGEST_SHEET = 31
FORBIDDEN = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
"""What names of sheets may not hold."""
FIRST_DAY = dt.date(1900, 3, 1)
"""Excel takes 1900 for a leap year, LibreOffice doesn't: of days before this one each reads another, or none."""
WKT = "wkt"
FONT = {"font_name": "宋体", "font_size": 10}
SHEET, ABOUT = "台账", "说明"
WIDTHS = {"text": 18, "date": 12, "instant": 20, "area": 16, "real": 12, "integer": 10, "boolean": 8}
DIGITS = {True: 9, False: 3}
"""Decimals of coordinates in degrees and in metres."""


def _write(outgoing: Outgoing) -> None:
    _write_layers(iter([outgoing]), several=False)


def _write_layers(layers: Iterator[Outgoing], *, several: bool = True) -> None:
    book: Any = None
    written: list[_Ledger] = []
    for outgoing in layers:
        if book is None:
            path = outgoing.path
            book = xlsxwriter.Workbook(
                path, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
            )
            formats = _formats(book)
        name = _sheet_name(outgoing.layer, written) if several else SHEET
        ledger = _Ledger(outgoing, book.add_worksheet(name), formats)
        ledger.write()
        ledger.tell()
        written.append(ledger)
    _about(book, written, formats)
    try:
        book.close()
    except FileCreateError as error:
        raise cant_write(path, error) from error


def _formats(book: Any) -> dict[str, Any]:
    return {
        "head": book.add_format({**FONT, "bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "text": book.add_format(FONT),
        "number": book.add_format({**FONT, "num_format": "#,##0.00"}),
        "date": book.add_format({**FONT, "num_format": "yyyy-mm-dd"}),
    }


def _sheet_name(layer: Layer, before: Sequence[_Ledger]) -> str:
    """Return the layer's label as a sheet may be called; two alike bear the layer's name too."""
    taken = {ABOUT, *(ledger.name for ledger in before)}
    label = FORBIDDEN.sub("_", layer.label.zh)[:LONGEST_SHEET]
    return label if label not in taken else FORBIDDEN.sub("_", f"{label[:8]} {layer.name}")[:LONGEST_SHEET]


def _fitting(text: str) -> str:
    """Return a text as a cell holds it, which counts in units of UTF-16."""
    units = text.encode("utf-16-le")
    return text if len(units) <= 2 * LONGEST_CELL else units[: 2 * LONGEST_CELL].decode("utf-16-le", errors="ignore")


class _Ledger:
    """The sheet of a layer's records, written row by row; counts what a cell can't hold."""

    def __init__(self, outgoing: Outgoing, sheet: Any, formats: dict[str, Any]) -> None:
        self.outgoing = outgoing
        self.name = str(sheet.name)
        self.rows = 0
        self.sums: dict[str, tuple[int, float]] = {}
        self._sheet = sheet
        self._formats = formats
        self._left_out = self._shortened = self._as_text = 0
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
        digits = DIGITS[self.outgoing.system.geographic]
        for batch in self.outgoing.batches:
            shapes = shapely.from_wkb(batch.column(GEOMETRY).to_numpy(zero_copy_only=False))
            texts = shapely.to_wkt(shapes, rounding_precision=digits)
            for values, wkt in zip(batch.drop_columns([GEOMETRY]).to_pylist(), texts, strict=True):
                self.rows += 1
                self._row(values, wkt)
        self._sheet.autofilter(0, 0, max(self.rows, 1), len(self._places))

    def tell(self) -> None:
        """Say what was lost indeed."""
        self.outgoing.lost(
            self._left_out,
            f"{{}} 个图形的 WKT 超过 {LONGEST_CELL:,} 字符，未写入",
            f"{{}} shapes whose text has more than {LONGEST_CELL:,} characters were left out",
        )
        self.outgoing.lost(
            self._shortened,
            f"{{}} 个文本超过 {LONGEST_CELL:,} 字符，已截断",
            f"{{}} texts of more than {LONGEST_CELL:,} characters were cut off",
        )
        self.outgoing.lost(
            self._as_text,
            f"{{}} 个值表格不能按原类型存放（{FIRST_DAY:%Y-%m-%d} 以前的日期、过大过小或非有限的数），写成文本",
            f"{{}} values that a sheet can't hold as such (days before {FIRST_DAY:%Y-%m-%d}, numbers too large, too"
            " small or endless) became text",
        )

    def _row(self, values: dict[str, Any], wkt: str) -> None:
        place = 0
        for column in self.outgoing.columns:
            value = values[column.name]
            self._cell(place, value)
            if column.name in self.sums and value is not None and math.isfinite(value):
                at, total = self.sums[column.name]
                self.sums[column.name] = (at, total + value)
            place += 1
            if column.codes is not None:
                meaning = column.codes.find(value) if value is not None else None
                self._cell(place, meaning.label.zh if meaning else None)
                place += 1
        if len(wkt) > LONGEST_CELL:
            self._left_out += 1
        else:
            self._cell(place, wkt)

    def _cell(self, place: int, value: Any) -> None:
        if value is None:
            return
        if isinstance(value, bool):
            self._text(place, "是" if value else "否")
        elif isinstance(value, dt.datetime):
            self._text(place, f"{value.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z")
        elif isinstance(value, dt.date) and value >= FIRST_DAY:
            self._sheet.write_datetime(self.rows, place, value, self._formats["date"])
        elif isinstance(value, float) and (value == 0 or NUMBERS[0] <= abs(value) <= NUMBERS[1]):
            self._sheet.write_number(self.rows, place, value, self._formats["number"])
        elif isinstance(value, int):
            self._sheet.write_number(self.rows, place, value, self._formats["text"])
        elif isinstance(value, dt.date | float):
            self._as_text += 1
            self._text(place, str(value))
        else:
            fitting = _fitting(str(value))
            self._shortened += fitting != value
            self._text(place, fitting)

    def _text(self, place: int, text: str) -> None:
        self._sheet.write_string(self.rows, place, text, self._formats["text"])


def _about(book: Any, ledgers: Sequence[_Ledger], formats: dict[str, Any]) -> None:
    """Write the sheet that says what the others are, with their counts and sums as live formulas."""
    sheet = book.add_worksheet(ABOUT)
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 1, 24)
    line = 0
    for ledger in ledgers:
        outgoing = ledger.outgoing
        for label in outgoing.about:
            sheet.write_string(line, 0, label.zh, formats["text"])
            line += 1
        last = max(ledger.rows, 1) + 1
        sheet.write_string(line, 0, "记录数", formats["head"])
        sheet.write_formula(line, 1, f"=COUNTA('{ledger.name}'!A2:A{last})", formats["text"], ledger.rows)
        for column in outgoing.columns:
            if column.name in ledger.sums:
                line += 1
                place, total = ledger.sums[column.name]
                letter = xlsxwriter.utility.xl_col_to_name(place)
                sheet.write_string(line, 0, f"{column.title}合计", formats["head"])
                summed = f"=SUM('{ledger.name}'!{letter}2:{letter}{last})"
                sheet.write_formula(line, 1, summed, formats["number"], total)
        line += 2


WRITER = Writer(
    "xlsx",
    Label("Excel 台账", "Excel ledger (XLSX)"),
    ".xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    _write,
    frozenset({Keep.GEOMETRY, Keep.PARTS, Keep.HOLES, Keep.ATTRIBUTES, Keep.DATES, Keep.CHARACTERS, Keep.LABELS}),
    losses={
        Keep.NAMES: Label("表头为中文名称", "columns have Chinese titles"),
        Keep.INSTANTS: Label("时间成为文本，取到秒", "instants become text, to the second"),
        Keep.TEXT: Label("文本最长 32,767 字符", "texts have at most 32,767 characters"),
        Keep.NUMBERS: Label("数值取到 15–16 位", "numbers have 15 to 16 digits"),
    },
    most_rows=MOST_ROWS,
    write_layers=_write_layers,
)

"""
A workbook in the office's manner: merged headers, units, totals as live formulas with their values kept beside them.

A formula's value is worked out here and stored with it, so that a reader that calculates nothing shows the same number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from io import BytesIO
from typing import Any, Literal

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from gis_core.consolidation.workbooks import TEXT_STAYS_TEXT

FONT = "宋体"
HEAD_COLOUR, TOTAL_COLOUR, MARK_COLOUR = "#DCE6F1", "#F2F2F2", "#B3261E"
Kind = Literal["text", "wide", "m2", "ha", "yuan", "share", "count", "date", "days"]
NUMBER = {
    "m2": "#,##0.00;[Red]-#,##0.00;0.00",
    "ha": "#,##0.0000;[Red]-#,##0.0000;0.0000",
    "yuan": "#,##0.00;[Red]-#,##0.00;0.00",
    "share": "0.0%",
    "count": "#,##0",
    "days": "#,##0.0",
    "date": "yyyy-mm-dd",
}
ADDED_UP = ("m2", "ha", "yuan", "count")
NOTHING_TO_COUNT = "—"
ROW_HEIGHT, LINE_HEIGHT, HEAD_HEIGHT = 19, 13, 20  # points


@dataclass(frozen=True)
class Column:
    """
    A column of a table.

    Parameters
    ----------
    head
        What stands over it.
    kind
        How its cells are written.
    width
        In characters.
    group
        What stands over several neighbouring columns together.
    formula
        Writes its cells as a formula of others, given the row's Excel number; the cell's value is kept beside it.
    """

    head: str
    kind: Kind
    width: float = 14
    group: str | None = None
    formula: Callable[[int], str] | None = None


@dataclass
class Book:
    """A workbook that is written into memory."""

    mark: str | None
    made: str
    _stream: BytesIO = field(default_factory=BytesIO)

    def __post_init__(self) -> None:
        self._book = xlsxwriter.Workbook(self._stream, TEXT_STAYS_TEXT)
        self._book.set_calc_mode("auto")
        self._formats: dict[tuple[Any, ...], Any] = {}
        self._names: set[str] = set()

    def finish(self) -> bytes:
        """Return the file."""
        self._book.close()
        return self._stream.getvalue()

    def format(self, **look: Any) -> Any:
        """Return a cell format, made once."""
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            plain = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
            self._formats[key] = self._book.add_format({**plain, **look})
        return self._formats[key]

    def sheet(self, name: str, title: str, about: str, columns: Sequence[Column], *, paper: int = 9) -> Sheet:
        """
        Begin a sheet: title, what it is about, the mark of synthetic records, the columns' heads.

        Parameters
        ----------
        name
            Name on the tab; shortened and made unique where Excel asks for it.
        title, about
            First and second line.
        columns
            The table's columns.
        paper
            Excel's number of the paper, which is laid landscape: 9 for A4, 8 for A3.
        """
        made = self._book.add_worksheet(self._tab(name))
        return Sheet(self, made, title, about, columns=columns, paper=paper)

    def _tab(self, name: str) -> str:
        clean = "".join("_" if letter in r"[]:*?/\'" else letter for letter in name)[:31] or "表"
        tab, number = clean, 1
        while tab.lower() in self._names:
            number += 1
            tab = f"{clean[: 30 - len(str(number))]}_{number}"
        self._names.add(tab.lower())
        return tab


class Sheet:
    """A sheet with one table."""

    def __init__(
        self, book: Book, sheet: Any, title: str, about: str, *, columns: Sequence[Column], paper: int
    ) -> None:
        self._book, self._sheet, self.columns = book, sheet, columns
        last = len(columns) - 1
        for number, column in enumerate(columns):
            sheet.set_column(number, number, column.width)
        merged(sheet, (0, 0, 0, last), title, book.format(bold=True, font_size=16, align="center"))
        merged(sheet, (1, 0, 1, last), about, book.format(font_size=9, align="center", font_color="#444444"))
        sheet.set_row(0, 28)
        top = 2
        if book.mark:
            look = book.format(bold=True, font_size=9, align="center", font_color=MARK_COLOUR)
            merged(sheet, (2, 0, 2, last), book.mark, look)
            top = 3
        self._row = self._heads(top)
        self.first_row = self._row + 1  # as Excel counts
        self._sums = [Decimal(0)] * len(columns)
        sheet.freeze_panes(self._row, 1)
        sheet.set_landscape()
        sheet.set_paper(paper)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(top, self._row - 1)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
        sheet.set_footer(f"&L&8{(book.mark or '').replace('&', '&&')}&C&8第 &P 页 / 共 &N 页&R&8{book.made}")
        sheet.hide_gridlines(2)

    def _heads(self, top: int) -> int:
        """Write the heads in one row, or in two where columns stand together, and return the row below."""
        look = self._book.format(bold=True, border=1, align="center", text_wrap=True, bg_color=HEAD_COLOUR)
        grouped = any(column.group for column in self.columns)
        number = 0
        while number < len(self.columns):
            column = self.columns[number]
            if column.group is None:
                merged(self._sheet, (top, number, top + grouped, number), column.head, look)
                number += 1
                continue
            begun = number
            while number < len(self.columns) and self.columns[number].group == column.group:
                self._sheet.write_string(top + 1, number, self.columns[number].head, look)
                number += 1
            merged(self._sheet, (top, begun, top, number - 1), column.group, look)
        self._sheet.set_row(top, HEAD_HEIGHT if grouped else 2 * HEAD_HEIGHT)
        self._sheet.set_row(top + grouped, HEAD_HEIGHT if grouped else 2 * HEAD_HEIGHT)
        return top + grouped + 1

    def row(
        self,
        values: Sequence[object],
        *,
        kinds: Mapping[int, Kind] | None = None,
        formulas: Mapping[int, str] | None = None,
        without: Collection[int] = (),
        lines: int = 1,
    ) -> None:
        """
        Write a row; what a formula gives stands among the values like any other.

        Parameters
        ----------
        values
            One a column.
        kinds
            Kinds of single cells that differ from their column's.
        formulas
            Formulas of single cells.
        without
            Columns that stay empty.
        lines
            How many lines the longest text takes.
        """
        for number, (declared, value) in enumerate(zip(self.columns, values, strict=True)):
            column = replace(declared, kind=kinds[number]) if kinds and number in kinds else declared
            if formulas and number in formulas:
                column = replace(column, formula=partial(_same, formulas[number]))
            if number in without:
                self._sheet.write_blank(self._row, number, None, self._look(column))
                continue
            self._cell(self._row, number, column, value)
            if isinstance(value, (Decimal, int)):
                self._sums[number] += value
        self._sheet.set_row(self._row, ROW_HEIGHT + LINE_HEIGHT * (lines - 1))
        self._row += 1

    def total(self, label: str = "合计", *, without: Collection[int] = ()) -> None:
        """Write the row of totals: a live sum under each column that adds up, with its value kept."""
        for number, column in enumerate(self.columns):
            look = self._look(column, bold=True, bg_color=TOTAL_COLOUR)
            if number == 0:
                self._sheet.write_string(self._row, number, label, look)
            elif number in without:
                self._sheet.write_blank(self._row, number, None, look)
            elif column.kind in ADDED_UP and self._row >= self.first_row:
                letter = xl_col_to_name(number)
                span = f"{letter}{self.first_row}:{letter}{self._row}"
                self._sheet.write_formula(self._row, number, f"=SUM({span})", look, float(self._sums[number]))
            elif column.kind in ADDED_UP:
                self._sheet.write_number(self._row, number, 0, look)
            else:
                self._sheet.write_blank(self._row, number, None, look)
        self._sheet.set_row(self._row, ROW_HEIGHT)
        self._row += 1

    def note(self, text: str, *, height: float = 15) -> None:
        """Write a line across the table."""
        look = self._book.format(font_size=9, text_wrap=True, valign="top")
        merged(self._sheet, (self._row, 0, self._row, len(self.columns) - 1), text, look)
        self._sheet.set_row(self._row, height)
        self._row += 1

    def _cell(self, row: int, number: int, column: Column, value: object) -> None:
        look = self._look(column)
        if column.formula is not None:
            shown = NOTHING_TO_COUNT if value is None else _number(value)
            self._sheet.write_formula(row, number, f"={column.formula(row + 1)}", look, shown)
        elif value is None:
            self._sheet.write_string(row, number, NOTHING_TO_COUNT if column.kind == "share" else "", look)
        elif isinstance(value, dt.date):
            self._sheet.write_datetime(row, number, dt.datetime(value.year, value.month, value.day), look)  # noqa: DTZ001
        elif isinstance(value, (Decimal, int, float)):
            self._sheet.write_number(row, number, float(value), look)
        else:
            self._sheet.write_string(row, number, str(value), look)

    def _look(self, column: Column, **more: Any) -> Any:
        if column.kind == "wide":
            return self._book.format(border=1, text_wrap=True, align="left", indent=1, **more)
        if column.kind == "text":
            return self._book.format(border=1, text_wrap=True, align="center", **more)
        align = "center" if column.kind in ("date", "share") else "right"
        return self._book.format(border=1, num_format=NUMBER[column.kind], align=align, **more)


def _same(formula: str, _row: int) -> str:
    return formula


def merged(sheet: Any, cells: tuple[int, int, int, int], text: str, look: Any) -> None:
    """Write into cells that are merged, or into the one cell that they are."""
    top, left, bottom, right = cells
    if (top, left) == (bottom, right):
        sheet.write_string(top, left, text, look)
    else:
        sheet.merge_range(top, left, bottom, right, text, look)


def _number(value: object) -> float:
    assert isinstance(value, (Decimal, int, float))  # noqa: S101  (formulas give numbers here)
    return float(value)

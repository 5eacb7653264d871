"""The compliance sheet (合规性审查表) as a workbook: sections, shares, totals as live formulas with their values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gis_core.consolidation.analysis.compliance import Overlap
from gis_core.consolidation.analysis.definitions import definition
from gis_core.consolidation.analysis.moment import Moment
from gis_core.consolidation.workbooks import TEXT_STAYS_TEXT
from gis_core.place import Names

MU_M2 = 2000 / 3
COLUMNS = ("取值 Value", "面积 Area (m²)", "面积 Area (ha)", "面积 Area (亩)", "占比 Share")
WIDTHS = (52, 20, 16, 16, 12)
FIRST = "合规性审查表 Compliance sheet"


@dataclass(frozen=True)
class Subject:
    """
    What a sheet is about.

    Parameters
    ----------
    title
        Whose red line it is, as the sheet says it.
    area_m2
        Area of its red line, m².
    moment
        The state of the layers.
    place
        Name of the place, Chinese first.
    mark
        What is said of records that nobody surveyed; empty for real ones.
    """

    title: str
    area_m2: float
    moment: Moment
    place: Names
    mark: str = ""


def compliance_workbook(found: Sequence[Overlap], subject: Subject) -> bytes:
    """
    Return the workbook of a compliance sheet.

    Parameters
    ----------
    found
        What was measured, by section.
    subject
        What it is about.
    """
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, TEXT_STAYS_TEXT) as book:
        base = {"font_name": "Noto Sans CJK SC", "font_size": 10, "valign": "vcenter"}
        styles = {
            "title": book.add_format({**base, "bold": True, "font_size": 15, "align": "center"}),
            "note": book.add_format({**base, "font_color": "#52606d", "text_wrap": True}),
            "head": book.add_format({**base, "bold": True, "bottom": 1, "bg_color": "#f7f8f9", "align": "center"}),
            "section": book.add_format({**base, "bold": True, "font_color": "#155e75", "top": 1}),
            "text": book.add_format({**base, "indent": 1}),
            "m2": book.add_format({**base, "num_format": "#,##0.00"}),
            "ha": book.add_format({**base, "num_format": "#,##0.0000"}),
            "share": book.add_format({**base, "num_format": "0.0%"}),
            "total": book.add_format({**base, "bold": True, "top": 4, "indent": 1}),
            "total_m2": book.add_format({**base, "bold": True, "top": 4, "num_format": "#,##0.00"}),
            "total_ha": book.add_format({**base, "bold": True, "top": 4, "num_format": "#,##0.0000"}),
            "total_share": book.add_format({**base, "bold": True, "top": 4, "num_format": "0.0%"}),
        }
        sheet = book.add_worksheet("合规性审查")
        _head(sheet, styles, subject)
        _body(sheet, styles, found, subject.area_m2)
    return buffer.getvalue()


def _head(sheet: Worksheet, styles: dict[str, Format], subject: Subject) -> None:
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    last = len(COLUMNS) - 1
    said = definition("compliance")
    sheet.merge_range(0, 0, 0, last, f"{subject.place.zh} · {FIRST}", styles["title"])
    sheet.set_row(0, 28)
    known = subject.moment.known.astimezone(subject.moment.zone)
    about = (
        f"{subject.title}　红线面积 Red line：{subject.area_m2:,.2f} m²　"
        f"{subject.moment.at} 的状态，按 {known:%Y-%m-%d %H:%M} 所知　{subject.mark}"
    )
    lines = (about, said.zh, said.en)
    for row, line in enumerate(lines, start=1):
        sheet.merge_range(row, 0, row, last, line, styles["note"])
        sheet.set_row(row, 30 if row > 1 else 18)
    for column, name in enumerate(COLUMNS):
        sheet.write_string(4, column, name, styles["head"])
    sheet.freeze_panes(5, 1)
    sheet.repeat_rows(4)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{subject.place.zh}&C&P / &N&R{subject.moment.at}")


def _body(sheet: Worksheet, styles: dict[str, Format], found: Sequence[Overlap], area_m2: float) -> None:
    """Areas are values; hectares, mu, shares and totals are formulas with the values that they have."""
    row = 5
    for section, group in groupby(found, key=lambda one: one.section):
        sheet.merge_range(row, 0, row, len(COLUMNS) - 1, f"{section.label.zh} {section.label.en}", styles["section"])
        first = row + 1
        areas = []
        for row, one in enumerate(group, start=first):
            area = float(one.area_m2)
            areas.append(area)
            sheet.write_string(row, 0, f"{one.label.zh} {one.label.en}", styles["text"])
            sheet.write_number(row, 1, area, styles["m2"])
            _derived(sheet, styles, row, area, area_m2, prefix="")
        row += 1
        total = sum(areas)
        sheet.write_string(row, 0, "合计 Total", styles["total"])
        sheet.write_formula(row, 1, f"=SUM(B{first + 1}:B{row})", styles["total_m2"], total)
        _derived(sheet, styles, row, total, area_m2, prefix="total_")
        row += 1


def _derived(sheet: Worksheet, styles: dict[str, Format], row: int, area: float, whole: float, *, prefix: str) -> None:
    cell = f"B{row + 1}"
    sheet.write_formula(row, 2, f"={cell}/10000", styles[f"{prefix}ha"], area / 10_000)
    sheet.write_formula(row, 3, f"={cell}*3/2000", styles[f"{prefix}m2"], area / MU_M2)
    share = area / whole if whole else 0.0
    sheet.write_formula(row, 4, f"={cell}/{whole!r}" if whole else "=0", styles[f"{prefix}share"], share)

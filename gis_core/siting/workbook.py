"""A run as a workbook (选址评价表): numbers, values, weights; scores and ranks as live formulas with their values."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from gis_core.consolidation.workbooks import TEXT_STAYS_TEXT
from gis_core.place import Place
from gis_core.siting.store import Run

MOST = 5000
"""Candidates that are written, the best ones."""
FIRST_ROW = 4  # of the candidates in the tables, counted from 0
WEIGHTS_FROM = 9  # row of the first weight on the sheet of weights, counted from 0
SAID = (
    "得分 = Σ 评价 × 权重；改动权重，得分与名次随之变化。 Score = sum of value times weight; change a weight, and"
    " scores and ranks follow."
)
RAW, VALUES, WEIGHTS, RANKING = "数值 Numbers", "评价 Values", "权重 Weights", "排名 Ranking"


def run_workbook(run: Run, place: Place, *, mark: str = "") -> bytes:
    """
    Return the workbook of a run.

    A score is the sum of value times weight, a rank counts the better scores; values that follow from a straight line
    are formulas of the numbers too, others stand as they were valued. Changing a weight moves scores and ranks.

    Parameters
    ----------
    run
        As it is kept.
    place
        Whose.
    mark
        What is said of records that nobody surveyed; empty for real ones.
    """
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, TEXT_STAYS_TEXT) as book:
        base = {"font_name": "Noto Sans CJK SC", "font_size": 10, "valign": "vcenter"}
        styles = {
            "title": book.add_format({**base, "bold": True, "font_size": 15}),
            "note": book.add_format({**base, "font_color": "#52606d"}),
            "head": book.add_format({**base, "bold": True, "bottom": 1, "bg_color": "#f7f8f9", "text_wrap": True}),
            "text": book.add_format(base),
            "number": book.add_format({**base, "num_format": "#,##0.00"}),
            "value": book.add_format({**base, "num_format": "0.000"}),
            "input": book.add_format({**base, "num_format": "0.000", "bg_color": "#e6f1f4"}),
            "whole": book.add_format({**base, "num_format": "#,##0"}),
        }
        rows = _Rows(run)
        sheets = {name: book.add_worksheet(name) for name in (RANKING, WEIGHTS, VALUES, RAW)}
        _weights(sheets[WEIGHTS], styles, run, place, mark)
        _numbers(sheets[RAW], styles, rows)
        _values(sheets[VALUES], styles, rows)
        _ranking(sheets[RANKING], styles, rows, mark)
    return buffer.getvalue()


class _Rows:
    """The candidates of a run that are written, best first by the weights of the run."""

    def __init__(self, run: Run) -> None:
        self.criteria = run.result["criteria"]
        told = run.result["candidates"]
        self.raw, self.values = told["raw"], told["values"]
        self.weights = [float(one["weight"]) for one in self.criteria]
        left_out = set(run.result["left_out"])
        at = [n for n, code in enumerate(told["codes"]) if code not in left_out]
        self.scores = {n: sum(self.value(n, c) * weight for c, weight in enumerate(self.weights)) for n in at}
        self.order = sorted(at, key=lambda n: (-self.scores[n], told["codes"][n]))[:MOST]
        self.codes = [told["codes"][n] for n in self.order]
        self.area = [told["area_m2"][n] for n in self.order]

    def value(self, n: int, criterion: int) -> float:
        """Return the value (0–1) of a candidate by a criterion."""
        return float(self.values[self.criteria[criterion]["name"]][n])

    def number(self, n: int, criterion: int) -> float | None:
        """Return what was measured, `None` where nothing is known."""
        found: float | None = self.raw[self.criteria[criterion]["name"]][n]
        return found

    @property
    def last(self) -> int:
        """Row of the last candidate, counted from 1 as formulas do."""
        return FIRST_ROW + len(self.order)


def _weights(sheet: Worksheet, styles: dict[str, Format], run: Run, place: Place, mark: str) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 5, 16)
    known = run.known.astimezone(place.zone)
    lines = (
        run.name,
        f"{run.document['question']['zh']}　{run.document['question']['en']}",
        f"运行 Run {run.id}　{run.at} 的状态，按 {known:%Y-%m-%d %H:%M} 所知　{mark}",
        f"结果校验 sha256 {run.sha256}",
        SAID,
    )
    sheet.write_string(0, 0, lines[0], styles["title"])
    for row, line in enumerate(lines[1:], start=1):
        sheet.write_string(row, 0, line, styles["note"])
    heads = ("准则 Criterion", "权重 Weight", "单位 Unit", "最小 Low", "最大 High", "缺数据 Missing", "依据 Source")
    for column, head in enumerate(heads):
        sheet.write_string(WEIGHTS_FROM - 1, column, head, styles["head"])
    criteria = run.result["criteria"]
    for row, one in enumerate(criteria, start=WEIGHTS_FROM):
        sheet.write_string(row, 0, _name(one), styles["text"])
        sheet.write_number(row, 1, float(one["weight"]), styles["input"])
        sheet.write_string(row, 2, one["unit"], styles["text"])
        for column, key in ((3, "low"), (4, "high")):
            if one[key] is not None:
                sheet.write_number(row, column, float(one[key]), styles["number"])
        sheet.write_number(row, 5, int(one["missing"]), styles["whole"])
        sheet.write_string(row, 6, one["source"] or "", styles["note"])
    end = WEIGHTS_FROM + len(criteria)
    total = sum(float(one["weight"]) for one in criteria)
    sheet.write_string(end, 0, "合计（应为 1） Sum (must be 1)", styles["text"])
    sheet.write_formula(end, 1, f"=SUM(B{WEIGHTS_FROM + 1}:B{end})", styles["value"], total)


def _table(sheet: Worksheet, styles: dict[str, Format], rows: _Rows, title: str, first: int) -> None:
    """Write title, criteria and codes of a table whose criteria begin in column `first`."""
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, first + len(rows.criteria), 14)
    sheet.write_string(0, 0, title, styles["title"])
    sheet.write_string(FIRST_ROW - 1, 0, "编号 Code", styles["head"])
    for column, one in enumerate(rows.criteria, start=first):
        sheet.write_string(FIRST_ROW - 1, column, _name(one), styles["head"])
    for row, code in enumerate(rows.codes, start=FIRST_ROW):
        sheet.write_string(row, 0, code, styles["text"])
    sheet.freeze_panes(FIRST_ROW, 1)


def _numbers(sheet: Worksheet, styles: dict[str, Format], rows: _Rows) -> None:
    _table(sheet, styles, rows, RAW, 1)
    for column, one in enumerate(rows.criteria, start=1):
        sheet.write_string(FIRST_ROW - 2, column, one["unit"], styles["note"])
        for row, n in enumerate(rows.order, start=FIRST_ROW):
            number = rows.number(n, column - 1)
            if number is not None:
                sheet.write_number(row, column, float(number), styles["number"])


def _values(sheet: Worksheet, styles: dict[str, Format], rows: _Rows) -> None:
    _table(sheet, styles, rows, VALUES, 1)
    for column, one in enumerate(rows.criteria, start=1):
        ends = _straight(one)
        told = f"{ends[0]:g} → 0，{ends[1]:g} → 1" if ends else (one["function"] or {}).get("kind", "")
        sheet.write_string(FIRST_ROW - 2, column, told, styles["note"])
        for row, n in enumerate(rows.order, start=FIRST_ROW):
            value = rows.value(n, column - 1)
            if ends is None or rows.number(n, column - 1) is None:  # valued by the rule for what is missing
                sheet.write_number(row, column, value, styles["value"])
                continue
            cell = f"'{RAW}'!{xl_col_to_name(column)}{row + 1}"
            line = f"=MAX(0,MIN(1,({cell}-({ends[0]!r}))/({ends[1] - ends[0]!r})))"
            sheet.write_formula(row, column, line, styles["value"], value)


def _straight(criterion: dict[str, Any]) -> tuple[float, float] | None:
    """Return the numbers that are valued 0 and 1 where values lie on a straight line between, else `None`."""
    function = criterion["function"]
    if function is not None:
        ends = (float(function["low"]), float(function["high"])) if function["kind"] == "linear" else None
    elif criterion["low"] is None or criterion["low"] == criterion["high"]:
        ends = None
    else:
        ends = (float(criterion["low"]), float(criterion["high"]))
        ends = ends if criterion["sense"] == "max" else ends[::-1]
    return ends if ends is not None and ends[0] != ends[1] else None


def _ranking(sheet: Worksheet, styles: dict[str, Format], rows: _Rows, mark: str) -> None:
    first = 4
    _table(sheet, styles, rows, RANKING, first)
    sheet.write_string(1, 0, mark, styles["note"])
    for column, head in enumerate(("名次 Rank", "得分 Score", "面积 Area (m²)"), start=1):
        sheet.write_string(FIRST_ROW - 1, column, head, styles["head"])
    sheet.write_string(FIRST_ROW - 2, 0, "权重 Weight", styles["note"])
    for column, weight in enumerate(rows.weights, start=first):
        cell = f"'{WEIGHTS}'!$B${WEIGHTS_FROM + 1 + column - first}"
        sheet.write_formula(FIRST_ROW - 2, column, f"={cell}", styles["value"], weight)
    scores = f"C${FIRST_ROW + 1}:C${rows.last}"
    better = {rows.scores[n]: place for place, n in reversed(list(enumerate(rows.order)))}
    for row, n in enumerate(rows.order, start=FIRST_ROW):
        score = rows.scores[n]
        line = f'=COUNTIF({scores},">"&C{row + 1})+1'
        sheet.write_formula(row, 1, line, styles["whole"], better[score] + 1)
        line = f"=SUM({','.join(f'{xl_col_to_name(c)}{row + 1}' for c in range(first, first + len(rows.criteria)))})"
        sheet.write_formula(row, 2, line, styles["value"], score)
        sheet.write_number(row, 3, float(rows.area[row - FIRST_ROW]), styles["number"])
        for column in range(first, first + len(rows.criteria)):
            criterion = column - first
            value = f"'{VALUES}'!{xl_col_to_name(criterion + 1)}{row + 1}"
            part = rows.value(n, criterion) * rows.weights[criterion]
            above = f"{xl_col_to_name(column)}${FIRST_ROW - 1}"
            sheet.write_formula(row, column, f"={value}*{above}", styles["value"], part)


def _name(criterion: dict[str, Any]) -> str:
    return f"{criterion['label']['zh']} {criterion['label']['en']}"

"""The workbook of a run: whoever follows its formulas, from numbers and weights alone, comes to the same ranking."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gis_core.instance import Instance
from gis_core.siting.store import Run
from gis_core.siting.workbook import RANKING, VALUES, WEIGHTS, WEIGHTS_FROM, run_workbook

CODES = ["P-4", "P-1", "P-3", "P-2", "P-9"]
NEAR, COST, FIT = "near", "cost", "fit"
CELL = re.compile(r"(?:'([^']+)'!)?\$?([A-Z]{1,2})\$?(\d+)(?!\()")


def criterion(name: str, weight: float, **also: Any) -> dict[str, Any]:
    usual = {"label": {"zh": name, "en": name}, "unit": "m", "sense": "max", "source": None, "function": None}
    return {"name": name, "weight": weight, "missing": 0, "low": None, "high": None, **usual, **also}


@pytest.fixture
def run() -> Run:
    """Five candidates: two alike, one left out, one without a cost, which the median stands for."""
    linear = {"kind": "linear", "low": 500.0, "high": 100.0}
    fits = {"kind": "category", "values": {"1": 1.0, "2": 0.4}}
    result = {
        "funnel": [],
        "sifted": {"candidates": 9, "left": 5, "emptied_by": None, "nearest": []},
        "criteria": [
            criterion(NEAR, 0.5, function=linear, low=100.0, high=600.0),
            criterion(COST, 0.3, sense="min", low=10.0, high=50.0, unit="元/m²", missing=1),
            criterion(FIT, 0.2, function=fits, low=1.0, high=2.0),
        ],
        "weights": {},
        "candidates": {
            "codes": CODES,
            "lon": [113.9] * 5,
            "lat": [22.7] * 5,
            "area_m2": [400.0, 500.0, 600.0, 700.0, 800.0],
            "raw": {NEAR: [100, 300, 600, 300, 100], COST: [50, 10, 30, 10, None], FIT: [1, 2, 2, 2, None]},
            "values": {NEAR: [1, 0.5, 0, 0.5, 1], COST: [0, 1, 0.5, 1, 0.9], FIT: [1, 0.4, 0.4, 0.4, None]},
        },
        "left_out": ["P-9"],
        "ranked": [],
        "robustness": None,
        "allocation": None,
    }
    when = dt.datetime(2025, 6, 30, 12, tzinfo=dt.UTC)
    document = {"question": {"zh": "哪里？", "en": "Where?"}}
    return Run(7, "试算", None, document, when.date(), when, {}, "c", result, "ab" * 32, None, when, "li")


class Followed:
    """A workbook that is worked out by hand: each formula from the cells that it names."""

    def __init__(self, content: bytes, changed: dict[str, float] | None = None) -> None:
        self.book = openpyxl.load_workbook(BytesIO(content))
        self.changed = changed or {}

    def value(self, sheet: str, cell: str) -> Any:
        found = self.changed.get(f"{sheet}!{cell}", self.book[sheet][cell].value)
        return self.worked_out(sheet, found[1:]) if isinstance(found, str) and found.startswith("=") else found

    def worked_out(self, sheet: str, text: str) -> Any:
        counted = re.fullmatch(r'COUNTIF\(([A-Z])\$(\d+):\1\$(\d+),">"&([A-Z]\d+)\)\+1', text)
        if counted:
            column, first, last, own = counted.groups()
            scores = [self.value(sheet, f"{column}{row}") for row in range(int(first), int(last) + 1)]
            return sum(score > self.value(sheet, own) + 1e-12 for score in scores) + 1
        if ":" in text:
            column, first, last = re.fullmatch(r"SUM\(([A-Z])(\d+):\1(\d+)\)", text).groups()  # type: ignore[union-attr]
            return sum(self.value(sheet, f"{column}{row}") for row in range(int(first), int(last) + 1))
        filled = CELL.sub(lambda cell: repr(self.value(cell[1] or sheet, f"{cell[2]}{cell[3]}")), text)
        filled = re.sub(r"SUM\(([^()]*)\)", r"sum([\1])", filled)
        return eval(filled, {"MAX": max, "MIN": min, "sum": sum, "__builtins__": {}})  # noqa: S307  (our own file)

    def ranking(self) -> list[tuple[str, int, float]]:
        rows = range(5, 5 + 4)
        return [
            (self.value(RANKING, f"A{r}"), self.value(RANKING, f"B{r}"), self.value(RANKING, f"C{r}")) for r in rows
        ]


def test_following_the_formulas_gives_the_ranking_of_the_run(run: Run, instance: Instance) -> None:
    content = run_workbook(run, instance.place)
    expected = [("P-4", 1, 0.7), ("P-1", 2, 0.63), ("P-2", 2, 0.63), ("P-3", 4, 0.23)]
    found = Followed(content).ranking()
    assert [row[:2] for row in found] == [row[:2] for row in expected]
    assert [row[2] for row in found] == pytest.approx([row[2] for row in expected])
    cached = openpyxl.load_workbook(BytesIO(content), data_only=True)[RANKING]
    assert [(cached[f"A{r}"].value, cached[f"B{r}"].value) for r in range(5, 9)] == [row[:2] for row in expected]
    assert [cached[f"C{r}"].value for r in range(5, 9)] == pytest.approx([row[2] for row in expected])
    assert cached["A9"].value is None, "what was left out isn't ranked"


def test_changing_a_weight_moves_scores_and_ranks(run: Run, instance: Instance) -> None:
    changed = {f"{WEIGHTS}!B{WEIGHTS_FROM + 1}": 0.1, f"{WEIGHTS}!B{WEIGHTS_FROM + 2}": 0.7}
    found = {
        code: (rank, score) for code, rank, score in Followed(run_workbook(run, instance.place), changed).ranking()
    }
    assert found["P-1"] == (1, pytest.approx(0.1 * 0.5 + 0.7 * 1 + 0.2 * 0.4))
    assert found["P-2"][0] == 1
    assert found["P-3"][0] == 3
    assert found["P-4"] == (4, pytest.approx(0.1 + 0.2))


def test_libreoffice_works_the_formulas_out_to_the_same_ranking(run: Run, instance: Instance, tmp_path: Path) -> None:
    changed = {f"{WEIGHTS}!B{WEIGHTS_FROM + 1}": 0.1, f"{WEIGHTS}!B{WEIGHTS_FROM + 2}": 0.7}
    content = run_workbook(run, instance.place)
    book = openpyxl.load_workbook(BytesIO(content))  # as it saves, no worked out value is left in the file
    for cell, value in changed.items():
        sheet, _, where = cell.partition("!")
        book[sheet][where] = value
    book.save(tmp_path / "asked.xlsx")
    (tmp_path / "told").mkdir()
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx",
         "--outdir", str(tmp_path / "told"), str(tmp_path / "asked.xlsx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    told = openpyxl.load_workbook(tmp_path / "told" / "asked.xlsx", data_only=True)[RANKING]
    found = [(told[f"A{r}"].value, told[f"B{r}"].value, told[f"C{r}"].value) for r in range(5, 9)]
    expected = Followed(content, changed).ranking()
    assert [row[:2] for row in found] == [row[:2] for row in expected]
    assert [row[2] for row in found] == pytest.approx([row[2] for row in expected])


def test_straight_values_follow_from_the_numbers_and_others_stand_as_they_were_valued(
    run: Run, instance: Instance
) -> None:
    book = openpyxl.load_workbook(BytesIO(run_workbook(run, instance.place)))
    assert str(book[VALUES]["B5"].value).startswith("=MAX(0,MIN(1,(")
    assert book[VALUES]["D5"].value == 1.0
    weights = book[WEIGHTS]
    assert weights["B13"].value == "=SUM(B10:B12)"
    assert Followed(run_workbook(run, instance.place)).value(WEIGHTS, "B13") == pytest.approx(1)


def test_synthetic_records_are_marked_and_real_ones_are_not(run: Run, instance: Instance) -> None:
    for mark in ("示意数据 · synthetic demo data", ""):
        book = openpyxl.load_workbook(BytesIO(run_workbook(run, instance.place, mark=mark)))
        assert (book[RANKING]["A2"].value or "") == mark

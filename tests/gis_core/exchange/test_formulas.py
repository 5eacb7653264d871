"""No text of a CSV file runs as a formula when a spreadsheet program opens it, and none is changed when we read it."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_core.exchange.formulas import bare, guarded

RUNNING = [
    "=HYPERLINK(1)",
    "+1+2",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "=cmd|' /C calc'!A0",
    "＝1+1",
    "－2",
    "＠SUM(A1)",
    "\n=1",
]
HARMLESS = ["石家", "-5", "+3.5", "1-2", "'石家'", "", None]


@pytest.mark.parametrize("text", RUNNING)
def test_a_text_that_would_run_gets_an_apostrophe(text: str) -> None:
    told, count = guarded(pa.array([text, "石家"]))
    assert told.to_pylist() == [f"'{text}", "石家"]
    assert count == 1


def test_what_is_harmless_stays_as_it_is() -> None:
    told, count = guarded(pa.array(HARMLESS))
    assert told.to_pylist() == HARMLESS
    assert count == 0


@given(st.text("'=+-@＝－\t\r\n05石", max_size=6))
def test_reading_takes_off_just_what_writing_put_there(text: str) -> None:
    told, _ = guarded(pa.array([text]))
    assert bare(told.to_pylist()[0]) == text

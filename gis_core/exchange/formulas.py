"""
Texts that a spreadsheet program would take for formulas (CSV injection) when it opens a CSV file.

A name such as `=HYPERLINK(…)` may come with anybody's delivery. An apostrophe before it makes it a text again, as
spreadsheet programs themselves write it; a text that already looks guarded gets one more, so that reading takes off
just what writing put there. Plain numbers stay as they are.

Source: OWASP, CSV Injection.
"""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from layers.base import Label

GUARD = "'"
RUNS = r"^'*[=+\-@\t\r]"
NUMBER = r"^[+-]?[0-9]+([.,][0-9]+)?$"
GUARDED = re.compile(r"'+[=+\-@\t\r]")


def guarded(texts: pa.Array) -> tuple[pa.Array, int]:
    """Return texts with an apostrophe before those that would run, and how many got one."""
    runs = pc.and_(pc.match_substring_regex(texts, RUNS), pc.invert(pc.match_substring_regex(texts, NUMBER)))
    count = pc.sum(runs).as_py() or 0
    return (pc.if_else(runs, pc.binary_join_element_wise(GUARD, texts, ""), texts), count) if count else (texts, 0)


def bare(text: str) -> str:
    """Return a text without the apostrophe that `guarded` puts before it."""
    return text[1:] if GUARDED.match(text) else text


def said(count: int) -> Label:
    """Return what was done to how many texts."""
    return Label(
        f"{count} 个以 = + - @ 开头的文字前加了撇号，以免电子表格把它当公式执行；本系统读回时去掉",
        f"{count} texts that begin with = + - @ got an apostrophe, lest a spreadsheet program run them; our import"
        " takes it off",
    )

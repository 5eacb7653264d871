"""
Texts that a spreadsheet program would take for formulas (CSV injection) when it opens a CSV file.

A name such as `=HYPERLINK(…)` may come with anybody's delivery. An apostrophe before it makes it a text again, as
spreadsheet programs themselves write it; a text that already looks guarded gets one more, so that reading takes off
just what writing put there. Plain numbers stay as they are.

Source: OWASP, CSV Injection.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:  # the readers' process has `bare` of here, and no CRS
    from gis_core.exchange.writer import Outgoing

GUARD = "'"
RUNS = r"^'*[=+\-@＝＋－＠\t\r\n]"
NUMBER = r"^[+-]?[0-9]+([.,][0-9]+)?$"
GUARDED = re.compile(r"'+[=+\-@＝＋－＠\t\r\n]")
"""Full-width signs run too where Chinese is written."""


def guarded(texts: pa.Array) -> tuple[pa.Array, int]:
    """Return texts with an apostrophe before those that would run, and how many got one."""
    runs = pc.and_(pc.match_substring_regex(texts, RUNS), pc.invert(pc.match_substring_regex(texts, NUMBER)))
    count = pc.sum(runs).as_py() or 0
    return (pc.if_else(runs, pc.binary_join_element_wise(GUARD, texts, ""), texts), count) if count else (texts, 0)


def bare(text: str) -> str:
    """Return a text without the apostrophe that `guarded` puts before it."""
    return text[1:] if GUARDED.match(text) else text


def tell(outgoing: Outgoing, count: int) -> None:
    """Say what was done to how many texts, if to any."""
    outgoing.lost(
        count,
        "{} 个以 = + - @ 开头的文字前加了撇号，以免电子表格把它当公式执行；本系统读回时去掉",
        "{} texts that begin with = + - @ got an apostrophe, lest a spreadsheet program run them; our import takes it"
        " off",
    )

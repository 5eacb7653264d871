"""
CQL2 (OGC 21-065r2) as text or JSON, read into plain JSON: `{"op": …, "args": […]}`, `{"property": …}`, literals.

The reader of text is a recursive one in Rust, which ends the process when it is led too deep; so how deep and how long
a text is gets counted before it sees it.
"""

from __future__ import annotations

import json
import re
from typing import Any

import cql2

from gis_core.errors import WrongUseError

LONGEST = 200_000
"""Characters of a filter; an outline of some thousand points still fits."""
DEEPEST = 40
MOST_STEPS = 400
"""Negations and reckonings (`NOT`, `+`, `-` …) of a text, each of which may lead one step deeper."""
TOO_DEEP = "{}: it is nested too deeply; write it as several shorter ones"

QUOTED = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"")
STEP = re.compile(r"\bnot\b|\bdiv\b|[*/%^+]|-(?!\d)", re.I)


def parse(text: str, *, field: str = "filter") -> Any:
    """
    Return the filter that `text` writes, in CQL2 text or (when it begins with a brace) CQL2 JSON.

    Raises
    ------
    WrongUseError
        If it is neither, too long or too deep; the sentence begins with `field` and gives the place.
    """
    if len(text) > LONGEST:
        raise WrongUseError(f"{field}: it has {len(text):,} characters, at most {LONGEST:,} are read", field=field)
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise WrongUseError(f"{field}: it holds characters that are no text", field=field)
    if not text.strip():
        raise WrongUseError(f"{field}: it is empty; write such as land_use = '1001'", field=field)
    document = _from_json(text, field) if text.lstrip().startswith("{") else _from_text(text, field)
    try:
        _count_depth(document, 0)
    except RecursionError:
        raise WrongUseError(TOO_DEEP.format(field), field=field) from None
    return document


def _from_json(text: str, field: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        told = f"line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else str(error)
        raise WrongUseError(f"{field}: this is no CQL2 JSON ({told})", field=field) from None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _count_depth(document: Any, depth: int) -> None:
    if depth > DEEPEST * 3:
        raise RecursionError
    if isinstance(document, dict | list):
        for part in document.values() if isinstance(document, dict) else document:
            _count_depth(part, depth + 1)


def _from_text(text: str, field: str) -> Any:
    bare = QUOTED.sub("''", text)
    if _depth(bare) > DEEPEST or len(STEP.findall(bare)) > MOST_STEPS:
        raise WrongUseError(TOO_DEEP.format(field), field=field)
    try:
        return cql2.parse_text(text).to_json()
    except cql2.ParseError as error:
        place = re.search(r"-->\s*(\d+):(\d+)", str(error))
        told = (
            f"near line {place[1]}, column {place[2]} ({_around(text, int(place[1]), int(place[2]))})" if place else ""
        )
        raise WrongUseError(
            f"{field}: this can't be read as CQL2 {told}; write such as land_use = '1001' AND area_m2 > 500",
            field=field,
        ) from None
    except (cql2.ValidationError, ValueError, TypeError) as error:
        raise WrongUseError(f"{field}: this can't be read as CQL2 ({str(error)[:80]})", field=field) from None


def _depth(bare: str) -> int:
    deepest = depth = 0
    for character in bare:
        depth += (character in "([") - (character in ")]")
        deepest = max(deepest, depth)
    return deepest


def _around(text: str, line: int, column: int) -> str:
    lines = text.splitlines() or [""]
    told = lines[min(line, len(lines)) - 1][max(0, column - 11) : column + 9].strip()
    return f"“{told}”" if told else "at the end"

"""Literals of a filter as values of the columns that they are compared with."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import Any, Literal

from gis_core.errors import WrongUseError
from gis_core.features.columns import read_value
from gis_core.times import day_of, instant_of

NUMERIC = frozenset({"integer", "real", "area"})
TEMPORAL = frozenset({"date", "instant"})
CAST = {
    "text": "text",
    "integer": "numeric",
    "real": "double precision",
    "area": "numeric",
    "date": "date",
    "boolean": "boolean",
    "instant": "timestamptz",
    "uuid": "uuid",
}
"""Type that a value is given to PostgreSQL as, by the kind of its column."""

SAID = {
    "text": "text in single quotes",
    "integer": "a number",
    "real": "a number",
    "area": "a number in m² or m",
    "date": "a day such as DATE('2024-12-31')",
    "boolean": "TRUE or FALSE",
    "instant": "an instant such as TIMESTAMP('2024-12-31T00:00:00Z')",
    "uuid": "a UUID in single quotes",
}


def literal(value: Any, kind: str, column: str, field: str) -> object:
    """
    Return the value that a literal means beside a column of that kind.

    Raises
    ------
    WrongUseError
        If it can't be one; the sentence names the column.
    """
    found = _literal(value, kind, column)
    if found is None:
        raise WrongUseError(
            f"{field}: {column} is compared with {str(value)[:40]!r}, and takes {SAID[kind]}", field=field
        )
    return found


def _literal(value: Any, kind: str, column: str) -> object | None:
    if isinstance(value, dict):
        moment = _moment(value)
        fits = kind == "instant" if isinstance(moment, dt.datetime) else kind in TEMPORAL
        return moment if fits else None
    if isinstance(value, bool) or kind == "boolean":
        return value if isinstance(value, bool) and kind == "boolean" else None
    if isinstance(value, int | float):
        return _number(value, kind)
    if not isinstance(value, str) or kind in NUMERIC:
        return None
    try:
        return read_value(column, kind, value)
    except WrongUseError:
        return None


def is_finite(value: object) -> bool:
    """Return whether a value of JSON is a number that a double holds; an integer there may have any length."""
    try:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    except OverflowError:
        return False


def _number(value: float, kind: str) -> float | Decimal | None:
    if kind not in NUMERIC or not is_finite(value):
        return None
    return float(value) if kind == "real" else Decimal(repr(value))


def _moment(value: dict[str, Any]) -> dt.date | None:
    """Return the day or instant of `{"date": …}` or `{"timestamp": …}`."""
    try:
        if set(value) == {"date"}:
            moment = day_of(str(value["date"]))
        elif set(value) == {"timestamp"}:
            moment = instant_of(str(value["timestamp"]))
            moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        else:
            return None
    except ValueError:
        return None
    return moment if 1 < moment.year < 9999 else None  # PostgreSQL turns instants into other time zones


def bounds(value: Any) -> tuple[dt.date | None, dt.date | None] | None:
    """Return first and last moment of an interval (`..` = open), or of one moment; `None` if it is neither."""
    if isinstance(value, dict) and set(value) == {"interval"} and isinstance(value["interval"], list):
        ends = [_end(part) for part in value["interval"]]
        if len(ends) == 2 and ends[0] is not False and ends[1] is not False and any(ends):
            return ends[0], ends[1]
        return None
    moment = _end(value)
    return (moment, moment) if moment else None


def _end(part: Any) -> dt.date | Literal[False] | None:
    """Return a moment, `None` for an open end, `False` for what is none."""
    if part == "..":
        return None
    if isinstance(part, str):
        part = {"timestamp" if "T" in part else "date": part}
    moment = _moment(part) if isinstance(part, dict) else None
    return moment if moment is not None else False

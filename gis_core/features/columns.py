"""The columns of a layer that may be asked for, filtered by and sorted by, and how their values are written."""

from __future__ import annotations

import math
import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

from gis_core.errors import WrongUseError
from gis_core.times import day_of, instant_of
from layers.base import Layer

FIRST = {"code": "text"}
LAST = {
    "valid_from": "date",
    "valid_to": "date",
    "source": "text",
    "delivery": "uuid",
    "revision": "integer",
    "updated_at": "instant",
    "updated_by": "text",
}
SQL_TYPES: dict[str, str] = {
    "text": "text",
    "integer": "integer",
    "real": "double precision",
    "area": "numeric",
    "date": "date",
    "boolean": "boolean",
    "instant": "timestamptz",
    "uuid": "uuid",
}
LONGEST_TEXT = 2000
INTEGER = range(-(2**31), 2**31)
LARGEST_AREA = Decimal(10) ** 12  # numeric(18, 6)


def columns(layer: Layer) -> dict[str, str]:
    """Return the kind of each column of `layer` in the order in which they are shown, without geometries."""
    own: dict[str, str] = {field.name: field.kind for field in layer.fields}
    measure = {"area_m2": "area"} if layer.is_polygonal else {"length_m": "area"} if layer.is_linear else {}
    return {**FIRST, **own, **measure, **LAST}


def read_value(name: str, kind: str, text: str) -> object:
    """
    Return the value that `text` writes for a column.

    Raises
    ------
    WrongUseError
        If it is none of that kind; the sentence begins with `name`.
    """
    try:
        return _READERS[kind](text)
    except (ValueError, OverflowError, ArithmeticError):
        raise WrongUseError(f"{name}: {text[:40]!r} is {_WANTED[kind]}") from None


def is_storable(text: str) -> bool:
    """Whether PostgreSQL can hold `text`: no NUL, no half of a surrogate pair."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _text(text: str) -> str:
    if len(text) > LONGEST_TEXT or not is_storable(text):
        raise ValueError
    return text


def _integer(text: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,10}", text) or int(text) not in INTEGER:
        raise ValueError
    return int(text)


def _real(text: str) -> float:
    number = float(text) if re.fullmatch(r"[-+0-9.eE]{1,40}", text) else math.nan
    if not math.isfinite(number):
        raise ValueError
    return number


def _area(text: str) -> Decimal:
    if not re.fullmatch(r"[+-]?[0-9]{1,13}(\.[0-9]{1,20})?", text) or abs(Decimal(text)) >= LARGEST_AREA:
        raise ValueError
    return Decimal(text)


def _boolean(text: str) -> bool:
    words = {"true": True, "1": True, "false": False, "0": False}
    if text.lower() not in words:
        raise ValueError
    return words[text.lower()]


def _instant(text: str) -> datetime:
    value = instant_of(text)
    if not 1900 <= value.year <= 2199:
        raise ValueError
    return value if value.tzinfo else value.replace(tzinfo=UTC)


_READERS: dict[str, Callable[[str], object]] = {
    "text": _text,
    "integer": _integer,
    "real": _real,
    "area": _area,
    "date": day_of,
    "boolean": _boolean,
    "instant": _instant,
    "uuid": uuid.UUID,
}
_WANTED: dict[str, str] = {
    "text": f"longer than {LONGEST_TEXT} characters, or no text",
    "integer": "no whole number that can be stored",
    "real": "no finite number",
    "area": "no area in m² that can be stored",
    "date": "no date; write it as 2024-12-31",
    "boolean": "neither true nor false",
    "instant": "no instant; write it as 2024-12-31T18:00:00+08:00",
    "uuid": "no UUID",
}

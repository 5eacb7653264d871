"""Values as offices write them, converted to the kinds of our fields; what can't be converted is named."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from gis_core.exchange.fields import SQUARE_METRES
from layers.base import FieldKind

ARROW_TYPES: dict[FieldKind, pa.DataType] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "real": pa.float64(),
    "area": pa.float64(),
    "date": pa.date32(),
    "boolean": pa.bool_(),
}

NOTHING = frozenset({"", "-", "--", "—", "/", "\\", "无", "空", "null", "<null>", "<空>", "none", "nan", "n/a", "na"})
YES = frozenset({"是", "有", "y", "yes", "true", "t", "1", "√", "真", "对"})
NO = frozenset({"否", "无", "没有", "n", "no", "false", "f", "0", "×", "x", "假", "错"})

EXCEL_EPOCH = dt.date(1899, 12, 30)
"""Day 0 of Excel's serial dates from March 1900 on (its 1900 has a 29th of February)."""
EXCEL_DAYS = (1, 109_574)
"""Serial dates that stand for 1900 to 2199."""
YEARS = (1000, 2999)
DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s]+[\d:.+Z-]*)?")
DAY_FIRST = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})(?:[T\s]+[\d:.]*)?")
DATE_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{6})?")
LOST_DIGITS = 1 << 53
"""From here on a number in a spreadsheet no longer holds every digit."""
INTEGERS = (-(1 << 31), (1 << 31) - 1)


@dataclass(frozen=True)
class Converted:
    """A column of one kind, and the positions (0-based) whose value could not be converted (null in `values`)."""

    values: pa.Array
    bad: NDArray[np.int64]


def convert(column: pa.ChunkedArray, kind: FieldKind, factor: float = 1.0) -> Converted:
    """
    Convert a column to a kind.

    Parameters
    ----------
    column
        As the file gives it.
    kind
        Kind of our field.
    factor
        For `area`: square metres in the unit of numbers that name none.
    """
    array = plainly(column)
    quick = _quickly(array, kind)
    if quick is not None:
        return Converted(_scaled(quick, factor), np.zeros(0, dtype=np.int64))
    return _one_by_one(array, kind, factor)


def plainly(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    """Return a column as one array of numbers, dates, truth values or text; what is none of these is written out."""
    array = pa.chunked_array([column]) if isinstance(column, pa.Array) else column
    array = array.combine_chunks() if array.num_chunks != 1 else array.chunk(0)
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if isinstance(array.type, pa.BaseExtensionType):
        array = array.storage  # such as JSON, which is text
    if pa.types.is_large_string(array.type):
        return array.cast(pa.string())
    if pa.types.is_nested(array.type) or pa.types.is_binary(array.type) or pa.types.is_large_binary(array.type):
        return pa.array([_written(value) for value in array.to_pylist()], pa.string())
    return array


def _written(value: Any) -> str | None:
    """Return a list, an object or bytes as text, so that it can be read, or told, like any other value."""
    if value is None:
        return None
    return value.hex() if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False, default=str)


def _quickly(array: pa.Array, kind: FieldKind) -> pa.Array | None:  # noqa: PLR0911  (a table of kinds and types)
    """Convert what needs no reading of single values; `None` where it does."""
    types = pa.types
    if types.is_null(array.type):
        return pa.nulls(len(array), ARROW_TYPES[kind])
    if kind == "text" and types.is_string(array.type):
        trimmed = pc.utf8_trim_whitespace(array)
        return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)
    if kind == "text" and types.is_integer(array.type):
        return array.cast(pa.string())
    if kind in ("real", "area") and types.is_integer(array.type):
        return array.cast(pa.float64())
    if kind in ("real", "area") and types.is_floating(array.type):
        numbers = array.cast(pa.float64())
        numbers = pc.if_else(pc.is_nan(numbers), pa.scalar(None, pa.float64()), numbers)
        return None if pc.any(pc.is_inf(numbers)).as_py() else numbers
    if kind == "boolean" and types.is_boolean(array.type):
        return array
    if kind == "date" and (types.is_date(array.type) or types.is_timestamp(array.type)):
        return array.cast(pa.timestamp("us") if types.is_date(array.type) else array.type).cast(pa.date32(), safe=False)
    return None


def _scaled(array: pa.Array, factor: float) -> pa.Array:
    return array if factor == 1.0 else pc.multiply(array, factor)


def _one_by_one(array: pa.Array, kind: FieldKind, factor: float) -> Converted:
    """Read each different value once."""
    encoded = pc.dictionary_encode(array)
    read: list[Any] = []
    failed: list[int] = []
    for number, value in enumerate(encoded.dictionary.to_pylist()):
        try:
            read.append(_area(value, factor) if kind == "area" else READERS[kind](value))
        except (ValueError, OverflowError):
            read.append(None)
            failed.append(number)
    values = pa.array(read, ARROW_TYPES[kind]).take(encoded.indices)
    indices = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)
    return Converted(values, np.flatnonzero(np.isin(indices, failed)).astype(np.int64))


def _words(value: object) -> str:
    return unicodedata.normalize("NFKC", str(value)).strip()


def read_text(value: object) -> str | None:
    """Return a value as text: whole numbers without a point; one too large to have kept its digits is refused."""
    if isinstance(value, float):
        if math.isnan(value):
            return None
        if not value.is_integer():
            return repr(value)
        if abs(value) >= LOST_DIGITS:
            raise ValueError("digits were lost")
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    text = str(value).strip()
    return text or None


def read_number(value: object) -> float | None:
    """Return a number from `1,234.5`, `１２３`, `12.5%` is refused; a unit behind it (m, 层, 个 …) is passed over."""
    if isinstance(value, bool):
        raise ValueError("a truth value is no number")  # noqa: TRY004  (a bad value, not a bad call)
    if isinstance(value, int | float):
        number = float(value)
    else:
        text = _words(value)
        if text.casefold() in NOTHING:
            return None
        match = re.fullmatch(r"([+-]?[\d,，]*\.?\d+(?:[eE][+-]?\d+)?)\s*([^\d%.]{0,6}|m2)", text)
        if not match or not re.fullmatch(r"[+-]?(\d+|\d{1,3}(,\d{3})+)?(\.\d+)?([eE][+-]?\d+)?", match[1]):
            raise ValueError(f"{value!r} is no number")
        number = float(match[1].replace(",", ""))
    if math.isnan(number):
        return None
    if math.isinf(number):
        raise ValueError("infinite")
    return number


def read_integer(value: object) -> int | None:
    """Return a whole number, `12.0` included."""
    number = read_number(value)
    if number is None:
        return None
    if not number.is_integer() or not INTEGERS[0] <= number <= INTEGERS[1]:
        raise ValueError(f"{value!r} is no whole number")
    return int(number)


def _area(value: object, factor: float) -> float | None:
    """Return square metres; a unit beside the number (`0.52公顷`, `7.8 亩`) counts more than the column's."""
    if isinstance(value, str):
        text = re.sub(r"\s", "", _words(value)).casefold()
        for unit in sorted(SQUARE_METRES, key=len, reverse=True):
            if text.endswith(unit):
                number = read_number(text.removesuffix(unit))
                return None if number is None else number * SQUARE_METRES[unit]
    number = read_number(value)
    return None if number is None else number * factor


def read_date(value: object) -> dt.date | None:
    """
    Return a date from `2024-6-30`, `2024/6/30`, `2024.6.30`, `20240630`, `2024年6月30日`, with or without a time, from
    `30.6.2024` (points, day first; with strokes the order can't be known) or from Excel's serial number of the day.
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, bool):
        raise ValueError("a truth value is no date")  # noqa: TRY004
    text = str(int(value)) if isinstance(value, int | float) and math.isfinite(value) else _words(value)
    if text.casefold() in NOTHING:
        return None
    if match := DATE.fullmatch(text) or DATE_DIGITS.fullmatch(text):
        parts = match.groups()
    elif match := DAY_FIRST.fullmatch(text):
        parts = match.groups()[::-1]
    elif re.fullmatch(r"\d{1,6}(\.\d+)?", text) and EXCEL_DAYS[0] <= float(text) <= EXCEL_DAYS[1]:
        return EXCEL_EPOCH + dt.timedelta(days=int(float(text)))
    else:
        raise ValueError(f"{value!r} is no date")
    year, month, day = (int(part) for part in parts)
    if not YEARS[0] <= year <= YEARS[1]:
        raise ValueError(f"{value!r} is no date")
    return dt.date(year, month, day)


def read_boolean(value: object) -> bool | None:
    """Return whether a value says yes (是, Y, true, 1, √) or no (否, N, false, 0, ×)."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = _words(value).casefold()
    if text in YES:
        return True
    if text in NO:
        return False
    if text in NOTHING:
        return None
    raise ValueError(f"{value!r} says neither yes nor no")


READERS: dict[FieldKind, Callable[[object], Any]] = {
    "text": read_text,
    "integer": read_integer,
    "real": read_number,
    "date": read_date,
    "boolean": read_boolean,
}

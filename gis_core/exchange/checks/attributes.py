"""Checks of the attributes: codes, required values, code lists, dates, declared areas."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray

from gis_core.exchange.checks.faults import Faults, FirstPoints, Positions, faults
from layers.base import Label, Layer

EARLIEST = dt.date(1900, 1, 1)
LONGEST_TERM_YEARS = 70
VALIDITY = ("valid_from", "valid_to")


def column(attributes: pd.DataFrame, name: str) -> pa.Array:
    """Return a column as one Arrow array."""
    values = pa.array(attributes[name], from_pandas=True)
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values


def flags(mask: pa.Array) -> NDArray[np.bool_]:
    """Return an Arrow mask as numpy's, null meaning no."""
    return np.asarray(pc.fill_null(mask, fill_value=False).to_numpy(zero_copy_only=False), dtype=bool)


def check_codes(attributes: pd.DataFrame, layer: Layer, rows: int, places: FirstPoints) -> list[Faults]:
    """Find missing codes, codes of the wrong form, and codes that stand in several rows."""
    if "code" not in attributes:
        return [faults("missing_code", np.arange(rows), places[np.arange(rows)])]
    codes = column(attributes, "code")
    blank = ~flags(pc.not_equal(pc.utf8_trim_whitespace(codes), ""))
    missing = np.flatnonzero(blank)
    encoded = pc.fill_null(pc.dictionary_encode(codes).indices, -1).to_numpy(zero_copy_only=False)
    times = np.bincount(encoded[encoded >= 0], minlength=1)[encoded]
    twice = np.flatnonzero(~blank & (times > 1))
    texts = codes.take(pa.array(twice)).to_pylist()
    found = [
        faults("missing_code", missing, places[missing]),
        faults(
            "duplicate_code",
            twice,
            places[twice],
            [
                Label(f"{code} 出现 {n} 次", f"{code} stands {n} times")
                for code, n in zip(texts, times[twice].tolist(), strict=True)
            ],
        ),
    ]
    if layer.rules.code_pattern:
        pattern = re.compile(layer.rules.code_pattern)
        values = codes.to_pylist()
        odd = np.array([i for i in np.flatnonzero(~blank).tolist() if not pattern.fullmatch(values[i])], dtype=np.int64)
        found.append(
            faults("code_pattern", odd, places[odd], [Label(f"{values[i]!r}", f"{values[i]!r}") for i in odd.tolist()])
        )
    return found


def check_values(attributes: pd.DataFrame, layer: Layer, places: FirstPoints, today: dt.date) -> list[Faults]:
    """Find required values that are missing, values outside their code list, and dates that can't be."""
    found: list[Faults] = []
    for field in layer.fields:
        if field.name not in attributes:
            if field.required:
                told = Label(f"文件没有 {field.name} 字段", f"the file has no column for {field.name}")
                every = np.arange(len(attributes))
                found.append(faults("required_field", every, places[every], told, field.name))
            continue
        values = column(attributes, field.name)
        if field.required:
            rows = np.flatnonzero(flags(values.is_null()))
            told = Label(f"{field.label.zh}（{field.name}）", f"{field.label.en} ({field.name})")
            found.append(faults("required_field", rows, places[rows], told, field.name))
        if field.codes is not None:
            unknown = [v for v in pc.unique(values).to_pylist() if v is not None and not field.codes.knows(str(v))]
            rows = np.flatnonzero(flags(pc.is_in(values, pa.array(unknown, values.type))))
            told_each = [
                Label(f"{field.label.zh} {v}（{field.codes.source}）", f"{field.label.en} {v} ({field.codes.source})")
                for v in values.take(pa.array(rows)).to_pylist()
            ]
            found.append(faults("code_list", rows, places[rows], told_each, field.name))
    return found + _dates(attributes, layer, places, today)


def _dates(attributes: pd.DataFrame, layer: Layer, places: FirstPoints, today: dt.date) -> list[Faults]:
    names = [f.name for f in layer.fields if f.kind == "date"] + list(VALIDITY)
    present = [name for name in names if name in attributes]
    latest = dt.date(min(today.year + LONGEST_TERM_YEARS, dt.MAXYEAR), 12, 31)
    found = []
    for name in present:
        values = column(attributes, name)
        far = pc.or_(pc.less(values, pa.scalar(EARLIEST)), pc.greater(values, pa.scalar(latest)))
        rows = np.flatnonzero(flags(far))
        details = [
            Label(
                f"{name} 为 {v}，应在 {EARLIEST} 至 {latest} 之间", f"{name} is {v}, not within {EARLIEST} … {latest}"
            )
            for v in values.take(pa.array(rows)).to_pylist()
        ]
        found.append(faults("impossible_date", rows, places[rows], details, name))
    for first, second in (*layer.rules.dates, VALIDITY):
        if first in present and second in present:
            begins, ends = column(attributes, first), column(attributes, second)
            rows = np.flatnonzero(flags(pc.greater(begins, ends)))
            details = [
                Label(f"{first} {a} 晚于 {second} {b}", f"{first} {a} is after {second} {b}")
                for a, b in zip(
                    begins.take(pa.array(rows)).to_pylist(), ends.take(pa.array(rows)).to_pylist(), strict=True
                )
            ]
            found.append(faults("impossible_date", rows, places[rows], details, first))
    return found


def declared_areas(
    attributes: pd.DataFrame, geometries: NDArray[Any], rows: Positions, layer: Layer, places: FirstPoints
) -> Faults:
    """
    Find which of `rows` (valid polygons) declare an area that differs from the planar one by more than the tolerance.

    Tolerance: 0.08·√S + 0.006·S in m², S being the declared area, but at least 1 m² (GB/T 17986.1-2000, third grade).
    """
    name = layer.rules.declared_area
    if name is None or name not in attributes:
        return faults("declared_area", [])
    declared = np.asarray(column(attributes, name).to_numpy(zero_copy_only=False), dtype=float)[rows]
    computed = shapely.area(geometries[rows])
    with np.errstate(invalid="ignore"):
        allowed = np.maximum(0.08 * np.sqrt(np.abs(declared)) + 0.006 * np.abs(declared), 1.0)
        off = np.flatnonzero(np.abs(computed - declared) > allowed)
    details = [
        Label(
            f"登记 {d:,.2f} m²，计算 {c:,.2f} m²，限差 {t:,.2f} m²",
            f"declared {d:,.2f} m², computed {c:,.2f} m², tolerance {t:,.2f} m²",
        )
        for d, c, t in zip(declared[off].tolist(), computed[off].tolist(), allowed[off].tolist(), strict=True)
    ]
    return faults("declared_area", rows[off], places[rows[off]], details, name)

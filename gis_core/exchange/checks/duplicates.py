"""Rows that say the same twice: the same shape, or everything the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis_core.exchange.checks.faults import Faults, FirstPoints, Positions, faults
from gis_core.exchange.checks.rings import CLOSEST_M
from gis_core.exchange.delivery import RowNumbers
from gis_core.exchange.rings import in_one_order
from layers.base import Label, Layer

Pairs = NDArray[np.int64]

MIX = np.array([-7046029254386353131, 2685821657736338717, -4417276706812531889, 1609587929392839161], dtype=np.int64)
"""Odd multipliers that spread bounds over 64 bits (golden ratio; Knuth's linear congruence; primes of xxHash)."""


def same_shapes(geometries: NDArray[Any], rows: Positions) -> Pairs:
    """
    Return pairs (first, later) of `rows` with the same shape to the millimetre, wherever their rings begin or run.

    Rows are sorted by a hash of their rounded bounds; only those of one hash are compared, each with the first ones.
    """
    bounds = shapely.bounds(geometries[rows])
    known = ~np.isnan(bounds).any(axis=1)
    rows, bounds = rows[known], bounds[known]
    keys = (np.round(bounds / CLOSEST_M) + 0.0).view(np.int64)
    with np.errstate(over="ignore"):
        mixed = np.bitwise_xor.reduce(keys * MIX, axis=1)
    order = np.argsort(mixed, kind="stable")
    alike = mixed[order][1:] == mixed[order][:-1]
    if not alike.any():
        return np.empty((0, 2), dtype=np.int64)
    group = np.concatenate([[0], np.cumsum(~alike)])
    sizes = np.bincount(group)
    members = np.flatnonzero(sizes[group] > 1)
    normal = in_one_order(geometries[rows[order[members]]])
    pairs: list[tuple[int, int]] = []
    kept: dict[int, list[int]] = {}
    for index, member in enumerate(members.tolist()):
        firsts = kept.setdefault(int(group[member]), [])
        twin = next((f for f in firsts if shapely.equals_exact(normal[f], normal[index], CLOSEST_M)), None)
        if twin is None:
            firsts.append(index)
        else:
            pairs.append((int(rows[order[members[twin]]]), int(rows[order[member]])))
    return _with_the_first_first(np.array(pairs, dtype=np.int64).reshape(-1, 2))


def _with_the_first_first(pairs: Pairs) -> Pairs:
    """Point every pair at the earliest row of its group (groups share their first column)."""
    earliest = {int(first): int(min(first, pairs[pairs[:, 0] == first, 1].min())) for first in np.unique(pairs[:, 0])}
    told = []
    for first, later in pairs.tolist():
        head = earliest[first]
        told.append((head, first if later == head else later))
    return np.array(told, dtype=np.int64).reshape(-1, 2)


def duplicates(
    geometries: NDArray[Any],
    rows: Positions,
    *,
    attributes: pd.DataFrame,
    row_numbers: RowNumbers,
    layer: Layer,
    places: FirstPoints,
) -> tuple[Faults, Faults]:
    """
    Find rows that repeat an earlier one: `(duplicate_row, duplicate_geometry)`.

    Everything the same is a duplicate row. The same shape under another code is a duplicate geometry where features may
    not overlap; elsewhere (a school and its shelter, two kinds of control) only if all other attributes are the same.
    """
    pairs = same_shapes(geometries, rows)
    if not len(pairs):
        return faults("duplicate_row", []), faults("duplicate_geometry", [])
    others = [name for name in attributes.columns if name != "code"]
    same_others = _equal(attributes[others], pairs)
    same_code = _equal(attributes[["code"]], pairs) if "code" in attributes else np.zeros(len(pairs), dtype=bool)
    whole = same_others & same_code
    exclusive = layer.rules.tiles_land or layer.rules.exclusive
    shape_only = ~whole & ~same_code & (same_others | exclusive)
    return (
        _told("duplicate_row", pairs[whole], row_numbers, places),
        _told("duplicate_geometry", pairs[shape_only], row_numbers, places),
    )


def _equal(attributes: pd.DataFrame, pairs: Pairs) -> NDArray[np.bool_]:
    first, later = (attributes.iloc[pairs[:, side]].reset_index(drop=True) for side in (0, 1))
    same = np.ones(len(pairs), dtype=bool)
    for name in attributes.columns:
        equal = (first[name] == later[name]).fillna(value=False).to_numpy(dtype=bool)
        same &= equal | (first[name].isna() & later[name].isna()).to_numpy(dtype=bool)
    return same


def _told(name: str, pairs: Pairs, row_numbers: RowNumbers, places: FirstPoints) -> Faults:
    order = np.argsort(pairs[:, 1], kind="stable")
    first, later = pairs[order, 0], pairs[order, 1]
    details = [Label(f"与第 {n} 行相同", f"same as row {n}") for n in row_numbers[first].tolist()]
    return faults(name, later, places[later], details)

"""
Key parcels (关键地块): what completing a missing parcel would unlock, alone, with its neighbours, in pairs, in groups.

Unlock: how the blocks change if it is completed. A parcel that fills the last gap between two sets of land unlocks far
more than its own area; one that lies apart unlocks nothing. Everything is computed at once with sparse matrices of
missing parcels against sets of joined land, so that thousands of parcels take a moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from gis_core.consolidation.analysis.blocks import BlockGraph, Floats, Indices

GROUP_SIZE, GROUPS, PAIRS = 5, 10, 50
Measures = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class KeyParcels:
    """
    Missing parcels ranked by what they unlock.

    Parameters
    ----------
    parcels
        One row a missing parcel, the best first: `code`, `project`, `area_m2`, `unlocked_m2` (growth of the area of
        qualifying blocks), `largest_m2` and `largest_grows_m2` (the largest set of joined land), `blocks_change` (how
        many more blocks qualify), `neighbours` (codes of the missing parcels near it), the same figures as
        `with_neighbours_…`, and `rank`.
    pairs
        Pairs of parcels that unlock more together than one by one: `codes`, `area_m2`, `unlocked_m2`, `alone_m2` (the
        sum of what each unlocks alone), `blocks_change`, the best first.
    groups
        Groups grown from the best starts parcel by parcel: as `pairs`, most unlocked for its own area first.
    """

    parcels: pd.DataFrame
    pairs: pd.DataFrame
    groups: pd.DataFrame


def key_parcels(graph: BlockGraph, *, group_size: int = GROUP_SIZE) -> KeyParcels:
    """
    Rank the missing parcels of a graph by what they unlock.

    Parameters
    ----------
    graph
        Pieces of land and missing parcels.
    group_size
        Most parcels in a group.
    """
    alone = _alone(graph)
    together = _with_neighbours(graph)
    codes = graph.pieces["code"].to_numpy(dtype=object)[graph.missing]
    table = graph.pieces.iloc[graph.missing][["code", "project", "area_m2"]].reset_index(drop=True)
    near = graph.beside
    table = table.assign(
        **alone,
        neighbours=pd.Series([sorted(codes[near.indices[a:b]]) for a, b in pairwise(near.indptr)], dtype=object),
        **{f"with_neighbours_{name}": values for name, values in together.items()},
    )
    order = ["unlocked_m2", "with_neighbours_unlocked_m2", "largest_grows_m2", "area_m2", "code"]
    table = table.sort_values(order, ascending=[False, False, False, True, True], ignore_index=True)
    table["rank"] = np.arange(1, len(table) + 1)
    return KeyParcels(table, _pairs(graph, alone["unlocked_m2"], codes), _groups(graph, alone, codes, group_size))


def _unlocked(graph: BlockGraph, merged: Floats, before: Floats) -> Floats:
    """Growth of the qualifying area where sets with `before` m² of qualifying land become one set of `merged` m²."""
    return np.where(merged >= graph.smallest_m2, merged, 0.0) - before


def _qualifying(graph: BlockGraph) -> Floats:
    return np.where(graph.sizes >= graph.smallest_m2, graph.sizes, 0.0)


def _measures(graph: BlockGraph, merged: Floats, before: Floats, blocks_before: Floats) -> Measures:
    largest = np.maximum(merged, graph.now.largest_m2)
    return {
        "unlocked_m2": _unlocked(graph, merged, before),
        "largest_m2": largest,
        "largest_grows_m2": largest - graph.now.largest_m2,
        "blocks_change": (merged >= graph.smallest_m2).astype(np.int64) - np.rint(blocks_before).astype(np.int64),
    }


def _alone(graph: BlockGraph) -> Measures:
    near = graph.touching
    own = graph.areas[graph.missing]
    qualifying = _qualifying(graph)
    return _measures(graph, own + near @ graph.sizes, near @ qualifying, near @ (qualifying > 0).astype(float))


def _with_neighbours(graph: BlockGraph) -> Measures:
    own = graph.areas[graph.missing]
    members = graph.beside + sparse.eye_array(len(own), format="csr")
    near = sparse.csr_array(members @ graph.touching)
    near.data[:] = 1.0
    qualifying = _qualifying(graph)
    merged = members @ own + near @ graph.sizes
    return _measures(graph, merged, near @ qualifying, near @ (qualifying > 0).astype(float))


def _pairs(graph: BlockGraph, alone: NDArray[Any], codes: NDArray[np.object_]) -> pd.DataFrame:
    """Pairs that lie near each other or near one set of land; others unlock just the sum of what each does alone."""
    near, own, qualifying = graph.touching, graph.areas[graph.missing], _qualifying(graph)
    joined = sparse.coo_array(sparse.triu(near @ near.T + graph.beside, k=1))
    first, second = joined.row, joined.col
    reach, before, count = near @ graph.sizes, near @ qualifying, near @ (qualifying > 0).astype(float)
    merged = own[first] + own[second] + reach[first] + reach[second] - _shared(near, graph.sizes, first, second)
    both = before[first] + before[second] - _shared(near, qualifying, first, second)
    blocks = count[first] + count[second] - _shared(near, (qualifying > 0).astype(float), first, second)
    table = pd.DataFrame(
        {
            "first": first,
            "second": second,
            "area_m2": own[first] + own[second],
            "unlocked_m2": _unlocked(graph, merged, both),
            "alone_m2": alone[first] + alone[second],
            "blocks_change": (merged >= graph.smallest_m2).astype(int) - np.rint(blocks).astype(int),
        }
    )
    table = table[table["unlocked_m2"] > table["alone_m2"] + 1e-6]
    table = table.sort_values(["unlocked_m2", "area_m2", "first", "second"], ascending=[False, True, True, True])
    table = table.head(PAIRS).reset_index(drop=True)
    pairs = [sorted((codes[a], codes[b])) for a, b in zip(table["first"], table["second"], strict=True)]
    table.insert(0, "codes", pd.Series(pairs, dtype=object))
    return table.drop(columns=["first", "second"])


def _shared(near: sparse.csr_array, weight: Floats, first: Indices, second: Indices) -> Floats:
    """Sum the weights of the sets that both parcels of each pair lie near."""
    weighted = sparse.csr_array(near * weight)
    chunk, sums = 100_000, []
    for start in range(0, len(first), chunk):
        rows = slice(start, start + chunk)
        sums.append(np.asarray((weighted[first[rows]] * near[second[rows]]).sum(axis=1)).ravel())
    return np.concatenate(sums) if sums else np.empty(0)


def _groups(graph: BlockGraph, alone: Measures, codes: NDArray[np.object_], size: int) -> pd.DataFrame:
    """Grow a group from each of the best starts, by the parcel that unlocks most, then by what it brings near."""
    own = graph.areas[graph.missing]
    potential = own + graph.touching @ graph.sizes
    starts = np.lexsort((-potential, -alone["unlocked_m2"]))[:GROUPS]
    found: dict[tuple[int, ...], dict[str, object]] = {}
    for start in starts:
        members = _grow(graph, int(start), size)
        if len(members) < 2 or members in found:
            continue
        after = graph.with_completed(graph.missing[list(members)])
        unlocked = after.area_m2 - graph.now.area_m2
        singly = float(alone["unlocked_m2"][list(members)].sum())
        if unlocked <= singly + 1e-6:
            continue
        found[members] = {
            "codes": sorted(codes[list(members)]),
            "area_m2": float(own[list(members)].sum()),
            "unlocked_m2": unlocked,
            "alone_m2": singly,
            "largest_m2": after.largest_m2,
            "blocks_change": after.count - graph.now.count,
        }
    columns = ["codes", "area_m2", "unlocked_m2", "alone_m2", "largest_m2", "blocks_change"]
    table = pd.DataFrame(list(found.values()), columns=columns)
    worth = (table["unlocked_m2"] / table["area_m2"]).astype(float)
    return table.iloc[np.argsort(-worth.to_numpy(), kind="stable")].reset_index(drop=True)


def _grow(graph: BlockGraph, start: int, size: int) -> tuple[int, ...]:
    """Return the best group among those met while growing: the one that unlocks most for its own area."""
    near, own = graph.touching, graph.areas[graph.missing]
    qualifying = _qualifying(graph)
    members, sets = [start], near[[start]].sum(axis=0) > 0
    best: tuple[int, ...] = (start,)
    best_worth = 0.0
    while len(members) < size:
        inside = np.zeros(len(own), dtype=bool)
        inside[members] = True
        frontier = ((graph.beside @ inside.astype(float)) + near @ sets.astype(float) > 0) & ~inside
        if not frontier.any():
            break
        merged = own[members].sum() + graph.sizes[sets].sum() + own + near @ np.where(sets, 0.0, graph.sizes)
        before = qualifying[sets].sum() + near @ np.where(sets, 0.0, qualifying)
        gain = np.where(frontier, _unlocked(graph, merged, np.asarray(before)), -np.inf)
        chosen = int(np.lexsort((own, -merged / np.maximum(own, 1.0), -gain))[0])
        members.append(chosen)
        sets |= near[[chosen]].sum(axis=0) > 0
        worth = float(gain[chosen]) / float(own[members].sum())
        if worth > best_worth:
            best, best_worth = tuple(sorted(members)), worth
    return best

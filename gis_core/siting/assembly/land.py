"""The parcels to choose from as a graph: what each adds, who neighbours whom, and what a set of them amounts to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from gis_core.errors import RefusedInputError

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]

NEEDED = ("area_m2", "perimeter_m", "cost", "owners", "probability")


@dataclass(frozen=True)
class Weights:
    """
    What a set of parcels is measured by: the sum of these, each times its weight, is made small.

    Parameters
    ----------
    cost
        Of one unit of `cost`.
    owners
        Of one owner, in the same units.
    delivery
        Of the negative logarithm of the probability that all parcels are delivered: 1 unit is a factor of e.
    boundary
        Of one metre of outer boundary, the compactness.
    """

    cost: float = 1.0
    owners: float = 0.0
    delivery: float = 0.0
    boundary: float = 0.0


@dataclass(frozen=True)
class Land:
    """
    Parcels and their neighbourhood.

    Parameters
    ----------
    codes
        Codes of the parcels, sorted; positions elsewhere refer to them.
    area, perimeter, cost, probability
        Of each parcel: m², m, units of money, 0–1 (above 0).
    owners
        Of each parcel the positions of its owners among all owners; a bare number of owners makes owners of its own.
    pairs
        Positions of neighbours, one row a pair, the smaller first.
    shared
        Length of the boundary between them, m.
    """

    codes: list[str]
    area: Floats
    perimeter: Floats
    cost: Floats
    probability: Floats
    owners: list[frozenset[int]]
    pairs: Indices
    shared: Floats

    @classmethod
    def of(cls, parcels: pd.DataFrame, adjacency: pd.DataFrame) -> Land:
        """
        Examine the tables.

        Raises
        ------
        RefusedInputError
            If a column is missing, a code stands twice or is unknown, or a value is none that it can be (code named).
        """
        missing = [name for name in NEEDED if name not in parcels.columns]
        missing += [name for name in ("a", "b", "shared_m") if name not in adjacency.columns]
        if missing:
            raise RefusedInputError(f"The parcels or their neighbours lack {', '.join(missing)}.", field=missing[0])
        table = parcels.set_index(parcels.index.astype(str)).sort_index()
        if not len(table):
            raise RefusedInputError("There are no parcels to choose from.", field="parcels")
        twice = table.index[table.index.duplicated()]
        if len(twice):
            raise RefusedInputError(f"Parcel {twice[0]} stands twice in the table.", field="parcels")
        values = {name: _numbers(table, name) for name in NEEDED if name != "owners"}
        _refuse(table, "area_m2", values["area_m2"] <= 0, "above 0")
        _refuse(table, "probability", values["probability"] > 1, "from 0 to 1")
        pairs, shared = _pairs(table.index, adjacency)
        return cls(
            table.index.tolist(),
            values["area_m2"],
            values["perimeter_m"],
            values["cost"],
            values["probability"],
            _owners(table),
            pairs,
            shared,
        )

    def __len__(self) -> int:
        return len(self.codes)

    @cached_property
    def neighbours(self) -> list[frozenset[int]]:
        """Positions of the neighbours of each parcel."""
        found: list[set[int]] = [set() for _ in self.codes]
        for first, second in self.pairs.tolist():
            found[first].add(second)
            found[second].add(first)
        return [frozenset(one) for one in found]

    @cached_property
    def shared_with(self) -> list[dict[int, float]]:
        """Length shared with each neighbour, m."""
        found: list[dict[int, float]] = [{} for _ in self.codes]
        for (first, second), length in zip(self.pairs.tolist(), self.shared.tolist(), strict=True):
            found[first][second] = found[second][first] = length
        return found

    @cached_property
    def owner_count(self) -> int:
        """How many owners there are."""
        return 1 + max((max(one) for one in self.owners if one), default=-1)

    def own(self, weights: Weights) -> Floats:
        """Return what each parcel alone adds to the measure, without its owners."""
        with np.errstate(divide="ignore"):
            risk = np.where(self.probability > 0, -np.log(np.maximum(self.probability, 1e-300)), np.inf)
        risk = np.zeros(len(self)) if weights.delivery == 0 else risk * weights.delivery
        return np.asarray(weights.cost * self.cost + risk + weights.boundary * self.perimeter)

    def owned_by(self, members: Iterable[int]) -> int:
        """Return how many different owners a set of parcels has."""
        return len(frozenset().union(*(self.owners[one] for one in members)))

    def boundary_of(self, members: Sequence[int] | Indices) -> float:
        """Return the length of a set's outer boundary, m."""
        inside = np.isin(self.pairs, members).all(axis=1)
        return float(self.perimeter[members].sum() - 2.0 * self.shared[inside].sum())

    def measure(self, members: Sequence[int] | Indices, weights: Weights) -> float:
        """Return the measure of a set of parcels."""
        inside = np.isin(self.pairs, members).all(axis=1)
        saved = 2.0 * weights.boundary * self.shared[inside].sum()
        owners = weights.owners * self.owned_by(int(one) for one in members)
        return float(self.own(weights)[members].sum() - saved + owners)

    def parts(self, members: Sequence[int] | Indices) -> list[Indices]:
        """Return the connected parts of a set of parcels, the largest in area first."""
        chosen = np.asarray(members, dtype=np.int64)
        place = np.full(len(self), -1)
        place[chosen] = np.arange(len(chosen))
        ends = place[self.pairs]
        ends = ends[(ends >= 0).all(axis=1)]
        joined = sparse.coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(chosen),) * 2)
        count, label = connected_components(joined, directed=False)
        found = [chosen[label == one] for one in range(count)]
        return sorted(found, key=lambda part: (-self.area[part].sum(), int(part[0])))

    def around(self, members: Iterable[int]) -> frozenset[int]:
        """Return the neighbours of a set that aren't in it."""
        inside = frozenset(members)
        return frozenset().union(*(self.neighbours[one] for one in inside)) - inside


def _numbers(table: pd.DataFrame, name: str) -> Floats:
    values = pd.to_numeric(table[name], errors="coerce").to_numpy(dtype=float)
    _refuse(table, name, ~(np.isfinite(values) & (values >= 0)), "of at least 0")
    return values


def _refuse(table: pd.DataFrame, name: str, wrong: Mask, asked: str) -> None:
    if wrong.any():
        code = table.index[int(wrong.argmax())]
        raise RefusedInputError(
            f"{name} of parcel {code} is {table[name].loc[code]}: give a number {asked}.", field=name
        )


def _owners(table: pd.DataFrame) -> list[frozenset[int]]:
    """Return the owners of each parcel: names (one or several) are known again, bare numbers are other owners each."""
    numbers: dict[object, int] = {}
    found = []
    for code, value in zip(table.index, table["owners"], strict=True):
        names: list[object]
        if isinstance(value, bool | int | float | np.number):
            if not (np.isfinite(value) and value >= 0 and value == int(value)):
                raise RefusedInputError(
                    f"owners of parcel {code} is {value}: give a whole number, or the owners' names.", field="owners"
                )
            names = [(code, number) for number in range(int(value))]
        elif isinstance(value, str):
            names = [value]
        else:
            names = list(value)
        found.append(frozenset(numbers.setdefault(name, len(numbers)) for name in names))
    return found


def _pairs(codes: pd.Index[str], adjacency: pd.DataFrame) -> tuple[Indices, Floats]:
    """Return neighbours as positions, each pair once."""
    ends = np.stack([codes.get_indexer(pd.Index(adjacency[side].astype(str))) for side in ("a", "b")], axis=1)
    unknown = np.flatnonzero((ends < 0).any(axis=1))
    if len(unknown):
        row = adjacency.iloc[unknown[0]]
        raise RefusedInputError(
            f"The neighbours {row['a']} and {row['b']} are not both among the parcels.", field="adjacency"
        )
    shared = pd.to_numeric(adjacency["shared_m"], errors="coerce").to_numpy(dtype=float)
    if not (np.isfinite(shared) & (shared >= 0)).all():
        row = adjacency.iloc[int(np.argmin(np.isfinite(shared) & (shared >= 0)))]
        raise RefusedInputError(
            f"shared_m of {row['a']} and {row['b']} is {row['shared_m']}: give metres, at least 0.", field="shared_m"
        )
    ends.sort(axis=1)
    different = ends[:, 0] != ends[:, 1]
    pairs, first = np.unique(ends[different], axis=0, return_index=True)
    return pairs.astype(np.int64).reshape(-1, 2), shared[different][first]

"""
Covering as rows of a programme: which sites reach which demand, how often, and with what capacity.

Without capacities rows of demand that the same sites reach are one row (for most town plans this makes the programme
several times smaller); with capacities each row of demand is served whole by one site.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from gis_core.errors import RefusedInputError, WrongUseError
from gis_core.siting.allocation.demand import numbers
from gis_core.siting.solver import Programme, Solved

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]


def reach_of(costs: Floats, threshold: float) -> Mask:
    """Return which sites reach which demand: cost at most the threshold, the threshold included."""
    if not threshold >= 0 or not np.isfinite(threshold):
        raise WrongUseError(f"threshold is {threshold}: give a number of at least 0.", field="threshold")
    return costs <= threshold


def times_of(times: int, sites: int) -> int:
    """Return how many sites have to reach each demand, if that is possible."""
    if isinstance(times, bool) or not isinstance(times, int | np.integer) or not 1 <= times <= sites:
        raise WrongUseError(f"times is {times}: give a whole number from 1 to {sites}, the sites.", field="times")
    return int(times)


@dataclass(frozen=True)
class Capacities:
    """
    What the sites can serve.

    Parameters
    ----------
    capacity
        Of each site, in the units of the load.
    load
        Of each row of demand.
    """

    capacity: Floats
    load: Floats

    @classmethod
    def of(
        cls, capacities: ArrayLike | None, loads: ArrayLike | None, weights: Floats, sites: int
    ) -> Capacities | None:
        """Examine capacities; loads are the weights unless given."""
        if capacities is None:
            if loads is not None:
                raise WrongUseError("loads need capacities: give what each site can serve.", field="capacities")
            return None
        load = weights if loads is None else numbers(loads, len(weights), "loads", "demand")
        return cls(numbers(capacities, sites, "capacities", "site"), load)


class Assigned:
    """
    Columns that say which site serves which demand, within capacities.

    Parameters
    ----------
    programme
        Where columns and rows are added.
    y
        Columns of the sites.
    reach
        Which pairs are possible.
    capacities
        What a site can serve; None = everything.
    whole
        Whether a row of demand is served by one site; else in parts (only right without capacities).
    cost
        Objective of each pair, shaped like `reach`.
    """

    def __init__(
        self,
        programme: Programme,
        y: Indices,
        reach: Mask,
        capacities: Capacities | None,
        *,
        whole: bool,
        cost: Floats | None = None,
    ) -> None:
        self.rows, self.sites = np.nonzero(reach)
        if capacities is not None:  # a load larger than the site can never be served there
            fits = capacities.load[self.rows] <= capacities.capacity[self.sites]
            self.rows, self.sites = self.rows[fits], self.sites[fits]
        count = len(self.rows)
        self.x = programme.columns(count, 0.0 if cost is None else cost[self.rows, self.sites], whole=whole)
        self.by_row = sparse.csr_array((np.ones(count), (self.rows, np.arange(count))), shape=(reach.shape[0], count))
        each = sparse.csr_array(sparse.eye_array(count))
        of_site = sparse.csr_array((-np.ones(count), (np.arange(count), self.sites)), shape=(count, reach.shape[1]))
        programme.rows([(self.x, each), (y, of_site)], upper=0.0)
        if capacities is not None:
            load = sparse.csr_array(
                (capacities.load[self.rows], (self.sites, np.arange(count))), shape=(reach.shape[1], count)
            )
            room = sparse.csr_array(sparse.diags_array(-capacities.capacity))
            programme.rows([(self.x, load), (y, room)], upper=0.0)

    def assignment(self, solved: Solved, count: int) -> Indices:
        """Return the site of each row of demand in a solution; −1 where none serves it."""
        found = np.full(count, -1, dtype=np.int64)
        if solved.values is not None:
            chosen = solved.values[self.x] > 0.5
            found[self.rows[chosen]] = self.sites[chosen]
        return found


@dataclass(frozen=True)
class Coverage:
    """
    Demand gathered by the sites that reach it.

    Parameters
    ----------
    reach
        Which sites (columns) reach which demand (rows).
    times
        How many sites have to reach a demand.
    """

    reach: Mask
    times: int = 1

    @cached_property
    def _gathered(self) -> tuple[Mask, Indices]:
        packed = np.packbits(self.reach, axis=1)
        keys = packed.view([("", packed.dtype)] * packed.shape[1]).ravel()
        _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
        order = np.argsort(first)  # in the order of the demand, so that answers don't hang on the packing
        rank = np.empty_like(order)
        rank[order] = np.arange(len(order))
        return self.reach[first[order]], rank[inverse]

    @property
    def kinds(self) -> Mask:
        """The different rows of `reach`."""
        return self._gathered[0]

    @property
    def kind_of(self) -> Indices:
        """Which of `kinds` each row of demand is."""
        return self._gathered[1]

    def matrix(self, rows: Mask) -> sparse.csr_array:
        """Return rows of `reach` as numbers for a programme."""
        return sparse.csr_array(rows.astype(float))

    def covered(self, sites: Indices) -> Mask:
        """Tell which demand these sites reach often enough."""
        return np.asarray(self.reach[:, sites].sum(axis=1) >= self.times)


def within(costs: Floats, reach: Mask, sites: Indices, covered: Mask) -> tuple[Indices, Indices]:
    """Return for each covered row the cheapest and the second cheapest site within reach, −1 where there is none."""
    part = np.where(reach[:, sites], costs[:, sites], np.inf)
    order = part.argsort(axis=1, kind="stable")[:, :2]
    found = np.full((2, len(costs)), -1, dtype=np.int64)
    for rank in range(min(2, order.shape[1])):
        reached = covered & np.isfinite(part[np.arange(len(part)), order[:, rank]])
        found[rank, reached] = sites[order[reached, rank]]
    return found[0], found[1]


def refuse_thin(reach: Mask, times: int, threshold: float) -> None:
    """Refuse demand that fewer sites reach than have to."""
    short = np.flatnonzero(reach.sum(axis=1) < times)
    if len(short):
        sites = reach[short[0]].sum()
        more = f" ({len(short) - 1} more likewise)" if len(short) > 1 else ""
        raise RefusedInputError(
            f"Demand {short[0]} is reached by {sites} sites within {threshold}, {times} needed{more}: add sites, "
            "allow a larger threshold, or take that demand out.",
            field="threshold",
        )

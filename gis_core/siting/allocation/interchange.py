"""
Interchange: a good choice of p sites by swapping one site for another as long as that helps.

All swaps are evaluated together by what each site saves when it comes, loses when it goes, and what of the loss the
one that comes takes over; after a swap only the demand whose nearest or second site changed is counted anew.

Source
------
Whitaker, R. (1983). A fast algorithm for the greedy interchange for large-scale clustering and median location
problems. INFOR 21(2). Resende, M. and Werneck, R. (2007). A fast swap-based local search procedure for location
problems. Annals of Operations Research 150.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gis_core.siting.allocation.rules import Rules
from gis_core.siting.solver import Watch

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
CHUNK = 400_000


def nearest(costs: Floats, sites: Indices) -> tuple[Indices, Floats]:
    """Return for each row the first of the cheapest sites (as a column) and its cost."""
    part = costs[:, sites]
    at = part.argmin(axis=1)
    return sites[at], part[np.arange(len(part)), at]


class Interchange:
    """
    A choice of sites and the worth of all its swaps.

    Parameters
    ----------
    costs
        Weighted costs, finite; rows of demand, columns of sites.
    sites
        The choice to begin with; the first `kept` of it stay.
    kept
        How many of the first sites stay.
    rules
        What any choice keeps to; the first keeps to it.
    """

    def __init__(self, costs: Floats, sites: Indices, kept: int = 0, rules: Rules | None = None) -> None:
        self._costs = costs
        self._rules = None if rules is None or rules.plain else rules
        self.sites = sites.copy()
        self._kept = kept
        self._first, self._second, self._at = self._two_nearest()
        self._rebuild()

    @property
    def total(self) -> float:
        """Cost of the choice."""
        return float(self._first.sum())

    def changes(self) -> Floats:
        """Return by how much the total changes when site r of the choice (rows) gives way to each column."""
        change = self._loss[:, None] - self._gain[None, :] - self._taken
        change[:, self.sites] = np.inf
        change[: self._kept] = np.inf
        if self._rules is not None:
            change[~self._rules.swaps(self.sites)] = np.inf
        return change

    def improve(self, watch: Watch) -> None:
        """Swap until no swap helps or the time is over."""
        fresh = True
        while not watch.over():
            change = self.changes()
            best = int(change.argmin())
            if change.flat[best] < -1e-10 * max(1.0, self.total):
                self.swap(*divmod(best, change.shape[1]))
                fresh = False
            elif fresh:
                return
            else:  # rounding errors have gathered: count anew before believing it
                self._rebuild()
                fresh = True

    def swap(self, going: int, coming: int) -> None:
        """Put a column in the place of one site of the choice."""
        self.sites[going] = coming
        first, second, at = self._two_nearest()
        changed = np.flatnonzero((first != self._first) | (second != self._second) | (at != self._at) | (at == going))
        if len(changed) > len(first) // 2:
            self._rebuild()
            return
        self._count(changed, -1.0)
        self._first, self._second, self._at = first, second, at
        self._count(changed, 1.0)

    def _rebuild(self) -> None:
        rows, columns = self._costs.shape
        self._first, self._second, self._at = self._two_nearest()
        self._gain = np.zeros(columns)
        self._loss = np.zeros(len(self.sites))
        self._taken = np.zeros((len(self.sites), columns))
        self._count(np.arange(rows), 1.0)

    def _two_nearest(self) -> tuple[Floats, Floats, Indices]:
        """Return the lowest and second lowest cost of each row and which site of the choice has the lowest."""
        part = self._costs[:, self.sites]
        rows = np.arange(len(part))
        at = part.argmin(axis=1)
        first = part[rows, at].copy()
        if len(self.sites) == 1:
            return first, self._costs.max(axis=1), at
        part[rows, at] = np.inf
        return first, part.min(axis=1), at

    def _count(self, rows: Indices, sign: float) -> None:
        """Add (or take away) what these rows say about coming and going."""
        rows = rows[np.argsort(self._at[rows], kind="stable")]
        step = max(1, CHUNK // self._costs.shape[1])
        for begin in range(0, len(rows), step):
            part = rows[begin : begin + step]
            costs, first, second = self._costs[part], self._first[part, None], self._second[part, None]
            nearer = np.minimum(costs, first)
            self._gain += sign * (first.sum() - nearer.sum(axis=0))
            np.maximum(costs, first, out=costs)
            np.minimum(costs, second, out=costs)
            np.subtract(second, costs, out=costs)
            at = self._at[part]
            starts = np.flatnonzero(np.r_[True, at[1:] != at[:-1]])
            self._taken[at[starts]] += sign * np.add.reduceat(costs, starts, axis=0)
        self._loss += sign * np.bincount(
            self._at[rows], self._second[rows] - self._first[rows], minlength=len(self.sites)
        )


def improved(
    costs: Floats, sites: Indices, kept: int, watch: Watch, rules: Rules | None = None
) -> tuple[Indices, float]:
    """Return the choice that interchange ends with, and its cost."""
    search = Interchange(costs, sites, kept, rules)
    search.improve(watch)
    return search.sites, search.total

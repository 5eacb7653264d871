"""
A lower bound of the p-median by Lagrangian relaxation: pay each row of demand u to be served, and let sites earn.

For any payments `Σu + Σ of the p lowest Σ min(0, cost − u)` is a bound. Subgradient steps look for the payments that
make it high; the sites that earn most on the way are good starts for interchange, and a site whose choice would lift
the bound over the best known cost is out.

Source
------
Beasley, J. (1993). Lagrangean heuristics for location problems. European Journal of Operational Research 65.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis_core.siting.allocation.interchange import nearest
from gis_core.siting.allocation.median import Median

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

DENSE = 600_000
PATIENCE, SHRINK, MOMENTUM = 20, 1.5, 0.3
POLISH_EVERY, POLISHED = 25, 40


@dataclass
class Payments:
    """
    Where the search for payments ended.

    Parameters
    ----------
    u
        The payments with the best bound, one a row.
    out
        Columns that are in no better choice.
    """

    u: Floats
    out: NDArray[np.bool_]


def pay(median: Median, *, steps: int = 1500) -> Payments:
    """Raise the bound of a p-median by subgradient steps, and improve its best choice on the way."""
    return _Subgradient(median).run(steps)


class _Subgradient:
    def __init__(self, median: Median) -> None:
        self._median = median
        rows, columns = median.costs.shape
        self._near = columns
        if rows * columns > DENSE:
            self._near = min(columns, max(60, 4 * columns // median.p))
        if self._near < columns:
            order = np.argpartition(median.costs, self._near - 1, axis=1)[:, : self._near]
            self._columns = np.ascontiguousarray(order)
            self._values = np.take_along_axis(median.costs, order, axis=1)
            self._most = self._values.max(axis=1)
        else:
            self._columns = np.zeros((0, 0), dtype=np.int64)
            self._values = median.costs
            self._most = np.full(rows, np.inf)
        self._free = np.ones(columns, dtype=bool)
        self._free[median.kept] = False

    def earnings(self, u: Floats) -> Floats:
        """Return Σ min(0, cost − u) of each column."""
        part = np.minimum(self._values - u[:, None], 0.0)
        if self._near == self._median.costs.shape[1]:
            return np.asarray(part.sum(axis=0))
        summed = np.bincount(self._columns.ravel(), part.ravel(), minlength=self._median.costs.shape[1])
        return np.asarray(summed, dtype=float)

    def run(self, steps: int) -> Payments:
        median = self._median
        u = np.minimum(self._start(), self._most)
        best_u, best = u, -np.inf
        before = np.zeros(len(u))
        out = np.zeros(median.costs.shape[1], dtype=bool)
        size, stalled, seen = 1.5, 0, set[bytes]()
        for step in range(steps):
            earned = self.earnings(u)
            chosen, bound, spread = self._best_of(earned, u)
            out |= self._free & ~chosen & (bound + spread >= median.enough)
            if not np.isfinite(best) or bound > best + 1e-7 * abs(best):
                best, best_u, stalled = bound, u, 0
                median.raise_bound(bound)
            else:
                stalled += 1
            if median.settled() or size < 1e-4 or median.watch.over():
                break
            if stalled >= PATIENCE:
                size, stalled, u = size / SHRINK, 0, best_u
                before[:] = 0.0
                continue
            sites = np.flatnonzero(chosen)
            if step % POLISH_EVERY == 0 and len(seen) < POLISHED and sites.tobytes() not in seen:
                seen.add(sites.tobytes())
                if nearest(median.filled, sites)[1].sum() < 1.05 * median.best:
                    median.polish(sites)
            slope = 1.0 - (median.costs[:, sites] < u[:, None]).sum(axis=1) + MOMENTUM * before
            before = slope
            length = float(slope @ slope)
            if length < 1e-12:
                break
            ahead = max(median.best - bound, 1e-5 * median.best) if np.isfinite(median.best) else abs(bound) * 0.1 + 1.0
            u = np.clip(u + size * ahead / length * slope, 0.0, self._most)
        return Payments(best_u, out)

    def _start(self) -> Floats:
        """Return payments to begin with: between the cheapest and the second cheapest site of the best choice."""
        median = self._median
        if not len(median.sites):
            return np.asarray(np.where(np.isfinite(median.costs), median.costs, 0.0).mean(axis=1))
        part = np.sort(median.costs[:, median.sites], axis=1)[:, :2]
        second = np.where(np.isfinite(part[:, -1]), part[:, -1], part[:, 0])
        return np.asarray((part[:, 0] + second) / 2)

    def _best_of(self, earned: Floats, u: Floats) -> tuple[NDArray[np.bool_], float, Floats]:
        """Return the columns that earn most, the bound, and what each other column would add to the bound."""
        median = self._median
        chosen = ~self._free
        places = median.p - len(median.kept)
        free = np.flatnonzero(self._free)
        if places >= len(free):
            chosen = np.ones(len(earned), dtype=bool)
            return chosen, float(u.sum() + earned.sum()), np.full(len(earned), 0.0)
        if places:
            best = free[np.argpartition(earned[free], places - 1)[:places]]
            chosen[best] = True
            weakest = float(earned[best].max())
        else:
            weakest = -np.inf
        bound = float(u.sum() + earned[chosen].sum())
        return chosen, bound, earned - weakest if places else np.full(len(earned), np.inf)

"""
From the relaxation to the proof: cuts at the root, sites that can't be better taken out, then branch and bound.

The node with the lowest bound comes first, so the bound that is told always rises; how good the best choice is decides
how long it takes. So choices are drawn at random from the fractional solution and improved by interchange first.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gis_core.siting.allocation.benders import Master, Relaxed
from gis_core.siting.allocation.median import Median

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

FRACTIONAL = 1e-6
OPEN_AT_ALL = 1e-9
DRAWN = 60
ROUNDS, LITTLE = 5, 0.02


def fractional(y: Floats) -> bool:
    """Tell whether a choice has sites that are open in part."""
    return bool((np.minimum(y, 1.0 - y) > FRACTIONAL).any())


def prove(median: Median, payments: Floats, left_out: NDArray[np.bool_]) -> None:
    """
    Raise the bound of a p-median until its best choice is proven or the watch ends it.

    Parameters
    ----------
    median
        The problem with a good choice; it takes bounds and better choices.
    payments
        Lagrangian payments, one a row of demand.
    left_out
        Columns known to be in no better choice.
    """
    left = np.flatnonzero(~left_out)
    if (median.rules.plain and len(left) < median.p) or not np.isfinite(median.costs[:, left]).any(axis=1).all():
        median.raise_bound(median.best)  # whatever is better needs a site that is out
        return
    master = Master(median, left)
    master.add_around(payments)
    relaxed = _root(master)
    while relaxed is not None and not median.settled():
        if fractional(relaxed.y):
            _draw(master, relaxed)
        if median.settled():
            return
        out = ~master.open_always & (relaxed.y < OPEN_AT_ALL) & (relaxed.bound + relaxed.reduced >= median.enough)
        if out.sum() < 0.1 * len(out):
            _Tree(master).search(relaxed)
            return
        smaller = Master(median, master.columns[~out])
        smaller.add(*_carried(master, smaller))
        master = smaller
        relaxed = _root(master)


def _carried(master: Master, smaller: Master) -> tuple[Indices, Floats]:
    """Return the cuts of one programme for one with fewer columns: at the next level that is a cost there."""
    rows, levels = master.levels()
    costs = np.sort(smaller.scaled, axis=1)
    levels = levels / master.scale * smaller.scale * (1.0 - 1e-12)
    at = np.array([np.searchsorted(costs[row], level) for row, level in zip(rows, levels, strict=True)], dtype=np.int64)
    level = costs[rows, np.minimum(at, costs.shape[1] - 1)] if len(rows) else np.zeros(0)
    known = np.isfinite(level)
    return rows[known], level[known]


def _root(master: Master) -> Relaxed | None:
    """Cut the relaxation until it is exact; None when it was stopped or nothing better is left."""
    median = master.median
    centre = np.isin(master.columns, median.sites).astype(float)
    while True:
        relaxed = master.solve()
        if relaxed is None:
            if master.infeasible:
                median.raise_bound(median.best)
            return None
        median.raise_bound(relaxed.bound)
        if median.settled():
            return None
        largest = median.filled_up(master.columns[np.argsort(-relaxed.y, kind="stable")])
        if median.cost_of(largest) < 1.03 * median.best:
            median.polish(largest)
        added = master.cut(relaxed)
        centre = (centre + relaxed.y) / 2
        if not added:
            return relaxed
        master.cut(relaxed, centre)


def _draw(master: Master, relaxed: Relaxed) -> None:
    """Draw choices from the fractional solution and improve them."""
    median = master.median
    random = np.random.default_rng(7)
    open_share = np.log(np.maximum(relaxed.y, 1e-9))
    open_share[master.open_always] = np.inf
    seen = set[bytes]()
    for number in range(DRAWN):
        if median.settled() or median.watch.over():
            return
        noise = random.gumbel(size=len(open_share)) * (0.3 if number % 2 else 1.0)
        sites = np.sort(median.filled_up(master.columns[np.argsort(-(open_share + noise), kind="stable")]))
        if sites.tobytes() not in seen:
            seen.add(sites.tobytes())
            median.polish(sites)


@dataclass(order=True)
class _Node:
    bound: float
    number: int
    lower: NDArray[np.int8] = field(compare=False)
    upper: NDArray[np.int8] = field(compare=False)


class _Tree:
    """Branch and bound over the columns of a programme."""

    def __init__(self, master: Master) -> None:
        self._master = master
        self._median = master.median
        self._open: list[_Node] = []
        self._number = 0

    def search(self, root: Relaxed) -> None:
        """Search until nothing open can be better, or the watch ends it."""
        lower = self._master.open_always.astype(np.int8)
        self._push(root.bound, lower, np.ones_like(lower))
        while self._open and not self._median.settled():
            node = heapq.heappop(self._open)
            self._median.raise_bound(node.bound)
            if self._median.settled():
                return
            if not self._expand(node):
                return
            if self._number % 200 == 0:
                self._master.drop_slack()
        self._median.raise_bound(self._median.best)

    def _push(self, bound: float, lower: NDArray[np.int8], upper: NDArray[np.int8]) -> None:
        heapq.heappush(self._open, _Node(bound, self._number, lower, upper))
        self._number += 1

    def _expand(self, node: _Node) -> bool:
        """Solve a node with its cuts and push its halves; False when the watch ended it."""
        median, master = self._median, self._master
        last, turn = -np.inf, 0
        while True:
            relaxed = master.solve(node.lower.astype(float), node.upper.astype(float))
            if relaxed is None:
                return master.infeasible
            if relaxed.bound >= median.enough:
                return True
            parted = fractional(relaxed.y)
            if not parted:
                median.offer(master.columns[relaxed.y > 0.5])
            added = master.cut(relaxed)
            little = relaxed.bound - last < LITTLE * (median.best - relaxed.bound)
            if not added or (parted and turn >= ROUNDS and little):
                break
            last, turn = relaxed.bound, turn + 1
        if not parted:
            return True
        bound = max(node.bound, relaxed.bound)
        shut = (relaxed.y < OPEN_AT_ALL) & (relaxed.bound + relaxed.reduced >= median.enough)
        sure = (relaxed.y > 1.0 - OPEN_AT_ALL) & (relaxed.bound - relaxed.reduced >= median.enough)
        lower = np.where(sure, 1, node.lower).astype(np.int8)
        upper = np.where(shut & (lower == 0), 0, node.upper).astype(np.int8)
        at = int(np.argmax(np.minimum(relaxed.y, 1.0 - relaxed.y) + 1e-3 * relaxed.y))
        for value in (1, 0):
            low, high = lower.copy(), upper.copy()
            low[at] = high[at] = value
            self._push(bound, low, high)
        return True

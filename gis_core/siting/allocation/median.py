"""
The p-median as the search sees it: weighted costs, what stays, and the best choice so far.

Bounds and cuts take the costs as they are (infinity = may not serve); interchange takes them filled: a cost so large
that serving one more row always wins.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gis_core.siting.allocation.interchange import Interchange, improved
from gis_core.siting.allocation.rules import Rules
from gis_core.siting.solver import Watch

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
TOLERANCE = 1e-9


@dataclass
class Median:
    """
    One p-median and the best choice found.

    Parameters
    ----------
    costs
        Weighted costs, infinity where a site may not serve; rows of demand, columns of sites.
    p
        How many sites; at most so many where the rules ask for more than existing facilities.
    rules
        What any choice keeps to.
    watch
        When to end.
    """

    costs: Floats
    p: int
    rules: Rules
    watch: Watch
    sites: Indices = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    best: float = np.inf
    bound: float = 0.0

    @property
    def kept(self) -> Indices:
        """Columns that are always chosen."""
        return self.rules.kept

    @cached_property
    def filled(self) -> Floats:
        """Costs with a large number in place of infinity."""
        finite = np.isfinite(self.costs)
        if finite.all():
            return self.costs
        dear = 2.0 * np.where(finite, self.costs, 0.0).max(axis=1).sum() + 1.0
        return np.where(finite, self.costs, dear)

    @cached_property
    def step(self) -> float:
        """Largest number of which every cost is a whole multiple, where costs are whole numbers; else 0."""
        finite = self.costs[np.isfinite(self.costs)]
        if finite.max(initial=0.0) > 2.0**40 or (finite != np.rint(finite)).any():
            return 0.0
        return float(np.gcd.reduce(finite.astype(np.int64))) if finite.any() else 0.0

    @property
    def enough(self) -> float:
        """The bound from which on nothing better can be found: the objective less its smallest improvement."""
        if not np.isfinite(self.best):
            return np.inf
        return self.best - max(self.step * (1.0 - 1e-6), TOLERANCE * self.best)

    def settled(self) -> bool:
        """Whether the best choice is proven."""
        return self.bound >= self.enough

    def cost_of(self, sites: Indices) -> float:
        """Return what a choice costs; infinity when it leaves a row unserved."""
        return float(self.costs[:, sites].min(axis=1).sum())

    def offer(self, sites: Indices) -> bool:
        """Take a choice if it is the best so far."""
        cost = self.cost_of(sites) if len(sites) and self.rules.allows(sites) else np.inf
        if cost < self.best - 1e-12 * max(1.0, cost):
            self.best, self.sites = cost, np.sort(sites)
            self.watch.tell(self.best, self.bound)
            return True
        return False

    def polish(self, sites: Indices) -> bool:
        """Improve a choice by interchange and take it if it is the best so far."""
        begun = self.filled_up(sites)
        better, _ = improved(self.filled, begun, len(self.kept), self.watch, self.rules)
        return self.offer(self.filled_up(better))

    def filled_up(self, sites: Indices) -> Indices:
        """Return as many of the sites as the rules allow, in their order after those that stand, and others up to p."""
        order = np.concatenate([self.kept, sites[~np.isin(sites, self.kept)]])
        if self.rules.plain and len(order) >= self.p:
            return order[: self.p]
        order = np.concatenate([order, np.setdiff1d(np.arange(self.rules.count), order)])
        if self.rules.plain:
            return order[: self.p]
        chosen = list(self.kept)
        blocked = np.asarray(self.rules.near[self.kept].any(axis=0))
        left = self.rules.budget * (1 + 1e-12)
        for site in order[len(self.kept) :]:
            if len(chosen) < self.p and not blocked[site] and self.rules.costs[site] <= left:
                chosen.append(site)
                blocked |= self.rules.near[site]
                left -= self.rules.costs[site]
        return np.array(chosen, dtype=np.int64)

    def raise_bound(self, bound: float) -> None:
        """Take a bound if it is better than the one known."""
        if bound > self.bound:
            self.bound = min(bound, self.best)
            self.watch.tell(self.best, self.bound)

    def settle_ties(self) -> None:
        """Swap sites for earlier columns as long as that costs nothing, so that equal choices give one answer."""
        fixed = len(self.kept)
        moving = np.sort(self.sites[~np.isin(self.sites, self.kept)])
        search = Interchange(self.filled, np.concatenate([self.kept, moving]), fixed, self.rules)
        while True:
            change = search.changes()
            change[np.arange(self.filled.shape[1])[None, :] > search.sites[:, None]] = np.inf
            going, coming = np.nonzero(change <= 1e-11 * max(1.0, search.total))
            if not len(going):
                break
            first = np.lexsort((-search.sites[going], coming))[0]
            search.swap(int(going[first]), int(coming[first]))
        if search.total <= self.best * (1 + 1e-11) or self.cost_of(search.sites) <= self.best:
            self.sites = np.sort(search.sites)

"""Set covering (LSCP): the fewest or cheapest sites so that all demand lies within a threshold of one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from gis_core.errors import RefusedInputError, WrongUseError
from gis_core.siting.allocation.coverage import (
    Assigned,
    Capacities,
    Coverage,
    reach_of,
    refuse_thin,
    times_of,
    within,
)
from gis_core.siting.allocation.demand import matrix, weights_of
from gis_core.siting.allocation.result import Allocation, nothing_found
from gis_core.siting.allocation.rules import Options, Rules, watch_of
from gis_core.siting.allocation.ties import earliest
from gis_core.siting.solver import Programme, Solved, Watch

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]
SAME = 1e-9


def set_cover(
    cost: ArrayLike,
    threshold: float,
    weights: ArrayLike | None = None,
    time_limit: float | None = None,
    *,
    share: float = 1.0,
    times: int = 1,
    capacities: ArrayLike | None = None,
    loads: ArrayLike | None = None,
    **options: Unpack[Options],
) -> Allocation:
    """
    Choose the fewest sites that cover all demand; with site costs the cheapest.

    Parameters
    ----------
    cost
        `cost[demand, site]`: rows are demand, columns are candidate sites; infinity = may not serve.
    threshold
        A site covers a demand whose cost is at most this; the threshold itself counts.
    weights
        Of the demand, at least 0; they say what `share` is a share of, and are the load unless loads are given.
    time_limit
        Seconds; the best choice found by then and its bound are returned.
    share
        Share (0–1) of the weight that has to be covered.
    times
        How many sites have to cover a demand (2 = each has a backup).
    capacities, loads
        What each site can serve, and the load of each demand. A demand is then served whole by one site.
    options
        What every location model takes: see `Options`. With `site_costs` their sum is made small.

    Returns
    -------
    allocation
        `objective` is the number of sites, facilities that stand included; with site costs their sum, in which those
        that stand cost nothing. `assignment` is the cheapest site of each covered demand (with capacities the one that
        serves it), `backup` the second. Equal choices give the earliest columns, without capacities.

    Raises
    ------
    WrongUseError
        If an option is out of range or contradicts another.
    RefusedInputError
        If a demand is reached by too few sites (the first is named), or no choice keeps to the rules.

    Source
    ------
    Toregas, C. et al. (1971). The location of emergency service facilities. Operations Research 19(6).
    """
    costs = matrix(cost)
    rows, sites = costs.shape
    weight = weights_of(weights, rows)
    rules = Rules.of(sites, options)
    reach = reach_of(costs, threshold)
    times = times_of(times, sites)
    if not 0 <= share <= 1:
        raise WrongUseError(f"share is {share}: give a share from 0 to 1.", field="share")
    limits = Capacities.of(capacities, loads, weight, sites)
    if limits is not None and times != 1:
        raise WrongUseError("Capacities go with one cover a demand: leave times out.", field="times")
    if share == 1:
        refuse_thin(reach, times, threshold)
    price = np.ones(sites) if options.get("site_costs") is None else rules.costs
    task = Covering(costs, reach, rules, price, times, weight, share, limits)
    watch = watch_of(time_limit, options)
    solved, y = task.solve(watch)
    if solved.ending == "infeasible":
        raise RefusedInputError(
            f"No choice of sites covers {share:.0%} of the demand within {threshold} and keeps to budget, distances "
            "and capacities: loosen one of them.",
            field="threshold",
        )
    if solved.values is None:
        raise nothing_found(solved.ending)
    return task.answer(solved, np.flatnonzero(solved.values[y] > 0.5))


@dataclass
class Covering:
    """
    A covering of demand as a programme.

    Parameters
    ----------
    costs, reach
        Costs, and which sites (columns) reach which demand (rows).
    rules
        What any choice keeps to.
    price
        What is made small: a number a site.
    times
        How many sites have to reach each demand.
    weight, share
        Weight of the demand, and the share of it that has to be covered.
    limits
        Capacities, if any.
    """

    costs: Floats
    reach: Mask
    rules: Rules
    price: Floats
    times: int
    weight: Floats
    share: float = 1.0
    limits: Capacities | None = None
    served: Assigned | None = None

    def solve(self, watch: Watch, *, p: int | None = None) -> tuple[Solved, Indices]:
        """Solve it (with at most p sites); return also the columns of the sites."""
        programme = Programme()
        y = self.rules.add_to(programme, p=p, price=self.price)
        least = self.weight.sum() * self.share * (1 - SAME)
        if self.limits is not None:
            self.served = Assigned(programme, y, self.reach, self.limits, whole=True)
            by_row = self.served.by_row
            programme.rows([(self.served.x, by_row)], lower=float(self.share == 1), upper=1.0)
            if self.share < 1:
                programme.row(self.served.x, self.weight[self.served.rows], lower=least)
            return programme.solve(watch), y
        coverage = Coverage(self.reach, self.times)
        kinds = coverage.kinds
        if self.share == 1:
            programme.rows([(y, coverage.matrix(kinds))], lower=float(self.times))
            return programme.solve(watch, start=self._greedy(p)), y
        z = programme.columns(len(kinds), whole=self.times > 1)
        once = sparse.csr_array(sparse.eye_array(len(kinds)) * -float(self.times))
        programme.rows([(y, coverage.matrix(kinds)), (z, once)], lower=0.0)
        programme.row(z, np.bincount(coverage.kind_of, self.weight, minlength=len(kinds)), lower=least)
        return programme.solve(watch), y

    def _greedy(self, p: int | None) -> Floats | None:
        """Return a choice to begin with, adding the site that reaches most that is still short; None if that fails."""
        sites = self.rules.kept
        while True:
            short = self.reach[:, sites].sum(axis=1) < self.times
            if not short.any():
                break
            worth = self.reach[short].sum(axis=0) / np.maximum(self.price, 1e-9)
            worth[sites] = 0.0
            best = int(worth.argmax())
            if worth[best] <= 0 or not self.rules.allows(np.append(sites, best)):
                return None
            sites = np.append(sites, best)
        if p is not None and len(sites) > p:
            return None
        return np.isin(np.arange(self.rules.count), sites).astype(float)

    def as_good(self, rest: Indices) -> Mask:
        """Tell which columns, added to the rest, cover what has to be covered."""
        covers = self.reach[:, rest].sum(axis=1)
        near = covers == self.times - 1
        if self.share == 1:
            if (covers < self.times - 1).any():
                return np.zeros(self.rules.count, dtype=bool)
            return np.asarray(self.reach[near].all(axis=0))
        weight = self.weight[covers >= self.times].sum() + np.where(near, self.weight, 0.0) @ self.reach
        return np.asarray(weight >= self.weight.sum() * self.share * (1 - SAME))

    def answer(self, solved: Solved, sites: Indices) -> Allocation:
        """Return the answer for a solution of the programme."""
        backup: Indices | None = None
        if self.served is not None:
            assignment = self.served.assignment(solved, len(self.costs))
        else:
            if solved.ending == "optimal":
                dear = self.price[sites].sum()
                sites = earliest(
                    sites, self.rules, lambda rest: self.as_good(rest) & (self.price + self.price[rest].sum() <= dear)
                )
            covered = self.reach[:, sites].sum(axis=1) >= self.times
            assignment, second = within(self.costs, self.reach, sites, covered)
            backup = second if self.times > 1 else None
        objective = float(self.price[sites].sum())
        proven = solved.ending == "optimal"
        bound = solved.bound
        if (self.price == np.rint(self.price)).all() and np.isfinite(bound):
            bound = float(np.ceil(bound - 1e-6))
        bound = objective if proven else float(min(objective, max(0.0, bound)))
        return Allocation(sites, assignment, objective, bound, solved.ended, backup)

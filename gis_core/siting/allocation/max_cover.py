"""Maximal covering (MCLP): p sites so that as much demand as possible lies within a threshold of one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from gis_core.errors import RefusedInputError, WrongUseError
from gis_core.siting.allocation.coverage import Assigned, Capacities, Coverage, reach_of, times_of, within
from gis_core.siting.allocation.demand import matrix, number_of_sites, weights_of
from gis_core.siting.allocation.groups import Groups, least_share_of
from gis_core.siting.allocation.result import Allocation, nothing_found
from gis_core.siting.allocation.rules import Options, Rules, watch_of
from gis_core.siting.allocation.ties import earliest
from gis_core.siting.solver import Programme, Solved, Watch

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]
SAME = 1e-9


def max_cover(
    cost: ArrayLike,
    threshold: float,
    p: int | None,
    weights: ArrayLike | None = None,
    time_limit: float | None = None,
    *,
    times: int = 1,
    backup_share: float = 0.0,
    groups: ArrayLike | None = None,
    least_share: float | None = None,
    capacities: ArrayLike | None = None,
    loads: ArrayLike | None = None,
    **options: Unpack[Options],
) -> Allocation:
    """
    Choose at most p sites that cover the most weight of demand.

    Parameters
    ----------
    cost
        `cost[demand, site]`: rows are demand, columns are candidate sites (e.g. walking seconds); infinity = may not
        serve.
    threshold
        A site covers a demand whose cost is at most this; the threshold itself counts.
    p
        How many sites at most, facilities that stand included; None = as many as the budget allows.
    weights
        Of the demand, at least 0 (e.g. people); 1 each unless given.
    time_limit
        Seconds; the best choice found by then and its bound are returned.
    times
        A demand counts when so many sites cover it.
    backup_share
        Share (0–1) of a demand's weight that counts only when a second site covers it too: 0.3 = 0.7 of the weight for
        the first site, 0.3 for the second.
    groups, least_share
        Equity: a name or code of the group of each demand, and the share (0–1) of each group's weight that is covered
        at least. Groups without weight are left alone.
    capacities, loads
        What each site can serve, and the load of each demand (its weight unless given). A demand is then served whole
        by one site, or not at all.
    options
        What every location model takes: see `Options`.

    Returns
    -------
    allocation
        `objective` is the weight covered, `bound` the most that could be; `assignment` the cheapest site of each
        covered demand (with capacities the one that serves it), `backup` the second. Equal choices give the earliest
        columns, without capacities.

    Raises
    ------
    WrongUseError
        If p is out of range, or options contradict each other.
    RefusedInputError
        If the matrix, weights or an option hold what they can't, or no choice keeps to the rules.

    Source
    ------
    Church, R. and ReVelle, C. (1974). The maximal covering location problem. Papers of the Regional Science
    Association 32. Backup: Hogan, K. and ReVelle, C. (1986). Concepts and applications of backup coverage. Management
    Science 32(11).
    """
    costs = matrix(cost)
    rows, sites = costs.shape
    weight = weights_of(weights, rows)
    rules = Rules.of(sites, options)
    if p is None and not np.isfinite(rules.budget):
        raise WrongUseError("Without p there has to be a budget: say how many sites, or what they may cost.", field="p")
    places = sites if p is None else number_of_sites(p, len(rules.kept), sites)
    if not 0 <= backup_share <= 1 or (backup_share and times != 1):
        raise WrongUseError(
            f"backup_share is {backup_share} with times {times}: give a share from 0 to 1, and times 1.",
            field="backup_share",
        )
    limits = Capacities.of(capacities, loads, weight, sites)
    if limits is not None and (times != 1 or backup_share):
        raise WrongUseError("Capacities go with one cover a demand: leave times and backup_share out.", field="times")
    found_groups = Groups.of(groups, weight)
    task = _Task(
        costs,
        reach_of(costs, threshold),
        weight,
        places,
        rules,
        times_of(times, sites),
        backup_share,
        found_groups,
        least_share_of(least_share, found_groups),
    )
    watch = watch_of(time_limit, options)
    return task.open(watch) if limits is None else task.limited(limits, watch)


@dataclass(frozen=True)
class _Task:
    costs: Floats
    reach: Mask
    weight: Floats
    p: int
    rules: Rules
    times: int
    backup_share: float
    groups: Groups | None
    least_share: float

    def open(self, watch: Watch) -> Allocation:
        """Solve without capacities."""
        programme = Programme("max")
        y = self.rules.add_to(programme, p=self.p)
        coverage = Coverage(self.reach, self.times)
        kinds = coverage.kinds
        weight = np.bincount(coverage.kind_of, self.weight, minlength=len(kinds))
        whole = self.times > 1 or self.backup_share > 0.5
        z = programme.columns(len(kinds), weight * (1.0 - self.backup_share), whole=whole)
        once = sparse.csr_array(sparse.eye_array(len(kinds)))
        parts = [(y, coverage.matrix(kinds)), (z, sparse.csr_array(once * -float(self.times)))]
        if self.backup_share:
            second = programme.columns(len(kinds), weight * self.backup_share, whole=whole)
            programme.rows([(second, once), (z, -once)], upper=0.0)
            parts.append((second, -once))
        programme.rows(parts, lower=0.0)
        if self.groups is not None and self.least_share > 0:
            share = sparse.coo_array(
                (self.weight, (self.groups.of_row, coverage.kind_of)), shape=(len(self.groups.names), len(kinds))
            ).tocsr()
            programme.rows([(z, share)], lower=self.groups.weight * self.least_share * (1 - SAME))
        solved = programme.solve(watch)
        sites = self._sites(solved, y)
        objective = self._worth(sites)
        if solved.ending == "optimal":
            sites = earliest(sites, self.rules, lambda rest: self._as_good(rest, objective))
        return self._answer(solved, sites, self._worth(sites), *self._served(sites))

    def limited(self, limits: Capacities, watch: Watch) -> Allocation:
        """Solve with capacities: each demand whole by one site, or not at all."""
        programme = Programme("max")
        y = self.rules.add_to(programme, p=self.p)
        rows = len(self.costs)
        served = Assigned(
            programme, y, self.reach, limits, whole=True, cost=np.repeat(self.weight[:, None], len(y), axis=1)
        )
        programme.rows([(served.x, served.by_row)], upper=1.0)
        if self.groups is not None and self.least_share > 0:
            share = sparse.csr_array((self.weight, (self.groups.of_row, np.arange(rows))))
            programme.rows(
                [(served.x, share @ served.by_row)], lower=self.groups.weight * self.least_share * (1 - SAME)
            )
        solved = programme.solve(watch)
        sites = self._sites(solved, y)
        assignment = served.assignment(solved, rows)
        return self._answer(solved, sites, float(self.weight[assignment >= 0].sum()), assignment, None)

    def _sites(self, solved: Solved, y: Indices) -> Indices:
        if solved.ending == "infeasible":
            share = f" and covers {self.least_share} of each group" if self.least_share else ""
            raise RefusedInputError(
                f"No choice of at most {self.p} sites keeps to existing facilities, budget and distances{share}: "
                "loosen one of them.",
                field="least_share" if self.least_share else "budget",
            )
        if solved.values is None:
            raise nothing_found(solved.ending)
        return np.flatnonzero(solved.values[y] > 0.5)

    def _worth(self, sites: Indices) -> float:
        covers = self.reach[:, sites].sum(axis=1)
        first = float(self.weight[covers >= self.times].sum())
        return (1.0 - self.backup_share) * first + self.backup_share * float(self.weight[covers >= 2].sum())

    def _as_good(self, rest: Indices, objective: float) -> Mask:
        """Tell which columns, added to the rest, are worth the objective (and fair)."""
        covers = self.reach[:, rest].sum(axis=1)
        near = np.where(covers == self.times - 1, self.weight * (1.0 - self.backup_share), 0.0)
        near += np.where(covers == 1, self.weight * self.backup_share, 0.0)
        worth = self._worth(rest) + near @ self.reach
        good: Mask = worth >= objective - SAME * max(1.0, objective)
        if self.groups is not None and self.least_share > 0:
            for column in np.flatnonzero(good):
                covered = covers + self.reach[:, column] >= self.times
                shares = self.groups.shares(self.weight * covered)
                good[column] = bool((shares >= self.least_share * (1 - SAME)).all())
        return good

    def _served(self, sites: Indices) -> tuple[Indices, Indices | None]:
        covered = self.reach[:, sites].sum(axis=1) >= self.times
        first, second = within(self.costs, self.reach, sites, covered)
        return first, second if self.times > 1 or self.backup_share else None

    def _answer(
        self, solved: Solved, sites: Indices, objective: float, assignment: Indices, backup: Indices | None
    ) -> Allocation:
        proven = solved.ending == "optimal"
        bound = objective if proven else max(objective, min(solved.bound, float(self.weight.sum())))
        return Allocation(sites, assignment, objective, bound, solved.ended, backup)

"""
The p-median with what Benders cuts don't know: capacities, backups, equity between groups.

One compact programme of sites and of pairs (demand, site) on HiGHS; right for hundreds of rows, not for thousands.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from gis_core.errors import RefusedInputError
from gis_core.siting.allocation.coverage import Assigned, Capacities
from gis_core.siting.allocation.groups import Groups
from gis_core.siting.allocation.interchange import nearest
from gis_core.siting.allocation.median import Median
from gis_core.siting.allocation.result import Allocation, nothing_found
from gis_core.siting.allocation.rules import Rules
from gis_core.siting.solver import Programme, Watch

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
TYPICAL = 100.0


@dataclass(frozen=True)
class AssignedMedian:
    """
    A p-median with rules.

    Parameters
    ----------
    costs
        As given, infinity where a site may not serve.
    weight
        Of the demand.
    p
        How many sites at most.
    rules
        What any choice keeps to.
    limits
        Capacities, if any.
    backup_share
        Share of each demand's weight that travels to its second site.
    groups
        Groups of demand, if the largest mean cost of one is to be small.
    """

    costs: Floats
    weight: Floats
    p: int
    rules: Rules
    limits: Capacities | None
    backup_share: float
    groups: Groups | None

    def solve(self, watch: Watch) -> Allocation:
        """Solve it as one programme."""
        programme = Programme()
        y = self.rules.add_to(programme, p=self.p)
        reach = np.isfinite(self.costs)
        rows = len(self.costs)
        finite = np.where(reach, self.costs, 0.0) * self.weight[:, None]
        scale = TYPICAL / max(float(finite.mean()), 1e-12)
        whole = self.limits is not None
        direct = None if self.groups is not None else finite * (1.0 - self.backup_share) * scale
        served = Assigned(programme, y, reach, self.limits, whole=whole, cost=direct)
        programme.rows([(served.x, served.by_row)], lower=1.0, upper=1.0)
        if self.backup_share:
            self._second(programme, y, served, finite * self.backup_share * scale)
        if self.groups is not None:
            self._largest_mean(programme, self.groups, served, scale)
        known = self._simple(watch) if self.limits is None else None
        solved = programme.solve(watch)
        if solved.ending == "infeasible":
            raise RefusedInputError(
                f"No choice of at most {self.p} sites can serve all demand and keeps to budget, distances and "
                "capacities: allow more sites, or loosen one of them.",
                field="p",
            )
        if solved.values is not None:
            sites = np.flatnonzero(solved.values[y] > 0.5)
        elif known is not None:
            sites = known
        else:
            raise nothing_found(solved.ending)
        if self.limits is not None:
            assignment, backup = served.assignment(solved, rows), None
        else:
            if known is not None and self._worth(known) < self._worth(sites):
                sites = known
            assignment, backup = self._nearest_two(sites)
        objective = self._objective(assignment, backup)
        bound = objective if solved.ending == "optimal" else float(np.clip(solved.bound / scale, 0.0, objective))
        return Allocation(sites, assignment, objective, bound, solved.ended, backup)

    def _second(self, programme: Programme, y: Indices, first: Assigned, cost: Floats) -> None:
        """Add a second site, another than the first, for each demand."""
        second = Assigned(programme, y, np.isfinite(self.costs), None, whole=False, cost=cost)
        programme.rows([(second.x, second.by_row)], lower=1.0, upper=1.0)
        count = len(first.x)
        each = sparse.csr_array(sparse.eye_array(count))
        of_site = sparse.csr_array(
            (-np.ones(count), (np.arange(count), first.sites)), shape=(count, self.costs.shape[1])
        )
        programme.rows([(first.x, each), (second.x, each), (y, of_site)], upper=0.0)

    def _largest_mean(self, programme: Programme, groups: Groups, served: Assigned, scale: float) -> None:
        """Make the largest mean cost of a group the objective; groups without weight have none."""
        largest = programme.columns(1, 1.0, upper=np.inf)
        named = np.flatnonzero(groups.weight > 0)
        place = np.full(len(groups.names), -1)
        place[named] = np.arange(len(named))
        of_pair = place[groups.of_row[served.rows]]
        pairs = np.flatnonzero(of_pair >= 0)
        rows = served.rows[pairs]
        share = self.costs[rows, served.sites[pairs]] * self.weight[rows] / groups.weight[groups.of_row[rows]]
        shape = (len(named), len(served.x))
        means = sparse.csr_array((share * scale, (of_pair[pairs], pairs)), shape=shape)
        programme.rows([(served.x, means), (largest, sparse.csr_array(-np.ones((len(named), 1))))], upper=0.0)

    def _simple(self, watch: Watch) -> Indices | None:
        """Return the sites that interchange finds without backups and groups, where they serve all demand."""
        finite = np.isfinite(self.costs)
        weighted = np.where(finite, np.where(finite, self.costs, 0.0) * self.weight[:, None], np.inf)
        simple = Median(weighted, self.p, self.rules, watch)
        simple.polish(np.arange(self.rules.count))
        return simple.sites if len(simple.sites) and np.isfinite(self._worth(simple.sites)) else None

    def _nearest_two(self, sites: Indices) -> tuple[Indices, Indices | None]:
        """Return the cheapest site of each row, and with backups the second."""
        assignment, _ = nearest(self.costs, sites)
        if not self.backup_share:
            return assignment, None
        without = self.costs[:, sites].copy()
        without[np.arange(len(without)), np.searchsorted(sites, assignment)] = np.inf
        return assignment, sites[without.argmin(axis=1)]

    def _worth(self, sites: Indices) -> float:
        if self.backup_share and len(sites) < 2:
            return np.inf
        assignment, backup = self._nearest_two(sites)
        served = np.isfinite(self.costs[np.arange(len(self.costs)), assignment])
        if backup is not None:
            served &= np.isfinite(self.costs[np.arange(len(self.costs)), backup]) & (assignment != backup)
        return self._objective(assignment, backup) if served.all() else np.inf

    def _objective(self, assignment: Indices, backup: Indices | None) -> float:
        rows = np.arange(len(self.costs))
        total = self.costs[rows, assignment] * self.weight
        if backup is not None:
            total = (1.0 - self.backup_share) * total + self.backup_share * self.costs[rows, backup] * self.weight
        if self.groups is None:
            return float(total.sum())
        with_weight = self.groups.weight > 0
        return float((self.groups.sums(total)[with_weight] / self.groups.weight[with_weight]).max(initial=0.0))

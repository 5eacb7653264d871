"""
p-median: p sites so that the demand, weighted, is as near to its sites as can be.

Interchange gives a start, Lagrangian payments a bound and fewer candidates, Benders cuts with branch and bound the
proof (decision 0910).
"""

from __future__ import annotations

from typing import Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gis_core.errors import RefusedInputError, WrongUseError
from gis_core.siting.allocation.assigned_median import AssignedMedian
from gis_core.siting.allocation.branching import prove
from gis_core.siting.allocation.coverage import Capacities
from gis_core.siting.allocation.demand import matrix, number_of_sites, refuse_unreached, weights_of
from gis_core.siting.allocation.groups import Groups
from gis_core.siting.allocation.interchange import nearest
from gis_core.siting.allocation.lagrangian import pay
from gis_core.siting.allocation.median import Median
from gis_core.siting.allocation.result import Allocation, nothing_found
from gis_core.siting.allocation.rules import Options, Rules, watch_of
from gis_core.siting.allocation.set_cover import Covering

Indices = NDArray[np.int64]
STARTS = 5


def p_median(
    cost: ArrayLike,
    p: int,
    weights: ArrayLike | None = None,
    time_limit: float | None = None,
    *,
    capacities: ArrayLike | None = None,
    loads: ArrayLike | None = None,
    backup_share: float = 0.0,
    groups: ArrayLike | None = None,
    **options: Unpack[Options],
) -> Allocation:
    """
    Choose p sites with the least sum of weight × cost of each demand to its cheapest site.

    Proven for road or straight-line costs of hundreds of rows within seconds; for costs without any geometry the best
    found and its bound. Capacities, backups and groups make one larger programme, which proves less.

    Parameters
    ----------
    cost
        `cost[demand, site]`: rows are demand, columns are candidate sites (e.g. walking metres); infinity = may not
        serve.
    p
        How many sites, facilities that stand included; with a budget or distances at most so many.
    weights
        Of the demand, at least 0 (e.g. people); 1 each unless given. Demand of weight 0 still has to be served.
    time_limit
        Seconds; the best choice found by then and its bound are returned, and these two are repeatable only as far as
        the machine is.
    capacities, loads
        What each site can serve, and the load of each demand (its weight unless given). A demand is then served whole
        by one site, which needn't be its cheapest.
    backup_share
        Share (0–0.5) of each demand's weight that goes to its second cheapest site, as when the first is out of order.
    groups
        Equity: a name or code of the group (community) of each demand. The largest mean cost of a group is then what is
        made small, and the objective; groups without weight are left alone.
    options
        What every location model takes: see `Options`.

    Returns
    -------
    allocation
        `objective` is the sum (or the largest mean), `bound` the least that it could be. Equal choices give the
        earliest columns, without capacities, backups and groups.

    Raises
    ------
    WrongUseError
        If p is out of range, or options contradict each other.
    RefusedInputError
        If the matrix, weights or an option hold what they can't, a demand can be served by no site (the first is
        named), or no choice keeps to the rules.

    Source
    ------
    Hakimi, S. (1964). Optimum locations of switching centers and the absolute centers and medians of a graph.
    Operations Research 12(3). The method: see `benders`, `lagrangian` and `interchange`.
    """
    costs = matrix(cost)
    rows, columns = costs.shape
    weight = weights_of(weights, rows)
    rules = Rules.of(columns, options)
    p = number_of_sites(p, len(rules.kept), columns)
    limits = Capacities.of(capacities, loads, weight, columns)
    found_groups = Groups.of(groups, weight)
    if not 0 <= backup_share <= 0.5:
        raise WrongUseError(f"backup_share is {backup_share}: give a share from 0 to 0.5.", field="backup_share")
    if backup_share and (p < 2 or limits is not None or found_groups is not None):
        raise WrongUseError(
            "backup_share needs two sites at least, and goes neither with capacities nor with groups.",
            field="backup_share",
        )
    reach = np.isfinite(costs)
    refuse_unreached(reach, "all its costs are infinite")
    watch = watch_of(time_limit, options)
    if limits is not None or found_groups is not None or backup_share:
        return AssignedMedian(costs, weight, p, rules, limits, backup_share, found_groups).solve(watch)
    weighted = np.where(reach, np.where(reach, costs, 0.0) * weight[:, None], np.inf)
    median = Median(weighted, p, rules, watch)
    _start(median)
    if not median.settled() and (p < columns or not rules.plain):
        payments = pay(median)
        if not median.settled() and not median.watch.over():
            prove(median, payments.u, payments.out)
    return _answer(median, costs)


def _start(median: Median) -> None:
    random = np.random.default_rng(0)
    others = np.setdiff1d(np.arange(median.costs.shape[1]), median.kept)
    for _ in range(STARTS):
        median.polish(random.permutation(others))
        if median.watch.over():
            break
    if not np.isfinite(median.best):
        _serve_all(median)


def _serve_all(median: Median) -> None:
    """Find sites that serve all demand at all, where interchange found none."""
    count = median.costs.shape[1]
    plain, reach = median.rules.plain, np.isfinite(median.costs)
    covering = Covering(median.costs, reach, median.rules, np.ones(count), 1, np.ones(len(reach)))
    solved, y = covering.solve(median.watch, p=None if plain else median.p)
    if solved.ending == "infeasible":
        raise RefusedInputError(
            f"No choice of at most {median.p} sites serves all demand and keeps to budget and distances: allow more "
            "sites, or loosen one of them.",
            field="p",
        )
    if solved.ending == "optimal" and solved.objective is not None and solved.objective > median.p + 0.5:
        raise RefusedInputError(
            f"{median.p} sites can't serve all demand: {round(solved.objective)} are needed, as costs are infinite.",
            field="p",
        )
    chosen = np.flatnonzero(solved.values[y] > 0.5) if solved.values is not None else np.zeros(0, dtype=np.int64)
    if not 0 < len(chosen) <= median.p:
        raise nothing_found(solved.ending)
    median.offer(median.filled_up(chosen))
    median.polish(chosen)


def _answer(median: Median, costs: NDArray[np.float64]) -> Allocation:
    proven = median.settled() or (median.rules.plain and median.p == costs.shape[1])
    if proven:
        median.settle_ties()
    assignment, _ = nearest(costs, median.sites)
    objective = median.cost_of(median.sites)
    bound = objective if proven else min(median.bound, objective)
    return Allocation(
        median.sites, assignment, objective, bound, "optimal" if proven else median.watch.ended or "time_limit"
    )

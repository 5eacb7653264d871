"""
p-median: p sites so that the demand, weighted, is as near to its sites as can be.

Interchange gives a start, Lagrangian payments a bound and fewer candidates, Benders cuts with branch and bound the
proof (decision 0910).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gis_core.errors import RefusedInputError
from gis_core.siting.allocation.branching import prove
from gis_core.siting.allocation.demand import matrix, members, number_of_sites, refuse_unreached, weights_of
from gis_core.siting.allocation.interchange import nearest
from gis_core.siting.allocation.lagrangian import pay
from gis_core.siting.allocation.median import Median
from gis_core.siting.allocation.result import Allocation, nothing_found
from gis_core.siting.allocation.rules import Rules
from gis_core.siting.allocation.set_cover import Covering
from gis_core.siting.solver import Progress, Watch

Indices = NDArray[np.int64]
STARTS = 5


def p_median(
    cost: ArrayLike,
    p: int,
    weights: ArrayLike | None = None,
    time_limit: float | None = None,
    *,
    existing: Sequence[int] | Indices = (),
    cancel: Callable[[], bool] | None = None,
    progress: Progress | None = None,
) -> Allocation:
    """
    Choose p sites with the least sum of weight × cost of each demand's cheapest site.
    """
    costs = matrix(cost)
    rows, columns = costs.shape
    weight = weights_of(weights, rows)
    kept = members(existing, columns, "existing")
    p = number_of_sites(p, len(kept), columns)
    reach = np.isfinite(costs)
    refuse_unreached(reach, "all its costs are infinite")
    weighted = np.where(reach, np.where(reach, costs, 0.0) * weight[:, None], np.inf)
    median = Median(weighted, p, kept, Watch(time_limit, cancel, progress))
    _start(median)
    if not median.settled() and p < columns:
        payments = pay(median)
        if not median.settled() and not median.watch.over():
            prove(median, payments.u, payments.out)
    return _answer(median, costs)


def _start(median: Median) -> None:
    random = np.random.default_rng(0)
    others = np.setdiff1d(np.arange(median.costs.shape[1]), median.kept)
    for _ in range(STARTS):
        drawn = random.choice(others, median.p - len(median.kept), replace=False)
        median.polish(np.sort(np.concatenate([median.kept, drawn])))
        if median.watch.over():
            break
    if not np.isfinite(median.best):
        _serve_all(median)


def _serve_all(median: Median) -> None:
    """Find sites that serve all demand at all, where interchange found none."""
    count = median.costs.shape[1]
    rules = Rules.of(count, {"existing": median.kept})
    reach = np.isfinite(median.costs)
    solved, y = Covering(median.costs, reach, rules, np.ones(count), 1, np.ones(len(reach))).solve(median.watch)
    if solved.ending == "optimal" and solved.objective is not None and solved.objective > median.p + 0.5:
        raise RefusedInputError(
            f"{median.p} sites can't serve all demand: {round(solved.objective)} are needed, as costs are infinite.",
            field="p",
        )
    chosen = np.flatnonzero(solved.values[y] > 0.5) if solved.values is not None else np.zeros(0, dtype=np.int64)
    if not 0 < len(chosen) <= median.p:
        raise nothing_found(solved.ending)
    others = np.setdiff1d(np.arange(count), chosen)[: median.p - len(chosen)]
    full = np.sort(np.concatenate([chosen, others]))
    median.offer(full)
    median.polish(full)


def _answer(median: Median, costs: NDArray[np.float64]) -> Allocation:
    proven = median.settled() or median.p == costs.shape[1]
    if proven:
        median.settle_ties()
    assignment, _ = nearest(costs, median.sites)
    objective = median.cost_of(median.sites)
    bound = objective if proven else min(median.bound, objective)
    return Allocation(
        median.sites, assignment, objective, bound, "optimal" if proven else median.watch.ended or "time_limit"
    )

"""p-centre: p sites so that the demand that is worst off is as near to its site as can be."""

from __future__ import annotations

from typing import Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gis_core.errors import RefusedInputError, WrongUseError
from gis_core.siting.allocation.coverage import Capacities, times_of
from gis_core.siting.allocation.demand import matrix, number_of_sites, refuse_unreached, weights_of
from gis_core.siting.allocation.result import Allocation, nothing_found
from gis_core.siting.allocation.rules import Options, Rules, watch_of
from gis_core.siting.allocation.set_cover import Covering
from gis_core.siting.solver import Solved, Watch

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


def p_center(
    cost: ArrayLike,
    p: int,
    weights: ArrayLike | None = None,
    time_limit: float | None = None,
    *,
    times: int = 1,
    capacities: ArrayLike | None = None,
    loads: ArrayLike | None = None,
    **options: Unpack[Options],
) -> Allocation:
    """
    Choose at most p sites with the least largest cost of a demand to its site.

    Found by halving the costs that occur: for each a covering of all demand by p sites is looked for, and proven not to
    be when there is none. A covering that is better than asked shortens the search.

    Parameters
    ----------
    cost
        `cost[demand, site]`: rows are demand, columns are candidate sites; infinity = may not serve.
    p
        How many sites at most, facilities that stand included.
    weights
        Factors of the demand's costs, at least 0; 1 each unless given. Demand of weight 0 still has to be served.
    time_limit
        Seconds; the best choice found by then and its bound are returned.
    times
        How many sites have to lie within the largest cost (2 = the second nearest site counts).
    capacities, loads
        What each site can serve, and the load of each demand (1 each unless given). A demand is served whole by one
        site.
    options
        What every location model takes: see `Options`.

    Returns
    -------
    allocation
        `objective` is the largest weight × cost, `bound` the least that it could be. `assignment` is the cheapest site
        of each demand (with capacities the one that serves it), `backup` the second.

    Raises
    ------
    WrongUseError
        If p is out of range, or options contradict each other.
    RefusedInputError
        If a demand can be served by no site (the first is named), or no choice keeps to the rules.

    Source
    ------
    Minieka, E. (1970). The m-center problem. SIAM Review 12(1).
    Daskin, M. (2013). Network and Discrete Location, ch. 5.
    """
    costs = matrix(cost)
    rows, sites = costs.shape
    weight = weights_of(weights, rows)
    rules = Rules.of(sites, options)
    p = number_of_sites(p, len(rules.kept), sites)
    if times_of(times, sites) > p:
        raise WrongUseError(f"times is {times}, more than p, {p}: no demand can have so many sites.", field="times")
    limits = Capacities.of(capacities, loads, np.ones(rows), sites)
    if limits is not None and times != 1:
        raise WrongUseError("Capacities go with one cover a demand: leave times out.", field="times")
    reach = np.isfinite(costs)
    refuse_unreached(reach, "all its costs are infinite")
    weighted = np.where(reach, np.where(reach, costs, 0.0) * weight[:, None], np.inf)
    return _Search(weighted, p, times, rules, limits).run(watch_of(time_limit, options))


class _Search:
    def __init__(self, costs: Floats, p: int, times: int, rules: Rules, limits: Capacities | None) -> None:
        self._costs, self._p, self._times, self._rules, self._limits = costs, p, times, rules, limits
        self._values = np.unique(costs[np.isfinite(costs)])

    def run(self, watch: Watch) -> Allocation:
        """Halve the costs that may be the largest until one is left, or the watch ends it."""
        least = np.sort(self._costs, axis=1)[:, self._times - 1].max()
        low, high = int(np.searchsorted(self._values, least)), len(self._values) - 1
        best: tuple[Covering, Solved, Indices] | None = None
        while best is None or low < high:
            at = high if best is None else (low + high) // 2
            covering, solved, sites = self._try(at, watch)
            if sites is not None:
                best = (covering, solved, sites)
                high = int(np.searchsorted(self._values, self._largest(covering, solved, sites)))
                watch.tell(float(self._values[high]), float(self._values[min(low, high)]))
            elif solved.ending == "infeasible":
                if best is None:
                    raise RefusedInputError(
                        f"No choice of at most {self._p} sites can serve all demand and keeps to budget, distances and "
                        "capacities: allow more sites, or loosen one of them.",
                        field="p",
                    )
                low = at + 1
                watch.tell(float(self._values[high]), float(self._values[low]))
            else:
                break
        if best is None:
            raise nothing_found(watch.ended or "time_limit")
        return self._answer(best, low, high, watch)

    def _try(self, at: int, watch: Watch) -> tuple[Covering, Solved, Indices | None]:
        """Look for a covering at one of the costs; the sites are None where none was found."""
        reach = self._costs <= self._values[at]
        ones = np.ones(len(reach))
        covering = Covering(self._costs, reach, self._rules, np.zeros(self._rules.count), self._times, ones)
        covering.limits = self._limits
        solved, y = covering.solve(watch, p=self._p)
        return covering, solved, None if solved.values is None else np.flatnonzero(solved.values[y] > 0.5)

    def _largest(self, covering: Covering, solved: Solved, sites: Indices) -> float:
        """Return the largest cost that a covering really has."""
        if covering.served is not None:
            assignment = covering.served.assignment(solved, len(self._costs))
            return float(self._costs[np.arange(len(self._costs)), assignment].max())
        return float(np.sort(self._costs[:, sites], axis=1)[:, self._times - 1].max())

    def _answer(self, best: tuple[Covering, Solved, Indices], low: int, high: int, watch: Watch) -> Allocation:
        covering, solved, sites = best
        objective = float(self._values[high])
        covering.reach = self._costs <= objective
        answer = covering.answer(solved, sites)
        proven = low >= high
        bound = objective if proven else float(self._values[low])
        ending = "optimal" if proven else watch.ended or "time_limit"
        return Allocation(answer.sites, answer.assignment, objective, bound, ending, answer.backup)

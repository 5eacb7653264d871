"""What any choice of sites has to keep to: facilities that stand, a budget, a distance between sites."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypedDict

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gis_core.errors import RefusedInputError, WrongUseError
from gis_core.siting.allocation.demand import members, numbers
from gis_core.siting.solver import Programme, Progress, Watch

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


class Options(TypedDict, total=False):
    """
    Options that every location model takes by keyword.

    `existing`: columns of facilities that stand; they are in every answer and count among the p, but neither against
    the budget nor against the distance from each other. `site_costs` and `budget`: a number of at least 0 a site, and
    what the chosen ones may cost together. `between` and `apart`: a matrix of distances from site to site (the smaller
    of both ways counts), and how far two chosen sites lie from each other at least. `cancel`: asked during the search,
    True ends it. `progress`: told the objective and the bound when they get better (None = not known yet).
    """

    existing: Sequence[int] | Indices
    site_costs: ArrayLike | None
    budget: float | None
    between: ArrayLike | None
    apart: float | None
    cancel: Callable[[], bool] | None
    progress: Progress | None


@dataclass(frozen=True)
class Rules:
    """
    The options, examined.

    Parameters
    ----------
    count
        How many sites there are to choose from.
    kept
        Columns of facilities that stand.
    costs
        What each site costs; nothing for those that stand.
    budget
        What they may cost together; infinity = no limit.
    conflicts
        Pairs of columns that are too near each other, one row a pair, the smaller first.
    """

    count: int
    kept: Indices
    costs: Floats
    budget: float
    conflicts: Indices

    @classmethod
    def of(cls, count: int, options: Options) -> Rules:
        """
        Examine the options for so many sites.

        Raises
        ------
        WrongUseError
            If one of two options that need each other is missing, or the budget or distance is negative or no number.
        RefusedInputError
            If a site that stands isn't there, or costs or distances don't fit the sites.
        """
        kept = members(options.get("existing", ()), count, "existing")
        given, budget = options.get("site_costs"), options.get("budget")
        if budget is not None and given is None:
            raise WrongUseError("A budget needs site_costs: give what each site costs.", field="site_costs")
        if budget is not None and not budget >= 0:
            raise WrongUseError(f"budget is {budget}: give a number of at least 0.", field="budget")
        costs = np.ones(count) if given is None else numbers(given, count, "site_costs", "site")
        costs = np.where(np.isin(np.arange(count), kept), 0.0, costs)
        conflicts = _conflicts(count, kept, options.get("between"), options.get("apart"))
        return cls(count, kept, costs, np.inf if budget is None else float(budget), conflicts)

    @property
    def plain(self) -> bool:
        """Whether nothing but existing facilities is asked for."""
        return not np.isfinite(self.budget) and not len(self.conflicts)

    @cached_property
    def near(self) -> NDArray[np.bool_]:
        """Which sites are too near each other, as a matrix."""
        found = np.zeros((self.count, self.count), dtype=bool)
        found[self.conflicts[:, 0], self.conflicts[:, 1]] = True
        return found | found.T

    def swaps(self, sites: Indices) -> NDArray[np.bool_]:
        """Tell for each of the sites (rows) which columns may take its place."""
        free = self.near[sites].sum(axis=0)[None, :] - self.near[sites] == 0
        spent = self.costs[sites].sum() - self.costs[sites][:, None] + self.costs[None, :]
        return np.asarray(free & (spent <= self.budget * (1 + 1e-12)))

    @cached_property
    def cliques(self) -> list[Indices]:
        """Sets of sites of which one at most can be chosen; together they hold every pair that is too near."""
        near, found = self.near, []
        left = near.copy()
        for first, second in self.conflicts:
            if left[first, second]:
                clique, common = [int(first), int(second)], near[first] & near[second]
                while common.any():
                    clique.append(int(common.argmax()))
                    common &= near[clique[-1]]
                left[np.ix_(clique, clique)] = False
                found.append(np.array(sorted(clique)))
        return found

    def allows(self, sites: Indices) -> bool:
        """Tell whether a choice keeps to the budget and the distances."""
        if self.costs[sites].sum() > self.budget * (1 + 1e-12):
            return False
        chosen = np.isin(self.conflicts, sites)
        return not bool(chosen.all(axis=1).any())

    def add_to(self, programme: Programme, *, p: int | None = None, price: ArrayLike = 0.0) -> Indices:
        """Add one column a site (at this price), and these rules, to a programme; return the columns."""
        lower = np.isin(np.arange(self.count), self.kept).astype(float)
        y = programme.columns(self.count, price, lower=lower, whole=True)
        if p is not None:
            programme.row(y, 1.0, upper=p)
        if np.isfinite(self.budget):
            programme.row(y, self.costs, upper=self.budget)
        for clique in self.cliques:
            programme.row(y[clique], 1.0, upper=1.0)
        return y


def watch_of(time_limit: float | None, options: Options) -> Watch:
    """Return the watch that a call asks for."""
    return Watch(time_limit, options.get("cancel"), options.get("progress"))


def _conflicts(count: int, kept: Indices, between: ArrayLike | None, apart: float | None) -> Indices:
    """Return the pairs that are too near; those that both stand already are none, those near one that stands are."""
    if (between is None) != (apart is None):
        raise WrongUseError(
            "between and apart go together: give the distances of the sites and the least of them.", field="between"
        )
    if between is None or apart is None:
        return np.zeros((0, 2), dtype=np.int64)
    if not apart >= 0:
        raise WrongUseError(f"apart is {apart}: give a distance of at least 0.", field="apart")
    distances = np.asarray(between, dtype=float)
    if distances.shape != (count, count) or np.isnan(distances).any():
        raise RefusedInputError(
            f"between has the shape {distances.shape}: give a distance without NaN for each of "
            f"{count} × {count} sites.",
            field="between",
        )
    near = np.triu(np.minimum(distances, distances.T) < apart, 1)
    near[np.ix_(kept, kept)] = False
    return np.argwhere(near)

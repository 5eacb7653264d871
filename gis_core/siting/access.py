"""Access to what is supplied (可达性): the two-step floating catchment, and how evenly it is shared (Gini, Lorenz)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from gis_core.errors import RefusedInputError

Array = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]
Decay = Literal["gaussian"] | Callable[[Array], npt.ArrayLike] | None


def two_step_catchment(
    demand: npt.ArrayLike, supply: npt.ArrayLike, cost: npt.ArrayLike, threshold: float, decay: Decay = None
) -> Array:
    """
    Return what of the supply there is for each unit of demand, place by place.

    First each supply is shared among the demand within reach of it, then each demand adds up the shares within its
    reach. What is supplied within reach of anybody is handed out whole: the sum of demand times access is that supply.

    Parameters
    ----------
    demand
        Of each place (people), from 0.
    supply
        Of each site (spaces, m², beds), from 0.
    cost
        What the way from a place to a site costs (m, minutes): a row a place, a column a site, from 0. Infinite or NaN
        is no way.
    threshold
        Largest cost within reach, included, in the unit of `cost`, above 0.
    decay
        How much a way counts within reach. None: all alike. `gaussian`: 1 at cost 0, falling to 0 at the threshold. Or
        a function from costs to 0 or more; it is asked for costs within reach only.

    Returns
    -------
    access
        Supply for each unit of demand, one value a place; 0 where nothing is within reach. A place without demand takes
        no share, and has what one more person there would find. A site that no demand reaches (or only demand whose way
        counts 0) has nobody to share it: it counts 0 everywhere.

    Raises
    ------
    RefusedInputError
        If lengths differ, a number is below 0 or not finite (but for costs) or is none, or the threshold isn't above 0.

    Source
    ------
    Luo and Wang, Environment and Planning B 30 (2003); with `gaussian`: Dai, Health & Place 16 (2010).
    """
    people, supplied = _amounts(demand, "demand"), _amounts(supply, "supply")
    costs = _numbers(cost, "cost")
    wanted = (len(people), len(supplied))
    if costs.size == 0 and 0 in wanted:
        costs = costs.reshape(wanted)  # lists of nothing have no columns
    if costs.shape != wanted:
        raise RefusedInputError(
            f"cost: it has the shape {costs.shape} for {len(people)} places and {len(supplied)} sites; give a row a"
            " place and a column a site",
            field="cost",
        )
    limit = _limit(threshold)
    if (costs < 0).any():
        place, site = np.argwhere(costs < 0)[0]
        raise RefusedInputError(
            f"cost: from place {place} to site {site} it is {costs[place, site]:g}; a way costs 0 or more", field="cost"
        )
    place, site = np.nonzero(costs <= limit)
    return _handed_out(people, supplied, place, site, _counts(costs[place, site], limit, decay))


def catchment_of_pairs(
    demand: npt.ArrayLike,
    supply: npt.ArrayLike,
    pairs: pd.DataFrame,
    threshold: float,
    decay: Decay = None,
    *,
    cost: str = "distance_m",
) -> Array:
    """
    Return what `two_step_catchment` returns, from the pairs within reach alone: for a town a matrix would be too large.

    Parameters
    ----------
    demand, supply, threshold, decay
        As there.
    pairs
        `origin` (number of the place), `target` (number of the site) and the cost, each pair once; as
        `WalkingGraph.pairs` gives them. Dearer pairs than the threshold count nothing.
    cost
        Name of the column of costs.

    Raises
    ------
    RefusedInputError
        As there.
    """
    people, supplied, limit = _amounts(demand, "demand"), _amounts(supply, "supply"), _limit(threshold)
    within = pairs[pairs[cost] <= limit]
    counts = _counts(within[cost].to_numpy(float), limit, decay)
    return _handed_out(people, supplied, within["origin"].to_numpy(), within["target"].to_numpy(), counts)


def lorenz(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> tuple[Array, Array]:
    """
    Return the Lorenz curve: which share of the people has which share of the access, the worst off first.

    Parameters
    ----------
    values
        Access of each place, from 0.
    weights
        People of each place; alike where it isn't given. A place without people counts nothing.

    Returns
    -------
    people, access
        Shares (0–1), both from 0 to 1, one point more than there are places with people. Where nobody has anything, the
        curve is that of all having the same.

    Raises
    ------
    RefusedInputError
        If there are no values, one is below 0 or not finite, or the weights don't fit or are all 0.
    """
    found = _amounts(values, "values")
    counts = np.ones(len(found)) if weights is None else _amounts(weights, "weights")
    if len(counts) != len(found):
        raise RefusedInputError(f"weights: {len(counts)} for {len(found)} values; give one each", field="weights")
    found, counts = found[counts > 0], counts[counts > 0]
    if not len(found):
        raise RefusedInputError("values: there are none that count; give values and people", field="values")
    order = np.argsort(found, kind="stable")
    people = np.concatenate([[0.0], np.cumsum(counts[order])])
    access = np.concatenate([[0.0], np.cumsum((found * counts)[order])])
    people /= people[-1]
    return people, access / access[-1] if access[-1] > 0 else people.copy()


def gini(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> float:
    """
    Return the Gini coefficient: 0 where all have the same, towards 1 where one has all.

    It is twice the area between the Lorenz curve and the diagonal, without a correction for few places.

    Parameters
    ----------
    values, weights
        As `lorenz`.

    Raises
    ------
    RefusedInputError
        As `lorenz`.
    """
    people, access = lorenz(values, weights)
    return float(max(1 - (np.diff(people) * (access[1:] + access[:-1])).sum(), 0.0))


def _handed_out(people: Array, supplied: Array, place: Numbers, site: Numbers, counts: Array) -> Array:
    """Return the supply for each unit of demand, from the pairs within reach and how much each counts."""
    reaching = np.bincount(site, weights=people[place] * counts, minlength=len(supplied)).astype(float)
    with np.errstate(over="ignore"):
        shared = np.divide(supplied, reaching, out=np.zeros(len(supplied)), where=reaching > 0)
        found = np.bincount(place, weights=counts * shared[site], minlength=len(people)).astype(float)
    if not (np.isfinite(reaching).all() and np.isfinite(found).all()):
        raise RefusedInputError(
            "demand: added up or divided, it leaves what a number can hold; give it in another unit", field="demand"
        )
    return found


def _counts(reached: Array, threshold: float, decay: Decay) -> Array:
    """Return how much each way within reach counts."""
    if decay is None:
        return np.ones(len(reached))
    if isinstance(decay, str) and decay == "gaussian":
        edge = np.exp(-0.5)
        return np.asarray((np.exp(-0.5 * (reached / threshold) ** 2) - edge) / (1 - edge))
    if not callable(decay):
        raise RefusedInputError(f"decay: there is no {decay}; give None, gaussian or a function", field="decay")
    made = _numbers(decay(reached), "decay")
    if made.shape != reached.shape or not np.isfinite(made).all() or (made < 0).any():
        raise RefusedInputError(
            "decay: it must return a finite number from 0 for each of the costs that it is given", field="decay"
        )
    return made


def _limit(threshold: float) -> float:
    try:
        limit = float(threshold)
    except (TypeError, ValueError):
        limit = np.nan
    if not (np.isfinite(limit) and limit > 0):
        raise RefusedInputError(f"threshold: {threshold}; give a finite cost above 0", field="threshold")
    return limit


def _amounts(given: npt.ArrayLike, name: str) -> Array:
    amounts = _numbers(given, name)
    if amounts.ndim != 1:
        raise RefusedInputError(f"{name}: it has {amounts.ndim} dimensions; give a list of numbers", field=name)
    wrong = np.flatnonzero(~(np.isfinite(amounts) & (amounts >= 0)))
    if len(wrong):
        raise RefusedInputError(
            f"{name}: number {wrong[0]} is {amounts[wrong[0]]:g}; give finite numbers from 0", field=name
        )
    return amounts


def _numbers(given: npt.ArrayLike, name: str) -> Array:
    """Return numbers as an array, NaN where one is missing."""
    try:
        if isinstance(given, pd.DataFrame | pd.Series):
            return np.asarray(given.to_numpy(dtype=float, na_value=np.nan), dtype=float)
        return np.asarray(given, dtype=float)
    except (TypeError, ValueError) as error:
        raise RefusedInputError(
            f"{name}: it isn't made of numbers in rows of one length; give an array of numbers", field=name
        ) from error

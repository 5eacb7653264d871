"""Access to what is supplied (可达性): the two-step floating catchment, and how evenly it is shared (Gini, Lorenz)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from gis_core.errors import RefusedInputError

Array = npt.NDArray[np.float64]
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
        If lengths differ, a number is below 0 or not finite (but for costs), or the threshold isn't above 0.

    Source
    ------
    Luo and Wang, Environment and Planning B 30 (2003); with `gaussian`: Dai, Health & Place 16 (2010).
    """
    people, supplied = _amounts(demand, "demand"), _amounts(supply, "supply")
    costs = np.asarray(cost, dtype=float)
    if costs.shape != (len(people), len(supplied)):
        raise RefusedInputError(
            f"cost: it has the shape {costs.shape} for {len(people)} places and {len(supplied)} sites; give a row a"
            " place and a column a site",
            field="cost",
        )
    if not (np.isfinite(threshold) and threshold > 0):
        raise RefusedInputError(f"threshold: {threshold:g}; give a finite cost above 0", field="threshold")
    if (costs < 0).any():
        place, site = np.argwhere(costs < 0)[0]
        raise RefusedInputError(
            f"cost: from place {place} to site {site} it is {costs[place, site]:g}; a way costs 0 or more", field="cost"
        )
    counts = _counts(costs, float(threshold), decay)
    reaching = people @ counts
    shared = np.divide(supplied, reaching, out=np.zeros(len(supplied)), where=reaching > 0)
    return np.asarray(counts @ shared)


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


def _counts(costs: Array, threshold: float, decay: Decay) -> Array:
    """Return how much each way counts, 0 beyond reach."""
    within = np.isfinite(costs) & (costs <= threshold)
    if decay is None:
        return within.astype(float)
    reached: Any = costs[within]
    if decay == "gaussian":
        edge = np.exp(-0.5)
        made = (np.exp(-0.5 * (reached / threshold) ** 2) - edge) / (1 - edge)
    elif callable(decay):
        made = np.asarray(decay(reached), dtype=float)
        if made.shape != reached.shape or not np.isfinite(made).all() or (made < 0).any():
            raise RefusedInputError(
                "decay: it must return a finite number from 0 for each of the costs that it is given", field="decay"
            )
    else:
        raise RefusedInputError(f"decay: there is no {decay}; give None, gaussian or a function", field="decay")
    counts = np.zeros(costs.shape)
    counts[within] = made
    return counts


def _amounts(given: npt.ArrayLike, name: str) -> Array:
    amounts = np.asarray(given, dtype=float)
    if amounts.ndim != 1:
        raise RefusedInputError(f"{name}: it has {amounts.ndim} dimensions; give a list of numbers", field=name)
    wrong = np.flatnonzero(~(np.isfinite(amounts) & (amounts >= 0)))
    if len(wrong):
        raise RefusedInputError(
            f"{name}: number {wrong[0]} is {amounts[wrong[0]]:g}; give finite numbers from 0", field=name
        )
    return amounts

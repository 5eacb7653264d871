"""Weights given one by one (直接赋权), and one of them moved."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from gis_core.errors import RefusedInputError
from gis_core.siting.table import named

Weights = Mapping[str, float] | pd.Series | Sequence[float]

SUM_TOLERANCE = 1e-6


def direct(weights: Weights, names: Sequence[str] | None = None) -> pd.Series:
    """
    Return weights that were looked through.

    Parameters
    ----------
    weights
        By criterion (or in the order of `names`), none below 0, summing to 1 ± 1e-6; what is within that is put right.
    names
        The criteria that they are for; the result is in this order.

    Raises
    ------
    RefusedInputError
        If one is below 0 or no finite number, they don't sum to 1, or names are unknown or have no weight.
    """
    given = {name: _number(name, weight) for name, weight in named("weights", weights, names).items()}
    if not given:
        raise RefusedInputError("weights: there are none; give one for each criterion", field="weights")
    if names is not None:
        strangers, left = sorted(set(given) - set(names)), [name for name in names if name not in given]
        if strangers or left:
            said = [f"{', '.join(strangers)} is no criterion"] if strangers else []
            said += [f"{', '.join(left)} has no weight"] if left else []
            raise RefusedInputError(f"weights: {'; '.join(said)}; give each criterion one weight", field="weights")
        given = {name: given[name] for name in names}
    for name, weight in given.items():
        if not math.isfinite(weight) or weight < 0:
            raise RefusedInputError(f"weights: {name} has {weight:g}; a weight is from 0 to 1", field="weights")
    total = math.fsum(given.values())
    if abs(total - 1) > SUM_TOLERANCE:
        raise RefusedInputError(f"weights: they sum to {total:.7g}; they must sum to 1", field="weights")
    return pd.Series(given, dtype=float) / total


def _number(name: str, weight: object) -> float:
    try:
        return float(weight)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise RefusedInputError(
            f"weights: {name} has {weight!r:.60}; give a number from 0 to 1", field="weights"
        ) from error


def moved(weights: Weights, name: str, value: float) -> pd.Series:
    """
    Return weights of which one was moved, while the others keep their ratios.

    Where the moved one had all the weight, the others have no ratios; they then share alike.

    Parameters
    ----------
    weights
        As `direct`.
    name
        The criterion whose weight moves.
    value
        Its new weight (0–1).

    Raises
    ------
    RefusedInputError
        If the weights are none, the name isn't among them, the value isn't from 0 to 1, or it is the only one and
        doesn't stay 1.
    """
    before = direct(weights)
    if name not in before.index:
        raise RefusedInputError(f"name: {name} has no weight; there are: {', '.join(before.index)}", field="name")
    if not 0 <= value <= 1:
        raise RefusedInputError(f"value: {value:g} for {name}; a weight is from 0 to 1", field="value")
    others = before.drop(name)
    if others.empty and value != 1:
        raise RefusedInputError(f"value: {name} is the only criterion; its weight stays 1", field="value")
    rest = others.sum()
    shares = others / rest if rest > 0 else pd.Series(1 / max(len(others), 1), index=others.index)
    after = before.copy()
    after[others.index] = shares * (1 - value)
    after[name] = value
    return after


def shares_of_others(weights: np.ndarray, moving: int) -> np.ndarray:
    """Return how the rest is shared while one weight moves: the others' ratios, 0 for the moving one; see `moved`."""
    others = weights.astype(float)
    others[moving] = 0.0
    if others.sum() <= 0:
        others = np.ones(len(weights))
        others[moving] = 0.0
    total = others.sum()
    return others / total if total > 0 else others

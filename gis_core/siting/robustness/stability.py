"""How far each weight may move before the first place changes (权重稳定区间), exactly."""

from __future__ import annotations

import numpy as np
import pandas as pd

from gis_core.errors import RefusedInputError
from gis_core.siting.methods.problem import TIE
from gis_core.siting.robustness.weights_space import Bounds, read_bounds
from gis_core.siting.table import Matrix, read_values
from gis_core.siting.weights.direct import Weights, direct, shares_of_others


def stability(values01: pd.DataFrame, weights: Weights, bounds: Bounds | None = None) -> pd.DataFrame:
    """
    Return how far each weight may move, alone, before another candidate takes the first place of the weighted sum.

    The other weights keep their ratios (as `weights.moved`). Every score is then a straight line in the moving weight,
    and the first place holds where its line is on top: an interval, found exactly from where lines cross.

    Parameters
    ----------
    values01
        Candidates × criteria, values from 0 (worst) to 1 (best).
    weights
        By criterion, 1 in all.
    bounds
        Least and largest weight by criterion; the interval ends where the moving weight, or another that follows it,
        would leave them.

    Returns
    -------
    intervals
        A row a criterion, in the table's order: `name`, `weight`, `lowest` and `highest` (within which the first place
        holds, ends included), `margin` (the shorter way to an end at which it changes; NaN where it doesn't), `below`
        and `above` (who takes over beyond; None where nobody does before the end of 0–1 or the bounds).

    Raises
    ------
    RefusedInputError
        If the values, weights or bounds are wrong, or the weights are outside the bounds.
    """
    matrix = read_values(values01)
    names = [str(name) for name in values01.columns]
    given = direct(weights, names).to_numpy()
    low, high = read_bounds(bounds, names)
    outside = np.flatnonzero((given < low - TIE) | (given > high + TIE))
    if len(outside):
        n = outside[0]
        raise RefusedInputError(
            f"weights: {names[n]} has {given[n]:g}, outside {low[n]:g} to {high[n]:g}; mend the weight or its bounds",
            field="weights",
        )
    codes = np.asarray(values01.index.astype(str))
    scores = (matrix * given).sum(axis=1)
    tied = np.flatnonzero(scores >= scores.max() - TIE)
    first = int(tied[np.argmin(codes[tied])])
    rows = [_interval(matrix, codes, first, given, (n, *_reach(given, n, low, high))) for n in range(len(names))]
    weight, lowest, highest, margin, below, above = zip(*rows, strict=True)
    return pd.DataFrame(
        {
            "name": names,
            "weight": weight,
            "lowest": lowest,
            "highest": highest,
            "margin": margin,
            "below": pd.Series(below, dtype=object),
            "above": pd.Series(above, dtype=object),
        }
    )


def _interval(
    matrix: Matrix, codes: np.ndarray, first: int, weights: Matrix, way: tuple[int, float, float]
) -> tuple[float, float, float, float, str | None, str | None]:
    """Return the row of the weight that moves; `way` says which it is and between what it may."""
    moving, least, most = way
    now = float(weights[moving])
    shares = shares_of_others(weights, moving)
    if len(weights) == 1:
        return now, now, now, np.nan, None, None
    rest = (matrix * shares).sum(axis=1)
    lead_now = (matrix[first] - matrix) @ np.where(np.arange(len(weights)) == moving, now, shares * (1 - now))
    slope = (matrix[first, moving] - matrix[:, moving]) - (rest[first] - rest)
    lead_now = np.maximum(lead_now, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = now - lead_now / slope
    loses_above, loses_below = slope < -TIE, slope > TIE
    above, highest = _nearest(np.where(loses_above, crossing, np.inf), codes, matrix, moving, up=True)
    below, lowest = _nearest(np.where(loses_below, crossing, -np.inf), codes, matrix, moving, up=False)
    above, highest = (None, most) if highest >= most - TIE else (above, highest)
    below, lowest = (None, least) if lowest <= least + TIE else (below, lowest)
    ends = [abs(end - now) for end, who in ((lowest, below), (highest, above)) if who is not None]
    return now, float(lowest), float(highest), min(ends) if ends else np.nan, below, above


def _reach(weights: Matrix, moving: int, low: Matrix, high: Matrix) -> tuple[float, float]:
    """Return between what a weight may move so that all weights stay within their bounds."""
    now, shares = float(weights[moving]), shares_of_others(weights, moving)
    least, most = float(low[moving]), float(high[moving])
    for n, share in enumerate(shares):
        if share > 0:  # share * (1 - t) from low to high
            least, most = max(least, 1 - high[n] / share), min(most, 1 - low[n] / share)
    return min(max(least, 0.0), now), max(min(most, 1.0), now)


def _nearest(
    crossings: Matrix, codes: np.ndarray, matrix: Matrix, moving: int, *, up: bool
) -> tuple[str | None, float]:
    """Return who takes over first on a way, and where: of several at one place who gains most, then by code."""
    end = float(crossings.min() if up else crossings.max())
    if not np.isfinite(end):
        return None, end
    there = np.flatnonzero(np.abs(crossings - end) <= TIE)
    gains = matrix[there, moving] if up else -matrix[there, moving]
    best = there[np.lexsort([codes[there], -gains])[0]]
    return str(codes[best]), end

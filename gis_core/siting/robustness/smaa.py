"""
Rank acceptability (排序可接受度, SMAA): how often a candidate comes first, as uncertain as weights and values are.

Weights are drawn evenly from what bounds allow (or about given ones), values about what was measured; each draw gives a
ranking by weighted sum, and the rankings are counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from gis_core.errors import RefusedInputError
from gis_core.siting.methods.problem import TIE
from gis_core.siting.robustness.weights_space import Bounds, draw_weights, read_bounds
from gis_core.siting.table import Matrix, read_values
from gis_core.siting.weights.direct import Weights, direct

DRAWS = 10_000
TOLD_APART = 0.8
"""A candidate is told apart from another that it beats in this share of the draws."""
PLACES = 10
AMONG = 20
BLOCK = 1 << 19
"""Scores at a time: 4 MB, whatever the number of candidates and draws."""
POOL = 20
"""Good candidates looked at first, for each place that is counted."""

Spread = Mapping[str, float] | pd.Series | pd.DataFrame


@dataclass(frozen=True)
class Acceptability:
    """
    What draws of weights and values say.

    Parameters
    ----------
    draws
        How many.
    first
        By candidate, in the table's order: share of the draws (0–1) in which it comes first; 1 in all.
    ranks
        Candidates × first places (1, 2, …): share of the draws in which it has that place. Equal candidates share their
        places alike.
    pairwise
        Best candidates × the same, best first: share of the draws in which the row beats the column; a tie is half.
    neighbours
        The best candidates' neighbouring places: `place` (of the first of the two), `first`, `second`, `win` (share of
        the draws in which the first beats the second), `indistinct` (below 0.8).
    central_weights
        Candidates × criteria: mean of the weights that put it first; NaN where none did.
    mean_weights
        By criterion: mean of all weights drawn.
    """

    draws: int
    first: pd.Series
    ranks: pd.DataFrame
    pairwise: pd.DataFrame
    neighbours: pd.DataFrame
    central_weights: pd.DataFrame
    mean_weights: pd.Series

    @property
    def indistinct(self) -> pd.DataFrame:
        """Neighbouring places that can't be told apart: `place`, `first`, `second`, `win`."""
        found = self.neighbours[self.neighbours["indistinct"]]
        return found.drop(columns="indistinct").reset_index(drop=True)

    @property
    def groups(self) -> list[list[str]]:
        """The best candidates, best first, in runs in which each can't be told apart from the next."""
        order = [str(code) for code in self.pairwise.index]
        made = [order[:1]]
        for code, joined in zip(order[1:], self.neighbours["indistinct"], strict=True):
            if joined:
                made[-1].append(code)
            else:
                made.append([code])
        return made


def acceptability(
    values01: pd.DataFrame,
    weights: Weights | None = None,
    draws: int = DRAWS,
    seed: int = 0,
    *,
    bounds: Bounds | None = None,
    spread: Spread | None = None,
    concentration: float | None = None,
    places: int = PLACES,
    among: int = AMONG,
) -> Acceptability:
    """
    Count rankings by weighted sum over draws of weights and values.

    Parameters
    ----------
    values01
        Candidates × criteria, values from 0 (worst) to 1 (best).
    weights
        By criterion: whose ranking is looked at (which are best, which are neighbours), and about which weights are
        drawn where there is a concentration. The mean of the weights drawn where they aren't given.
    draws
        How many, from 1.
    seed
        Source of chance: the same gives the same result.
    bounds
        Least and largest weight by criterion.
    spread
        Standard deviation of the values (in values, 0–1) by criterion, or of each cell as a table; none where it isn't
        given. Errors are normal and independent of each other; they are not cut off at 0 and 1, which would pull the
        best down and the worst up.
    concentration
        None: weights are drawn evenly from all that the bounds allow. Else as `draw_weights`, about `weights`.
    places
        How many first places are counted.
    among
        How many of the best are compared in pairs.

    Raises
    ------
    RefusedInputError
        If values, weights, bounds or spread are wrong, or no weights meet the bounds.

    Notes
    -----
    Errors that are normal and independent make the error of a weighted sum normal too, with the variance Σ (w s)². So
    one number is drawn a candidate and draw, not one a cell, and the result has the same distribution. Candidates that
    are alike in all values (and spread nowhere) are drawn as one, so that rounding decides nothing between them.

    Source
    ------
    Lahdelma, Hokkanen and Salminen, SMAA: stochastic multiobjective acceptability analysis, EJOR 106 (1998); Lahdelma
    and Salminen, SMAA-2, Operations Research 49 (2001).
    """
    matrix = read_values(values01)
    names = [str(name) for name in values01.columns]
    if draws < 1:
        raise RefusedInputError(f"draws: {draws}; give 1 or more", field="draws")
    low, high = read_bounds(bounds, names)
    given = None if weights is None else direct(weights, names).to_numpy()
    if concentration is not None and given is None:
        raise RefusedInputError("weights: a concentration needs weights to draw about; give both", field="weights")
    rng = np.random.default_rng(seed)
    drawn = draw_weights(rng, draws, low, high, about=given, concentration=concentration)
    variances = _read_spread(spread, values01, names)
    order = _in_order(values01.index, matrix, drawn.mean(axis=0) if given is None else given)
    alike = _Alike.of(matrix, variances, weighed=drawn.max(axis=0) > 0)
    counted = _count(rng, alike, drawn, min(places, len(matrix)), order[:among])
    return _told(values01, drawn, alike, counted, order[:among])


@dataclass(frozen=True)
class _Alike:
    """Candidates that are alike taken together: `values` and `variances` of each kind, the `kind` of each candidate."""

    values: Matrix
    variances: Matrix | None
    kind: npt.NDArray[np.int64]
    sizes: npt.NDArray[np.int64]

    @classmethod
    def of(cls, matrix: Matrix, variances: Matrix | None, *, weighed: npt.NDArray[np.bool_]) -> _Alike:
        if variances is not None:
            return cls(matrix, variances, np.arange(len(matrix)), np.ones(len(matrix), dtype=np.int64))
        looked = np.where(weighed, matrix, 0.0)
        _, chosen, kind, sizes = np.unique(looked, axis=0, return_index=True, return_inverse=True, return_counts=True)
        return cls(matrix[chosen], None, kind.ravel(), sizes)


@dataclass(frozen=True)
class _Counted:
    places: Matrix  # kinds × places, draws in which one of the kind has the place
    weights: Matrix  # kinds × criteria, sum of the weights that put it first
    wins: Matrix  # best × best


def _count(
    rng: np.random.Generator, alike: _Alike, drawn: Matrix, places: int, best: npt.NDArray[np.int64]
) -> _Counted:
    kinds, criteria = alike.values.shape
    top = min(places, kinds)
    leading = np.empty((len(drawn), top), dtype=np.int64)
    of_best = np.empty((len(drawn), len(best)))
    pool = np.argsort(-(alike.values @ drawn.mean(axis=0)), kind="stable")[: POOL * top]
    variances = None if alike.variances is None else alike.variances.T.astype(np.float32)
    rows = max(1, BLOCK // kinds)
    for begin in range(0, len(drawn), rows):
        block = slice(begin, begin + rows)
        weight = drawn[block]
        scores = weight @ alike.values.T
        if variances is not None:
            error = np.sqrt((weight * weight).astype(np.float32) @ variances)
            scores += error * rng.standard_normal(scores.shape, dtype=np.float32)
        leading[block] = _leading(scores, top, pool)
        of_best[block] = scores[:, alike.kind[best]]
    first = [np.bincount(leading[:, 0], weights=drawn[:, one], minlength=kinds) for one in range(criteria)]
    return _Counted(_places_of(leading, alike.sizes, places), np.column_stack(first), _wins_of(of_best))


def _leading(scores: Matrix, top: int, pool: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """
    Return the best of each row, best first.

    Who is no worse than the last that leads within a pool of good ones is few, so that only these are sorted; whoever
    leads is among them, whatever the pool.
    """
    least = np.partition(scores[:, pool], -top, axis=1)[:, -top]
    rows, columns = np.nonzero(scores >= least[:, None])
    order = np.lexsort([-scores[rows, columns], rows])
    begins = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(scores)))[:-1]])
    return np.asarray(columns[order][begins[:, None] + np.arange(top)])


def _places_of(leading: npt.NDArray[np.int64], sizes: npt.NDArray[np.int64], places: int) -> Matrix:
    """Return kinds × places: in how many draws one of the kind has the place."""
    filled = np.cumsum(sizes[leading], axis=1)
    held = np.empty((len(sizes), places))
    for place in range(places):  # it is held by the first kind whose members reach so far
        holder = np.take_along_axis(leading, (filled > place).argmax(axis=1)[:, None], axis=1)[:, 0]
        held[:, place] = np.bincount(holder, minlength=len(sizes))
    return held


def _wins_of(scores: Matrix) -> Matrix:
    """Return in how many draws (rows) each candidate (columns) beats each other; a tie is half."""
    n = scores.shape[1]
    wins = np.full((n, n), 0.5 * len(scores))
    for row in range(n - 1):
        lead = scores[:, row, None] - scores[:, row + 1 :]
        wins[row, row + 1 :] = (lead > TIE).sum(axis=0) + 0.5 * (np.abs(lead) <= TIE).sum(axis=0)
        wins[row + 1 :, row] = len(scores) - wins[row, row + 1 :]
    return wins


def _told(
    values: pd.DataFrame,
    drawn: Matrix,
    alike: _Alike,
    counted: _Counted,
    best: npt.NDArray[np.int64],
) -> Acceptability:
    count, codes, names = len(drawn), values.index, [str(name) for name in values.columns]
    held = (counted.places / alike.sizes[:, None])[alike.kind] / count
    ranks = pd.DataFrame(held, index=codes, columns=range(1, held.shape[1] + 1))
    ever = counted.places[:, 0]
    with np.errstate(invalid="ignore"):
        central = np.where(ever[:, None] > 0, counted.weights / ever[:, None], np.nan)[alike.kind]
    pairwise = pd.DataFrame(counted.wins / count, index=codes[best], columns=codes[best])
    win = np.diagonal(pairwise.to_numpy(), offset=1)
    neighbours = pd.DataFrame(
        {
            "place": np.arange(1, len(best)),
            "first": codes[best[:-1]],
            "second": codes[best[1:]],
            "win": win,
            "indistinct": win < TOLD_APART,
        }
    )
    return Acceptability(
        count,
        ranks[1].rename("first"),
        ranks,
        pairwise,
        neighbours,
        pd.DataFrame(central, index=codes, columns=names),
        pd.Series(drawn.mean(axis=0), index=names),
    )


def _in_order(codes: pd.Index, matrix: Matrix, weights: Matrix) -> npt.NDArray[np.int64]:
    """Return the candidates best first by weighted sum, equal ones by code."""
    scores = np.round((matrix * weights).sum(axis=1), 12)
    return np.lexsort([np.asarray(codes.astype(str)), -scores])


def _read_spread(spread: Spread | None, values: pd.DataFrame, names: list[str]) -> Matrix | None:
    """Return the variance of each cell; None where nothing is uncertain."""
    if spread is None or not len(spread):
        return None
    if isinstance(spread, pd.DataFrame):
        if set(spread.columns) != set(values.columns) or set(spread.index) != set(values.index):
            raise RefusedInputError(
                "spread: it must be of the same candidates and criteria as the values", field="spread"
            )
        made = spread.loc[values.index, values.columns].to_numpy(dtype=float)
    else:
        given = {str(name): float(one) for name, one in spread.items()}
        strangers = sorted(set(given) - set(names))
        if strangers:
            raise RefusedInputError(
                f"spread: {', '.join(strangers)} is no criterion; there are: {', '.join(names)}", field="spread"
            )
        made = np.broadcast_to([given.get(name, 0.0) for name in names], values.shape)
    if not np.isfinite(made).all() or (made < 0).any():
        raise RefusedInputError("spread: a standard deviation is a finite number from 0", field="spread")
    return made * made if made.any() else None

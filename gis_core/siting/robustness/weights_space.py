"""
Weights drawn by chance (权重空间抽样): evenly from all that bounds allow, or about given ones.

The weights within bounds are a polytope: the simplex cut by a box. It is drawn from evenly by rejection, which is
exact, from whichever of three even proposals is accepted most often: the simplex that begins at the lower bounds (good
for loose bounds), the one that ends at the upper bounds (where these bind), or the box with one weight as the remainder
(where all are tight). Only where one in a thousand isn't accepted of any, a hit-and-run walk is taken, which is even in
the limit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from gis_core.errors import RefusedInputError

Array = npt.NDArray[np.float64]
Bounds = Mapping[str, tuple[float, float]]

ROUNDING = 1e-9
TRIED = 4096
"""Draws by which a proposal's acceptance is judged."""
LEAST_ACCEPTED = 1e-3
STEPS = 10
"""Steps of a walk for each pair of criteria."""
MOST_AT_ONCE = 1 << 16


def read_bounds(bounds: Bounds | None, names: list[str]) -> tuple[Array, Array]:
    """
    Return the least and the largest weight of each criterion, drawn in as far as the sum of 1 lets them be reached.

    Parameters
    ----------
    bounds
        Least and largest weight (0–1) by criterion; a criterion without has 0 to 1.
    names
        The criteria.

    Raises
    ------
    RefusedInputError
        If a bound is of no criterion, isn't from 0 to 1 or in the wrong order, or no weights that sum to 1 meet them.
    """
    low, high = np.zeros(len(names)), np.ones(len(names))
    given = dict(bounds or {})
    strangers = sorted(set(given) - set(names))
    if strangers:
        raise RefusedInputError(
            f"bounds: {', '.join(strangers)} is no criterion; there are: {', '.join(names)}", field="bounds"
        )
    for name, (least, most) in given.items():
        if not 0 <= least <= most <= 1:
            raise RefusedInputError(
                f"bounds: {name} has {least:g} to {most:g}; they go from a lower to a higher number within 0 to 1",
                field="bounds",
            )
        low[names.index(name)], high[names.index(name)] = least, most
    if low.sum() > 1 + ROUNDING:
        raise RefusedInputError(
            f"bounds: the least weights sum to {low.sum():g}, above 1; lower some of them", field="bounds"
        )
    if high.sum() < 1 - ROUNDING:
        raise RefusedInputError(
            f"bounds: the largest weights sum to {high.sum():g}, below 1; raise some of them", field="bounds"
        )
    spare, missing = max(1 - low.sum(), 0.0), max(high.sum() - 1, 0.0)
    return np.maximum(low, high - missing), np.minimum(high, low + spare)


def draw_weights(
    rng: np.random.Generator,
    count: int,
    low: Array,
    high: Array,
    *,
    about: Array | None = None,
    concentration: float | None = None,
) -> Array:
    """
    Return weights drawn by chance, a row a draw, each 1 in all.

    Parameters
    ----------
    rng
        Source of chance.
    count
        How many.
    low, high
        Least and largest weight of each criterion, as `read_bounds` gives them.
    about, concentration
        Both: drawn from the Dirichlet distribution whose mean is `about`, the nearer to it the higher the concentration
        (the standard deviation of a weight w is sqrt(w (1 - w) / (concentration + 1))), and cut off at the bounds.
        None: evenly from all that the bounds allow.

    Raises
    ------
    RefusedInputError
        If the concentration isn't above 0, or hardly any draw about the weights meets the bounds.
    """
    free = high - low > ROUNDING
    made = np.repeat(low[None, :], count, axis=0)
    if concentration is not None and about is not None:
        if not concentration > 0 or not np.isfinite(concentration):
            raise RefusedInputError(f"concentration: {concentration:g}; give one above 0", field="concentration")
        return _about(rng, count, low, high, concentration * about)
    if free.sum() < 2:
        return _whole(made, free)
    total = 1 - low[~free].sum()
    made[:, free] = _evenly(rng, count, low[free], high[free], total)
    return made


def _whole(made: Array, free: npt.NDArray[np.bool_]) -> Array:
    """Return fixed weights, the only free one (if any) as the remainder."""
    if free.any():
        made[:, free] = 1 - made[:, ~free].sum(axis=1, keepdims=True)
    return np.asarray(made / made.sum(axis=1, keepdims=True))


def _about(rng: np.random.Generator, count: int, low: Array, high: Array, alpha: Array) -> Array:
    some = alpha > 0

    def propose(n: int) -> Array:
        made = np.zeros((n, len(alpha)))
        made[:, some] = rng.dirichlet(alpha[some], n)
        return made

    found = _accepted(propose(TRIED), low, high)
    if len(found) < LEAST_ACCEPTED * TRIED:
        raise RefusedInputError(
            "bounds: hardly any weights about the given ones meet them; widen the bounds, or draw evenly within them",
            field="bounds",
        )
    return _until(propose, count, low, high, len(found) / TRIED)


def _evenly(rng: np.random.Generator, count: int, low: Array, high: Array, total: float) -> Array:
    m = len(low)
    widest = int(np.argmax(high - low))
    others = np.arange(m) != widest

    def from_low(n: int) -> Array:
        return np.asarray(low + (total - low.sum()) * rng.dirichlet(np.ones(m), n))

    def from_high(n: int) -> Array:
        return np.asarray(high - (high.sum() - total) * rng.dirichlet(np.ones(m), n))

    def remainder(n: int) -> Array:
        made = np.empty((n, m))
        made[:, others] = rng.uniform(low[others], high[others], (n, m - 1))
        made[:, widest] = total - made[:, others].sum(axis=1)
        return made

    proposals: list[Callable[[int], Array]] = [from_low, from_high, remainder]
    shares = [len(_accepted(propose(TRIED), low, high)) / TRIED for propose in proposals]
    best = int(np.argmax(shares))
    if shares[best] >= LEAST_ACCEPTED:
        return _until(proposals[best], count, low, high, shares[best])
    return _walked(rng, count, low, high, total)


def _accepted(made: Array, low: Array, high: Array) -> Array:
    return made[((made >= low - ROUNDING) & (made <= high + ROUNDING)).all(axis=1)]


def _until(propose: Callable[[int], Array], count: int, low: Array, high: Array, share: float) -> Array:
    """Return the first so many proposals that meet the bounds."""
    found: list[Array] = []
    have = 0
    while have < count:
        wanted = min(int((count - have) / share * 1.1) + 64, MOST_AT_ONCE)
        found.append(_accepted(propose(wanted), low, high))
        have += len(found[-1])
    return np.concatenate(found)[:count]


def _walked(rng: np.random.Generator, count: int, low: Array, high: Array, total: float) -> Array:
    """Return the ends of as many hit-and-run walks, each step along the exchange between two weights."""
    m = len(low)
    made = np.repeat((low + (high - low) * (total - low.sum()) / (high - low).sum())[None, :], count, axis=0)
    rows = np.arange(count)
    for _ in range(STEPS * m * (m - 1) // 2):
        gains = rng.integers(m, size=count)
        gives = (gains + rng.integers(1, m, size=count)) % m
        first, second = made[rows, gains], made[rows, gives]
        least = np.maximum(low[gains] - first, second - high[gives])
        most = np.minimum(high[gains] - first, second - low[gives])
        step = rng.uniform(least, np.maximum(most, least))
        made[rows, gains] = first + step
        made[rows, gives] = second - step
    return made

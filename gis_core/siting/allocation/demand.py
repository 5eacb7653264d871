"""The cost matrix and what stands beside it, examined once at the door."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gis_core.errors import RefusedInputError, WrongUseError

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
NAMED = 5


def matrix(cost: ArrayLike) -> Floats:
    """
    Return the cost matrix as numbers.

    Raises
    ------
    RefusedInputError
        If it has no rows or columns or isn't a table, or holds NaN, −infinity or a negative cost.
    """
    table = np.ascontiguousarray(np.asarray(cost, dtype=float))
    if table.ndim != 2 or 0 in table.shape:
        raise RefusedInputError(
            f"The cost matrix has the shape {table.shape}: give one row a demand and one column a candidate site.",
            field="cost",
        )
    for wrong, what in ((np.isnan(table), "NaN"), (table < 0, "negative")):
        if wrong.any():
            row, column = np.argwhere(wrong)[0]
            raise RefusedInputError(
                f"The cost of demand {row} at site {column} is {what}: give 0 or more, and infinity where a site "
                "may not serve a demand.",
                field="cost",
            )
    return table


def weights_of(weights: ArrayLike | None, count: int) -> Floats:
    """
    Return one weight a row of demand; 1 each where none are given.

    Raises
    ------
    RefusedInputError
        If there are too many or too few, or one is negative or no number.
    """
    return numbers(weights, count, "weights", "demand") if weights is not None else np.ones(count)


def numbers(values: ArrayLike, count: int, field: str, each: str) -> Floats:
    """Return finite numbers of at least 0, one for each of something; else refuse and name the field."""
    found = np.asarray(values, dtype=float)
    if found.shape != (count,):
        raise RefusedInputError(f"{field} has the shape {found.shape}: give {count}, one a {each}.", field=field)
    wrong = np.flatnonzero(~(np.isfinite(found) & (found >= 0)))
    if len(wrong):
        raise RefusedInputError(
            f"{field} of {each} {wrong[0]} is {found[wrong[0]]}: give a number of at least 0.", field=field
        )
    return found


def members(indices: Sequence[int] | Indices, count: int, field: str) -> Indices:
    """Return different columns, rising; refuse one that isn't there."""
    found = np.unique(np.asarray(indices, dtype=np.int64)) if len(indices) else np.zeros(0, dtype=np.int64)
    wrong = found[(found < 0) | (found >= count)]
    if len(wrong):
        raise RefusedInputError(f"{field} names site {wrong[0]}, but sites go from 0 to {count - 1}.", field=field)
    return found


def number_of_sites(p: int, kept: int, count: int) -> int:
    """
    Return p, if so many sites can be chosen.

    Raises
    ------
    WrongUseError
        If p isn't a whole number from 1 (or the number of existing facilities) to the number of sites.
    """
    least = max(1, kept)
    if isinstance(p, bool) or not isinstance(p, int | np.integer) or not least <= p <= count:
        counted = f", as {kept} exist already and count" if kept else ""
        raise WrongUseError(f"p is {p}: give a whole number from {least} to {count}{counted}.", field="p")
    return int(p)


def refuse_unreached(reach: NDArray[np.bool_], why: str) -> None:
    """Refuse demand (rows) that no site (column) can reach, naming the first of it."""
    lost = np.flatnonzero(~reach.any(axis=1))
    if len(lost):
        named = ", ".join(str(row) for row in lost[:NAMED])
        rest = f" and {len(lost) - NAMED} more" if len(lost) > NAMED else ""
        raise RefusedInputError(
            f"No site can serve demand {named}{rest} ({why}): add sites, or take that demand out.", field="cost"
        )

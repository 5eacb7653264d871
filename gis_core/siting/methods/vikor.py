"""VIKOR: a compromise between what is best for the most and what is least bad at its worst (折衷排序)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from gis_core.errors import RefusedInputError
from gis_core.siting.methods.problem import TIE, Problem
from gis_core.siting.table import Matrix


def vikor(problem: Problem, *, v: float = 0.5) -> pd.DataFrame:
    """
    Rank candidates by VIKOR, with its compromise set.

    `S` is the weighted sum of the distances from the best, `R` the largest of them, `Q` both together, each from its
    least (0) to its most (1) among the candidates. A constant column is at no distance; where all have the same `S` (or
    `R`), that half of `Q` is 0. pymcdm gives `Q` alone and refuses constant columns, so this is our own.

    The best by `Q` is the answer alone where it leads by 1 / (n - 1) at least (acceptable advantage) and is best by `S`
    or by `R` too (acceptable stability). Without the second, the next by `Q` belongs to the compromise set; without the
    first, all that are nearer than 1 / (n - 1) to the best.

    Parameters
    ----------
    problem
        What is ranked.
    v
        Weight of `S` in `Q` (0–1): 0.5 is consensus, more is the majority's.

    Returns
    -------
    ranking
        `score` (1 - Q, more is better, as with the other methods), `rank`, `S`, `R`, `Q` (less is better) and
        `compromise` (bool).

    Raises
    ------
    RefusedInputError
        If `v` isn't from 0 to 1.

    Source
    ------
    Opricovic and Tzeng, Compromise solution by MCDM methods: a comparative analysis of VIKOR and TOPSIS, EJOR 156
    (2004).
    """
    if not (isinstance(v, int | float | np.number) and 0 <= v <= 1):
        raise RefusedInputError(f"v: {v}; the weight of the majority is from 0 to 1", field="v")
    signed = problem.matrix * problem.senses
    best, worst = signed.max(axis=0), signed.min(axis=0)
    distances = problem.weights * (best - signed) / np.where(best > worst, best - worst, 1.0)
    s, r = distances.sum(axis=1), distances.max(axis=1)
    q = v * _from_least_to_most(s) + (1 - v) * _from_least_to_most(r)
    made = problem.scored(1 - q)
    return made.assign(S=s, R=r, Q=q, compromise=_compromise(s, r, q))


def _from_least_to_most(amounts: Matrix) -> Matrix:
    least, most = amounts.min(), amounts.max()
    return (amounts - least) / (most - least) if most - least > TIE else np.zeros(len(amounts))


def _compromise(s: Matrix, r: Matrix, q: Matrix) -> np.ndarray:
    """Return who belongs to the compromise set; equal ones stand or fall together."""
    n, least = len(q), q.min()
    first = q - least <= TIE
    if n == 1:
        return np.asarray(first)
    behind = q[~first].min() - least if not first.all() else 0.0
    advantage = first.sum() == 1 and behind >= 1 / (n - 1) - TIE
    if not advantage:
        return np.asarray(first | (q - least < 1 / (n - 1) - TIE))
    stable = bool((s[first] - s.min() <= TIE).any() or (r[first] - r.min() <= TIE).any())
    return np.asarray(first if stable else q - least <= behind + TIE)

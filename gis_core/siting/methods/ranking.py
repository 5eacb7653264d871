"""Ranking (排序) by a method, and several methods side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from gis_core.errors import WrongUseError
from gis_core.siting.methods.problem import read_problem
from gis_core.siting.methods.promethee import promethee
from gis_core.siting.methods.topsis import topsis
from gis_core.siting.methods.vikor import vikor
from gis_core.siting.methods.weighted_sum import weighted_sum
from gis_core.siting.table import Senses
from gis_core.siting.weights.direct import Weights

METHODS: dict[str, Callable[..., pd.DataFrame]] = {
    "weighted_sum": weighted_sum,
    "topsis": topsis,
    "vikor": vikor,
    "promethee": promethee,
}


def rank(values: pd.DataFrame, weights: Weights, senses: Senses, method: str, **options: Any) -> pd.DataFrame:
    """
    Rank candidates by a method.

    What all methods do alike: more `score` is better; scores within 1e-12 are equal, share the best of their ranks, and
    the next ranks are skipped (1, 2, 2, 4); a display breaks ties by code (`in_order`). Zeros are numbers like others.
    Missing numbers are refused. What each does with constant columns and one candidate stands with the method.

    Parameters
    ----------
    values
        Candidates (rows, by code) × criteria (columns), finite.
    weights
        By criterion, 1 ± 1e-6 in all.
    senses
        `max` or `min` by criterion, or in the order of the columns.
    method
        `weighted_sum`, `topsis`, `vikor` or `promethee`.
    **options
        Of the method: `normalise` (weighted_sum), `v` (vikor), `preferences` (promethee).

    Returns
    -------
    ranking
        In the order of `values`: `score`, `rank`; of VIKOR also `S`, `R`, `Q`, `compromise`; of PROMETHEE `plus`,
        `minus`.

    Raises
    ------
    WrongUseError
        If the method or one of its options is unknown.
    RefusedInputError
        If table, weights, senses or an option's value are wrong; it names row and column.
    """
    if not (isinstance(method, str) and method in METHODS):
        raise WrongUseError(f"method: there is no {method}; there are: {', '.join(METHODS)}", field="method")
    known = METHODS[method].__kwdefaults__ or {}
    strangers = sorted(set(options) - set(known))
    if strangers:
        takes = ", ".join(known) or "none"
        raise WrongUseError(
            f"{method}: {', '.join(strangers)} is no option of it; it takes {takes}", field=strangers[0]
        )
    return METHODS[method](read_problem(values, weights, senses), **options)


def in_order(ranking: pd.DataFrame) -> pd.DataFrame:
    """Return a ranking best first, equal ones by code."""
    codes = pd.Series(ranking.index.astype(str), index=ranking.index)
    return ranking.iloc[np.lexsort([codes.to_numpy(dtype=str), ranking["rank"].to_numpy()])]


def compare(
    values: pd.DataFrame,
    weights: Weights,
    senses: Senses,
    methods: Sequence[str] = tuple(METHODS),
    *,
    options: Mapping[str, Mapping[str, Any]] | None = None,
    weighted: bool = False,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Rank candidates by several methods, side by side.

    Parameters
    ----------
    values, weights, senses
        As `rank`.
    methods
        Which.
    options
        By method, its options.
    weighted
        Whether agreement on the first places counts more.

    Returns
    -------
    ranks
        Candidates × methods, in the order of `values`.
    correlation
        Methods × methods: Spearman's rank correlation (-1 to 1), equal candidates at the mean of their places. NaN
        where a method tells no two candidates apart.

    Raises
    ------
    WrongUseError, RefusedInputError
        As `rank`.

    Source
    ------
    Weighted: Pinto da Costa and Soares, A weighted rank measure of correlation, Aust. N.Z. J. Stat. 47 (2005).
    """
    from pymcdm.correlations import spearman, weighted_spearman  # noqa: PLC0415  (it brings matplotlib along: seconds)

    given = options or {}
    ranks = pd.DataFrame(
        {one: rank(values, weights, senses, one, **given.get(one, {}))["rank"] for one in methods}, index=values.index
    )
    means = ranks.rank(method="average").to_numpy()
    measure = weighted_spearman if weighted else spearman
    found = np.full((len(methods), len(methods)), np.nan)
    for i in range(len(methods)):
        for j in range(len(methods)):
            if np.ptp(means[:, i]) > 0 and np.ptp(means[:, j]) > 0:
                found[i, j] = np.clip(measure(means[:, i], means[:, j]), -1.0, 1.0)
    return ranks, pd.DataFrame(found, index=list(methods), columns=list(methods))

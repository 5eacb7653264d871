"""The ranking of a run by every method, side by side (方法对比)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from gis_core.errors import RefusedInputError
from gis_core.siting.methods import compare
from gis_core.siting.store import Run

METHODS = ("weighted_sum", "topsis", "vikor", "promethee")
MOST = 1000
"""Candidates that are compared, the best by weighted sum: PROMETHEE compares each with each."""
SHOWN = 15
SUM_TOLERANCE = 1e-6


def side_by_side(run: Run, weights: Mapping[str, float] | None = None) -> dict[str, Any]:
    """
    Rank a run's candidates by every method.

    Parameters
    ----------
    run
        As it is kept.
    weights
        By criterion, sum 1; those of the run when not given.

    Returns
    -------
    comparison
        `methods`; `correlation` of each with the weighted sum (Spearman; none where all ranks are equal); `among`, how
        many candidates were compared; `first`: codes with their ranks, the best by weighted sum.

    Raises
    ------
    RefusedInputError
        If the weights aren't those of the criteria or don't sum to 1.
    """
    names = [criterion["name"] for criterion in run.result["criteria"]]
    used = dict(weights) if weights is not None else {one["name"]: one["weight"] for one in run.result["criteria"]}
    if set(used) != set(names):
        raise RefusedInputError(f"weights: give one for each of {', '.join(names)}", field="weights")
    if abs(sum(used.values()) - 1) > SUM_TOLERANCE:
        raise RefusedInputError(f"weights: they sum to {sum(used.values()):.6g}; they must sum to 1", field="weights")
    told = run.result["candidates"]
    values = pd.DataFrame(told["values"], index=pd.Index(told["codes"], name="code"), columns=names, dtype=float)
    values = values.dropna()
    if len(values) < 2:
        return {"methods": list(METHODS), "correlation": [None] * len(METHODS), "among": len(values), "first": []}
    score = values.to_numpy() @ np.array([used[name] for name in names])
    order = np.lexsort([values.index.to_numpy().astype(str), -score])
    best = values.iloc[order[:MOST]]
    options = {"weighted_sum": {"normalise": None}}  # they are values already
    ranks, correlation = compare(best, pd.Series(used), dict.fromkeys(names, "max"), METHODS, options=options)
    with_sum = correlation.loc["weighted_sum", list(METHODS)].to_numpy(dtype=float)
    return {
        "methods": list(METHODS),
        "correlation": [float(value) if np.isfinite(value) else None for value in with_sum],
        "among": len(best),
        "first": [
            {"code": str(code), "ranks": [int(row[method]) for method in METHODS]}
            for code, row in ranks.head(SHOWN).iterrows()
        ],
    }

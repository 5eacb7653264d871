"""The answer shaken (稳健性): how far weights may move, how often each comes first, which can't be told apart."""

from __future__ import annotations

from typing import Any

import pandas as pd

from gis_core.errors import RefusedInputError
from gis_core.siting.document import Robustness
from gis_core.siting.robustness import acceptability, stability

MOST_TOLD = 50
RARE = 0.005


def shaken(values: pd.DataFrame, weights: pd.Series, asked: Robustness) -> dict[str, Any]:
    """
    Shake the weighted sum of values.

    Parameters
    ----------
    values
        Candidates × criteria, 0–1.
    weights
        By criterion, 1 in all.
    asked
        Draws, seed, bounds and spread.

    Returns
    -------
    told
        `stability` a criterion; `acceptability`: `code`, `first` (share of the draws in which it comes first), `ranks`
        (of the first places) and `central_weights`, for those that come first at times and the best; `neighbours` and
        `groups` that can't be told apart; `draws`, `seed`.

    Raises
    ------
    RefusedInputError
        If the bounds can't be met, or the weights are outside of them.
    """
    try:
        intervals = stability(values, weights, asked.bounds or None)
        found = acceptability(
            values,
            weights,
            asked.draws,
            asked.seed,
            bounds=asked.bounds or None,
            spread=asked.spread or None,
            concentration=asked.concentration,
        )
    except RefusedInputError as error:
        raise RefusedInputError(f"robustness: {error}", field="robustness") from error
    first = found.first.sort_values(ascending=False, kind="stable")
    told = list(dict.fromkeys([*first.index[first > RARE], *found.pairwise.index]))[:MOST_TOLD]
    return {
        "draws": found.draws,
        "seed": asked.seed,
        "stability": intervals.to_dict("records"),
        "acceptability": [
            {
                "code": str(code),
                "first": found.first[code],
                "ranks": found.ranks.loc[code].tolist(),
                "central_weights": found.central_weights.loc[code].to_dict() if found.first[code] > 0 else None,
            }
            for code in told
        ],
        "neighbours": found.neighbours.to_dict("records"),
        "groups": [group for group in found.groups if len(group) > 1],
    }

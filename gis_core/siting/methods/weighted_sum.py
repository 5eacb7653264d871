"""Weighted sum (加权求和)."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from gis_core.errors import RefusedInputError
from gis_core.siting.methods.problem import Problem
from gis_core.siting.table import SLACK


def weighted_sum(problem: Problem, *, normalise: Literal["minmax"] | None = "minmax") -> pd.DataFrame:
    """
    Score candidates by the sum of weight times value.

    Parameters
    ----------
    problem
        What is ranked.
    normalise
        `minmax`: each column is put from its worst (0) to its best (1) number among these candidates, a constant column
        gives 1 to all; so a candidate more or less may change the others' scores. None: the numbers are values from 0
        to 1 already (of value functions; 1 minus the number where less is better), and candidates don't depend on each
        other.

    Returns
    -------
    ranking
        `score` (0–1, more is better) and `rank`. One candidate has rank 1; zeros are numbers like others.

    Raises
    ------
    RefusedInputError
        If the numbers aren't from 0 to 1 though they should be, or the normalisation is unknown.
    """
    if normalise is None:
        _require_values(problem)
        low, high = np.zeros(len(problem.names)), np.ones(len(problem.names))
    elif normalise == "minmax":
        low, high = problem.matrix.min(axis=0), problem.matrix.max(axis=0)
    else:
        raise RefusedInputError(f"normalise: there is no {normalise}; give minmax or None", field="normalise")
    shares = (problem.matrix - low) / np.where(high > low, high - low, 1.0)
    values = np.where(high > low, np.where(problem.senses > 0, shares, 1 - shares), 1.0)
    return problem.scored((values * problem.weights).sum(axis=1))


def _require_values(problem: Problem) -> None:
    outside = np.argwhere((problem.matrix < -SLACK) | (problem.matrix > 1 + SLACK))
    if len(outside):
        row, column = outside[0]
        raise RefusedInputError(
            f"values: {problem.names[column]} of candidate {problem.codes[row]} is"
            f" {problem.matrix[row, column]:g}; values go from 0 to 1 (or normalise by minmax)",
            field="values",
        )

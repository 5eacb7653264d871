"""Weighted sum (加权求和)."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from pymcdm.methods import WSM
from pymcdm.normalizations import minmax_normalization

from gis_core.errors import RefusedInputError
from gis_core.siting.methods.problem import Problem
from gis_core.siting.table import SLACK, Matrix


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
        outside = np.argwhere((problem.matrix < -SLACK) | (problem.matrix > 1 + SLACK))
        if len(outside):
            row, column = outside[0]
            raise RefusedInputError(
                f"values: {problem.names[column]} of candidate {problem.codes[row]} is"
                f" {problem.matrix[row, column]:g}; values go from 0 to 1 (or normalise by minmax)",
                field="values",
            )
    elif normalise != "minmax":
        raise RefusedInputError(f"normalise: there is no {normalise}; give minmax or None", field="normalise")
    method = WSM(_as_it_is if normalise is None else minmax_normalization)
    return problem.scored(method(problem.matrix, problem.weights, problem.senses, validation=False))


def _as_it_is(column: Matrix, cost: bool = False) -> Matrix:
    return 1 - column if cost else column

"""TOPSIS: near the best of every column and far from the worst (逼近理想解排序)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from gis_core.siting.methods.problem import Problem


def topsis(problem: Problem) -> pd.DataFrame:
    """
    Score candidates by relative closeness to the ideal: distance to the worst over that to the worst and the best.

    Columns are divided by their Euclidean length, as the authors do (pymcdm's own default is min-max, which gives other
    rankings). A constant column is at no distance from best or worst and is left out, also one of zeros alone, which
    has no length. Where nothing tells candidates apart (one candidate, constant columns, columns without weight), all
    score 1.

    Parameters
    ----------
    problem
        What is ranked.

    Returns
    -------
    ranking
        `score` (0–1, more is better) and `rank`.

    Source
    ------
    Hwang and Yoon, Multiple Attribute Decision Making (1981), 3.4.
    """
    from pymcdm.methods import TOPSIS  # noqa: PLC0415  (it brings matplotlib along: seconds)
    from pymcdm.normalizations import vector_normalization  # noqa: PLC0415

    told = problem.varies & (problem.weights > 0)
    if not told.any():
        return problem.scored(np.ones(len(problem.codes)))
    columns = problem.matrix[:, told]
    columns = columns / np.abs(columns).max(axis=0)  # so that squares neither overflow nor vanish; lengths cancel it
    method = TOPSIS(vector_normalization)
    return problem.scored(method(columns, problem.weights[told], problem.senses[told], validation=False))

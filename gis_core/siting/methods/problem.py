"""What a method is given: numbers of the candidates, weights and senses of the criteria; and places from scores."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from gis_core.siting.table import Matrix, Senses, read_matrix, read_senses
from gis_core.siting.weights.direct import Weights, direct

TIE = 1e-12
"""Scores that are no further apart than this are equal: rounding must not make a winner."""


@dataclass(frozen=True)
class Problem:
    """
    A table that was looked through.

    Parameters
    ----------
    codes, names
        Of the rows and the columns.
    matrix
        Finite numbers.
    weights
        By column, 1 in all.
    senses
        By column: 1 where more is better, -1 where less is.
    """

    codes: pd.Index
    names: list[str]
    matrix: Matrix
    weights: Matrix
    senses: npt.NDArray[np.int64]

    @property
    def varies(self) -> npt.NDArray[np.bool_]:
        """Tell which columns tell candidates apart."""
        return np.asarray(self.matrix.max(axis=0) > self.matrix.min(axis=0))

    def scored(self, scores: Matrix) -> pd.DataFrame:
        """Return scores (more is better) with their places, in the order of the table."""
        return pd.DataFrame({"score": scores, "rank": places(scores)}, index=self.codes)


def read_problem(values: pd.DataFrame, weights: Weights, senses: Senses) -> Problem:
    """
    Look through what a method is given.

    Raises
    ------
    RefusedInputError
        If the table has a cell that is no finite number, or weights or senses don't fit its columns.
    """
    matrix = read_matrix(values)
    names = [str(name) for name in values.columns]
    return Problem(values.index, names, matrix, direct(weights, names).to_numpy(), read_senses(senses, names))


def places(scores: Matrix) -> npt.NDArray[np.int64]:
    """Return the place of each score (1 is best); equal ones share the best of their places, the next are skipped."""
    order = np.argsort(-scores, kind="stable")
    ranked = scores[order]
    fresh = np.concatenate([[True], ranked[:-1] - ranked[1:] > TIE])
    begins = np.maximum.accumulate(np.where(fresh, np.arange(len(scores)), 0))
    found = np.empty(len(scores), dtype=np.int64)
    found[order] = begins + 1
    return found

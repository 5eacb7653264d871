"""Weights by entropy (熵权法): a criterion counts more, the more unevenly its numbers are shared out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from gis_core.errors import RefusedInputError
from gis_core.siting.table import Senses, read_matrix, read_senses

NOTHING = 1e-12


def entropy(values: pd.DataFrame, senses: Senses) -> pd.Series:
    """
    Return the weights that Shannon's entropy of each column says.

    The share of a candidate is its number over the column's sum, as the authors have it for both senses. A zero adds
    nothing (0 · ln 0 = 0); a constant column has weight 0; where all are constant (one candidate), all weigh alike.

    Parameters
    ----------
    values
        Candidates × criteria, finite, none below 0 (ratio scale: shares mean something).
    senses
        `max` or `min` by criterion; looked through, without effect.

    Raises
    ------
    RefusedInputError
        If the table or the senses are wrong, or a number is below 0.

    Source
    ------
    Hwang and Yoon, Multiple Attribute Decision Making (1981), 3.3.2; Zeleny (1974).
    """
    matrix = read_matrix(values)
    names = [str(name) for name in values.columns]
    read_senses(senses, names)
    negative = np.argwhere(matrix < 0)
    if len(negative):
        row, column = negative[0]
        raise RefusedInputError(
            f"values: {names[column]} of candidate {values.index[row]} is {matrix[row, column]:g}; entropy needs"
            " numbers from 0 (use values from 0 to 1, or CRITIC)",
            field="values",
        )
    totals = matrix.sum(axis=0)
    shares = matrix / np.where(totals > 0, totals, 1.0)
    logs = np.log(np.where(shares > 0, shares, 1.0))
    diverges = 1 + (shares * logs).sum(axis=0) / np.log(max(len(matrix), 2))
    diverges[matrix.max(axis=0) == matrix.min(axis=0)] = 0.0
    return from_amounts(diverges, names)


def from_amounts(amounts: np.ndarray, names: list[str]) -> pd.Series:
    """Return weights in proportion to amounts of information; all alike where there is none."""
    some = np.where(amounts > NOTHING, amounts, 0.0)
    total = some.sum()
    return pd.Series(some / total if total > 0 else np.full(len(some), 1 / len(some)), index=names)

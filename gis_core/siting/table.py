"""A table of candidates: a row a candidate by its code, a column a criterion, each with its sense."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gis_core.errors import RefusedInputError

Matrix = npt.NDArray[np.float64]
Senses = Mapping[str, str] | Sequence[str]

SENSES = {"max": 1, "min": -1}
SLACK = 1e-9
"""By how much a value may leave 0–1 by rounding; it is put back."""


def read_matrix(values: pd.DataFrame) -> Matrix:
    """
    Return the numbers of a table.

    Raises
    ------
    RefusedInputError
        If it is empty, a code or a name stands there twice, or a cell is no finite number (row and column are named).
    """
    if not values.shape[0] or not values.shape[1]:
        raise RefusedInputError(
            f"values: the table has {values.shape[0]} candidates and {values.shape[1]} criteria; it needs one of each",
            field="values",
        )
    for what, labels in (("candidate", values.index), ("criterion", values.columns)):
        if not labels.is_unique:
            raise RefusedInputError(
                f"values: {what} {labels[labels.duplicated()][0]} stands there twice; give each once", field="values"
            )
    try:
        matrix = values.to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise RefusedInputError(f"values: {_strange_cell(values)} is no number; give one", field="values") from error
    wrong = np.argwhere(~np.isfinite(matrix))
    if len(wrong):
        row, column = wrong[0]
        found = "missing" if np.isnan(matrix[row, column]) else "infinite"
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        raise RefusedInputError(
            f"values: {values.columns[column]} of candidate {values.index[row]} is {found}{more}; fill it by the"
            " criterion's rule, or leave the candidate out",
            field="values",
        )
    return np.ascontiguousarray(matrix)


def read_values(values: pd.DataFrame) -> Matrix:
    """
    Return the numbers of a table of values from 0 (worst) to 1 (best).

    Raises
    ------
    RefusedInputError
        As `read_matrix`, or if one isn't from 0 to 1.
    """
    matrix = read_matrix(values)
    outside = np.argwhere((matrix < -SLACK) | (matrix > 1 + SLACK))
    if len(outside):
        row, column = outside[0]
        raise RefusedInputError(
            f"values: {values.columns[column]} of candidate {values.index[row]} is {matrix[row, column]:g}; values go"
            " from 0 to 1 (apply a value function first)",
            field="values",
        )
    return np.clip(matrix, 0.0, 1.0)


def read_senses(senses: Senses, names: list[str]) -> npt.NDArray[np.int64]:
    """
    Return 1 (more is better) or -1 for each column.

    Raises
    ------
    RefusedInputError
        If one is missing, unknown, or neither `max` nor `min`.
    """
    if not isinstance(senses, Mapping | pd.Series):
        if len(senses) != len(names):
            raise RefusedInputError(f"senses: {len(senses)} for {len(names)} criteria; give one each", field="senses")
        senses = dict(zip(names, senses, strict=True))
    given: dict[str, Any] = {str(name): sense for name, sense in senses.items()}
    strangers, left = sorted(set(given) - set(names)), [name for name in names if name not in given]
    if strangers or left:
        said = [f"{', '.join(strangers)} is no criterion"] if strangers else []
        said += [f"{', '.join(left)} has none"] if left else []
        raise RefusedInputError(f"senses: {'; '.join(said)}; give max or min for each criterion", field="senses")
    for name, sense in given.items():
        if sense not in SENSES:
            raise RefusedInputError(f"senses: {name} has {sense!r}; give max or min", field="senses")
    return np.array([SENSES[given[name]] for name in names])


def _strange_cell(values: pd.DataFrame) -> str:
    for column in values.columns:
        for code, cell in values[column].items():
            try:
                float(cell)
            except (TypeError, ValueError):
                return f"{column} of candidate {code} ({cell!r})"
    return "a cell"

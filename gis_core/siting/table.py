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
        If it is no DataFrame, is empty, a code or a name stands there twice, or a cell is no finite number (row and
        column are named); if a column's numbers lie further apart than a number can tell.
    """
    if not isinstance(values, pd.DataFrame):
        raise RefusedInputError(
            f"values: {type(values).__name__} is no DataFrame; give candidates (rows) by criteria (columns)",
            field="values",
        )
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
    for name, kind in values.dtypes.items():
        if getattr(kind, "kind", "O") in "cmM":  # which NumPy would cast to some number
            raise RefusedInputError(f"values: {name} holds {kind}, no plain numbers; give such", field="values")
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
    with np.errstate(over="ignore"):
        endless = np.flatnonzero(~np.isfinite(np.ptp(matrix, axis=0)))
    if len(endless):
        raise RefusedInputError(
            f"values: the numbers of {values.columns[endless[0]]} lie too far apart; give them in another unit",
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
    given = named("senses", senses, names)
    strangers, left = sorted(set(given) - set(names)), [name for name in names if name not in given]
    if strangers or left:
        said = [f"{', '.join(strangers)} is no criterion"] if strangers else []
        said += [f"{', '.join(left)} has none"] if left else []
        raise RefusedInputError(f"senses: {'; '.join(said)}; give max or min for each criterion", field="senses")
    for name, sense in given.items():
        if not (isinstance(sense, str) and sense in SENSES):
            raise RefusedInputError(f"senses: {name} has {sense!r}; give max or min", field="senses")
    return np.array([SENSES[given[name]] for name in names])


def named(what: str, given: object, names: Sequence[str] | None) -> dict[str, Any]:
    """
    Return what is given for each criterion by its name.

    Parameters
    ----------
    what
        What it is (`weights`), for the sentence.
    given
        By name, or in the order of `names`.
    names
        The criteria.

    Raises
    ------
    RefusedInputError
        If it is neither, there isn't one each, or a name stands there twice.
    """
    if isinstance(given, pd.Series) and not given.index.is_unique:
        twice = given.index[given.index.duplicated()][0]
        raise RefusedInputError(f"{what}: {twice} stands there twice; give each criterion one", field=what)
    if isinstance(given, Mapping | pd.Series):
        return {str(name): value for name, value in given.items()}
    if isinstance(given, np.ndarray) and given.ndim:
        given = list(given)
    if isinstance(given, str) or not isinstance(given, Sequence):
        raise RefusedInputError(
            f"{what}: {given!r:.60} gives none by criterion; give one each, in order or by name", field=what
        )
    if names is None or len(given) != len(names):
        raise RefusedInputError(
            f"{what}: {len(given)} for {len(names or [])} criteria; give one each, or name them", field=what
        )
    return dict(zip(names, given, strict=True))


def _strange_cell(values: pd.DataFrame) -> str:
    for column in values.columns:
        for code, cell in values[column].items():
            try:
                float(cell)
            except (TypeError, ValueError):
                return f"{column} of candidate {code} ({cell!r})"
    return "a cell"

"""Weights by comparison in pairs (层次分析法, AHP), how far they contradict each other, and which pair does most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from gis_core.errors import RefusedInputError

RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
"""Mean consistency index of random matrices of 1 to 15. Source: Saaty, The Analytic Hierarchy Process (1980)."""

SCALE = 9.0
ACCEPTABLE = 0.1
RECIPROCAL_SLACK = 1e-3
CONSISTENT = 1e-9

Comparisons = pd.DataFrame | Mapping[tuple[str, str], float]


@dataclass(frozen=True)
class WorstPair:
    """
    The comparison that hurts consistency most.

    Parameters
    ----------
    first, second
        The criteria.
    given
        How many times as important the first was said to be.
    suggested
        What the weights say (their ratio, within 1/9 to 9).
    ratio
        Consistency ratio with the suggested value in place of the given one.
    """

    first: str
    second: str
    given: float
    suggested: float
    ratio: float


@dataclass(frozen=True)
class Ahp:
    """
    Weights from comparisons.

    Parameters
    ----------
    weights
        Principal eigenvector, 1 in all.
    matrix
        The comparisons, each with its reciprocal.
    eigenvalue
        The largest; it is the number of criteria where nothing contradicts.
    index
        Consistency index, (eigenvalue - n) / (n - 1).
    ratio
        Consistency ratio: the index against that of random comparisons. At most 0.1 is Saaty's rule.
    worst_pair
        Comparison whose replacement lowers the ratio most; none where nothing contradicts.
    """

    weights: pd.Series
    matrix: pd.DataFrame
    eigenvalue: float
    index: float
    ratio: float
    worst_pair: WorstPair | None

    @property
    def acceptable(self) -> bool:
        """Whether the ratio is at most 0.1."""
        return self.ratio <= ACCEPTABLE


def ahp(matrix: Comparisons) -> Ahp:
    """
    Return the weights that comparisons in pairs say.

    Parameters
    ----------
    matrix
        Square table (how many times as important the row is as the column; each with its reciprocal within 0.1 %, of
        which the one from 1 to 9 counts), or one value a pair (a, b). Values from 1/9 to 9, 1 to 15 criteria.

    Raises
    ------
    RefusedInputError
        If a pair is missing, isn't on the scale, contradicts its reciprocal, or there are more than 15 criteria.

    Source
    ------
    Saaty, How to make a decision: the analytic hierarchy process, EJOR 48 (1990); the pair: Saaty, Decision-making with
    the AHP: why is the principal eigenvector necessary, EJOR 145 (2003), except that the pair is chosen by what its
    replacement does to the ratio.
    """
    compared = read_comparisons(matrix)
    numbers = compared.to_numpy()
    eigenvalue, vector = _principal(numbers)
    weights = pd.Series(vector, index=compared.index)
    index, ratio = _consistency(eigenvalue, len(numbers))
    worst = _worst_pair(compared, vector, ratio) if ratio > CONSISTENT else None
    return Ahp(weights, compared, eigenvalue, index, ratio, worst)


def read_comparisons(matrix: Comparisons) -> pd.DataFrame:
    """
    Return comparisons as a square table with exact reciprocals.

    Raises
    ------
    RefusedInputError
        As `ahp`.
    """
    made = matrix.astype(float) if isinstance(matrix, pd.DataFrame) else _from_pairs(matrix)
    names = [str(name) for name in made.index]
    if names != [str(name) for name in made.columns] or len(set(names)) != len(names):
        raise RefusedInputError("matrix: its rows and columns must be the same criteria, each once", field="matrix")
    if not 1 <= len(names) <= len(RANDOM_INDEX):
        raise RefusedInputError(
            f"matrix: {len(names)} criteria; comparison in pairs takes 1 to {len(RANDOM_INDEX)} (group them)",
            field="matrix",
        )
    numbers = made.to_numpy().copy()
    for i, name in enumerate(names):
        if numbers[i, i] != 1:
            raise RefusedInputError(f"matrix: {name} against itself is {numbers[i, i]:g}; it must be 1", field="matrix")
    for i, j in combinations(range(len(names)), 2):
        pair, there, back = f"{names[i]} to {names[j]}", numbers[i, j], numbers[j, i]
        for value in (there, back):
            if not (1 / SCALE) * (1 - RECIPROCAL_SLACK) <= value <= SCALE * (1 + RECIPROCAL_SLACK):
                raise RefusedInputError(f"matrix: {pair} has {value:g}; a comparison is from 1/9 to 9", field="matrix")
        if abs(there * back - 1) > RECIPROCAL_SLACK:
            raise RefusedInputError(
                f"matrix: {pair} is {there:g} and back {back:g}; one must be 1 divided by the other", field="matrix"
            )
        numbers[i, j], numbers[j, i] = (there, 1 / there) if there >= 1 else (1 / back, back)
    return pd.DataFrame(numbers, index=names, columns=names)


def _from_pairs(pairs: Mapping[tuple[str, str], float]) -> pd.DataFrame:
    names = list(dict.fromkeys(str(name) for pair in pairs for name in pair))
    made = pd.DataFrame(np.nan, index=names, columns=names)
    for name in names:
        made.at[name, name] = 1.0
    for (first, second), value in pairs.items():
        if not value > 0:
            raise RefusedInputError(
                f"matrix: {first} to {second} has {value:g}; a comparison is from 1/9 to 9", field="matrix"
            )
        known = _cell(made, str(first), str(second))
        if abs(known / value - 1) > RECIPROCAL_SLACK:
            raise RefusedInputError(
                f"matrix: {first} to {second} is {value:g} and {known:g}; say it once", field="matrix"
            )
        made.at[str(first), str(second)], made.at[str(second), str(first)] = value, 1 / value
    missing = [f"{a} to {b}" for a, b in combinations(names, 2) if np.isnan(_cell(made, a, b))]
    if missing:
        raise RefusedInputError(f"matrix: {', '.join(missing)} isn't compared; compare each pair", field="matrix")
    return made


def _cell(made: pd.DataFrame, row: str, column: str) -> float:
    return float(made.to_numpy()[made.index.get_loc(row), made.columns.get_loc(column)])


def _principal(matrix: np.ndarray) -> tuple[float, np.ndarray]:
    found, vectors = np.linalg.eig(matrix)
    largest = int(np.argmax(found.real))
    vector = np.abs(vectors[:, largest].real)
    return float(found[largest].real), vector / vector.sum()


def _consistency(eigenvalue: float, n: int) -> tuple[float, float]:
    if n <= 2:
        return 0.0, 0.0  # two can't contradict
    index = max(eigenvalue - n, 0.0) / (n - 1)
    return index, index / RANDOM_INDEX[n - 1]


def _worst_pair(compared: pd.DataFrame, vector: np.ndarray, ratio: float) -> WorstPair | None:
    numbers, n = compared.to_numpy(), len(compared)
    best, found = ratio, None
    for i, j in combinations(range(n), 2):
        suggested = float(np.clip(vector[i] / vector[j], 1 / SCALE, SCALE))
        changed = numbers.copy()
        changed[i, j], changed[j, i] = suggested, 1 / suggested
        after = _consistency(_principal(changed)[0], n)[1]
        if after < best - CONSISTENT:
            names = compared.index
            best, found = after, WorstPair(str(names[i]), str(names[j]), float(numbers[i, j]), suggested, after)
    return found

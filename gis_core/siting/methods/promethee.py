"""PROMETHEE II: candidates are compared in pairs, and each preference has a function (偏好顺序结构评估)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from gis_core.errors import RefusedInputError
from gis_core.siting.methods.problem import Problem
from gis_core.siting.table import Matrix

PARAMETERS = {
    "usual": (),
    "u-shape": ("q",),
    "v-shape": ("p",),
    "level": ("q", "p"),
    "linear": ("q", "p"),
    "gaussian": ("s",),
}
"""Brans and Mareschal's six preference functions, and the parameters of each, in the criterion's unit."""

BLOCK = 1 << 20
"""Comparisons at a time; memory stays at some dozen MB."""
ROUNDING = 1e-12

Preference = Mapping[str, Any]


def promethee(problem: Problem, *, preferences: Mapping[str, Preference] | None = None) -> pd.DataFrame:
    """
    Rank candidates by the net flow of preference.

    Work grows with the square of the candidates (2,000 × 12: below a second), memory doesn't. A constant column prefers
    nobody; equal candidates have equal flows; one candidate has flow 0. pymcdm has one function for all criteria and no
    gaussian, so this is our own.

    Parameters
    ----------
    problem
        What is ranked.
    preferences
        By criterion its function: `{"kind": "linear", "q": 5, "p": 20}`. `usual` prefers at any difference, `u-shape`
        above q, `v-shape` more and more up to p, `level` half above q and wholly above p, `linear` more and more from q
        to p, `gaussian` 1 - exp(-d² / 2s²). Parameters in the criterion's unit. A criterion without one has `usual`.

    Returns
    -------
    ranking
        `score` (net flow, -1 to 1, more is better), `rank`, `plus` and `minus` (flows out and in, 0–1).

    Raises
    ------
    RefusedInputError
        If a preference is of no criterion, of no kind, or its parameters are missing, unknown or out of order.

    Source
    ------
    Brans and Vincke (1985); Brans and Mareschal, PROMETHEE methods, in Multiple Criteria Decision Analysis (2005).
    """
    told = read_preferences(preferences or {}, problem.names)
    n = len(problem.codes)
    plus, minus = np.zeros(n), np.zeros(n)
    rows = max(1, BLOCK // n)
    for column, name in enumerate(problem.names):
        weight = problem.weights[column]
        if weight == 0 or not problem.varies[column]:
            continue
        numbers = problem.matrix[:, column] * problem.senses[column]
        slack = ROUNDING * float(np.abs(numbers).max())
        for begin in range(0, n, rows):
            block = slice(begin, begin + rows)
            preferred = preference(numbers[block, None] - numbers[None, :], told[name], slack)
            plus[block] += weight * preferred.sum(axis=1)
            minus += weight * preferred.sum(axis=0)
    plus, minus = plus / max(n - 1, 1), minus / max(n - 1, 1)
    return problem.scored(plus - minus).assign(plus=plus, minus=minus)


def preference(difference: Matrix, function: Preference, slack: float = 0.0) -> Matrix:
    """
    Return how much (0–1) a difference in a candidate's favour makes it preferred; one against it doesn't.

    `slack` is by how much a difference may miss a threshold by rounding.
    """
    kind = function["kind"]
    if kind == "usual":
        return np.asarray(difference > slack, dtype=float)
    if kind == "u-shape":
        return np.asarray(difference > function["q"] + slack, dtype=float)
    if kind == "level":
        over, wholly = difference > function["q"] + slack, difference > function["p"] + slack
        return np.asarray(0.5 * over + 0.5 * wholly)
    if kind == "gaussian":
        gained = np.maximum(difference, 0.0) / function["s"]
        return np.asarray(-np.expm1(-0.5 * gained * gained))
    q = function["q"] if kind == "linear" else 0.0
    if function["p"] == q:
        return np.asarray(difference > q + slack, dtype=float)
    return np.asarray(np.clip((difference - q) / (function["p"] - q), 0.0, 1.0))


def read_preferences(preferences: Mapping[str, Preference], names: list[str]) -> dict[str, Preference]:
    """
    Return the preference function of each criterion.

    Raises
    ------
    RefusedInputError
        As `promethee`.
    """
    strangers = sorted(set(preferences) - set(names))
    if strangers:
        raise RefusedInputError(
            f"preferences: {', '.join(strangers)} is no criterion; there are: {', '.join(names)}", field="preferences"
        )
    return {name: _read(name, preferences.get(name, {"kind": "usual"})) for name in names}


def _read(name: str, function: Preference) -> Preference:
    where = f"preferences.{name}"
    kind = function.get("kind")
    if kind not in PARAMETERS:
        raise RefusedInputError(
            f"{where}: there is no kind {kind!r}; there are: {', '.join(PARAMETERS)}", field=f"{where}.kind"
        )
    given, wanted = set(function) - {"kind"}, set(PARAMETERS[kind])
    if given != wanted:
        said = [f"{', '.join(sorted(wanted - given))} is missing"] if wanted - given else []
        said += [f"{', '.join(sorted(given - wanted))} is none of its parameters"] if given - wanted else []
        raise RefusedInputError(f"{where}: {'; '.join(said)} ({kind})", field=where)
    made: dict[str, Any] = {"kind": kind}
    for parameter in PARAMETERS[kind]:
        value = function[parameter]
        least_is_above = parameter == "s" or (parameter == "p" and kind == "v-shape")
        if not _is_number(value) or value < 0 or (least_is_above and value == 0):
            raise RefusedInputError(
                f"{where}.{parameter}: {value!r}; give a number {'above' if least_is_above else 'from'} 0 in the"
                " criterion's unit",
                field=f"{where}.{parameter}",
            )
        made[parameter] = float(value)
    if "q" in made and "p" in made and made["q"] > made["p"]:
        raise RefusedInputError(
            f"{where}: q {made['q']:g} is above p {made['p']:g}; indifference ends before full preference", field=where
        )
    return made


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool) and bool(np.isfinite(value))

"""Methods against plain loops over any table, and against pymcdm where it answers at all."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pymcdm.methods
from hypothesis import assume, given
from hypothesis import strategies as st
from pymcdm.normalizations import minmax_normalization

from gis_core.siting.methods import rank
from tests.gis_core.siting.methods.problems import FEWER, problems


def preferred(d: float, function: dict[str, Any]) -> float:
    kind = function["kind"]
    if d <= 0:
        return 0.0
    if kind == "usual":
        return 1.0
    if kind == "gaussian":
        return 1 - math.exp(-(d**2) / (2 * function["s"] ** 2))
    q, p = function.get("q", 0.0), function.get("p", 0.0)
    if kind == "u-shape":
        return 1.0 if d > q else 0.0
    if kind == "level":
        return 0.0 if d <= q else 0.5 if d <= p else 1.0
    return 0.0 if d <= q else 1.0 if d >= p else (d - q) / (p - q)


@FEWER
@given(problems())
def test_weighted_sum_is_the_plain_loop(problem: Any) -> None:
    table, weights, senses = problem
    expected = []
    for _, row in table.iterrows():
        total = 0.0
        for name in table:
            low, high = table[name].min(), table[name].max()
            value = 1.0 if high == low else (row[name] - low) / (high - low)
            total += weights[name] * (1 - value if senses[name] == "min" and high > low else value)
        expected.append(total)
    np.testing.assert_allclose(rank(table, weights, senses, "weighted_sum")["score"], expected, atol=1e-9)


@FEWER
@given(problems())
def test_topsis_is_the_plain_loop(problem: Any) -> None:
    table, weights, senses = problem
    scaled = {}
    for name in table:
        length = math.sqrt(sum(x * x for x in table[name]))
        scaled[name] = [weights[name] * x / length if length else 0.0 for x in table[name]]
    expected = []
    for n in range(len(table)):
        to_best = to_worst = 0.0
        for name, column in scaled.items():
            best, worst = (max(column), min(column)) if senses[name] == "max" else (min(column), max(column))
            to_best += (column[n] - best) ** 2
            to_worst += (column[n] - worst) ** 2
        best_way, worst_way = math.sqrt(to_best), math.sqrt(to_worst)
        expected.append(1.0 if best_way + worst_way < 1e-12 else worst_way / (best_way + worst_way))
    found = rank(table, weights, senses, "topsis")["score"]
    np.testing.assert_allclose(found, expected, atol=1e-7)


@FEWER
@given(problems(), st.floats(0, 1))
def test_vikor_is_the_plain_loop(problem: Any, v: float) -> None:
    table, weights, senses = problem
    s, r = [], []
    for _, row in table.iterrows():
        distances = []
        for name in table:
            best, worst = table[name].max(), table[name].min()
            if senses[name] == "min":
                best, worst = worst, best
            distances.append(0.0 if best == worst else weights[name] * (best - row[name]) / (best - worst))
        s.append(sum(distances))
        r.append(max(distances))
    found = rank(table, weights, senses, "vikor", v=v)
    np.testing.assert_allclose(found["S"], s, atol=1e-9)
    np.testing.assert_allclose(found["R"], r, atol=1e-9)
    q = [0.0] * len(s)
    for amounts, share in ((s, v), (r, 1 - v)):
        span = max(amounts) - min(amounts)
        for n, amount in enumerate(amounts):
            q[n] += share * (amount - min(amounts)) / span if span > 1e-9 else 0.0
    np.testing.assert_allclose(found["Q"], q, atol=1e-6)
    np.testing.assert_allclose(found["score"], 1 - found["Q"])
    assert found["compromise"][found["Q"].idxmin()]


@FEWER
@given(problems(), st.data())
def test_promethee_is_the_plain_loop(problem: Any, data: st.DataObject) -> None:
    table, weights, senses = problem
    functions = st.sampled_from(
        [
            {"kind": "usual"},
            {"kind": "u-shape", "q": 1.0},
            {"kind": "v-shape", "p": 2.5},
            {"kind": "level", "q": 1.0, "p": 2.0},
            {"kind": "linear", "q": 0.5, "p": 3.0},
            {"kind": "linear", "q": 1.0, "p": 1.0},
            {"kind": "gaussian", "s": 2.0},
        ]
    )
    chosen = {name: data.draw(functions) for name in table}
    codes, n = list(table.index), len(table)
    expected = dict.fromkeys(codes, 0.0)
    for a in codes:
        for b in codes:
            for name in table:
                # rounded, so that a difference of exactly a threshold is one here too
                d = round(float(table.at[a, name] - table.at[b, name]), 9) * (1 if senses[name] == "max" else -1)
                part = weights[name] * preferred(d, chosen[name]) / max(n - 1, 1)
                expected[a] += part
                expected[b] -= part
    found = rank(table, weights, senses, "promethee", preferences=chosen)
    np.testing.assert_allclose(found["score"], list(expected.values()), atol=1e-9)
    np.testing.assert_allclose(found["plus"] - found["minus"], found["score"], atol=1e-12)


@FEWER
@given(problems())
def test_pymcdm_says_the_same_where_it_answers_at_all(problem: Any) -> None:
    table, weights, senses = problem
    assume(len(table) > 1 and (table.max() > table.min()).all())
    numbers = (
        table.to_numpy(),
        np.array([weights[name] for name in table]),
        np.array([1 if senses[name] == "max" else -1 for name in table]),
    )
    theirs = pymcdm.methods.WSM(minmax_normalization)(*numbers, validation=False)
    np.testing.assert_allclose(rank(table, weights, senses, "weighted_sum")["score"], theirs, atol=1e-9)
    vikor = rank(table, weights, senses, "vikor")
    assume(np.ptp(vikor["S"]) > 1e-6 and np.ptp(vikor["R"]) > 1e-6)
    theirs = pymcdm.methods.VIKOR()(*numbers, validation=False)
    np.testing.assert_allclose(vikor["Q"], theirs, atol=1e-6)
    theirs = pymcdm.methods.PROMETHEE_II("usual")(*numbers, validation=False)
    np.testing.assert_allclose(rank(table, weights, senses, "promethee")["score"], theirs, atol=1e-9)

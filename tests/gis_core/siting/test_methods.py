"""
Methods: against published examples, against plain loops, and what they do with zeros, ties and constant columns.

Published: TOPSIS of Hwang and Yoon's fighter aircraft (1981); PROMETHEE of Brans, Vincke and Mareschal's hydroelectric
plants (How to select and how to rank projects, EJOR 24, 1986), preference indices of the first three as printed there;
VIKOR on the data of Opricovic and Tzeng's mountain climbing (2004), its figures worked out by hand here.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pymcdm.methods
import pytest
import scipy.stats
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pymcdm.normalizations import minmax_normalization

from gis_core.errors import RefusedInputError, WrongUseError
from gis_core.siting.methods import METHODS, compare, in_order, rank

AIRCRAFT = pd.DataFrame(
    [
        [2.0, 1500, 20000, 5.5, 5, 9],
        [2.5, 2700, 18000, 6.5, 3, 5],
        [1.8, 2000, 21000, 4.5, 7, 7],
        [2.2, 1800, 20000, 5.0, 5, 5],
    ],
    index=["A1", "A2", "A3", "A4"],
    columns=["speed", "range", "payload", "cost", "reliability", "manoeuvrability"],
)
AIRCRAFT_WEIGHTS = dict(zip(AIRCRAFT, [0.2, 0.1, 0.1, 0.1, 0.2, 0.3], strict=True))
AIRCRAFT_SENSES = dict.fromkeys(AIRCRAFT, "max") | {"cost": "min"}

PLANTS = pd.DataFrame(
    [
        [80, 90, 6, 5.4, 8, 5],
        [65, 58, 2, 9.7, 1, 1],
        [83, 60, 4, 7.2, 4, 7],
        [40, 80, 10, 7.5, 7, 10],
        [52, 72, 6, 2.0, 3, 8],
        [94, 96, 7, 3.6, 5, 6],
    ],
    index=["a1", "a2", "a3", "a4", "a5", "a6"],
    columns=["manpower", "power", "cost", "upkeep", "villages", "security"],
)
PLANT_WEIGHTS = dict.fromkeys(PLANTS, 1 / 6)
PLANT_SENSES = dict.fromkeys(PLANTS, "min") | {"power": "max", "security": "max"}
PLANT_PREFERENCES: dict[str, dict[str, Any]] = {
    "manpower": {"kind": "u-shape", "q": 10},
    "power": {"kind": "v-shape", "p": 30},
    "cost": {"kind": "linear", "q": 0.5, "p": 5},
    "upkeep": {"kind": "level", "q": 1, "p": 6},
    "villages": {"kind": "usual"},
    "security": {"kind": "gaussian", "s": 5},
}

FEWER = settings(max_examples=40, deadline=None)

# few distinct numbers, so that ties, zeros and constant columns come up often
NUMBERS = st.one_of(st.integers(-3, 3).map(float), st.floats(-100, 100).map(lambda x: round(x, 3)))


@st.composite
def problems(draw: st.DrawFn) -> tuple[pd.DataFrame, dict[str, float], dict[str, str]]:
    rows, columns = draw(st.integers(1, 7)), draw(st.integers(1, 4))
    numbers = draw(arrays(float, (rows, columns), elements=NUMBERS))
    names = [f"c{n}" for n in range(columns)]
    amounts = np.array(draw(st.lists(st.integers(1, 9), min_size=columns, max_size=columns)), dtype=float)
    senses = draw(st.lists(st.sampled_from(["max", "min"]), min_size=columns, max_size=columns))
    table = pd.DataFrame(numbers, index=[f"P{n}" for n in range(rows)], columns=names)
    return table, dict(zip(names, amounts / amounts.sum(), strict=True)), dict(zip(names, senses, strict=True))


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


# published examples


def test_topsis_gives_hwang_and_yoons_closeness_of_the_aircraft() -> None:
    found = rank(AIRCRAFT, AIRCRAFT_WEIGHTS, AIRCRAFT_SENSES, "topsis")
    np.testing.assert_allclose(found["score"], [0.643, 0.268, 0.613, 0.312], atol=1e-3)
    assert found["rank"].tolist() == [1, 4, 2, 3]


def test_promethee_gives_the_preferences_of_the_hydroelectric_plants() -> None:
    found = rank(PLANTS, PLANT_WEIGHTS, PLANT_SENSES, "promethee", preferences=PLANT_PREFERENCES)
    printed = [[0.296, 0.250, 0.268, 0.100, 0.185], [0.462, 0.389, 0.333, 0.296, 0.500]]
    np.testing.assert_allclose(found["plus"].iloc[:2], np.mean(printed, axis=1), atol=5e-4)
    assert in_order(found).index[0] == "a5"
    assert found["score"].sum() == pytest.approx(0, abs=1e-12)


def test_vikor_of_the_mountain_by_hand() -> None:
    # risk (less is better) 1 to 5, altitude 3000 to 4500, weights 0.5: distances a1 0, 0.5; a2 0.125, 0.25; a3 0.5, 0
    mountain = pd.DataFrame({"risk": [1, 2, 5], "altitude": [3000, 3750, 4500]}, index=["a1", "a2", "a3"])
    found = rank(mountain, {"risk": 0.5, "altitude": 0.5}, {"risk": "min", "altitude": "max"}, "vikor")
    assert found["S"].tolist() == pytest.approx([0.5, 0.375, 0.5])
    assert found["R"].tolist() == pytest.approx([0.5, 0.25, 0.5])
    assert found["Q"].tolist() == pytest.approx([1, 0, 1])
    assert found["rank"].tolist() == [2, 1, 2]
    assert found["compromise"].tolist() == [False, True, False]  # leads by 1 >= 1 / 2, and is best by S and R


def test_weighted_sum_by_hand() -> None:
    table = pd.DataFrame({"area": [400, 1400, 900], "metres": [100, 500, 300]}, index=["a", "b", "c"])
    found = rank(table, {"area": 0.75, "metres": 0.25}, {"area": "max", "metres": "min"}, "weighted_sum")
    assert found["score"].tolist() == pytest.approx([0.25, 0.75, 0.5])
    assert found["rank"].tolist() == [3, 1, 2]


# VIKOR's two conditions, by hand: values are distances from the best already (columns from 0 to 1)


def vikor_of(rows: list[list[float]], v: float = 0.5) -> pd.DataFrame:
    table = pd.DataFrame(rows, index=list("abcdefgh"[: len(rows)]))
    table.columns = [f"c{n}" for n in range(table.shape[1])]
    return rank(table, dict.fromkeys(table, 1 / table.shape[1]), dict.fromkeys(table, "min"), "vikor", v=v)


def test_without_advantage_all_that_are_near_the_best_are_the_compromise() -> None:
    # S: a .4, b .45, c 1 (halved); Q of b against a is far below 1 / 2, c is at 1
    found = vikor_of([[0.4, 0.4], [0.45, 0.45], [1.0, 1.0], [0.0, 1.0], [1.0, 0.0]])
    q = found["Q"]
    assert q.idxmin() == "a"
    assert found["compromise"].tolist() == (q - q.min() < 0.25).tolist()
    assert found["compromise"].sum() > 1


def test_with_advantage_but_best_by_neither_s_nor_r_the_next_belongs_to_the_compromise() -> None:
    # v = 1/2. a: S .52, R .30; b: least S; c: least R; a's Q is least all the same, by more than 1 / (n - 1) of many.
    names = ["c0", "c1", "c2", "c3"]
    rows = [
        [0.50, 0.50, 0.50, 0.02],
        [0.00, 0.00, 0.00, 1.00],
        [0.49, 0.49, 0.49, 0.49],
        *[[1.0, 1.0, 1.0, 1.0]] * 60,
    ]
    table = pd.DataFrame(rows, columns=names)
    found = rank(table, dict.fromkeys(names, 0.25), dict.fromkeys(names, "min"), "vikor")
    first = found["Q"].idxmin()
    assert first == 0
    assert found["S"].idxmin() == 1
    assert found["R"].idxmin() == 2
    second = found["Q"].drop(0).idxmin()
    assert found["Q"][second] - found["Q"][first] >= 1 / (len(rows) - 1)
    assert sorted(found.index[found["compromise"]]) == sorted([first, second])


def test_equal_candidates_stand_in_the_compromise_together() -> None:
    found = vikor_of([[0.0, 0.0], [0.0, 0.0], [1.0, 1.0]])
    assert found["compromise"].tolist() == [True, True, False]
    assert found["rank"].tolist() == [1, 1, 3]


@pytest.mark.parametrize("v", [-0.1, 1.1, float("nan")])
def test_v_is_from_0_to_1(v: float) -> None:
    with pytest.raises(RefusedInputError, match="majority"):
        vikor_of([[0.0, 1.0], [1.0, 0.0]], v)


# against plain loops


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


# what all methods do alike


@pytest.mark.parametrize("method", METHODS)
@FEWER
@given(problem=problems(), data=st.data())
def test_turning_the_rows_turns_the_ranking_and_nothing_else(method: str, problem: Any, data: st.DataObject) -> None:
    table, weights, senses = problem
    turned = data.draw(st.permutations(list(table.index)))
    found, other = rank(table, weights, senses, method), rank(table.loc[turned], weights, senses, method)
    assert list(other.index) == turned
    assert list(found.index) == list(table.index)
    np.testing.assert_allclose(other.loc[table.index, "score"], found["score"], atol=1e-9)
    assert other.loc[table.index, "rank"].tolist() == found["rank"].tolist()


@pytest.mark.parametrize("method", METHODS)
@FEWER
@given(problem=problems(), units=st.lists(st.sampled_from([0.0001, 0.3048, 2.0, 1e4]), min_size=4, max_size=4))
def test_other_units_change_no_rank(method: str, problem: Any, units: list[float]) -> None:
    table, weights, senses = problem
    scaled = table * units[: table.shape[1]]
    found, other = rank(table, weights, senses, method), rank(scaled, weights, senses, method)
    np.testing.assert_allclose(other["score"], found["score"], atol=1e-9)
    assert other["rank"].tolist() == found["rank"].tolist()


@pytest.mark.parametrize("method", METHODS)
@FEWER
@given(problem=problems())
def test_more_score_is_a_better_rank_and_equal_rows_share_it(method: str, problem: Any) -> None:
    table, weights, senses = problem
    twin = pd.concat([table, table.iloc[[0]].rename(index=lambda _: "twin")])
    found = rank(twin, weights, senses, method)
    assert found.at["twin", "rank"] == found["rank"].iloc[0]
    for code in found.index:
        above = (found["score"] > found.at[code, "score"] + 1e-9).sum()
        assert found.at[code, "rank"] >= above + 1
        assert found.at[code, "rank"] <= (found["score"] > found.at[code, "score"] - 1e-9).sum()


@pytest.mark.parametrize("method", METHODS)
@FEWER
@given(problem=problems())
def test_who_is_best_in_everything_comes_first(method: str, problem: Any) -> None:
    table, weights, senses = problem
    best = {name: table[name].max() if senses[name] == "max" else table[name].min() for name in table}
    found = rank(pd.concat([table, pd.DataFrame(best, index=["best"])]), weights, senses, method)
    assert found.at["best", "rank"] == 1


@FEWER
@given(st.data())
def test_a_dominated_candidate_more_never_changes_the_first_place_of_values(data: st.DataObject) -> None:
    rows, columns = data.draw(st.integers(1, 7)), data.draw(st.integers(1, 4))
    values = data.draw(arrays(float, (rows, columns), elements=st.floats(0, 1)))
    table = pd.DataFrame(values, index=[f"P{n}" for n in range(rows)], columns=[f"c{n}" for n in range(columns)])
    amounts = np.array(data.draw(st.lists(st.integers(1, 9), min_size=columns, max_size=columns)), dtype=float)
    weights = dict(zip(table, amounts / amounts.sum(), strict=True))
    by = data.draw(st.sampled_from(list(table.index)))
    less = data.draw(arrays(float, columns, elements=st.floats(0, 1)))
    worse = pd.DataFrame([table.loc[by].to_numpy() * less], index=["worse"], columns=table.columns)
    senses = dict.fromkeys(table, "max")
    before = rank(table, weights, senses, "weighted_sum", normalise=None)
    after = rank(pd.concat([table, worse]), weights, senses, "weighted_sum", normalise=None)
    np.testing.assert_array_equal(after["score"].iloc[:-1], before["score"])  # values don't depend on company
    assert after["rank"].iloc[:-1].eq(1).tolist() == before["rank"].eq(1).tolist()


@pytest.mark.parametrize("method", METHODS)
def test_a_constant_column_and_one_of_zeros_tell_nobody_apart(method: str) -> None:
    table = pd.DataFrame({"a": [1.0, 3.0, 2.0], "zeros": [0.0] * 3, "sevens": [7.0] * 3}, index=["x", "y", "z"])
    found = rank(table, {"a": 0.4, "zeros": 0.3, "sevens": 0.3}, ["max", "min", "max"], method)
    assert found["rank"].tolist() == [3, 1, 2]
    assert np.isfinite(found["score"]).all()


@pytest.mark.parametrize("method", METHODS)
def test_one_candidate_and_candidates_that_are_all_alike_rank_first(method: str) -> None:
    for rows in (1, 4):
        table = pd.DataFrame({"a": [0.0] * rows, "b": [5.0] * rows})
        found = rank(table, {"a": 0.5, "b": 0.5}, ["max", "min"], method)
        assert found["rank"].tolist() == [1] * rows
        assert np.isfinite(found["score"]).all()


def test_equal_scores_share_the_best_rank_and_the_next_are_skipped() -> None:
    table = pd.DataFrame(
        {"a": [0.3, 0.9, 0.1 + 0.2, 0.0]}, index=["d", "c", "b", "a"]
    )  # 0.1 + 0.2 is 0.3 but for rounding
    found = rank(table, {"a": 1.0}, {"a": "max"}, "weighted_sum", normalise=None)
    assert found["rank"].tolist() == [2, 1, 2, 4]
    assert list(in_order(found).index) == ["c", "b", "d", "a"]


def test_values_as_they_are_turn_where_less_is_better() -> None:
    table = pd.DataFrame({"a": [0.2, 0.8], "b": [0.5, 1.0]})
    found = rank(table, [0.5, 0.5], ["min", "max"], "weighted_sum", normalise=None)
    assert found["score"].tolist() == pytest.approx([0.65, 0.6])


# what is refused


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("cell", "said"), [(float("nan"), "missing"), (float("inf"), "infinite")])
def test_a_cell_that_is_no_finite_number_is_refused_by_row_and_column(method: str, cell: float, said: str) -> None:
    table = AIRCRAFT.astype(float)
    table.loc["A3", "range"] = cell
    with pytest.raises(RefusedInputError, match=f"range of candidate A3 is {said}"):
        rank(table, AIRCRAFT_WEIGHTS, AIRCRAFT_SENSES, method)


def test_a_text_in_the_table_is_refused_by_row_and_column() -> None:
    table = AIRCRAFT.astype(object)
    table.loc["A2", "cost"] = "dear"
    with pytest.raises(RefusedInputError, match=r"cost of candidate A2 \('dear'\) is no number"):
        rank(table, AIRCRAFT_WEIGHTS, AIRCRAFT_SENSES, "topsis")


def test_a_table_without_candidates_or_with_one_twice_is_refused() -> None:
    with pytest.raises(RefusedInputError, match="0 candidates and 6 criteria"):
        rank(AIRCRAFT.iloc[:0], AIRCRAFT_WEIGHTS, AIRCRAFT_SENSES, "topsis")
    with pytest.raises(RefusedInputError, match="candidate A1 stands there twice"):
        rank(pd.concat([AIRCRAFT, AIRCRAFT.iloc[:1]]), AIRCRAFT_WEIGHTS, AIRCRAFT_SENSES, "topsis")


def test_unknown_methods_options_weights_and_senses_are_named() -> None:
    with pytest.raises(WrongUseError, match="no electre; there are: weighted_sum, topsis, vikor, promethee"):
        rank(AIRCRAFT, AIRCRAFT_WEIGHTS, AIRCRAFT_SENSES, "electre")
    with pytest.raises(WrongUseError, match="topsis: v is no option of it; it takes none"):
        rank(AIRCRAFT, AIRCRAFT_WEIGHTS, AIRCRAFT_SENSES, "topsis", v=0.5)
    with pytest.raises(RefusedInputError, match="cost, reliability, manoeuvrability has no weight"):
        rank(AIRCRAFT, {"speed": 1.0}, AIRCRAFT_SENSES, "topsis")
    with pytest.raises(RefusedInputError, match="senses: wings is no criterion; speed has none"):
        rank(AIRCRAFT[["speed"]], {"speed": 1.0}, {"wings": "max"}, "topsis")
    with pytest.raises(RefusedInputError, match="values go from 0 to 1"):
        rank(AIRCRAFT, AIRCRAFT_WEIGHTS, AIRCRAFT_SENSES, "weighted_sum", normalise=None)
    with pytest.raises(RefusedInputError, match="there is no sum"):
        rank(AIRCRAFT, AIRCRAFT_WEIGHTS, AIRCRAFT_SENSES, "weighted_sum", normalise="sum")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"values": [[1, 2], [3, 4]]}, "values: list is no DataFrame"),
        ({"values": AIRCRAFT.assign(cost=pd.Timestamp("2024-01-01"))}, "values: cost holds datetime64"),
        ({"values": AIRCRAFT.assign(cost=[1e308, -1e308, 0, 0])}, "values: the numbers of cost lie too far apart"),
        ({"weights": None}, "weights: None gives none by criterion"),
        ({"weights": "even"}, "weights: 'even' gives none by criterion"),
        ({"weights": {**AIRCRAFT_WEIGHTS, "cost": "much"}}, "weights: cost has 'much'; give a number"),
        ({"weights": {**AIRCRAFT_WEIGHTS, "cost": -0.1, "speed": 0.4}}, "weights: cost has -0.1"),
        ({"weights": [0.2, 0.1, 0.1, 0.1, 0.2, 0.300002]}, "weights: they sum to 1.000002"),
        ({"weights": pd.Series([0.5, 0.5], index=["cost", "cost"])}, "weights: cost stands there twice"),
        ({"senses": None}, "senses: None gives none by criterion"),
        ({"senses": ["max"] * 5}, "senses: 5 for 6 criteria"),
        ({"senses": [["max"], *["max"] * 5]}, r"senses: speed has \['max'\]; give max or min"),
        ({"senses": pd.Series(["max"] * 2, index=["cost", "cost"])}, "senses: cost stands there twice"),
        ({"method": ["topsis"]}, "method: there is no"),
        ({"method": "vikor", "v": "half"}, "v: half; the weight of the majority is from 0 to 1"),
    ],
)
def test_what_is_no_table_no_weight_and_no_sense_is_refused_in_a_sentence(change: Any, sentence: str) -> None:
    asked = {"values": AIRCRAFT, "weights": AIRCRAFT_WEIGHTS, "senses": AIRCRAFT_SENSES, "method": "topsis"} | change
    with pytest.raises((RefusedInputError, WrongUseError), match=sentence):
        rank(**asked)


def test_weights_and_senses_by_name_may_stand_in_any_order_and_a_series_is_as_good_as_a_list() -> None:
    wanted = rank(AIRCRAFT, list(AIRCRAFT_WEIGHTS.values()), list(AIRCRAFT_SENSES.values()), "topsis")
    turned = pd.Series(AIRCRAFT_WEIGHTS).iloc[::-1], pd.Series(AIRCRAFT_SENSES).iloc[::-1]
    pd.testing.assert_frame_equal(rank(AIRCRAFT, *turned, "topsis"), wanted)
    pd.testing.assert_frame_equal(rank(AIRCRAFT.astype("Float64"), *map(np.asarray, (
        list(AIRCRAFT_WEIGHTS.values()), list(AIRCRAFT_SENSES.values()))), "topsis"), wanted)  # fmt: skip


@pytest.mark.parametrize(
    ("preferences", "sentence"),
    [
        ({"wings": {"kind": "usual"}}, "wings is no criterion"),
        ({"cost": {"kind": "sigmoid"}}, "preferences.cost: there is no kind 'sigmoid'"),
        ({"cost": {"kind": "linear", "q": 1}}, "preferences.cost: p is missing"),
        ({"cost": {"kind": "usual", "s": 1}}, "s is none of its parameters"),
        ({"cost": {"kind": "linear", "q": 3, "p": 1}}, "q 3 is above p 1"),
        ({"cost": {"kind": "gaussian", "s": 0}}, "preferences.cost.s: 0; give a number above 0"),
        ({"cost": {"kind": "u-shape", "q": "much"}}, "preferences.cost.q: 'much'; give a number from 0"),
    ],
)
def test_wrong_preferences_are_named_by_their_place(preferences: Any, sentence: str) -> None:
    with pytest.raises(RefusedInputError, match=sentence):
        rank(AIRCRAFT, AIRCRAFT_WEIGHTS, AIRCRAFT_SENSES, "promethee", preferences=preferences)


# side by side


def test_methods_side_by_side_with_spearmans_correlation() -> None:
    ranks, correlation = compare(AIRCRAFT, AIRCRAFT_WEIGHTS, AIRCRAFT_SENSES)
    assert list(ranks.columns) == list(METHODS)
    for method in METHODS:
        assert ranks[method].tolist() == rank(AIRCRAFT, AIRCRAFT_WEIGHTS, AIRCRAFT_SENSES, method)["rank"].tolist()
    # weighted sum 2 4 1 3 and TOPSIS 1 4 2 3: 1 - 6 (1 + 1) / (4 * 15) = 0.8
    assert correlation.at["weighted_sum", "topsis"] == pytest.approx(0.8)
    assert np.diag(correlation).tolist() == pytest.approx([1] * 4)
    # weighted: 1 - 6 Σ d² (2n + 2 - x - y) / (n⁴ + n³ - n² - n) = 1 - 6 (7 + 7) / 300
    _, weighted = compare(AIRCRAFT, AIRCRAFT_WEIGHTS, AIRCRAFT_SENSES, ["weighted_sum", "topsis"], weighted=True)
    assert weighted.at["topsis", "weighted_sum"] == pytest.approx(1 - 6 * 14 / 300)


@FEWER
@given(problems())
def test_correlation_is_scipys_with_ties_and_nan_where_nobody_is_told_apart(problem: Any) -> None:
    ranks, correlation = compare(*problem, ["weighted_sum", "vikor"])
    if ranks["weighted_sum"].nunique() > 1 and ranks["vikor"].nunique() > 1:
        expected = scipy.stats.spearmanr(ranks["weighted_sum"], ranks["vikor"]).statistic
        assert correlation.at["weighted_sum", "vikor"] == pytest.approx(expected)
    else:
        assert np.isnan(correlation.at["weighted_sum", "vikor"])


def test_each_method_takes_its_options_when_compared() -> None:
    options = {"vikor": {"v": 1.0}, "promethee": {"preferences": {"cost": {"kind": "v-shape", "p": 2}}}}
    ranks, _ = compare(AIRCRAFT, AIRCRAFT_WEIGHTS, AIRCRAFT_SENSES, ["vikor", "promethee"], options=options)
    alone = rank(AIRCRAFT, AIRCRAFT_WEIGHTS, AIRCRAFT_SENSES, "vikor", v=1.0)
    assert ranks["vikor"].tolist() == alone["rank"].tolist() == alone["S"].rank().astype(int).tolist()


def test_promethee_in_blocks_is_promethee_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    import gis_core.siting.methods.promethee as module

    rng = np.random.default_rng(5)
    table = pd.DataFrame(rng.random((50, 3)), columns=list("abc"))
    whole = rank(table, [0.2, 0.3, 0.5], ["max"] * 3, "promethee")
    monkeypatch.setattr(module, "BLOCK", 170)
    pd.testing.assert_frame_equal(rank(table, [0.2, 0.3, 0.5], ["max"] * 3, "promethee"), whole)

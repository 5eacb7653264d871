"""
Weights: against published examples, against what follows from the definitions, and what is refused.

Published and known by heart of the literature: Saaty's house (1990, 2003), Hwang and Yoon's fighter aircraft (1981),
Diakoulaki's firms (1995; the digits beyond the paper's are scikit-criteria's). Worked out by hand: the rest.
"""

from __future__ import annotations

import math
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis_core.errors import RefusedInputError
from gis_core.siting.weights import ahp, critic, direct, entropy, group_ahp, mixed, moved
from gis_core.siting.weights.group_ahp import consensus

FEWER = settings(max_examples=40, deadline=None)
AMOUNTS = st.lists(st.floats(0.01, 1), min_size=2, max_size=8)

HOUSE = ["size", "transport", "neighbourhood", "age", "yard", "modern", "condition", "financing"]
HOUSE_COMPARED = [
    [1, 5, 3, 7, 6, 6, 1 / 3, 1 / 4],
    [1 / 5, 1, 1 / 3, 5, 3, 3, 1 / 5, 1 / 7],
    [1 / 3, 3, 1, 6, 3, 4, 6, 1 / 5],
    [1 / 7, 1 / 5, 1 / 6, 1, 1 / 3, 1 / 4, 1 / 7, 1 / 8],
    [1 / 6, 1 / 3, 1 / 3, 3, 1, 1 / 2, 1 / 5, 1 / 6],
    [1 / 6, 1 / 3, 1 / 4, 4, 2, 1, 1 / 5, 1 / 6],
    [3, 5, 1 / 6, 7, 5, 5, 1, 1 / 2],
    [4, 7, 5, 8, 6, 6, 2, 1],
]
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
FIRMS = pd.DataFrame(
    [
        [61, 1.08, 4.33],
        [20.7, 0.26, 4.34],
        [16.3, 1.98, 2.53],
        [9, 3.29, 1.65],
        [5.4, 2.77, 2.33],
        [4, 4.12, 1.21],
        [-6.1, 3.52, 2.10],
        [-34.6, 3.31, 0.98],
    ],
    columns=["profitability", "share", "productivity"],
)


def weights_of(amounts: list[float]) -> pd.Series:
    return pd.Series(amounts, index=[f"c{n}" for n in range(len(amounts))]) / sum(amounts)


# direct, moved


def test_weights_keep_the_order_of_the_criteria_that_they_are_for() -> None:
    found = direct({"a": 0.2, "b": 0.5, "c": 0.3}, ["c", "a", "b"])
    assert found.to_dict() == {"c": 0.3, "a": 0.2, "b": 0.5}
    assert list(found.index) == ["c", "a", "b"]


def test_a_sum_within_a_millionth_of_1_is_put_right() -> None:
    assert direct({"a": 0.5, "b": 0.5 + 9e-7}).sum() == pytest.approx(1, abs=1e-15)


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        ({"a": 0.5, "b": 0.500002}, r"sum to 1\.000002; they must sum to 1"),
        ({"a": 1.5, "b": -0.5}, "b has -0.5"),
        ({"a": float("nan"), "b": 1}, "a has nan"),
        ({}, "there are none"),
        ({"a": 1.0}, "b has no weight"),
        ({"a": 0.5, "x": 0.5}, "x is no criterion; b has no weight"),
    ],
)
def test_wrong_weights_are_refused_and_named(weights: dict[str, float], sentence: str) -> None:
    with pytest.raises(RefusedInputError, match=sentence) as caught:
        direct(weights, ["a", "b"])
    assert caught.value.field == "weights"


@FEWER
@given(amounts=AMOUNTS, value=st.floats(0, 1))
def test_moving_one_weight_keeps_the_others_ratios_and_the_sum(amounts: list[float], value: float) -> None:
    before = weights_of(amounts)
    after = moved(before, "c0", value)
    assert after["c0"] == value
    assert after.sum() == pytest.approx(1, abs=1e-12)
    assert list(after.index) == list(before.index)
    for one, other in combinations(before.index[1:], 2):
        assert after[one] * before[other] == pytest.approx(after[other] * before[one], abs=1e-12)


def test_moving_there_and_back_changes_nothing() -> None:
    before = weights_of([1, 2, 5])
    np.testing.assert_allclose(moved(moved(before, "c1", 0.9), "c1", before["c1"]), before)


def test_others_that_have_nothing_share_alike_what_the_moved_one_leaves() -> None:
    assert moved({"a": 1.0, "b": 0.0, "c": 0.0}, "a", 0.5).to_dict() == {"a": 0.5, "b": 0.25, "c": 0.25}


@pytest.mark.parametrize(("name", "value"), [("x", 0.5), ("a", 1.1), ("a", -0.1), ("a", float("nan"))])
def test_only_a_known_weight_moves_and_within_0_to_1(name: str, value: float) -> None:
    with pytest.raises(RefusedInputError):
        moved({"a": 0.5, "b": 0.5}, name, value)


# AHP


def test_saatys_house_has_the_published_weights_and_consistency() -> None:
    found = ahp(pd.DataFrame(HOUSE_COMPARED, HOUSE, HOUSE))
    assert found.weights.round(3).tolist() == [0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333]
    assert found.eigenvalue == pytest.approx(9.669, abs=5e-4)
    assert found.index == pytest.approx(0.238, abs=5e-4)
    assert found.ratio == pytest.approx(0.169, abs=5e-4)
    assert not found.acceptable


def test_the_pair_that_hurts_saatys_house_most_is_neighbourhood_to_condition() -> None:
    worst = ahp(pd.DataFrame(HOUSE_COMPARED, HOUSE, HOUSE)).worst_pair
    assert worst is not None
    assert (worst.first, worst.second, worst.given) == ("neighbourhood", "condition", 6)
    changed = [list(row) for row in HOUSE_COMPARED]
    changed[2][6], changed[6][2] = 1 / 2, 2.0  # what Saaty (2003) has them judge anew
    better = ahp(pd.DataFrame(changed, HOUSE, HOUSE))
    assert better.weights.round(3).tolist() == [0.175, 0.062, 0.103, 0.019, 0.034, 0.041, 0.221, 0.345]
    assert better.eigenvalue == pytest.approx(8.811, abs=1e-3)
    assert better.ratio == pytest.approx(0.083, abs=1e-3)


def test_the_suggested_value_of_the_worst_pair_lowers_the_ratio_most_by_trying_all() -> None:
    table = pd.DataFrame(HOUSE_COMPARED, HOUSE, HOUSE).astype(float)
    found = ahp(table)
    tried = {}
    for i, j in combinations(range(len(HOUSE)), 2):
        changed = table.copy()
        value = float(np.clip(found.weights.iloc[i] / found.weights.iloc[j], 1 / 9, 9))
        changed.iloc[i, j], changed.iloc[j, i] = value, 1 / value
        tried[HOUSE[i], HOUSE[j]] = ahp(changed).ratio
    assert found.worst_pair is not None
    assert min(tried, key=tried.__getitem__) == (found.worst_pair.first, found.worst_pair.second)
    assert found.worst_pair.ratio == pytest.approx(min(tried.values()))


@FEWER
@given(amounts=st.lists(st.floats(1, 2.9), min_size=1, max_size=9))
def test_comparisons_that_follow_from_weights_give_them_back_without_contradiction(amounts: list[float]) -> None:
    weights = weights_of(amounts)
    compared = np.where(np.eye(len(weights)) > 0, 1.0, np.outer(weights, 1 / weights))
    found = ahp(pd.DataFrame(compared, weights.index, weights.index))
    np.testing.assert_allclose(found.weights, weights, rtol=1e-9)
    assert found.ratio == pytest.approx(0, abs=1e-9)
    assert found.worst_pair is None


def test_three_by_three_by_hand() -> None:
    # For three criteria the eigenvector is the rows' geometric mean, and the eigenvalue 1 + r + 1/r with r = (a13 /
    # (a12 a23)) ^ (1/3): Crawford and Williams (1985). a12 = 2, a23 = 2, a13 = 8: r = 2 ^ (1/3).
    found = ahp({("a", "b"): 2, ("b", "c"): 2, ("a", "c"): 8})
    rows = np.array([16, 1, 1 / 16]) ** (1 / 3)
    np.testing.assert_allclose(found.weights, rows / rows.sum())
    r = 2 ** (1 / 3)
    assert found.eigenvalue == pytest.approx(1 + r + 1 / r)
    assert found.ratio == pytest.approx((1 + r + 1 / r - 3) / 2 / 0.58)


def test_two_criteria_cannot_contradict() -> None:
    found = ahp({("a", "b"): 4})
    assert found.weights.to_dict() == pytest.approx({"a": 0.8, "b": 0.2})
    assert (found.ratio, found.worst_pair) == (0, None)


def test_pairs_and_table_say_the_same() -> None:
    pairs = {(a, b): HOUSE_COMPARED[i][j] for (i, a), (j, b) in combinations(list(enumerate(HOUSE)), 2)}
    one, other = ahp(pairs), ahp(pd.DataFrame(HOUSE_COMPARED, HOUSE, HOUSE))
    np.testing.assert_allclose(one.weights, other.weights)
    turned = {(b, a): 1 / value for (a, b), value in pairs.items()}
    np.testing.assert_allclose(ahp(turned).weights[HOUSE], other.weights)


@pytest.mark.parametrize(
    ("compared", "sentence"),
    [
        ({("a", "b"): 2, ("b", "c"): 2}, "a to c isn't compared"),
        ({("a", "b"): 10}, "a comparison is from 1/9 to 9"),
        ({("a", "b"): 0}, "a comparison is from 1/9 to 9"),
        ({("a", "b"): 3, ("b", "a"): 3}, "say it once"),
        ({("a", "a"): 2}, "say it once"),
        (pd.DataFrame([[1, 3], [0.5, 1]], ["a", "b"], ["a", "b"]), "one must be 1 divided by the other"),
        (pd.DataFrame([[2, 3], [1 / 3, 1]], ["a", "b"], ["a", "b"]), "against itself"),
        (pd.DataFrame([[1, 3], [1 / 3, 1]], ["a", "b"], ["b", "a"]), "the same criteria"),
        ({(f"c{i}", f"c{j}"): 1 for i, j in combinations(range(16), 2)}, "16 criteria"),
    ],
)
def test_wrong_comparisons_are_refused(compared: Any, sentence: str) -> None:
    with pytest.raises(RefusedInputError, match=sentence):
        ahp(compared)


# group AHP


def test_a_group_takes_the_geometric_mean_of_each_comparison() -> None:
    found = group_ahp({"Li": {("a", "b"): 8}, "Wang": {("a", "b"): 1 / 2}})
    assert found.weights.to_dict() == pytest.approx({"a": 2 / 3, "b": 1 / 3})  # sqrt(8 / 2) = 2
    assert found.members["Li"].weights["a"] == pytest.approx(8 / 9)
    assert found.members["Wang"].weights["a"] == pytest.approx(1 / 3)


def test_a_member_whose_sheet_counts_for_all_decides() -> None:
    found = group_ahp({"Li": {("a", "b"): 8}, "Wang": {("b", "a"): 2}}, {"Li": 1.0, "Wang": 0.0})
    assert found.weights["a"] == pytest.approx(8 / 9)


def test_each_members_sheet_and_consistency_are_kept() -> None:
    house = pd.DataFrame(HOUSE_COMPARED, HOUSE, HOUSE)
    alike = pd.DataFrame(1.0, HOUSE, HOUSE)
    sheets = group_ahp({"Saaty": house, "nobody": alike}).sheets
    assert list(sheets.columns) == [*HOUSE, "ratio"]
    assert sheets.loc["Saaty", "ratio"] == pytest.approx(0.169, abs=5e-4)
    assert sheets.loc["nobody", "size"] == pytest.approx(1 / 8)


def test_consensus_is_whole_where_all_say_the_same_and_none_where_each_wants_another_as_far_as_the_scale_goes() -> None:
    names = ["a", "b", "c"]
    one_sided = {
        name: {(name, other): 9 for other in names if other != name}
        | dict.fromkeys(combinations([other for other in names if other != name], 2), 1)
        for name in names
    }
    assert group_ahp(one_sided).consensus == pytest.approx(0, abs=1e-12)
    same = group_ahp({"Li": one_sided["a"], "Wang": one_sided["a"]})
    assert same.consensus == pytest.approx(1)
    assert same.ratio == pytest.approx(0, abs=1e-12)


def test_consensus_of_two_members_by_hand() -> None:
    # Li 0.8/0.2, Wang 0.2/0.8: alpha = h(0.8), gamma = ln 2. At the end of the scale (9:1) h(0.9).
    def h(p: float) -> float:
        return -p * math.log(p) - (1 - p) * math.log(1 - p)

    homogeneity, least = math.exp(h(0.8)) / 2, math.exp(h(0.9)) / 2
    found = group_ahp({"Li": {("a", "b"): 4}, "Wang": {("b", "a"): 4}})
    assert found.consensus == pytest.approx((homogeneity - least) / (1 - least))


@FEWER
@given(st.lists(st.lists(st.floats(0.1, 1), min_size=4, max_size=4), min_size=1, max_size=6))
def test_consensus_does_not_depend_on_the_order_of_members_or_criteria(rows: list[list[float]]) -> None:
    shares = pd.DataFrame(rows).apply(lambda row: row / row.sum(), axis=1)
    assert consensus(shares) <= 1 + 1e-12
    assert consensus(shares) == pytest.approx(consensus(shares.iloc[::-1, ::-1]))


def test_a_wrong_sheet_is_named_by_its_member() -> None:
    with pytest.raises(RefusedInputError, match="Wang: matrix: a to b has 12"):
        group_ahp({"Li": {("a", "b"): 2}, "Wang": {("a", "b"): 12}})
    with pytest.raises(RefusedInputError, match="Wang compares a, c"):
        group_ahp({"Li": {("a", "b"): 2}, "Wang": {("a", "c"): 2}})
    with pytest.raises(RefusedInputError, match="there are none"):
        group_ahp({})


# entropy


def test_the_aircraft_have_hwang_and_yoons_entropy_weights() -> None:
    found = entropy(AIRCRAFT, ["max", "max", "max", "min", "max", "max"])
    # The book rounds the entropies to four digits on the way.
    np.testing.assert_allclose(found, [0.0649, 0.2055, 0.0133, 0.0829, 0.3570, 0.2763], atol=2e-3)


def test_entropy_by_hand_with_a_zero() -> None:
    # a: shares 1, 0: entropy 0, amount 1. b: shares 1/4, 3/4: amount 1 - h(1/4) / ln 2.
    found = entropy(pd.DataFrame({"a": [5.0, 0.0], "b": [1.0, 3.0]}), {"a": "max", "b": "min"})
    amount = 1 + (0.25 * math.log(0.25) + 0.75 * math.log(0.75)) / math.log(2)
    assert found.to_dict() == pytest.approx({"a": 1 / (1 + amount), "b": amount / (1 + amount)})


@pytest.mark.parametrize("way", [entropy, critic])
def test_a_constant_column_has_no_weight_and_constants_alone_weigh_alike(way: Any) -> None:
    table = pd.DataFrame({"a": [1.0, 2.0, 4.0], "b": [3.0, 3.0, 3.0], "c": [2.0, 1.0, 9.0]})
    found = way(table, dict.fromkeys(table, "max"))
    assert found["b"] == 0
    assert found.sum() == pytest.approx(1)
    for alone in (table[["b"]].assign(d=0.0), table.iloc[:1]):
        assert way(alone, dict.fromkeys(alone, "max")).tolist() == [1 / alone.shape[1]] * alone.shape[1]


@FEWER
@given(unit=st.floats(0.001, 1000))
def test_another_unit_changes_no_weight(unit: float) -> None:
    senses = ["max", "max", "max", "min", "max", "max"]
    for way in (entropy, critic):
        changed = AIRCRAFT.assign(range=AIRCRAFT["range"] * unit)
        np.testing.assert_allclose(way(changed, senses), way(AIRCRAFT, senses), atol=1e-9)


def test_entropy_refuses_numbers_below_0_and_names_them() -> None:
    with pytest.raises(RefusedInputError, match=r"profitability of candidate 6 is -6\.1"):
        entropy(FIRMS, ["max"] * 3)


# CRITIC


def test_the_firms_have_diakoulakis_critic_weights() -> None:
    found = critic(FIRMS, ["max"] * 3)
    assert found.round(2).tolist() == [0.20, 0.48, 0.32]
    np.testing.assert_allclose(found, [0.20222554, 0.48090173, 0.31687273], atol=1e-8)


def test_critic_by_hand_and_the_sense_counts() -> None:
    table = pd.DataFrame({"a": [0.0, 1.0, 2.0], "b": [0.0, 2.0, 4.0], "c": [2.0, 1.0, 0.0]})
    # as merits a = b = c where c is wanted small: nothing in conflict, all alike
    assert critic(table, {"a": "max", "b": "max", "c": "min"}).tolist() == pytest.approx([1 / 3] * 3)
    # c wanted large is in full conflict (r = -1) with both: amounts 2, 2, 4
    assert critic(table, {"a": "max", "b": "max", "c": "max"}).tolist() == pytest.approx([1 / 4, 1 / 4, 1 / 2])


def test_a_sense_that_is_neither_max_nor_min_is_refused() -> None:
    with pytest.raises(RefusedInputError, match="share has 'up'"):
        critic(FIRMS, ["max", "up", "max"])


# mixed


def test_mixed_weights_are_the_sum_by_shares() -> None:
    found = mixed({"ahp": {"a": 0.8, "b": 0.2}, "entropy": {"b": 0.6, "a": 0.4}}, {"ahp": 0.25, "entropy": 0.75})
    assert found.to_dict() == pytest.approx({"a": 0.5, "b": 0.5})


@pytest.mark.parametrize(
    ("parts", "shares", "sentence"),
    [
        ({"x": {"a": 1.0}, "y": {"b": 1.0}}, {"x": 0.5, "y": 0.5}, "parts: y: .*b is no criterion"),
        ({"x": {"a": 1.0}, "y": {"a": 1.0}}, {"x": 0.5, "y": 0.6}, "sum to 1.1"),
        ({"x": {"a": 1.0}}, {"z": 1.0}, "z is no criterion"),
    ],
)
def test_wrong_mixtures_are_refused(parts: Any, shares: Any, sentence: str) -> None:
    with pytest.raises(RefusedInputError, match=sentence):
        mixed(parts, shares)

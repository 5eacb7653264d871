"""Rank acceptability: by hand where chances are known, against a plain loop, and what always adds up."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import gis_core.siting.robustness.smaa as module
from gis_core.errors import RefusedInputError
from gis_core.siting.robustness import acceptability
from gis_core.siting.robustness.weights_space import draw_weights, read_bounds

CLOSE = 0.02  # four deviations of a share at 10,000 draws


def normal(z: float) -> float:
    return 0.5 * (1 + math.erf(z / math.sqrt(2)))


def some_values(n: int, m: int, seed: int = 4) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return pd.DataFrame(rng.random((n, m)), [f"P{i:03d}" for i in range(n)], [f"c{j}" for j in range(m)])


def test_first_places_of_two_candidates_by_hand() -> None:
    # a leads where t > 0.4 t + 0.9 (1 - t): t > 0.6. Evenly drawn t: a first in 0.4, and its mean t is 0.8, b's 0.3.
    values = pd.DataFrame({"near": [1.0, 0.4], "large": [0.0, 0.9]}, index=["a", "b"])
    found = acceptability(values, {"near": 0.5, "large": 0.5})
    assert found.first["a"] == pytest.approx(0.4, abs=CLOSE)
    assert found.first.sum() == pytest.approx(1)
    assert found.central_weights.loc["a"].tolist() == pytest.approx([0.8, 0.2], abs=CLOSE)
    assert found.central_weights.loc["b"].tolist() == pytest.approx([0.3, 0.7], abs=CLOSE)
    assert found.mean_weights.tolist() == pytest.approx([0.5, 0.5], abs=CLOSE)
    assert list(found.pairwise.index) == ["b", "a"]  # by the given weights b leads, 0.65 to 0.5
    assert found.pairwise.at["b", "a"] == pytest.approx(0.6, abs=CLOSE)


def test_bounds_narrow_what_is_drawn_and_so_the_shares() -> None:
    values = pd.DataFrame({"near": [1.0, 0.4], "large": [0.0, 0.9]}, index=["a", "b"])
    found = acceptability(values, bounds={"near": (0.5, 0.7)})
    assert found.first["a"] == pytest.approx(0.5, abs=CLOSE)
    assert acceptability(values, bounds={"near": (0.61, 1)}).first["a"] == 1


def test_places_below_0_8_cannot_be_told_apart_and_the_answer_says_which() -> None:
    # The first weight is even on 0..1 for two criteria. s beats t where t < 0.9, t beats u where t < 0.6.
    values = pd.DataFrame(
        {"x": [0.0, 0.1, 0.25], "y": [1.0, 0.1, 0.025]}, index=["s", "t", "u"]
    )  # s - t = 0.9 - t; t - u = 0.075 - 0.225 t: positive below 1 / 3
    found = acceptability(values, {"x": 0.1, "y": 0.9})
    assert found.neighbours["first"].tolist() == ["s", "t"]
    assert found.neighbours["win"].tolist() == pytest.approx([0.9, 1 / 3], abs=CLOSE)
    assert found.neighbours["indistinct"].tolist() == [False, True]
    assert found.indistinct.drop(columns="win").to_dict("records") == [{"place": 2, "first": "t", "second": "u"}]
    assert found.groups == [["s"], ["t", "u"]]


def test_an_uncertain_value_wins_as_often_as_the_normal_distribution_says() -> None:
    # weight 1: a 0.55 ± 0.05, b 0.5 ± 0.05: a wins with Φ(0.05 / (0.05 √2))
    values = pd.DataFrame({"x": [0.55, 0.5]}, index=["a", "b"])
    found = acceptability(values, {"x": 1.0}, spread={"x": 0.05})
    assert found.first["a"] == pytest.approx(normal(1 / math.sqrt(2)), abs=CLOSE)
    cells = pd.DataFrame({"x": [0.0, 0.05]}, index=["a", "b"])
    assert acceptability(values, {"x": 1.0}, spread=cells).first["a"] == pytest.approx(normal(1), abs=CLOSE)
    turned = acceptability(values, {"x": 1.0}, spread=cells.iloc[::-1])  # by code, not by place
    assert turned.first["a"] == pytest.approx(normal(1), abs=CLOSE)


def test_one_number_a_candidate_has_the_distribution_of_one_a_cell() -> None:
    values, draws = some_values(6, 4), 10_000
    spread = pd.DataFrame(np.random.default_rng(8).random(values.shape) * 0.2, values.index, values.columns)
    found = acceptability(values, spread=spread, draws=draws)
    rng = np.random.default_rng(77)
    weights = rng.dirichlet(np.ones(4), draws)
    cells = values.to_numpy() + spread.to_numpy() * rng.standard_normal((draws, *values.shape))
    scores = np.einsum("dij,dj->di", cells, weights)
    expected = np.bincount(scores.argmax(axis=1), minlength=6) / draws
    np.testing.assert_allclose(found.first, expected, atol=1.5 * CLOSE)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_shares_are_the_plain_loop_over_the_same_draws(data: st.DataObject) -> None:
    n, m = data.draw(st.integers(1, 6)), data.draw(st.integers(1, 4))
    grid = st.integers(0, 4).map(lambda x: x / 4)  # twins come up often
    values = pd.DataFrame(data.draw(arrays(float, (n, m), elements=grid)), index=[f"P{i}" for i in range(n)])
    values.columns = [f"c{j}" for j in range(m)]
    found = acceptability(values, draws=60, seed=5, places=3)
    weights = draw_weights(np.random.default_rng(5), 60, *read_bounds(None, list(values.columns)))
    held = np.zeros((n, min(n, 3)))
    central = np.zeros((n, m))
    for weight in weights:
        scores = [sum(w * v for w, v in zip(weight, row, strict=True)) for row in values.to_numpy()]
        for i, score in enumerate(scores):
            better = sum(other > score + 1e-12 for other in scores)
            alike = sum(abs(other - score) <= 1e-12 for other in scores)
            for place in range(better, better + alike):  # equal candidates share their places
                if place < held.shape[1]:
                    held[i, place] += 1 / alike
            if better == 0:
                central[i] += weight / alike
    np.testing.assert_allclose(found.ranks, held / 60, atol=1e-9)
    np.testing.assert_allclose(found.first, held[:, 0] / 60, atol=1e-9)
    for i, code in enumerate(values.index):
        if held[i, 0]:
            np.testing.assert_allclose(found.central_weights.loc[code], central[i] / held[i, 0], atol=1e-9)
        else:
            assert found.central_weights.loc[code].isna().all()


def test_shares_add_up_for_each_place_and_each_candidate() -> None:
    found = acceptability(some_values(8, 5), spread={"c1": 0.1}, places=8, draws=2000)
    np.testing.assert_allclose(found.ranks.sum(axis=0), 1)
    np.testing.assert_allclose(found.ranks.sum(axis=1), 1)
    np.testing.assert_allclose(found.pairwise + found.pairwise.T, 1)
    mean = (found.central_weights.fillna(0).mul(found.first, axis=0)).sum()
    np.testing.assert_allclose(mean, found.mean_weights)  # the weights of all first places are all weights


def test_twins_share_alike_and_beat_each_other_in_half_of_the_draws() -> None:
    values = some_values(5, 3)
    twins = pd.concat([values, values.loc[["P002"]].rename(index={"P002": "twin"})])
    alone, both = acceptability(values), acceptability(twins)
    assert both.first["twin"] == both.first["P002"] == pytest.approx(alone.first["P002"] / 2)
    assert both.pairwise.at["twin", "P002"] == 0.5
    others = values.index.drop("P002")
    pd.testing.assert_series_equal(both.first[others], alone.first[others])


def test_candidates_that_differ_only_where_no_weight_goes_are_twins() -> None:
    values = pd.DataFrame({"x": [0.5, 0.5], "idle": [0.0, 1.0], "y": [0.3, 0.3]}, index=["a", "b"])
    found = acceptability(values, bounds={"idle": (0, 0)})
    assert found.first.tolist() == [0.5, 0.5]


def test_a_dominated_candidate_never_comes_first_and_has_no_central_weights() -> None:
    values = pd.DataFrame({"x": [0.9, 0.2, 0.1], "y": [0.1, 0.8, 0.1]}, index=["a", "b", "worse"])
    found = acceptability(values)
    assert found.first["worse"] == 0
    assert found.central_weights.loc["worse"].isna().all()


def test_the_same_seed_gives_the_same_and_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    values = some_values(40, 4)
    one = acceptability(values, draws=500, seed=3, spread={"c0": 0.1})
    monkeypatch.setattr(module, "BLOCK", 40 * 7)
    other = acceptability(values, draws=500, seed=3, spread={"c0": 0.1})
    pd.testing.assert_frame_equal(one.ranks, other.ranks)
    pd.testing.assert_frame_equal(one.pairwise, other.pairwise)
    pd.testing.assert_frame_equal(one.central_weights, other.central_weights)
    assert not acceptability(values, draws=500, seed=4).ranks.equals(one.ranks)


def test_turning_the_rows_turns_the_shares_and_nothing_else() -> None:
    values = some_values(12, 4)
    turned = values.sample(frac=1, random_state=2)
    one, other = acceptability(values, draws=1000), acceptability(turned, draws=1000)
    assert list(other.first.index) == list(turned.index)
    pd.testing.assert_frame_equal(other.ranks.loc[values.index], one.ranks)
    assert list(other.pairwise.index) == list(one.pairwise.index)


def test_drawn_closely_about_the_weights_the_ranking_is_theirs() -> None:
    values = some_values(10, 4)
    weights = pd.Series([0.4, 0.3, 0.2, 0.1], index=values.columns)
    found = acceptability(values, weights, concentration=1e7, draws=500)
    best = (values * weights).sum(axis=1).idxmax()
    assert found.first[best] == 1
    assert found.pairwise.index[0] == best
    np.testing.assert_allclose(found.mean_weights, weights, atol=1e-4)


def test_one_candidate_is_always_first() -> None:
    found = acceptability(some_values(1, 3), draws=10)
    assert found.first.tolist() == [1]
    assert found.neighbours.empty
    assert found.groups == [["P000"]]


def test_what_makes_no_sense_is_refused_by_name() -> None:
    values = some_values(3, 2)
    with pytest.raises(RefusedInputError, match="spread: x is no criterion"):
        acceptability(values, spread={"x": 0.1})
    with pytest.raises(RefusedInputError, match="standard deviation"):
        acceptability(values, spread={"c0": -0.1})
    with pytest.raises(RefusedInputError, match="same candidates"):
        acceptability(values, spread=values.iloc[:2])
    with pytest.raises(RefusedInputError, match="least weights sum"):
        acceptability(values, bounds={"c0": (0.6, 1), "c1": (0.6, 1)})
    with pytest.raises(RefusedInputError, match="weights to draw about"):
        acceptability(values, concentration=10)
    with pytest.raises(RefusedInputError, match="draws: 0"):
        acceptability(values, draws=0)
    with pytest.raises(RefusedInputError, match="c1 of candidate P001 is missing"):
        acceptability(values.where(values.index.to_series().ne("P001"), np.nan).assign(c0=0.5))
    with pytest.raises(RefusedInputError, match="values go from 0 to 1"):
        acceptability(values * 2)

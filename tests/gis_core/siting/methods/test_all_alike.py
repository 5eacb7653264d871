"""What all methods do alike: turned rows, other units, ties, zeros, constant columns, blocks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gis_core.siting.methods import METHODS, in_order, rank
from tests.gis_core.siting.methods.problems import FEWER, problems


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


def test_promethee_in_blocks_is_promethee_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    import gis_core.siting.methods.promethee as module

    rng = np.random.default_rng(5)
    table = pd.DataFrame(rng.random((50, 3)), columns=list("abc"))
    whole = rank(table, [0.2, 0.3, 0.5], ["max"] * 3, "promethee")
    monkeypatch.setattr(module, "BLOCK", 170)
    pd.testing.assert_frame_equal(rank(table, [0.2, 0.3, 0.5], ["max"] * 3, "promethee"), whole)

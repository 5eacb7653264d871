"""How far each weight may move before the first place changes: by hand, and against trying it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gis_core.errors import RefusedInputError
from gis_core.siting.methods import in_order, rank
from gis_core.siting.robustness import stability
from gis_core.siting.weights import moved


def first_of(values: pd.DataFrame, weights: pd.Series) -> set[str]:
    ranking = rank(values, weights, dict.fromkeys(values, "max"), "weighted_sum", normalise=None)
    return set(ranking.index[ranking["rank"] == 1])


def test_two_candidates_and_two_weights_by_hand() -> None:
    # a: (1, 0), b: (0.4, 0.9): a leads where t > 0.4 t + 0.9 (1 - t), that is t > 0.6
    values = pd.DataFrame({"near": [1.0, 0.4], "large": [0.0, 0.9]}, index=["a", "b"])
    found = stability(values, {"near": 0.7, "large": 0.3}).set_index("name")
    assert found.loc["near", ["lowest", "highest"]].tolist() == pytest.approx([0.6, 1])
    assert found.loc["large", ["lowest", "highest"]].tolist() == pytest.approx([0, 0.4])
    assert found["margin"].tolist() == pytest.approx([0.1, 0.1])
    assert found.loc["near", ["below", "above"]].tolist() == ["b", None]
    assert found.loc["large", ["below", "above"]].tolist() == [None, "b"]


def test_three_candidates_each_weight_meets_another() -> None:
    values = pd.DataFrame({"x": [0.6, 1.0, 0.0], "y": [0.6, 0.0, 1.0]}, index=["middle", "right", "up"])
    row = stability(values, {"x": 0.5, "y": 0.5}).iloc[0]
    assert (row["below"], row["above"]) == ("up", "right")
    assert (row["lowest"], row["highest"]) == pytest.approx((0.4, 0.6))


def test_who_is_best_in_everything_stays_first_however_weights_move() -> None:
    values = pd.DataFrame({"x": [0.9, 0.5], "y": [0.8, 0.8]}, index=["a", "b"])
    found = stability(values, {"x": 0.5, "y": 0.5})
    assert found["lowest"].tolist() == [0, 0]
    assert found["highest"].tolist() == [1, 1]
    assert found["margin"].isna().all()


def test_a_tie_for_the_first_place_leaves_no_room_on_one_side() -> None:
    values = pd.DataFrame({"x": [1.0, 0.0], "y": [0.0, 1.0]}, index=["b", "a"])
    row = stability(values, {"x": 0.5, "y": 0.5}).iloc[0]  # a is first by code
    assert (row["lowest"], row["highest"], row["above"]) == (0, 0.5, "b")
    assert row["margin"] == 0


def test_bounds_end_the_way_also_those_of_weights_that_follow() -> None:
    values = pd.DataFrame({"x": [1.0, 0.0], "y": [0.0, 0.2], "z": [0.0, 0.2]}, index=["a", "b"])
    weights = {"x": 0.5, "y": 0.25, "z": 0.25}
    own = stability(values, weights, {"x": (0.4, 0.8)}).iloc[0]
    assert (own["lowest"], own["highest"]) == pytest.approx((0.4, 0.8))
    followed = stability(values, weights, {"y": (0.2, 0.3)}).iloc[0]  # y is half of what x leaves
    assert (followed["lowest"], followed["highest"]) == pytest.approx((0.4, 0.6))
    assert followed["below"] is None


def test_the_only_weight_stays_1() -> None:
    row = stability(pd.DataFrame({"x": [1.0, 0.5]}), {"x": 1.0}).iloc[0]
    assert (row["lowest"], row["highest"]) == (1, 1)


def test_weights_outside_their_bounds_are_refused() -> None:
    values = pd.DataFrame({"x": [1.0, 0.0], "y": [0.0, 1.0]})
    with pytest.raises(RefusedInputError, match=r"x has 0.9, outside 0 to 0.5"):
        stability(values, {"x": 0.9, "y": 0.1}, {"x": (0, 0.5)})


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_first_place_holds_within_and_is_lost_beyond(data: st.DataObject) -> None:
    n, m = data.draw(st.integers(2, 6)), data.draw(st.integers(2, 4))
    grid = st.integers(0, 20).map(lambda x: x / 20)
    values = pd.DataFrame(data.draw(arrays(float, (n, m), elements=grid)), index=[f"P{i}" for i in range(n)])
    values.columns = [f"c{j}" for j in range(m)]
    amounts = np.array(data.draw(st.lists(st.integers(0, 9), min_size=m, max_size=m)), dtype=float)
    amounts[0] += 1
    weights = pd.Series(amounts / amounts.sum(), index=values.columns)
    ranking = rank(values, weights, dict.fromkeys(values, "max"), "weighted_sum", normalise=None)
    first = in_order(ranking).index[0]
    for row in stability(values, weights).to_dict("records"):
        assert 0 <= row["lowest"] <= row["weight"] <= row["highest"] <= 1
        for t in np.linspace(row["lowest"], row["highest"], 7):
            assert first in first_of(values, moved(weights, row["name"], min(max(t, 0.0), 1.0)))
        for end, who, step in ((row["lowest"], row["below"], -1e-6), (row["highest"], row["above"], 1e-6)):
            if who is not None:
                leaders = first_of(values, moved(weights, row["name"], end + step))
                assert first not in leaders
                assert who in leaders
            else:
                assert end in (0, 1)

"""Two-step catchment, Lorenz and Gini: a tiny town worked out by hand, what is conserved, what is refused."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gis_core.errors import RefusedInputError
from gis_core.siting.access import catchment_of_pairs, gini, lorenz, two_step_catchment

INF, NAN = float("inf"), float("nan")

# A town of three places (100, 50 and 200 people) and two parks (1500 m² and 600 m²); metres on foot.
PEOPLE = [100, 50, 200]
PARKS = [1500, 600]
METRES = [[200, INF], [300, 100], [500.1, 300]]


def test_the_tiny_town_by_hand() -> None:
    # Within 300 m (included): park 1 reaches 100 + 50 people: 10 m² each; park 2 reaches 50 + 200: 2.4 m² each.
    assert two_step_catchment(PEOPLE, PARKS, METRES, 300).tolist() == pytest.approx([10, 12.4, 2.4])


def test_the_threshold_is_included_and_a_step_beyond_it_is_not() -> None:
    assert two_step_catchment([1], [7], [[300.0]], 300).tolist() == [7]
    assert two_step_catchment([1], [7], [[math.nextafter(300.0, INF)]], 300).tolist() == [0]


def test_the_tiny_town_with_dais_gaussian_by_hand() -> None:
    def f(metres: float) -> float:
        return (math.exp(-0.5 * (metres / 300) ** 2) - math.exp(-0.5)) / (1 - math.exp(-0.5))

    assert (f(0), f(300)) == (1, 0)
    park_1, park_2 = 1500 / (100 * f(200)), 600 / (50 * f(100))  # who is at 300 m counts 0
    found = two_step_catchment(PEOPLE, PARKS, METRES, 300, decay="gaussian")
    assert found.tolist() == pytest.approx([park_1 * f(200), park_2 * f(100), 0])
    assert 100 * found[0] == pytest.approx(1500)


def test_a_decay_of_ones_is_the_plain_way_and_is_asked_within_reach_only() -> None:
    asked: list[float] = []

    def ones(costs: Any) -> Any:
        asked.extend(costs)
        return np.ones(len(costs))

    found = two_step_catchment(PEOPLE, PARKS, METRES, 300, decay=ones)
    np.testing.assert_array_equal(found, two_step_catchment(PEOPLE, PARKS, METRES, 300))
    assert sorted(asked) == [100, 200, 300, 300]


def test_infinite_and_missing_costs_are_no_way() -> None:
    one = two_step_catchment(PEOPLE, PARKS, METRES, 300)
    other = two_step_catchment(PEOPLE, PARKS, [[200, NAN], [300, 100], [INF, 300]], 300)
    np.testing.assert_array_equal(one, other)


def test_a_place_without_people_takes_no_share_and_has_what_one_more_would_find() -> None:
    found = two_step_catchment([0, 40], [80], [[10], [10]], 300)
    assert found.tolist() == [2, 2]


def test_a_park_that_nobody_reaches_counts_nothing_and_a_place_without_parks_has_nothing() -> None:
    assert two_step_catchment([0, 5], [80, 10], [[10, INF], [INF, 10]], 300).tolist() == [0, 2]
    assert two_step_catchment([5], [80], [[301]], 300).tolist() == [0]
    assert two_step_catchment([5, 6], [], np.empty((2, 0)), 300).tolist() == [0, 0]


def test_tables_and_whole_numbers_are_numbers_and_a_missing_cost_is_no_way() -> None:
    one = two_step_catchment(PEOPLE, PARKS, METRES, 300)
    frame = pd.DataFrame(METRES)
    whole = two_step_catchment(
        pd.Series(PEOPLE, dtype="Int64"), np.array(PARKS, np.int16), frame.replace(INF, NAN), 300
    )
    np.testing.assert_array_equal(one, whole)
    missing = two_step_catchment([10, 10], [4], pd.DataFrame([[1], [None]], dtype="Int64"), 5)
    assert missing.tolist() == [0.4, 0]
    assert two_step_catchment([], [], [], 5).tolist() == []


@pytest.mark.parametrize("decay", [None, "gaussian"])
@given(data=st.data())
def test_catchments_of_pairs_are_those_of_the_matrix(decay: Any, data: st.DataObject) -> None:
    n, m = data.draw(st.integers(1, 6)), data.draw(st.integers(1, 5))
    people = data.draw(arrays(float, n, elements=st.integers(0, 500).map(float)))
    parks = data.draw(arrays(float, m, elements=st.integers(0, 9000).map(float)))
    cost = data.draw(arrays(float, (n, m), elements=st.one_of(st.integers(0, 600).map(float), st.just(INF))))
    place, site = np.nonzero(np.isfinite(cost))
    pairs = pd.DataFrame({"origin": place, "target": site, "distance_m": cost[place, site]})
    found = catchment_of_pairs(people, parks, pairs, 300, decay)
    np.testing.assert_array_equal(found, two_step_catchment(people, parks, cost, 300, decay))


@pytest.mark.parametrize(
    "decay", [None, "gaussian", lambda cost: 1 / (1 + cost)], ids=["plain", "gaussian", "function"]
)
@given(data=st.data())
def test_all_that_is_within_reach_is_handed_out_and_no_more(decay: Any, data: st.DataObject) -> None:
    n, m = data.draw(st.integers(1, 6)), data.draw(st.integers(1, 5))
    people = data.draw(arrays(float, n, elements=st.integers(0, 500).map(float)))
    parks = data.draw(arrays(float, m, elements=st.integers(0, 9000).map(float)))
    cost = data.draw(arrays(float, (n, m), elements=st.one_of(st.integers(0, 600).map(float), st.just(INF))))
    access = two_step_catchment(people, parks, cost, 300, decay=decay)
    within = (cost < 300) if decay == "gaussian" else (cost <= 300)  # at the threshold the gaussian is 0
    reached = parks[(people[:, None] * within > 0).any(axis=0)].sum()
    assert people @ access == pytest.approx(reached)


@given(data=st.data())
def test_catchments_are_the_plain_loop(data: st.DataObject) -> None:
    n, m = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 4))
    people = data.draw(st.lists(st.integers(0, 90), min_size=n, max_size=n))
    parks = data.draw(st.lists(st.integers(0, 90), min_size=m, max_size=m))
    cost = [[data.draw(st.sampled_from([0.0, 1.0, 2.0, 3.0, INF])) for _ in parks] for _ in people]
    expected = []
    for i in range(n):
        total = 0.0
        for j in range(m):
            if cost[i][j] <= 2:
                sharing = sum(people[k] for k in range(n) if cost[k][j] <= 2)
                total += parks[j] / sharing if sharing else 0
        expected.append(total)
    assert two_step_catchment(people, parks, cost, 2).tolist() == pytest.approx(expected)


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"demand": [-1, 50, 200]}, "demand", "number 0 is -1"),
        ({"supply": [1500, NAN]}, "supply", "number 1 is nan"),
        ({"supply": [[1500, 2]]}, "supply", "2 dimensions"),
        ({"cost": [[1, 2]]}, "cost", r"\(1, 2\) for 3 places and 2 sites"),
        ({"cost": [[-1, 2], [1, 2], [1, 2]]}, "cost", "from place 0 to site 0 it is -1"),
        ({"threshold": 0}, "threshold", "above 0"),
        ({"threshold": INF}, "threshold", "finite"),
        ({"demand": ["many", 1, 2]}, "demand", "isn't made of numbers"),
        ({"demand": [1e308] * 3, "cost": [[1, 1]] * 3}, "demand", "leaves what a number can hold"),
        ({"supply": None}, "supply", "0 dimensions"),
        ({"cost": [[1, 2], [3], [4, 5]]}, "cost", "rows of one length"),
        ({"threshold": None}, "threshold", "None; give a finite cost"),
        ({"threshold": [300, 300]}, "threshold", "above 0"),
        ({"decay": "exponential"}, "decay", "there is no exponential"),
        ({"decay": [1, 2]}, "decay", r"there is no \[1, 2\]"),
        ({"decay": lambda cost: ["near"] * len(cost)}, "decay", "isn't made of numbers"),
        ({"decay": lambda cost: -cost}, "decay", "finite number from 0"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(change: dict[str, Any], field: str, sentence: str) -> None:
    given_now: dict[str, Any] = {"demand": PEOPLE, "supply": PARKS, "cost": METRES, "threshold": 300} | change
    with pytest.raises(RefusedInputError, match=sentence) as caught:
        two_step_catchment(**given_now)
    assert caught.value.field == field


# how evenly


def test_lorenz_by_hand() -> None:
    people, access = lorenz([10, 12.4, 2.4], [100, 50, 200])
    assert people.tolist() == pytest.approx([0, 200 / 350, 300 / 350, 1])
    assert access.tolist() == pytest.approx([0, 480 / 2100, 1480 / 2100, 1])


def test_gini_by_hand() -> None:
    assert gini([5, 5, 5]) == pytest.approx(0, abs=1e-12)
    assert gini([0, 0, 0, 8]) == pytest.approx(3 / 4)  # one of four has all: 1 - 1 / n
    assert gini([1, 3]) == pytest.approx(0.25)  # mean difference 2 of 4 pairs: 1; over twice the mean 2
    assert gini([0, 0]) == 0


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 4)), min_size=1, max_size=8))
def test_gini_is_the_mean_difference_over_twice_the_mean_person_by_person(places: list[tuple[int, int]]) -> None:
    persons = [value for value, people in places for _ in range(people)]
    if not persons:
        return
    values, people = zip(*places, strict=True)
    total = sum(persons)
    differences = sum(abs(a - b) for a in persons for b in persons)
    expected = differences / (2 * len(persons) * total) if total else 0.0
    assert gini(values, people) == pytest.approx(expected, abs=1e-9)
    assert gini(persons) == pytest.approx(expected, abs=1e-9)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=9), st.floats(0.01, 100))
def test_another_unit_changes_no_gini_and_lorenz_sags(values: list[float], unit: float) -> None:
    assert gini([value * unit for value in values]) == pytest.approx(gini(values), abs=1e-9)
    people, access = lorenz(values)
    assert (access <= people + 1e-9).all()
    assert (np.diff(access) >= 0).all()


def test_values_that_do_not_count_and_values_below_0_are_refused() -> None:
    with pytest.raises(RefusedInputError, match="none that count"):
        gini([1, 2], [0, 0])
    with pytest.raises(RefusedInputError, match="number 1 is -2"):
        lorenz([1, -2])
    with pytest.raises(RefusedInputError, match="1 for 2 values"):
        gini([1, 2], [1])

"""What no method can rank is refused in a sentence that names its place; what is merely written otherwise is not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from gis_core.errors import RefusedInputError, WrongUseError
from gis_core.siting.methods import METHODS, rank
from tests.gis_core.siting.methods.problems import AIRCRAFT, AIRCRAFT_SENSES, AIRCRAFT_WEIGHTS


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

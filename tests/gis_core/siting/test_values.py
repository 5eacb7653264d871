"""Value functions: what each shape gives, what is missing stays missing, what is wrong is named."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from gis_core.errors import RefusedInputError
from gis_core.siting.values import Bell, Category, Linear, Piecewise, Step, ValueFunction

NAN = float("nan")
NUMBERS = st.floats(-1e6, 1e6)
ALL = [
    Linear(low=0, high=10),
    Linear(low=10, high=0),
    Piecewise(points=((0, 0.2), (5, 1), (10, 0))),
    Step(steps=((0, 0.5), (3, 1.0)), below=0.0),
    Bell(centre=4, width=2),
]


def test_linear_rises_from_low_to_high_and_is_level_beyond() -> None:
    assert Linear(low=400, high=3000).apply([0, 400, 1700, 3000, 9999]).tolist() == [0, 0, 0.5, 1, 1]


def test_linear_falls_where_less_is_better() -> None:
    assert Linear(low=15, high=5).apply([20, 15, 10, 5, 0]).tolist() == [0, 0, 0.5, 1, 1]


def test_piecewise_goes_straight_from_point_to_point() -> None:
    found = Piecewise(points=((0, 0.0), (10, 1.0), (30, 0.5))).apply([-1, 5, 10, 20, 99])
    assert found.tolist() == [0, 0.5, 1, 0.75, 0.5]


def test_a_step_holds_from_its_number_on() -> None:
    assert Step(steps=((300, 0.6), (500, 0.2)), below=1.0).apply([299.9, 300, 499, 500]).tolist() == [1, 0.6, 0.6, 0.2]


def test_bell_is_one_at_its_centre_and_half_at_its_width_on_both_sides() -> None:
    for exponent in (1, 2, 8):
        assert Bell(centre=2000, width=500, exponent=exponent).apply([1500, 2000, 2500]).tolist() == [0.5, 1, 0.5]
    assert Bell(centre=0, width=1, exponent=50).apply([1e300]).tolist() == [0]


def test_category_gives_each_code_its_value_also_where_codes_are_numbers() -> None:
    function = Category(values={"G1": 1.0, "3": 0.4}, other=0.1)
    assert function.apply(np.array(["G1", 3.0, 3, "R", "x"], dtype=object)).tolist() == [1, 0.4, 0.4, 0.1, 0.1]


def test_a_code_that_category_does_not_know_is_missing_where_there_is_no_other() -> None:
    found = Category(values={"G1": 1.0}).apply(["G1", "R", None, NAN])
    assert found[0] == 1
    assert np.isnan(found[1:]).all()


@pytest.mark.parametrize("function", ALL, ids=lambda one: type(one).__name__)
def test_a_missing_number_stays_missing(function: Any) -> None:
    found = function.apply([NAN, 3.0])
    assert np.isnan(found[0])
    assert np.isfinite(found[1])


@pytest.mark.parametrize("function", ALL, ids=lambda one: type(one).__name__)
def test_an_infinite_number_is_refused(function: Any) -> None:
    with pytest.raises(RefusedInputError, match="number 2 is infinite"):
        function.apply([1.0, float("inf")])


def test_a_text_is_no_number() -> None:
    with pytest.raises(RefusedInputError, match="no number"):
        Linear(low=0, high=1).apply(["G1"])  # type: ignore[list-item]


@pytest.mark.parametrize("function", ALL, ids=lambda one: type(one).__name__)
@given(numbers=st.lists(NUMBERS, min_size=1))
def test_values_are_from_0_to_1_whatever_the_number(function: Any, numbers: list[float]) -> None:
    found = function.apply(numbers)
    assert ((found >= 0) & (found <= 1)).all()


@given(first=NUMBERS, second=NUMBERS)
def test_linear_and_rising_piecewise_never_turn_the_order(first: float, second: float) -> None:
    low, high = sorted((first, second))
    for function in (Linear(low=-5, high=7), Piecewise(points=((-5, 0), (0, 0.9), (7, 1)))):
        found = function.apply([low, high])
        assert found[0] <= found[1]


@given(numbers=st.lists(st.floats(-100, 100), min_size=1), unit=st.floats(0.01, 100))
def test_another_unit_changes_no_value(numbers: list[float], unit: float) -> None:
    here, there = np.array(numbers), np.array(numbers) * unit
    pairs = [
        (Linear(low=0, high=10), Linear(low=0, high=10 * unit)),
        (Bell(centre=4, width=2), Bell(centre=4 * unit, width=2 * unit)),
        (Piecewise(points=((0, 0), (5, 1))), Piecewise(points=((0, 0), (5 * unit, 1)))),
    ]
    for one, other in pairs:
        np.testing.assert_allclose(one.apply(here), other.apply(there), atol=1e-9)


@pytest.mark.parametrize("function", ALL, ids=lambda one: type(one).__name__)
def test_the_outline_shows_the_bends_and_is_the_function(function: Any) -> None:
    x, y = function.outline(-5, 20, points=11)
    assert x[0] == -5
    assert x[-1] == 20
    assert (np.diff(x) > 0).all()
    np.testing.assert_array_equal(y, function.apply(x))
    assert {y.min(), y.max()} <= {*function.apply([*x, 0, 3, 4, 5, 10]).tolist()}


def test_the_outline_of_a_step_jumps_and_does_not_slope() -> None:
    x, y = Step(steps=((3, 1.0),), below=0.0).outline(0, 10, points=2)
    assert y.tolist() == [0, 0, 1, 1]
    assert x[2] - x[1] < 1e-9


def test_the_outline_of_categories_are_its_codes() -> None:
    x, y = Category(values={"G1": 1.0, "R": 0.4}).outline(0, 1)
    assert (x.tolist(), y.tolist()) == (["G1", "R"], [1.0, 0.4])


def test_an_outline_needs_a_way_to_go() -> None:
    with pytest.raises(RefusedInputError, match="lower to a higher"):
        Linear(low=0, high=1).outline(5, 5)


@pytest.mark.parametrize(
    ("document", "place", "sentence"),
    [
        ({"kind": "linear", "low": 1, "high": 1}, ("linear",), "low and high are both 1"),
        ({"kind": "linear", "low": 1}, ("linear", "high"), "required"),
        ({"kind": "linear", "low": 1, "high": "nan"}, ("linear", "high"), "finite"),
        ({"kind": "linear", "low": 1, "high": 2, "clamp": True}, ("linear", "clamp"), "not permitted"),
        ({"kind": "piecewise", "points": [[0, 0]]}, ("piecewise", "points"), "at least 2"),
        ({"kind": "piecewise", "points": [[1, 0], [1, 1]]}, ("piecewise",), "points: number 2 is 1 after 1"),
        ({"kind": "piecewise", "points": [[0, 0], [1, 1.5]]}, ("piecewise", "points", 1, 1), "less than or equal to 1"),
        ({"kind": "step", "steps": [[2, 0], [1, 1]], "below": 0}, ("step",), "steps: number 2 is 1 after 2"),
        ({"kind": "bell", "centre": 0, "width": 0}, ("bell", "width"), "greater than 0"),
        ({"kind": "category", "values": {}}, ("category", "values"), "at least 1"),
        ({"kind": "category", "values": {"a": -1}}, ("category", "values", "a"), "greater than or equal to 0"),
        ({"kind": "spline"}, (), "spline"),
    ],
)
def test_a_wrong_function_is_refused_and_its_field_named(
    document: dict[str, Any], place: tuple[Any, ...], sentence: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(ValueFunction).validate_python(document)
    found = caught.value.errors()[0]
    assert found["loc"] == place
    assert sentence in found["msg"]


@pytest.mark.parametrize("function", [*ALL, Category(values={"a": 1.0})], ids=lambda one: type(one).__name__)
def test_a_function_goes_through_json_and_back(function: Any) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(ValueFunction)
    assert adapter.validate_json(adapter.dump_json(function)) == function

"""Weights drawn by chance: within bounds, truly even, the same for the same seed, and what can't be met."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

import gis_core.siting.robustness.weights_space as module
from gis_core.errors import RefusedInputError
from gis_core.siting.robustness.weights_space import draw_weights, read_bounds

NAMES = ["a", "b", "c"]
DRAWS = 20_000


def drawn(bounds: dict[str, tuple[float, float]], names: list[str] = NAMES, count: int = DRAWS, seed: int = 1) -> Any:
    low, high = read_bounds(bounds, names)
    return draw_weights(np.random.default_rng(seed), count, low, high)


def share_below(m: int, low: Any, high: Any, at: float, first: int) -> float:
    """Return the share of the weights within bounds whose `first` is below `at`, by volumes worked out exactly."""
    most = np.array(high, dtype=float)
    cut = most.copy()
    cut[first] = min(at, most[first])
    return volume(m, np.array(low), cut) / volume(m, np.array(low), most)


def volume(m: int, low: Any, high: Any) -> float:
    """Return the volume (but for a factor) of weights summing to 1 within a box, by inclusion and exclusion."""
    upper = np.array(list(product([False, True], repeat=m)))
    corners = np.where(upper, high, low).sum(axis=1)
    signs = np.where(upper.sum(axis=1) % 2, -1.0, 1.0)
    return max(float((signs * np.maximum(1 - corners, 0.0) ** (m - 1)).sum()), 0.0)


CASES: list[tuple[str, list[tuple[float, float]]]] = [
    ("free", [(0, 1)] * 3),
    ("lower bounds", [(0.3, 1), (0.2, 1), (0, 1)]),
    ("upper bounds that bind", [(0, 0.4), (0, 0.4), (0, 0.35)]),
    ("a tight box", [(0.2, 0.3), (0.25, 0.35), (0.3, 0.6)]),
    ("five, mixed", [(0.05, 0.5), (0, 0.2), (0.1, 0.3), (0, 1), (0.02, 0.1)]),
    ("twelve within 0.05 to 0.12", [(0.05, 0.12)] * 12),
]


@pytest.mark.parametrize(("bounds"), [bounds for _, bounds in CASES], ids=[name for name, _ in CASES])
def test_weights_are_even_over_all_that_bounds_allow(bounds: list[tuple[float, float]]) -> None:
    names = [f"c{j}" for j in range(len(bounds))]
    given_bounds = dict(zip(names, bounds, strict=True))
    made = drawn(given_bounds, names)
    low, high = read_bounds(given_bounds, names)
    np.testing.assert_allclose(made.sum(axis=1), 1, atol=1e-9)
    assert (made >= low - 1e-9).all()
    assert (made <= high + 1e-9).all()
    for j in range(len(names)):  # the share below each of some marks, against exact volumes, within four deviations
        for at in np.linspace(low[j], high[j], 7)[1:-1]:
            expected = share_below(len(names), low, high, at, j)
            found = float((made[:, j] < at).mean())
            assert found == pytest.approx(expected, abs=4 * np.sqrt(0.25 / DRAWS) + 1e-6)


def test_pairs_are_even_too_on_the_triangle() -> None:
    # On the free triangle each of its four halves-of-sides triangles holds a quarter.
    made = drawn({})
    quarters = [*(float((made[:, j] > 0.5).mean()) for j in range(3)), float((made < 0.5).all(axis=1).mean())]
    assert quarters == pytest.approx([0.25] * 4, abs=0.015)


def test_the_walk_is_as_even_as_rejection(monkeypatch: pytest.MonkeyPatch) -> None:
    bounds = {"a": (0.1, 0.5), "b": (0.0, 0.3), "c": (0.2, 0.8)}
    rejected = drawn(bounds, count=5000)
    monkeypatch.setattr(module, "LEAST_ACCEPTED", 2.0)  # nothing is accepted often enough
    walked = drawn(bounds, count=5000, seed=2)
    np.testing.assert_allclose(walked.sum(axis=1), 1, atol=1e-9)
    for j in range(3):
        assert scipy.stats.ks_2samp(rejected[:, j], walked[:, j]).pvalue > 1e-3


def test_a_fixed_weight_stays_and_the_others_share_the_rest() -> None:
    made = drawn({"a": (0.4, 0.4)})
    assert (made[:, 0] == 0.4).all()
    assert made[:, 1].min() < 0.01
    assert made[:, 1].max() > 0.59
    fixed = drawn({"a": (0.4, 0.4), "b": (0.1, 0.1)}, count=5)
    np.testing.assert_allclose(fixed, [[0.4, 0.1, 0.5]] * 5)


def test_bounds_are_drawn_in_to_what_can_be_reached() -> None:
    low, high = read_bounds({"a": (0.5, 1), "b": (0.2, 1)}, NAMES)
    assert low.tolist() == [0.5, 0.2, 0]
    assert high.tolist() == pytest.approx([0.8, 0.5, 0.3])
    low, _ = read_bounds({"a": (0, 0.3), "b": (0, 0.3)}, NAMES)
    assert low.tolist() == pytest.approx([0, 0, 0.4])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)), min_size=1, max_size=6), st.integers(0, 9))
def test_any_bounds_that_can_be_met_are_met(pairs: list[tuple[int, int]], seed: int) -> None:
    names = [f"c{j}" for j in range(len(pairs))]
    bounds = {name: (min(pair) / 10, max(pair) / 10) for name, pair in zip(names, pairs, strict=True)}
    lows, highs = sum(one for one, _ in bounds.values()), sum(one for _, one in bounds.values())
    if lows > 1 + 1e-9 or highs < 1 - 1e-9:
        with pytest.raises(RefusedInputError, match="sum to"):
            read_bounds(bounds, names)
        return
    made = drawn(bounds, names, count=20, seed=seed)
    np.testing.assert_allclose(made.sum(axis=1), 1, atol=1e-8)
    for j, (least, most) in enumerate(bounds.values()):
        assert (made[:, j] >= least - 1e-8).all()
        assert (made[:, j] <= most + 1e-8).all()


def test_dirichlet_about_weights_has_their_mean_and_the_stated_deviation() -> None:
    about = np.array([0.6, 0.3, 0.1])
    low, high = read_bounds(None, NAMES)
    made = draw_weights(np.random.default_rng(3), DRAWS, low, high, about=about, concentration=50)
    np.testing.assert_allclose(made.mean(axis=0), about, atol=0.003)
    np.testing.assert_allclose(made.std(axis=0), np.sqrt(about * (1 - about) / 51), atol=0.002)
    bounded = draw_weights(
        np.random.default_rng(3), 500, *read_bounds({"a": (0, 0.6)}, NAMES), about=about, concentration=50
    )
    assert bounded[:, 0].max() <= 0.6


def test_a_weight_of_0_stays_0_about_given_weights() -> None:
    low, high = read_bounds(None, NAMES)
    made = draw_weights(np.random.default_rng(3), 50, low, high, about=np.array([0.5, 0.5, 0.0]), concentration=9)
    assert (made[:, 2] == 0).all()


def test_the_same_seed_draws_the_same_weights() -> None:
    np.testing.assert_array_equal(drawn({"a": (0.1, 0.5)}), drawn({"a": (0.1, 0.5)}))
    assert not np.array_equal(drawn({}, seed=1), drawn({}, seed=2))


@pytest.mark.parametrize(
    ("bounds", "sentence"),
    [
        ({"a": (0.6, 1), "b": (0.6, 1)}, "least weights sum to 1.2"),
        ({"a": (0, 0.3), "b": (0, 0.3), "c": (0, 0.3)}, "largest weights sum to 0.9"),
        ({"a": (0.5, 0.2)}, "a has 0.5 to 0.2"),
        ({"a": (-0.1, 0.2)}, "a has -0.1 to 0.2"),
        ({"x": (0, 1)}, "x is no criterion"),
    ],
)
def test_bounds_that_cannot_be_met_are_refused(bounds: dict[str, tuple[float, float]], sentence: str) -> None:
    with pytest.raises(RefusedInputError, match=sentence) as caught:
        read_bounds(bounds, NAMES)
    assert caught.value.field == "bounds"


def test_bounds_far_from_the_weights_that_are_drawn_about_are_refused() -> None:
    low, high = read_bounds({"a": (0.9, 1)}, NAMES)
    with pytest.raises(RefusedInputError, match="hardly any"):
        draw_weights(np.random.default_rng(0), 10, low, high, about=np.array([0.1, 0.4, 0.5]), concentration=500)

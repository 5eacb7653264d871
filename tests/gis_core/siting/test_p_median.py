"""p-median against every choice there is, against spopt, and when it is stopped."""

import time

import numpy as np
import pytest

from gis_core.errors import RefusedInputError, WrongUseError
from gis_core.siting.allocation import p_median
from tests.gis_core.siting.choices import choices, question


def straight_lines(demands: int, sites: int, seed: int = 1) -> np.ndarray:
    random = np.random.default_rng(seed)
    homes, places = random.random((demands, 2)) * 5_000, random.random((sites, 2)) * 5_000
    return np.linalg.norm(homes[:, None] - places[None], axis=2)


@pytest.mark.parametrize("seed", range(60))
def test_no_choice_of_sites_is_cheaper(seed: int) -> None:
    asked = question(seed)
    best = min((asked.cost[:, sites].min(axis=1) @ asked.weights, sites) for sites in choices(asked.sites, asked.p))
    found = p_median(asked.cost, asked.p, asked.weights)
    assert found.proven
    assert found.gap == 0
    assert found.objective == pytest.approx(best[0], rel=1e-9, abs=1e-9)
    assert found.bound == found.objective
    assert len(found.sites) == asked.p
    served = asked.cost[np.arange(asked.demands), found.assignment]
    assert np.array_equal(served, asked.cost[:, found.sites].min(axis=1))
    assert served @ asked.weights == pytest.approx(found.objective)


@pytest.mark.parametrize("seed", range(40))
def test_existing_facilities_stay_and_count(seed: int) -> None:
    asked = question(seed)
    existing = sorted(asked.random.choice(asked.sites, min(asked.p, 2), replace=False).tolist())
    best = min(
        asked.cost[:, sites].min(axis=1) @ asked.weights for sites in choices(asked.sites, asked.p, existing=existing)
    )
    found = p_median(asked.cost, asked.p, asked.weights, existing=existing)
    assert set(existing) <= set(found.sites.tolist())
    assert len(found.sites) == asked.p
    assert found.proven
    assert found.objective == pytest.approx(best)


@pytest.mark.parametrize("seed", range(40))
def test_a_site_never_serves_what_it_may_not(seed: int) -> None:
    asked = question(seed)
    cost = np.where(asked.random.random(asked.cost.shape) < 0.4, np.inf, asked.cost)
    weights = asked.weights + 1
    totals = [cost[:, sites].min(axis=1) @ weights for sites in choices(asked.sites, asked.p) if len(sites) == asked.p]
    if not np.isfinite(min(totals)):
        with pytest.raises(RefusedInputError, match=r"No site can serve|can't serve all demand"):
            p_median(cost, asked.p, weights)
        return
    found = p_median(cost, asked.p, weights)
    assert found.proven
    assert found.objective == pytest.approx(min(totals))


def test_among_equal_choices_the_earliest_sites_are_taken() -> None:
    cost = np.array([[1.0, 1.0, 1.0, 9.0], [9.0, 9.0, 9.0, 2.0], [9.0, 9.0, 9.0, 2.0]])
    assert p_median(cost, 2).sites.tolist() == [0, 3]
    assert p_median(np.ones((3, 5)), 2).sites.tolist() == [0, 1]


def test_the_same_question_has_the_same_answer() -> None:
    cost = straight_lines(120, 120)
    first, second = p_median(cost, 9), p_median(cost, 9)
    assert np.array_equal(first.sites, second.sites)
    assert first.objective == second.objective
    assert first.proven


def test_a_search_out_of_time_gives_its_best_and_a_bound_below() -> None:
    cost = np.random.default_rng(5).random((250, 250))  # without any sense: the relaxation is far from whole
    begun = time.monotonic()
    found = p_median(cost, 12, time_limit=1.0)
    assert time.monotonic() - begun < 3.0
    assert found.ending == "time_limit"
    assert not found.proven
    assert 0 < found.bound < found.objective
    assert found.gap == pytest.approx((found.objective - found.bound) / found.objective)
    assert found.objective == pytest.approx(cost[:, found.sites].min(axis=1).sum())


def test_a_cancelled_search_gives_its_best_and_says_so() -> None:
    told: list[tuple[float | None, float | None]] = []
    cost = np.random.default_rng(5).random((250, 250))
    begun = time.monotonic()
    found = p_median(cost, 12, cancel=lambda: time.monotonic() > begun + 0.7, progress=lambda *news: told.append(news))
    assert time.monotonic() - begun < 3.0
    assert found.ending == "cancelled"
    assert found.bound < found.objective
    objectives = [objective for objective, _ in told if objective is not None]
    bounds = [bound for _, bound in told if bound is not None]
    assert objectives == sorted(objectives, reverse=True)
    assert bounds == sorted(bounds)
    assert objectives[-1] == found.objective


@pytest.mark.parametrize(
    ("cost", "p", "weights", "says"),
    [
        ([[1.0, 2.0]], 0, None, "p is 0: give a whole number from 1 to 2"),
        ([[1.0, 2.0]], 3, None, "p is 3: give a whole number from 1 to 2"),
        ([[1.0, 2.0]], 1.5, None, "p is 1.5"),
        ([[1.0, np.nan]], 1, None, "cost of demand 0 at site 1 is NaN"),
        ([[1.0, -2.0]], 1, None, "cost of demand 0 at site 1 is negative"),
        ([[1.0], [np.inf]], 1, None, "No site can serve demand 1"),
        (np.zeros((0, 3)), 1, None, r"shape \(0, 3\)"),
        ([1.0, 2.0], 1, None, r"shape \(2,\)"),
        ([[1.0, 2.0]], 1, [-1.0], "weights of demand 0 is -1.0"),
        ([[1.0, 2.0]], 1, [1.0, 1.0], r"weights has the shape \(2,\): give 1"),
    ],
)
def test_a_wrong_question_is_refused_in_a_sentence(cost: object, p: int, weights: object, says: str) -> None:
    with pytest.raises((WrongUseError, RefusedInputError), match=says):
        p_median(cost, p, weights)  # type: ignore[arg-type]

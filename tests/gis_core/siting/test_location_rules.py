"""Every option of every location model against every choice there is."""

import itertools
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from gis_core.errors import RefusedInputError, WrongUseError
from gis_core.siting.allocation import Allocation, max_cover, p_center, p_median, set_cover
from tests.gis_core.siting.choices import Question, choices, question

SEEDS = range(25)
Floats = NDArray[np.float64]


def rules_of(asked: Question) -> dict[str, Any]:
    """Return random existing facilities, prices with a budget, and distances between sites."""
    random = asked.random
    prices = random.integers(1, 6, asked.sites).astype(float)
    places = random.random((asked.sites, 2))
    between = np.linalg.norm(places[:, None] - places[None], axis=2)
    return {
        "existing": [int(random.integers(asked.sites))] if random.random() < 0.5 else [],
        "prices": prices,
        "budget": float(prices.mean() * asked.p) if random.random() < 0.7 else np.inf,
        "between": between,
        "apart": float(np.quantile(between, 0.3)),
    }


def options_of(rules: dict[str, Any]) -> dict[str, Any]:
    """Return the rules as the models take them."""
    options = {name: rules[name] for name in ("existing", "between", "apart")}
    if np.isfinite(rules["budget"]):
        options |= {"site_costs": rules["prices"], "budget": rules["budget"]}
    return options


def least(values: list[float], solve: Any) -> Allocation | None:
    """Return the answer of a model if it has the best of these values; if there are none it has to refuse."""
    if not values or not np.isfinite(min(values)):
        with pytest.raises(RefusedInputError):
            solve()
        return None
    found: Allocation = solve()
    assert found.proven
    assert found.objective == pytest.approx(min(values), abs=1e-9)
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_p_median_keeps_to_budget_and_distances(seed: int) -> None:
    asked = question(seed)
    rules = rules_of(asked)
    values = [asked.cost[:, sites].min(axis=1) @ asked.weights for sites in choices(asked.sites, asked.p, **rules)]
    least(values, lambda: p_median(asked.cost, asked.p, asked.weights, **options_of(rules)))


@pytest.mark.parametrize("seed", SEEDS)
def test_max_cover_keeps_to_budget_and_distances(seed: int) -> None:
    asked = question(seed)
    rules = rules_of(asked)
    threshold = float(np.quantile(asked.cost, 0.35))
    values = [
        -float(asked.weights @ (asked.cost[:, sites] <= threshold).any(axis=1))
        for sites in choices(asked.sites, asked.p, **rules)
    ]
    if not values:
        with pytest.raises(RefusedInputError):
            max_cover(asked.cost, threshold, asked.p, asked.weights, **options_of(rules))
        return
    found = max_cover(asked.cost, threshold, asked.p, asked.weights, **options_of(rules))
    assert found.proven
    assert found.objective == -min(values)


@pytest.mark.parametrize("seed", SEEDS)
def test_set_cover_keeps_to_budget_and_distances(seed: int) -> None:
    asked = question(seed)
    rules = rules_of(asked)
    threshold = float(np.quantile(asked.cost, 0.6))
    priced = np.isfinite(rules["budget"])
    values = [
        sum(rules["prices"][site] for site in sites if site not in rules["existing"]) if priced else len(sites)
        for sites in choices(asked.sites, asked.sites, **rules)
        if (asked.cost[:, sites].min(axis=1) <= threshold).all()
    ]
    least(values, lambda: set_cover(asked.cost, threshold, **options_of(rules)))


@pytest.mark.parametrize("seed", SEEDS)
def test_p_center_keeps_to_budget_and_distances(seed: int) -> None:
    asked = question(seed)
    rules = rules_of(asked)
    values = [
        float((asked.cost[:, sites].min(axis=1) * asked.weights).max())
        for sites in choices(asked.sites, asked.p, **rules)
    ]
    least(values, lambda: p_center(asked.cost, asked.p, asked.weights, **options_of(rules)))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("times", [1, 2])
def test_set_cover_covers_each_demand_as_often_as_asked(seed: int, times: int) -> None:
    asked = question(seed)
    threshold = float(np.quantile(asked.cost, 0.6))
    covers = {
        tuple(sites): (asked.cost[:, sites] <= threshold).sum(axis=1) for sites in choices(asked.sites, asked.sites)
    }
    values = [float(len(sites)) for sites, count in covers.items() if (count >= times).all()]
    found = least(values, lambda: set_cover(asked.cost, threshold, times=times))
    if found is not None and times == 2:
        assert found.backup is not None
        assert (found.backup != found.assignment).all()
        assert (asked.cost[np.arange(asked.demands), found.backup] <= threshold).all()
    if found is not None:
        equal = [sites for sites, count in covers.items() if (count >= times).all() and len(sites) == min(values)]
        assert not any(len(set(found.sites) ^ set(other)) == 2 and sum(other) < sum(found.sites) for other in equal), (
            "no earlier site would do in the place of one"
        )


@pytest.mark.parametrize("seed", SEEDS)
def test_set_cover_of_a_share_leaves_the_rest(seed: int) -> None:
    asked = question(seed)
    threshold = float(np.quantile(asked.cost, 0.3))
    weights = asked.weights + 1
    values = [
        float(len(sites))
        for sites in choices(asked.sites, asked.sites)
        if weights @ (asked.cost[:, sites] <= threshold).any(axis=1) >= 0.7 * weights.sum() - 1e-9
    ]
    least(values, lambda: set_cover(asked.cost, threshold, weights, share=0.7))


@pytest.mark.parametrize("seed", SEEDS)
def test_max_cover_counts_a_second_site_as_asked(seed: int) -> None:
    asked = question(seed)
    threshold = float(np.quantile(asked.cost, 0.4))
    counts = [(asked.cost[:, sites] <= threshold).sum(axis=1) for sites in choices(asked.sites, asked.p)]
    twice = max(float(asked.weights @ (count >= 2)) for count in counts)
    assert max_cover(asked.cost, threshold, asked.p, asked.weights, times=2).objective == twice
    for share in (0.3, 0.8):
        mixed = max(asked.weights @ ((1 - share) * (count >= 1) + share * (count >= 2)) for count in counts)
        found = max_cover(asked.cost, threshold, asked.p, asked.weights, backup_share=share)
        assert found.objective == pytest.approx(mixed)
        assert found.proven


@pytest.mark.parametrize("seed", SEEDS)
def test_p_center_of_the_second_site(seed: int) -> None:
    asked = question(seed)
    if asked.p < 2:
        with pytest.raises(WrongUseError, match="times is 2, more than p"):
            p_center(asked.cost, asked.p, times=2)
        return
    values = [
        float(np.sort(asked.cost[:, sites], axis=1)[:, 1].max())
        for sites in choices(asked.sites, asked.p)
        if len(sites) > 1
    ]
    least(values, lambda: p_center(asked.cost, asked.p, times=2))


@pytest.mark.parametrize("seed", SEEDS)
def test_p_median_sends_a_share_to_the_second_site(seed: int) -> None:
    asked = question(seed)
    if asked.p < 2:
        with pytest.raises(WrongUseError, match="needs two sites"):
            p_median(asked.cost, asked.p, backup_share=0.2)
        return
    values = []
    for sites in choices(asked.sites, asked.p):
        if len(sites) > 1:
            ordered = np.sort(asked.cost[:, sites], axis=1)
            values.append(float(asked.weights @ (0.8 * ordered[:, 0] + 0.2 * ordered[:, 1])))
    least(values, lambda: p_median(asked.cost, asked.p, asked.weights, backup_share=0.2))


@pytest.mark.parametrize("seed", SEEDS)
def test_p_median_makes_the_largest_mean_of_a_group_small(seed: int) -> None:
    asked = question(seed)
    groups = asked.random.integers(0, 3, asked.demands)
    weights = asked.weights + 1
    values = []
    for sites in choices(asked.sites, asked.p):
        cost = asked.cost[:, sites].min(axis=1)
        means = [np.average(cost[groups == one], weights=weights[groups == one]) for one in np.unique(groups)]
        values.append(float(max(means)))
    least(values, lambda: p_median(asked.cost, asked.p, weights, groups=groups.tolist()))


def all_assignments(demands: int, sites: list[int]) -> Floats:
    return np.array(list(itertools.product(sites, repeat=demands)))


@pytest.mark.parametrize("seed", range(12))
def test_no_site_serves_more_than_its_capacity(seed: int) -> None:
    random = np.random.default_rng(seed)
    cost, loads = random.random((6, 4)) * 10, random.integers(1, 5, 6).astype(float)
    capacities = random.integers(3, 9, 4).astype(float)
    median, centre, count, covered = [], [], [], [0.0]
    for sites in choices(4, 4):
        for assigned in all_assignments(6, sites):
            used = np.bincount(assigned, loads, minlength=4)
            costs = cost[np.arange(6), assigned]
            if (used <= capacities).all() and len(sites) <= 3:
                median.append(float(costs @ loads))
                centre.append(float(costs.max()))
            if (used <= capacities).all() and (costs <= 8).all():
                count.append(float(len(sites)))
        if len(sites) > 3:
            continue
        for assigned in all_assignments(6, [*sites, 4]):  # the fifth site is none
            used = np.bincount(assigned, loads, minlength=5)[:4]
            near = np.where(assigned < 4, np.column_stack([cost, np.zeros(6)])[np.arange(6), assigned], 0.0)
            if (used <= capacities).all() and (near <= 4).all():
                covered.append(float(loads[assigned < 4].sum()))
    for values, solve in (
        (median, lambda: p_median(cost, 3, loads, capacities=capacities)),
        (centre, lambda: p_center(cost, 3, capacities=capacities, loads=loads)),
        (count, lambda: set_cover(cost, 8.0, capacities=capacities, loads=loads)),
    ):
        found = least(values, solve)
        if found is not None:
            assert (np.bincount(found.assignment, loads, minlength=4) <= capacities).all()
    found = max_cover(cost, 4.0, 3, loads, capacities=capacities)
    assert found.proven
    assert found.objective == max(covered)
    assert (np.bincount(found.assignment[found.served], loads[found.served], minlength=4) <= capacities).all()


def test_max_cover_without_p_spends_the_budget() -> None:
    cost = np.array([[0.0, 9, 9], [9, 0, 9], [9, 9, 0]])
    found = max_cover(cost, 1, None, [5, 3, 3], site_costs=[4, 2, 2], budget=4)
    assert found.sites.tolist() == [1, 2]
    assert found.objective == 6


def test_a_site_that_stands_needs_no_money_and_no_distance_from_another_that_stands() -> None:
    cost = np.array([[0.0, 5, 9], [5, 0, 9], [9, 9, 0]])
    near = np.array([[0.0, 1, 9], [1, 0, 9], [9, 9, 0]])
    found = p_median(cost, 3, existing=[0, 1], site_costs=[50, 50, 1], budget=1, between=near, apart=2)
    assert found.sites.tolist() == [0, 1, 2]
    with pytest.raises(RefusedInputError, match="No choice"):
        set_cover(cost, 4, existing=[0], between=near, apart=2)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"budget": 3.0}, "A budget needs site_costs"),
        ({"apart": 3.0}, "between and apart go together"),
        ({"existing": [7]}, "existing names site 7"),
        ({"site_costs": [1.0, -1.0]}, "site_costs of site 1"),
        ({"site_costs": [1.0, 1.0], "budget": -1.0}, "budget is -1.0"),
        ({"between": [[0.0]], "apart": 1.0}, r"between has the shape \(1, 1\)"),
        ({"loads": [1.0]}, "loads need capacities"),
    ],
)
def test_options_that_make_no_sense_are_refused(options: dict[str, Any], says: str) -> None:
    for model in (
        lambda: p_median([[1.0, 2.0]], 1, **options),
        lambda: p_center([[1.0, 2.0]], 1, **options),
        lambda: set_cover([[1.0, 2.0]], 3.0, **options),
        lambda: max_cover([[1.0, 2.0]], 3.0, 1, **options),
    ):
        with pytest.raises((WrongUseError, RefusedInputError), match=says):
            model()


def test_demand_out_of_reach_is_named() -> None:
    with pytest.raises(RefusedInputError, match="Demand 1 is reached by 0 sites within 3"):
        set_cover([[1.0, 9.0], [5.0, 9.0]], 3.0)
    with pytest.raises(RefusedInputError, match="No site can serve demand 1"):
        p_center([[1.0, 9.0], [np.inf, np.inf]], 1)
    with pytest.raises(RefusedInputError, match="at most 1 sites"):
        p_center([[1.0, np.inf], [np.inf, 1.0]], 1)

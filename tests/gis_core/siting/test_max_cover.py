"""Maximal covering against every choice there is, with each option."""

import numpy as np
import pytest

from gis_core.errors import RefusedInputError
from gis_core.siting.allocation import max_cover
from tests.gis_core.siting.choices import choices, question


@pytest.mark.parametrize("seed", range(40))
def test_no_choice_covers_more(seed: int) -> None:
    asked = question(seed)
    threshold = float(np.quantile(asked.cost, 0.3))
    best = max(
        asked.weights @ (asked.cost[:, sites] <= threshold).any(axis=1) for sites in choices(asked.sites, asked.p)
    )
    found = max_cover(asked.cost, threshold, asked.p, asked.weights)
    assert found.proven
    assert found.objective == best == found.bound
    assert asked.weights[found.served].sum() == best
    cost = asked.cost[found.served, found.assignment[found.served]]
    assert (cost <= threshold).all()
    assert np.array_equal(cost, asked.cost[np.ix_(found.served, found.sites)].min(axis=1))


@pytest.mark.parametrize("seed", range(40))
def test_each_group_gets_its_share_or_it_is_refused(seed: int) -> None:
    asked = question(seed)
    threshold = float(np.quantile(asked.cost, 0.4))
    groups = asked.random.integers(0, 2, asked.demands)
    best = -1.0
    for sites in choices(asked.sites, asked.p):
        covered = asked.weights * (asked.cost[:, sites] <= threshold).any(axis=1)
        if all(covered[groups == group].sum() >= 0.6 * asked.weights[groups == group].sum() for group in (0, 1)):
            best = max(best, covered.sum())
    if best < 0:
        with pytest.raises(RefusedInputError, match=r"covers 0\.6 of each group"):
            max_cover(asked.cost, threshold, asked.p, asked.weights, groups=groups, least_share=0.6)
    else:
        found = max_cover(asked.cost, threshold, asked.p, asked.weights, groups=groups, least_share=0.6)
        assert found.proven
        assert found.objective == best

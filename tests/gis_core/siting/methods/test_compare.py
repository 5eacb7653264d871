"""Methods side by side: their ranks, and Spearman's correlation of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.stats
from hypothesis import given

from gis_core.siting.methods import METHODS, compare, rank
from tests.gis_core.siting.methods.problems import AIRCRAFT, AIRCRAFT_SENSES, AIRCRAFT_WEIGHTS, FEWER, problems


def test_methods_side_by_side_with_spearmans_correlation() -> None:
    ranks, correlation = compare(AIRCRAFT, AIRCRAFT_WEIGHTS, AIRCRAFT_SENSES)
    assert list(ranks.columns) == list(METHODS)
    for method in METHODS:
        assert ranks[method].tolist() == rank(AIRCRAFT, AIRCRAFT_WEIGHTS, AIRCRAFT_SENSES, method)["rank"].tolist()
    # weighted sum 2 4 1 3 and TOPSIS 1 4 2 3: 1 - 6 (1 + 1) / (4 * 15) = 0.8
    assert correlation.at["weighted_sum", "topsis"] == pytest.approx(0.8)
    assert np.diag(correlation).tolist() == pytest.approx([1] * 4)
    # weighted: 1 - 6 Σ d² (2n + 2 - x - y) / (n⁴ + n³ - n² - n) = 1 - 6 (7 + 7) / 300
    _, weighted = compare(AIRCRAFT, AIRCRAFT_WEIGHTS, AIRCRAFT_SENSES, ["weighted_sum", "topsis"], weighted=True)
    assert weighted.at["topsis", "weighted_sum"] == pytest.approx(1 - 6 * 14 / 300)


@FEWER
@given(problems())
def test_correlation_is_scipys_with_ties_and_nan_where_nobody_is_told_apart(problem: Any) -> None:
    ranks, correlation = compare(*problem, ["weighted_sum", "vikor"])
    if ranks["weighted_sum"].nunique() > 1 and ranks["vikor"].nunique() > 1:
        expected = scipy.stats.spearmanr(ranks["weighted_sum"], ranks["vikor"]).statistic
        assert correlation.at["weighted_sum", "vikor"] == pytest.approx(expected)
    else:
        assert np.isnan(correlation.at["weighted_sum", "vikor"])


def test_each_method_takes_its_options_when_compared() -> None:
    options = {"vikor": {"v": 1.0}, "promethee": {"preferences": {"cost": {"kind": "v-shape", "p": 2}}}}
    ranks, _ = compare(AIRCRAFT, AIRCRAFT_WEIGHTS, AIRCRAFT_SENSES, ["vikor", "promethee"], options=options)
    alone = rank(AIRCRAFT, AIRCRAFT_WEIGHTS, AIRCRAFT_SENSES, "vikor", v=1.0)
    assert ranks["vikor"].tolist() == alone["rank"].tolist() == alone["S"].rank().astype(int).tolist()

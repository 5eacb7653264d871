"""
Methods against published examples and figures by hand.

TOPSIS: the fighter aircraft of Hwang and Yoon (1981). PROMETHEE: the hydroelectric plants of Brans, Vincke and
Mareschal (How to select and how to rank projects, EJOR 24, 1986), preference indices of the first three as printed
there. VIKOR: the data of Opricovic and Tzeng's mountain climbing (2004), its figures worked out by hand here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from gis_core.siting.methods import in_order, rank
from tests.gis_core.siting.methods.problems import AIRCRAFT, AIRCRAFT_SENSES, AIRCRAFT_WEIGHTS

PLANTS = pd.DataFrame(
    [
        [80, 90, 6, 5.4, 8, 5],
        [65, 58, 2, 9.7, 1, 1],
        [83, 60, 4, 7.2, 4, 7],
        [40, 80, 10, 7.5, 7, 10],
        [52, 72, 6, 2.0, 3, 8],
        [94, 96, 7, 3.6, 5, 6],
    ],
    index=["a1", "a2", "a3", "a4", "a5", "a6"],
    columns=["manpower", "power", "cost", "upkeep", "villages", "security"],
)
PLANT_WEIGHTS = dict.fromkeys(PLANTS, 1 / 6)
PLANT_SENSES = dict.fromkeys(PLANTS, "min") | {"power": "max", "security": "max"}
PLANT_PREFERENCES: dict[str, dict[str, Any]] = {
    "manpower": {"kind": "u-shape", "q": 10},
    "power": {"kind": "v-shape", "p": 30},
    "cost": {"kind": "linear", "q": 0.5, "p": 5},
    "upkeep": {"kind": "level", "q": 1, "p": 6},
    "villages": {"kind": "usual"},
    "security": {"kind": "gaussian", "s": 5},
}


def test_topsis_gives_hwang_and_yoons_closeness_of_the_aircraft() -> None:
    found = rank(AIRCRAFT, AIRCRAFT_WEIGHTS, AIRCRAFT_SENSES, "topsis")
    np.testing.assert_allclose(found["score"], [0.643, 0.268, 0.613, 0.312], atol=1e-3)
    assert found["rank"].tolist() == [1, 4, 2, 3]


def test_promethee_gives_the_preferences_of_the_hydroelectric_plants() -> None:
    found = rank(PLANTS, PLANT_WEIGHTS, PLANT_SENSES, "promethee", preferences=PLANT_PREFERENCES)
    printed = [[0.296, 0.250, 0.268, 0.100, 0.185], [0.462, 0.389, 0.333, 0.296, 0.500]]
    np.testing.assert_allclose(found["plus"].iloc[:2], np.mean(printed, axis=1), atol=5e-4)
    assert in_order(found).index[0] == "a5"
    assert found["score"].sum() == pytest.approx(0, abs=1e-12)


def test_vikor_of_the_mountain_by_hand() -> None:
    # risk (less is better) 1 to 5, altitude 3000 to 4500, weights 0.5: distances a1 0, 0.5; a2 0.125, 0.25; a3 0.5, 0
    mountain = pd.DataFrame({"risk": [1, 2, 5], "altitude": [3000, 3750, 4500]}, index=["a1", "a2", "a3"])
    found = rank(mountain, {"risk": 0.5, "altitude": 0.5}, {"risk": "min", "altitude": "max"}, "vikor")
    assert found["S"].tolist() == pytest.approx([0.5, 0.375, 0.5])
    assert found["R"].tolist() == pytest.approx([0.5, 0.25, 0.5])
    assert found["Q"].tolist() == pytest.approx([1, 0, 1])
    assert found["rank"].tolist() == [2, 1, 2]
    assert found["compromise"].tolist() == [False, True, False]  # leads by 1 >= 1 / 2, and is best by S and R


def test_weighted_sum_by_hand() -> None:
    table = pd.DataFrame({"area": [400, 1400, 900], "metres": [100, 500, 300]}, index=["a", "b", "c"])
    found = rank(table, {"area": 0.75, "metres": 0.25}, {"area": "max", "metres": "min"}, "weighted_sum")
    assert found["score"].tolist() == pytest.approx([0.25, 0.75, 0.5])
    assert found["rank"].tolist() == [3, 1, 2]

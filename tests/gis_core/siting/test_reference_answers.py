"""The answers of spopt's models (PySAL) on towns too large for trying every choice."""

from typing import Any

import numpy as np
import pulp
import pytest
from numpy.typing import NDArray
from spopt.locate import LSCP, MCLP, PCenter, PMedian

from gis_core.siting.allocation import max_cover, p_center, p_median, set_cover

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # spopt's use of PuLP
Floats = NDArray[np.float64]


def town(seed: int) -> tuple[Floats, Floats]:
    """Return walking metres along a grid of streets from 70 homes to 35 places, and people at the homes."""
    random = np.random.default_rng(seed)
    homes, places = random.integers(0, 60, (70, 2)), random.integers(0, 60, (35, 2))
    return np.abs(homes[:, None] - places[None]).sum(axis=2) * 25.0, random.integers(1, 40, 70).astype(float)


def answered(model: Any) -> float:
    model.solve(pulp.HiGHS(msg=False))
    assert model.problem.status == 1
    return float(model.problem.objective.value())


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("p", [2, 6])
def test_p_median_answers_as_spopt_does(seed: int, p: int) -> None:
    cost, people = town(seed)
    expected = answered(PMedian.from_cost_matrix(cost, people, p_facilities=p))
    assert p_median(cost, p, people).objective == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(4))
def test_p_median_with_capacities_answers_as_spopt_does(seed: int) -> None:
    cost, people = town(seed)
    cost, people = cost[:25, :10], people[:25]
    capacities = np.full(10, np.ceil(people.sum() / 3))
    model = PMedian.from_cost_matrix(
        cost, people, p_facilities=4, facility_capacities=capacities, fulfill_predefined_fac=False
    )
    found = p_median(cost, 4, people, capacities=capacities)
    assert found.objective == pytest.approx(answered(model))


@pytest.mark.parametrize("seed", range(12))
def test_set_cover_answers_as_spopt_does(seed: int) -> None:
    cost, _ = town(seed)
    assert set_cover(cost, 600).objective == answered(LSCP.from_cost_matrix(cost, 600))


@pytest.mark.parametrize("seed", range(4))
def test_max_cover_answers_as_spopt_does(seed: int) -> None:
    cost, people = town(seed)
    model = MCLP.from_cost_matrix(cost, people, service_radius=300, p_facilities=5)
    assert max_cover(cost, 300, 5, people).objective == pytest.approx(answered(model))


@pytest.mark.parametrize("seed", range(3))
def test_p_center_answers_as_spopt_does(seed: int) -> None:
    cost = town(seed)[0][:40, :20]
    assert p_center(cost, 5).objective == pytest.approx(answered(PCenter.from_cost_matrix(cost, p_facilities=5)))

"""What HiGHS leaves to its caller: silence, proof, errors, an end when asked, and threads that others have taken."""

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from gis_core.errors import WrongUseError
from gis_core.siting.allocation.lagrangian import pay
from gis_core.siting.allocation.median import Median
from gis_core.siting.allocation.p_median import p_median
from gis_core.siting.allocation.rules import Rules
from gis_core.siting.solver import Programme, Watch

ROOT = Path(__file__).parents[3]


def knapsack(count: int, seed: int = 0) -> tuple[Programme, np.ndarray, np.ndarray]:
    """Return a programme that takes HiGHS a while: several knapsacks over the same things."""
    random = np.random.default_rng(seed)
    worth, size = random.integers(20, 100, count).astype(float), random.integers(20, 100, (8, count)).astype(float)
    programme = Programme("max")
    columns = programme.columns(count, worth, whole=True)
    for row in size:
        programme.row(columns, row, upper=float(np.floor(row.sum() / 3)))
    return programme, worth, size


def test_nothing_is_printed_as_standard_output_belongs_to_the_caller() -> None:
    code = "from gis_core.siting.allocation import p_median, set_cover; import numpy as np\n"
    code += "d = np.random.default_rng(0).random((30, 30)); p_median(d, 4); set_cover(d, 0.3)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True, cwd=ROOT
    )
    assert done.stdout == ""
    assert done.stderr == ""


def test_an_optimal_answer_is_the_optimum_and_whole() -> None:
    programme, worth, size = knapsack(12)
    best = max(
        worth @ taken
        for bits in range(1 << 12)
        if (size @ (taken := np.array([bits >> one & 1 for one in range(12)])) <= np.floor(size.sum(axis=1) / 3)).all()
    )
    solved = programme.solve(Watch())
    assert solved.ending == "optimal"
    assert solved.objective == solved.bound == best
    assert solved.values is not None
    assert set(solved.values.tolist()) <= {0.0, 1.0}


def test_a_known_solution_is_the_answer_when_time_ends_and_never_a_bound() -> None:
    programme, _, _ = knapsack(80)
    start = np.zeros(80)
    solved = programme.solve(Watch(0.001), start=start)
    assert solved.ending == "time_limit"
    assert solved.values is not None
    assert solved.objective is not None
    assert solved.objective <= solved.bound


def test_what_a_callback_raises_reaches_the_caller() -> None:
    programme, _, _ = knapsack(60)

    def broken() -> bool:
        raise RuntimeError("asked in vain")

    with pytest.raises(RuntimeError, match="asked in vain"):
        programme.solve(Watch(cancel=broken))


def test_a_cancelled_programme_ends_soon() -> None:
    programme, _, _ = knapsack(120)
    begun = time.monotonic()
    solved = programme.solve(Watch(cancel=lambda: time.monotonic() > begun + 1))
    assert solved.ending == "cancelled"
    assert time.monotonic() - begun < 10


def test_a_time_limit_is_a_positive_number() -> None:
    with pytest.raises(WrongUseError, match="time_limit is -1"):
        p_median([[1.0, 2.0]], 1, time_limit=-1)


@pytest.mark.parametrize("p", [4, 12])
def test_the_lagrangian_bound_comes_close_by_itself(p: int) -> None:
    points = np.random.default_rng(p).random((150, 2)) * 1_000
    cost = np.linalg.norm(points[:, None] - points[None], axis=2)
    best = p_median(cost, p)
    median = Median(cost, p, Rules.of(150, {}), Watch())
    median.offer(best.sites)
    payments = pay(median)
    assert 0.99 * best.objective < median.bound <= best.objective
    assert not payments.out[best.sites].any() or median.settled()
    assert payments.out.sum() > 75

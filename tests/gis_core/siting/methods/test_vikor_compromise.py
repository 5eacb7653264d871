"""VIKOR's two conditions, by hand: values are distances from the best already (columns from 0 to 1)."""

from __future__ import annotations

import pandas as pd
import pytest

from gis_core.errors import RefusedInputError
from gis_core.siting.methods import rank


def vikor_of(rows: list[list[float]], v: float = 0.5) -> pd.DataFrame:
    table = pd.DataFrame(rows, index=list("abcdefgh"[: len(rows)]))
    table.columns = [f"c{n}" for n in range(table.shape[1])]
    return rank(table, dict.fromkeys(table, 1 / table.shape[1]), dict.fromkeys(table, "min"), "vikor", v=v)


def test_without_advantage_all_that_are_near_the_best_are_the_compromise() -> None:
    # S: a .4, b .45, c 1 (halved); Q of b against a is far below 1 / 2, c is at 1
    found = vikor_of([[0.4, 0.4], [0.45, 0.45], [1.0, 1.0], [0.0, 1.0], [1.0, 0.0]])
    q = found["Q"]
    assert q.idxmin() == "a"
    assert found["compromise"].tolist() == (q - q.min() < 0.25).tolist()
    assert found["compromise"].sum() > 1


def test_with_advantage_but_best_by_neither_s_nor_r_the_next_belongs_to_the_compromise() -> None:
    # v = 1/2. a: S .52, R .30; b: least S; c: least R; a's Q is least all the same, by more than 1 / (n - 1) of many.
    names = ["c0", "c1", "c2", "c3"]
    rows = [
        [0.50, 0.50, 0.50, 0.02],
        [0.00, 0.00, 0.00, 1.00],
        [0.49, 0.49, 0.49, 0.49],
        *[[1.0, 1.0, 1.0, 1.0]] * 60,
    ]
    table = pd.DataFrame(rows, columns=names)
    found = rank(table, dict.fromkeys(names, 0.25), dict.fromkeys(names, "min"), "vikor")
    first = found["Q"].idxmin()
    assert first == 0
    assert found["S"].idxmin() == 1
    assert found["R"].idxmin() == 2
    second = found["Q"].drop(0).idxmin()
    assert found["Q"][second] - found["Q"][first] >= 1 / (len(rows) - 1)
    assert sorted(found.index[found["compromise"]]) == sorted([first, second])


def test_equal_candidates_stand_in_the_compromise_together() -> None:
    found = vikor_of([[0.0, 0.0], [0.0, 0.0], [1.0, 1.0]])
    assert found["compromise"].tolist() == [True, True, False]
    assert found["rank"].tolist() == [1, 1, 3]


@pytest.mark.parametrize("v", [-0.1, 1.1, float("nan")])
def test_v_is_from_0_to_1(v: float) -> None:
    with pytest.raises(RefusedInputError, match="majority"):
        vikor_of([[0.0, 1.0], [1.0, 0.0]], v)

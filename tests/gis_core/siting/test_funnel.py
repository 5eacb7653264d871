"""The funnel, asked all at once, against each constraint asked by itself; and layers as they were."""

from __future__ import annotations

import datetime as dt
from itertools import permutations
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from psycopg import sql

from gis_core import db
from gis_core.instance import Instance
from gis_core.siting.document import Scenario, read_scenario
from gis_core.siting.funnel import MOST_NEAREST, sift
from gis_core.siting.ground import Ground
from tests.gis_core.siting.town import DAY, put


def m(value: float, unit: str) -> dict[str, Any]:
    return {"value": value, "unit": unit}


AREA: dict[str, Any] = {"kind": "area", "min": m(300, "m²"), "max": m(5000, "m²")}
USE: dict[str, Any] = {"kind": "land_use", "allowed": ["07", "16"], "refused": ["0702"]}
COVER: dict[str, Any] = {"kind": "building_cover", "max": m(20, "%")}
LARGE: dict[str, Any] = {"kind": "bound", "of": {"name": "x", "kind": "area"}, "min": m(450, "m²")}
NONE_ARE = {"kind": "area", "min": m(1, "km²")}
NO_USE = {"kind": "land_use", "allowed": ["0703"]}
BARE = {"kind": "building_cover", "max": m(0, "%")}
BOUNDLESS = {"kind": "bound", "of": {"name": "x", "kind": "area"}, "min": m(1, "km²")}


@pytest.fixture
def quarter(town: Ground) -> Ground:
    """The town and north of it eighty plots by chance, most of them with houses in them, over their lines, or both."""
    rng = np.random.default_rng(20)
    for n in range(80):
        x, y = 30 * (n % 10), 100 + 30 * (n // 10)
        width, height = rng.uniform(12, 29, 2)
        put(town.connection, "parcels", f"Q{n:02}", shapely.box(x, y, x + width, y + height),
            land_use=str(rng.choice(["0701", "0702", "16", "1001"])))  # fmt: skip
        for house in range(rng.integers(0, 4)):
            left, low = x + rng.uniform(-4, 25), y + rng.uniform(-4, 25)
            side = rng.uniform(1, 9)
            put(town.connection, "buildings", f"Q{n:02}-{house}", shapely.box(left, low, left + side, low + side))
    return town


def asked(*constraints: dict[str, Any]) -> Scenario:
    return read_scenario(
        {
            "name": "x",
            "question": {"zh": "哪里？", "en": "Where?"},
            "at": str(DAY),
            "candidates": {"kind": "parcels"},
            "constraints": list(constraints),
            "criteria": [{"kind": "area", "name": "area"}],
            "weights": {"kind": "direct", "values": {"area": 1.0}},
            "method": {"kind": "weighted_sum"},
        }
    )


def one_by_one(ground: Ground, scenario: Scenario) -> tuple[list[int], list[str], list[dict[str, Any]]]:
    """How many fall at each, what is left, and the nearest misses where it is nothing: from measures of all."""
    ground.prepare()
    scenario.candidates.gather(ground)
    left, failed = [str(code) for code in ground.codes], []
    nearest: list[dict[str, Any]] = []
    for constraint in scenario.constraints:
        told = constraint.check(ground).loc[left]
        holds = told["holds"].fillna(False).astype(bool)
        failed.append(int((~holds).sum()))
        if left and not holds.any():
            told = told.sort_index(key=lambda codes: codes.str.encode("utf-8")).sort_values("miss", kind="stable")
            nearest = told[["value", "miss"]].astype(float).head(MOST_NEAREST).reset_index().to_dict("records")  # type: ignore[assignment]
        left = [code for code in left if holds[code]]
    return failed, left, nearest


Constraints = tuple[dict[str, Any], ...]
ORDERS: list[Constraints] = [*permutations((AREA, USE, COVER, LARGE))]
EMPTIED: list[Constraints] = [
    (NONE_ARE, COVER),
    (USE, NONE_ARE),
    (USE, NO_USE),
    (NO_USE,),
    (USE, BARE, AREA, COVER, BOUNDLESS),
    (AREA, USE, BARE, NO_USE, COVER),
]


@pytest.mark.parametrize("constraints", ORDERS + EMPTIED, ids=lambda given: "-".join(one["kind"] for one in given))
def test_what_falls_where_is_what_each_constraint_says_by_itself(quarter: Ground, constraints: Constraints) -> None:
    scenario = asked(*constraints)
    funnel = sift(quarter, scenario)
    codes = list(quarter.codes)
    failed, left, nearest = one_by_one(quarter, scenario)
    assert funnel.candidates == 84
    assert [step.failed for step in funnel.steps] == failed
    assert [step.passed for step in funnel.steps] == list(84 - np.cumsum(failed))
    assert codes == left
    found = [{**row, "value": np.nan if row["value"] is None else row["value"]} for row in funnel.nearest]
    pd.testing.assert_frame_equal(pd.DataFrame(found), pd.DataFrame(nearest))


def test_the_orders_leave_something_and_the_others_nothing(quarter: Ground) -> None:
    assert {sift(quarter, asked(*constraints)).left for constraints in ORDERS} == {
        sift(quarter, asked(*ORDERS[0])).left
    }
    assert sift(quarter, asked(*ORDERS[0])).left > 3
    for constraints in EMPTIED:
        assert sift(quarter, asked(*constraints)).left == 0
        assert list(quarter.codes) == []


@pytest.mark.parametrize("at", ["2023-03-31", "2023-12-31", "2024-06-30", "2024-12-31"])
@pytest.mark.parametrize(
    "known", ["2023-12-31T12:00:00+08:00", "2024-09-30T12:00:00+08:00", "2026-01-01T12:00:00+08:00"]
)
def test_a_layer_of_the_ground_is_the_layer_as_it_was(demo_instance: Instance, at: str, known: str) -> None:
    with db.connect(demo_instance) as connection:
        ground = Ground(connection, demo_instance, dt.date.fromisoformat(at), dt.datetime.fromisoformat(known))
        for name in ("parcels", "buildings", "consolidation_parcels"):
            layer = sql.Identifier(name)
            seen = ground.execute(
                sql.SQL("SELECT f.* FROM {} f ORDER BY code, revision").format(sql.Identifier(f"at_{name}"))
            ).fetchall()
            told = ground.execute(
                sql.SQL("SELECT f.* FROM {}(%(at)s, %(known)s) f ORDER BY code, revision").format(
                    sql.Identifier(f"{name}_as_of")
                )
            ).fetchall()
            assert seen == told, layer

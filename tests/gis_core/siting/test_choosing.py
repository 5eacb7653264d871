"""Choosing several together, where what stands is one column and covering ends at its reach, against every way."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from gis_core.siting import allocation
from gis_core.siting.choosing import Choosing
from gis_core.siting.ground import Ground
from tests.gis_core.siting.town import put


def m(value: float, unit: str) -> dict[str, Any]:
    return {"value": value, "unit": unit}


@pytest.fixture
def quarter(town: Ground) -> Ground:
    """The town, three streets more, forty homes, eight places to choose from, and three parks."""
    connection, rng = town.connection, np.random.default_rng(8)
    for n, x in enumerate((100, 200, 300)):
        put(connection, "roads", f"S{n}", shapely.LineString([(x, 0), (x, 900)]), **{"class": "local", "width_m": 8.0})
    for n in range(40):
        x, y = rng.choice([100, 200, 300]) + 12, rng.uniform(60, 880)
        put(connection, "buildings", f"H{n:02}", shapely.box(x, y, x + 8, y + 8), use="residential",
            residents=int(rng.integers(1, 90)), residents_over_60=1)  # fmt: skip
    for n, y in enumerate((300, 320, 800)):
        put(connection, "pocket_parks", f"G{n}", shapely.box(180, y, 190, y + 10), kind="pocket_park")
    for n in range(8):
        x, y = rng.choice([100, 200, 300]) - 30, rng.uniform(70, 860)
        put(connection, "parcels", f"Z{n}", shapely.box(x, y, x + 20, y + 20), land_use="16")
    town.execute("INSERT INTO siting_candidates SELECT code, geom, area_m2, land_use FROM at_parcels WHERE code ~ '^Z'")
    return town


def by_every_way(ground: Ground, asked: Choosing, ranked: pd.Index) -> tuple[list[str], float, float]:
    """The codes, the people served and the mean walk, with a column for each park and no way left out."""
    people = ground.people
    cells = [np.floor(people["x"] / 100), np.floor(people["y"] / 100)]
    weight = people["residents"]
    sums = pd.DataFrame({"x": people["x"] * weight, "y": people["y"] * weight, "w": weight}).groupby(cells).sum()
    sums = sums[sums["w"] > 0]
    points = list(ground.points.reindex(ranked))
    if asked.existing is not None:
        rows = ground.execute("SELECT st_asbinary(st_pointonsurface(geom)) FROM at_pocket_parks").fetchall()
        points += [shapely.from_wkb(bytes(shape)) for (shape,) in rows]
    homes = sums[["x", "y"]].div(sums["w"], axis=0).to_numpy()
    metres = ground.walking.distances(homes, np.array(points, dtype=object))
    assert np.isfinite(metres).all()
    where = shapely.get_coordinates(points)
    options: dict[str, Any] = {"existing": list(range(len(ranked), len(points)))}
    if asked.apart is not None:
        between = np.linalg.norm(where[:, None] - where[None], axis=2)
        options |= {"between": between, "apart": asked.apart.base}
    count, weights = (asked.sites or 0) + len(options["existing"]), sums["w"].to_numpy(float)
    reach = asked.reach_m
    found = {
        "p_median": lambda: allocation.p_median(metres, count, weights, **options),
        "p_center": lambda: allocation.p_center(metres, count, **options),
        "max_cover": lambda: allocation.max_cover(metres, reach, count, weights, **options),
        "set_cover": lambda: allocation.set_cover(metres[(metres <= reach).any(axis=1)], reach, **options),
    }[asked.model]()
    walked = metres[:, found.sites].min(axis=1)
    codes = [str(ranked[site]) for site in found.sites if site < len(ranked)]
    return codes, float(weights[walked <= reach].sum()), float(np.average(walked, weights=weights))


@pytest.mark.parametrize("existing", [None, {"layer": "pocket_parks"}])
@pytest.mark.parametrize("apart", [None, m(60, "m")])
@pytest.mark.parametrize(
    "asked",
    [
        {"model": "max_cover", "sites": 2, "within": m(2, "min")},
        {"model": "set_cover", "within": m(4, "min")},
        {"model": "p_median", "sites": 2},
        {"model": "p_median", "sites": 2, "within": m(1, "min")},
        {"model": "p_center", "sites": 2, "within": m(1, "min")},
    ],
    ids=lambda given: f"{given['model']}-{'within' in given}",
)
def test_the_answer_is_that_of_every_way(
    quarter: Ground, asked: dict[str, Any], apart: dict[str, Any] | None, existing: dict[str, Any] | None
) -> None:
    choosing = Choosing.model_validate({**asked, "apart": apart, "existing": existing})
    ranked = quarter.codes
    told = choosing.choose(quarter, ranked, pd.DataFrame(), lambda: False)
    codes, served, mean = by_every_way(quarter, choosing, ranked)
    assert [site["code"] for site in told["sites"]] == codes
    assert told["served"] == pytest.approx(served)
    assert told["mean_walk_m"] == pytest.approx(mean)
    assert told["existing"] == (3 if existing else 0)


def test_nothing_new_is_needed_where_what_stands_reaches_everyone(quarter: Ground) -> None:
    asked = {"model": "set_cover", "within": m(60, "min"), "existing": {"layer": "pocket_parks"}}
    told = Choosing.model_validate(asked).choose(quarter, quarter.codes, pd.DataFrame(), lambda: False)
    assert told["sites"] == []
    assert told["served"] == told["served_before"] == told["of"] > 0

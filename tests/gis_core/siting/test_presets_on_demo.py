"""The presets on the demo district: sites where such a thing can stand, and an answer that holds together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import cache

import geopandas as gpd
import pytest
import shapely

from gis_core import workspace
from gis_core.instance import Instance
from gis_core.siting.preset import FOLDER, preset
from gis_core.siting.selection import Selection
from gis_core.workspace import Workspace

DAY = dt.date(2025, 6, 30)
PRESETS = sorted(path.stem for path in FOLDER.glob("*.json"))


@pytest.fixture(scope="module")
def space(demo_instance: Instance) -> Iterator[Workspace]:
    with workspace.open(demo_instance) as opened:
        yield opened


@pytest.fixture(scope="module")
def found(space: Workspace) -> Callable[[str], Selection]:
    """A function that answers a preset, each once."""
    return cache(lambda name: space.siting(name, at=DAY))


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_leaves_some_and_ranks_them(found: Callable[[str], Selection], name: str) -> None:
    answer = found(name)
    sifted = answer.answer.result["sifted"]
    assert 10 < sifted["left"] <= sifted["candidates"]
    assert sifted["candidates"] - answer.funnel["failed"].sum() == sifted["left"]
    assert len(answer.ranked) == sifted["left"]
    assert answer.ranked["rank"].is_monotonic_increasing
    assert answer.ranked["score"].is_monotonic_decreasing
    assert answer.criteria["weight"].sum() == pytest.approx(1)
    assert answer.values.min().min() >= 0
    assert answer.values.max().max() <= 1
    assert answer.answer.result["robustness"]["groups"] is not None


@pytest.mark.parametrize("name", PRESETS)
def test_what_is_chosen_together_is_proven_or_says_its_gap(found: Callable[[str], Selection], name: str) -> None:
    told = found(name).answer.result["allocation"]
    if preset(name).allocation is None:
        assert told is None
        return
    assert told["sites"]
    assert 0 <= told["gap"] < 0.05
    if told["served"] is not None:
        assert told["served_before"] <= told["served"] <= told["of"]


def land(space: Workspace, codes: gpd.GeoDataFrame, layer: str) -> gpd.GeoSeries:
    """Return the shapes of a ranking's first fifty."""
    shapes = space.layer(layer, at=DAY).set_index("code").geometry
    return shapes.reindex(codes.index[:50])


def test_no_pocket_park_lies_on_a_road_or_in_water(space: Workspace, found: Callable[[str], Selection]) -> None:
    sites = land(space, found("pocket_park").ranked, "parcels")
    assert sites.area.between(400, 10_000).all()
    for layer in ("water", "three_lines"):
        others = space.layer(layer, at=DAY)
        if layer == "three_lines":
            others = others[others["kind"].isin(["farmland", "ecology"])]
        taken = shapely.union_all(others.geometry.to_numpy())
        assert (shapely.area(shapely.intersection(sites.to_numpy(), taken)) <= 0.01 * sites.area + 1e-6).all()
    uses = space.layer("parcels", at=DAY).set_index("code")["land_use"].reindex(sites.index)
    assert not uses.str.startswith(("12", "17", "01")).any()


def test_no_parking_lies_in_the_lake_or_in_a_house(space: Workspace, found: Callable[[str], Selection]) -> None:
    points = found("temporary_parking").ranked.head(200).to_crs(space.crs).geometry.to_numpy()
    for layer in ("water", "buildings", "pocket_parks"):
        tree = shapely.STRtree(space.layer(layer, at=DAY).geometry.to_numpy())
        assert tree.query(points, predicate="intersects").size == 0
    assert (found("temporary_parking").numbers["spaces"] >= 4).mean() > 0.9


def test_e_bicycle_charging_keeps_away_from_what_is_there_and_from_fire(
    space: Workspace, found: Callable[[str], Selection]
) -> None:
    points = found("e_bicycle_charging").ranked.to_crs(space.crs).geometry.to_numpy()
    there = space.layer("facilities", at=DAY)
    charging = shapely.STRtree(there[there["kind"] == "e_bicycle_charging"].geometry.to_numpy())
    assert charging.query(points, predicate="dwithin", distance=99.9).size == 0


def test_industrial_space_is_put_together_from_land_that_is_not_completed(
    space: Workspace, found: Callable[[str], Selection]
) -> None:
    told = found("industrial_space").answer.result["allocation"]
    stages = space.layer("consolidation_parcels", at=DAY).set_index("code")["stage"]
    for one in told["sets"]:
        assert one["area_m2"] >= 30_000
        assert not stages.reindex(one["codes"]).isin(["completed", "stored"]).any()

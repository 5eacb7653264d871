"""What completing a parcel unlocks, against brute force: cases small enough to rebuild the blocks from their shapes."""

from __future__ import annotations

from itertools import combinations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis_core.consolidation.analysis.blocks import BlockGraph, blocks_of
from gis_core.consolidation.analysis.key_parcels import key_parcels
from gis_core.consolidation.analysis.splitting import splitting_parcels

SIDE, GAP, SMALLEST = 100.0, 12.0, 30_000.0
KINDS = {"c": "completed", "r": "reserved", "m": "missing"}


def town(*rows: str) -> gpd.GeoDataFrame:
    """Squares of one hectare, ten metres apart, so that those side by side are near and diagonal ones aren't."""
    pieces = []
    for north, row in enumerate(rows):
        for column, letter in enumerate(row):
            if letter in KINDS:
                x, y = column * (SIDE + 10), north * (SIDE + 10)
                shape = shapely.box(x, y, x + SIDE, y + SIDE)
                pieces.append((f"{letter}{north}{column}", "P1", KINDS[letter], shape.area, shape))
    return gpd.GeoDataFrame(
        pieces, columns=["code", "project", "kind", "area_m2", "geom"], geometry="geom", crs="EPSG:4547"
    )


def graph_of(pieces: gpd.GeoDataFrame) -> BlockGraph:
    return BlockGraph.from_shapes(pieces, gap_m=GAP, smallest_m2=SMALLEST)


def qualifying(shapes: list[shapely.Geometry]) -> tuple[int, float, float]:
    """Blocks by the plainest way there is: join what is near until nothing joins."""
    sets: list[set[int]] = [{number} for number in range(len(shapes))]
    for one, two in combinations(range(len(shapes)), 2):
        if shapes[one].distance(shapes[two]) <= GAP:
            first = next(members for members in sets if one in members)
            second = next(members for members in sets if two in members)
            if first is not second:
                sets.remove(second)
                first |= second
    sizes = [sum(shapes[number].area for number in members) for members in sets]
    large = [size for size in sizes if size >= SMALLEST]
    return len(large), sum(large), max(sizes, default=0.0)


def blocks_with(pieces: gpd.GeoDataFrame, completed: tuple[str, ...]) -> tuple[int, float, float]:
    there = (pieces["kind"] != "missing") | pieces["code"].isin(completed)
    return qualifying(list(pieces.geometry[there]))


towns = st.lists(st.text("cm. r", min_size=4, max_size=4), min_size=2, max_size=4).map(lambda rows: town(*rows))


def test_a_parcel_that_closes_a_gap_unlocks_both_its_sides() -> None:
    found = key_parcels(graph_of(town("ccmcc"))).parcels.iloc[0]
    assert (found["unlocked_m2"], found["largest_grows_m2"], found["blocks_change"]) == (50_000, 30_000, 1)


def test_a_parcel_that_lies_apart_unlocks_nothing() -> None:
    found = key_parcels(graph_of(town("ccc..m"))).parcels.iloc[0]
    assert (found["unlocked_m2"], found["blocks_change"]) == (0, 0)


def test_growth_of_a_block_is_unlocked_too_and_joining_two_makes_one_less() -> None:
    found = key_parcels(graph_of(town("cccmccc"))).parcels.iloc[0]
    assert (found["unlocked_m2"], found["blocks_change"]) == (10_000, -1)


def test_two_parcels_that_only_unlock_together_are_a_pair() -> None:
    found = key_parcels(graph_of(town("cmmc")))
    assert found.parcels["unlocked_m2"].tolist() == [0, 0]
    assert found.parcels["with_neighbours_unlocked_m2"].tolist() == [40_000, 40_000]
    assert found.pairs[["codes", "unlocked_m2", "alone_m2"]].to_numpy().tolist() == [[["m01", "m02"], 40_000, 0]]


def test_a_group_of_three_is_found_where_no_pair_is_enough() -> None:
    found = key_parcels(graph_of(town("mmm")))
    assert found.pairs.empty
    assert found.groups[["codes", "unlocked_m2"]].to_numpy().tolist() == [[["m00", "m01", "m02"], 30_000]]


@settings(max_examples=60, deadline=None)
@given(pieces=towns.filter(lambda pieces: len(pieces) > 0))
def test_parcels_and_pairs_agree_with_brute_force(pieces: gpd.GeoDataFrame) -> None:
    graph = graph_of(pieces)
    before = blocks_with(pieces, ())
    assert (graph.now.count, graph.now.area_m2, graph.now.largest_m2) == pytest.approx(before)
    found = key_parcels(graph)
    missing = sorted(pieces["code"][pieces["kind"] == "missing"])
    assert sorted(found.parcels["code"]) == missing
    gains = {}
    for row in found.parcels.itertuples():
        count, area, largest = blocks_with(pieces, (row.code,))
        gains[row.code] = area - before[1]
        assert (row.blocks_change, row.unlocked_m2) == pytest.approx((count - before[0], area - before[1]))
        assert row.largest_m2 == pytest.approx(largest)
        count, area, largest = blocks_with(pieces, (row.code, *row.neighbours))
        assert row.with_neighbours_unlocked_m2 == pytest.approx(area - before[1])
        assert row.with_neighbours_blocks_change == count - before[0]
        assert row.with_neighbours_largest_m2 == pytest.approx(largest)
    expected = {}
    for pair in combinations(missing, 2):
        gain = blocks_with(pieces, pair)[1] - before[1]
        if gain > gains[pair[0]] + gains[pair[1]] + 1e-6:
            expected[pair] = gain
    assert {tuple(row.codes): row.unlocked_m2 for row in found.pairs.itertuples()} == pytest.approx(expected)
    for row in found.groups.itertuples():
        assert row.unlocked_m2 == pytest.approx(blocks_with(pieces, tuple(row.codes))[1] - before[1])


@settings(max_examples=60, deadline=None)
@given(pieces=towns.filter(lambda pieces: len(pieces) > 0))
def test_splitting_parcels_agree_with_leaving_each_out(pieces: gpd.GeoDataFrame) -> None:
    found = splitting_parcels(graph_of(pieces))
    everything = tuple(pieces["code"])
    expected = {}
    whole = pieces.geometry.buffer(GAP / 2 + 0.01).union_all()
    for code in pieces["code"][pieces["kind"] == "missing"]:
        shape = pieces.geometry[pieces["code"] == code].iloc[0]
        block = next(part for part in shapely.get_parts(whole) if part.intersects(shape))
        inside = pieces[pieces.geometry.intersects(block)]
        left = inside[inside["code"] != code]
        parts = len(shapely.get_parts(left.geometry.buffer(GAP / 2 + 0.01).union_all()))
        if parts > 1 and inside["area_m2"].sum() >= SMALLEST:
            lost = blocks_with(pieces, everything)[1] - blocks_with(pieces, tuple(set(everything) - {code}))[1]
            expected[code] = (parts, lost)
    assert {row.code: row.parts for row in found.itertuples()} == {code: parts for code, (parts, _) in expected.items()}
    lost = {code: area for code, (_, area) in expected.items()}
    assert {row.code: row.lost_m2 for row in found.itertuples()} == pytest.approx(lost)


def test_parcels_whose_holders_refuse_come_first() -> None:
    found = splitting_parcels(graph_of(town("cccmcccmccc")), refusing=["m07"])
    assert found[["code", "refusing", "parts"]].to_numpy().tolist() == [["m07", True, 2], ["m03", False, 2]]


def test_two_thousand_parcels_around_one_block_are_ranked_as_quickly_as_a_question_may_take() -> None:
    """No clock here: what is built must stay in proportion to what lies near, which a sum over all pairs would show."""
    rng = np.random.default_rng(1)
    kinds = rng.choice(np.array(["missing", "completed", "reserved"], dtype=object), 4_000, p=[0.5, 0.3, 0.2])
    x, y = np.divmod(np.arange(4_000), 64)
    shapes = shapely.box(x * 110.0, y * 110.0, x * 110.0 + 100, y * 110.0 + 100)
    pieces = gpd.GeoDataFrame(
        {"code": [f"K{number}" for number in range(4_000)], "project": "P1", "kind": kinds, "area_m2": 10_000.0},
        geometry=shapes,
        crs="EPSG:4547",
    )
    found = key_parcels(graph_of(pieces))
    assert len(found.parcels) == (kinds == "missing").sum()
    best = found.parcels.iloc[0]
    there = pd.Series(kinds != "missing") | (pieces["code"] == best["code"])
    graph = graph_of(pieces)
    after = blocks_of(
        np.bincount(graph.labels(np.flatnonzero(there)), graph.areas[there.to_numpy()]), graph.smallest_m2
    )
    assert best["unlocked_m2"] == pytest.approx(after.area_m2 - graph.now.area_m2)

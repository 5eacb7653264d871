"""Parcel assembly against every connected set there is, by its rules, and when it is stopped."""

import itertools
import math
import time
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gis_core.errors import CrsError, GeometryError, RefusedInputError, WrongUseError
from gis_core.siting.assembly import Weights, assemble, neighbours

WEIGHTS = Weights(cost=1.0, owners=3.0, delivery=4.0, boundary=0.05)
SURVEY = "EPSG:4547"


def checkered(columns: int, rows: int, seed: int, side: float = 40.0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return parcels of uneven width in rows, with few owners, and their neighbours worked out by hand."""
    random = np.random.default_rng(seed)
    edges = np.concatenate([[0.0], np.cumsum(random.uniform(0.6, 1.4, columns))]) * side
    shapes = [
        shapely.box(edges[column], row * side, edges[column + 1], (row + 1) * side)
        for row in range(rows)
        for column in range(columns)
    ]
    count = len(shapes)
    codes = [f"P{number:03}" for number in range(count)]
    table = pd.DataFrame(
        {
            "area_m2": shapely.area(shapes),
            "perimeter_m": shapely.length(shapes),
            "cost": np.exp(random.normal(2, 0.6, count)),
            "owners": [f"family {number}" for number in random.integers(0, max(2, count // 2), count)],
            "probability": random.uniform(0.3, 1.0, count),
        },
        index=pd.Index(codes, name="code"),
    )
    pairs = []
    for row, column in itertools.product(range(rows), range(columns)):
        here = row * columns + column
        if column + 1 < columns:
            pairs.append((codes[here], codes[here + 1], side))
        if row + 1 < rows:
            pairs.append((codes[here], codes[here + columns], edges[column + 1] - edges[column]))
    return table, pd.DataFrame(pairs, columns=["a", "b", "shared_m"])


def measured(table: pd.DataFrame, adjacency: pd.DataFrame, codes: tuple[str, ...]) -> dict[str, float]:
    """Work out what a set amounts to, the plain way."""
    part = table.loc[list(codes)]
    inside = adjacency[adjacency["a"].isin(codes) & adjacency["b"].isin(codes)]
    boundary = part["perimeter_m"].sum() - 2 * inside["shared_m"].sum()
    probability = part["probability"].prod()
    owners = part["owners"].nunique()
    return {
        "area_m2": part["area_m2"].sum(),
        "cost": part["cost"].sum(),
        "owners": owners,
        "probability": probability,
        "boundary_m": boundary,
        "objective": WEIGHTS.cost * part["cost"].sum()
        + WEIGHTS.owners * owners
        - WEIGHTS.delivery * math.log(probability)
        + WEIGHTS.boundary * boundary,
    }


def connected(codes: tuple[str, ...], adjacency: pd.DataFrame) -> bool:
    reached, left = {codes[0]}, set(codes[1:])
    pairs = set(zip(adjacency["a"], adjacency["b"], strict=True))
    while True:
        step = {one for one in left if any((one, other) in pairs or (other, one) in pairs for other in reached)}
        if not step:
            return not left
        reached |= step
        left -= step


def every_set(table: pd.DataFrame, adjacency: pd.DataFrame, smallest: float) -> list[tuple[str, ...]]:
    """Return every connected set that is large enough."""
    place = {code: number for number, code in enumerate(table.index)}
    near = [0] * len(place)
    for a, b in zip(adjacency["a"], adjacency["b"], strict=True):
        near[place[a]] |= 1 << place[b]
        near[place[b]] |= 1 << place[a]
    area = table["area_m2"].to_numpy()
    found = []
    for bits in range(1, 1 << len(place)):
        members = [one for one in range(len(place)) if bits >> one & 1]
        if area[members].sum() < smallest:
            continue
        reached, step = 0, 1 << members[0]
        while step:
            reached |= step
            step = 0
            for one in members:
                step |= near[one] if reached >> one & 1 else 0
            step &= bits & ~reached
        if reached == bits:
            found.append(tuple(table.index[members]))
    return found


@pytest.mark.parametrize("seed", range(8))
def test_no_connected_set_is_better_nor_any_alternative(seed: int) -> None:
    table, adjacency = checkered(3, 3, seed)
    smallest = table["area_m2"].sum() * 0.35
    sets = [(measured(table, adjacency, codes)["objective"], codes) for codes in every_set(table, adjacency, smallest)]
    found = assemble(table, adjacency, smallest, weights=WEIGHTS, alternatives=3, overlap=0.4)
    before: list[tuple[str, ...]] = []
    for one in found:
        area = table["area_m2"]
        allowed = [
            objective
            for objective, codes in sets
            if all(
                area[sorted(set(codes) & set(other))].sum() <= 0.4 * area[list(codes)].sum() + 1e-6 for other in before
            )
        ]
        assert one.proven
        assert one.objective == pytest.approx(min(allowed))
        assert one.bound == one.objective
        for name, value in measured(table, adjacency, one.codes).items():
            assert getattr(one, name) == pytest.approx(value), name
        assert connected(one.codes, adjacency)
        assert one.overlap <= 0.4 + 1e-9
        before.append(one.codes)
    assert found


@pytest.mark.parametrize("seed", range(6))
def test_the_best_set_needn_t_be_near_the_cheapest_parcels(seed: int) -> None:
    """Cheap parcels lie scattered, so that the programme has to be cut again and again."""
    table, adjacency = checkered(4, 3, seed)
    scattered = np.arange(12) % 3 == 0
    table["cost"] = np.where(scattered, 1.0, 20.0 + table["cost"])
    weights = Weights(cost=1.0)
    smallest = table["area_m2"].sum() * 0.4
    cost = table["cost"]
    cheapest = min(cost[list(codes)].sum() for codes in every_set(table, adjacency, smallest))
    found = assemble(table, adjacency, smallest, weights=weights)[0]
    assert found.proven
    assert found.objective == pytest.approx(cheapest)


def test_one_owner_of_many_parcels_counts_once_and_a_number_of_owners_each() -> None:
    table, adjacency = checkered(3, 1, 0)
    table["owners"] = ["Mai", "Mai", "Chen"]
    whole = assemble(table, adjacency, table["area_m2"].sum())[0]
    assert whole.owners == 2
    table["owners"] = [1, 2, 1]
    assert assemble(table, adjacency, table["area_m2"].sum())[0].owners == 4
    table["owners"] = [["Mai", "Chen"], ["Chen"], []]
    assert assemble(table, adjacency, table["area_m2"].sum())[0].owners == 2


def test_a_parcel_that_can_t_be_delivered_is_left_out() -> None:
    table, adjacency = checkered(4, 2, 3)
    table.loc["P001", "probability"] = 0.0
    sets = assemble(table, adjacency, 5_000.0, weights=WEIGHTS, alternatives=4, overlap=0.9)
    assert sets
    assert all("P001" not in one.codes for one in sets)


def test_more_boundary_weight_gives_rounder_land() -> None:
    table, adjacency = checkered(7, 6, 5)
    loose = assemble(table, adjacency, 10_000.0, weights=Weights(cost=1.0))[0]
    tight = assemble(table, adjacency, 10_000.0, weights=Weights(cost=1.0, boundary=2.0))[0]
    assert loose.proven
    assert tight.proven
    assert tight.boundary_m < loose.boundary_m
    assert tight.compactness > loose.compactness
    assert tight.cost > loose.cost


def test_many_parcels_are_grown_and_the_gap_is_stated() -> None:
    table, adjacency = checkered(8, 7, 6)
    exact = assemble(table, adjacency, 10_000.0, weights=WEIGHTS)[0]
    grown = assemble(table, adjacency, 10_000.0, weights=WEIGHTS, exact_up_to=50)[0]
    assert exact.proven
    assert grown.bound <= exact.objective + 1e-6
    assert exact.objective <= grown.objective * (1 + 1e-9)
    assert grown.objective <= exact.objective * 1.1
    assert grown.proven or 0 < grown.gap < 0.5


def test_a_search_out_of_time_or_cancelled_gives_its_best_and_the_gap() -> None:
    table, adjacency = checkered(16, 16, 7)
    begun = time.monotonic()
    found = assemble(table, adjacency, 60_000.0, weights=WEIGHTS, time_limit=2.0)[0]
    assert time.monotonic() - begun < 10
    assert found.area_m2 >= 60_000
    assert found.ending == "time_limit"
    assert found.bound <= found.objective
    begun = time.monotonic()
    stopped = assemble(table, adjacency, 60_000.0, weights=WEIGHTS, cancel=lambda: time.monotonic() > begun + 1.5)[0]
    assert stopped.ending == "cancelled"
    assert connected(stopped.codes, adjacency)


@pytest.mark.parametrize(
    ("change", "options", "error", "says"),
    [
        ({}, {"smallest_m2": 1e9}, RefusedInputError, "No connected land has 1,000,000,000 m²: the largest has"),
        ({}, {"smallest_m2": 0}, WrongUseError, "smallest_m2 is 0"),
        ({}, {"smallest_m2": 100, "largest_m2": 50}, WrongUseError, "largest_m2 is 50, below"),
        ({}, {"smallest_m2": 1_000, "largest_m2": 1_000.5}, RefusedInputError, "No connected set"),
        ({}, {"overlap": 1.0}, WrongUseError, "overlap is 1"),
        ({}, {"alternatives": 0}, WrongUseError, "alternatives is 0"),
        ({}, {"weights": Weights(cost=-1)}, WrongUseError, "weight of cost is -1"),
        ({"area_m2": 0.0}, {}, RefusedInputError, "area_m2 of parcel P002 is 0.0"),
        ({"cost": np.nan}, {}, RefusedInputError, "cost of parcel P002 is nan"),
        ({"probability": 1.2}, {}, RefusedInputError, "probability of parcel P002 is 1.2"),
        ({"owners": 1.5}, {}, RefusedInputError, "owners of parcel P002 is 1.5"),
    ],
)
def test_a_wrong_question_is_refused(
    change: dict[str, Any], options: dict[str, Any], error: type[Exception], says: str
) -> None:
    table, adjacency = checkered(3, 2, 0)
    for name, value in change.items():
        table[name] = table[name].astype(object)
        table.loc["P002", name] = value
    with pytest.raises(error, match=says):
        assemble(table, adjacency, **{"smallest_m2": 3_000.0, **options})


def test_unknown_neighbours_and_missing_columns_are_refused() -> None:
    table, adjacency = checkered(3, 1, 0)
    with pytest.raises(RefusedInputError, match="P002 and P999 are not both"):
        assemble(table, pd.concat([adjacency, pd.DataFrame([["P002", "P999", 3.0]], columns=adjacency.columns)]), 100)
    with pytest.raises(RefusedInputError, match="lack cost"):
        assemble(table.drop(columns="cost"), adjacency, 100)


def test_neighbours_meet_along_a_boundary_or_across_a_street() -> None:
    boxes = {
        "A": shapely.box(0, 0, 50, 50),
        "B": shapely.box(50, 20, 90, 50),
        "C": shapely.box(50, 50, 90, 90),  # meets A in a corner only, B along 40 m
        "D": shapely.box(0, -62, 50, -12),  # 12 m from A
        "E": shapely.box(0, 63, 40, 90),  # 13 m from A, 10 m from C
    }
    parcels = gpd.GeoDataFrame({"geometry": list(boxes.values())}, index=list(boxes), crs=SURVEY)
    streets = {(a, b): shared for a, b, shared in neighbours(parcels).itertuples(index=False)}
    assert streets == pytest.approx(
        {("A", "B"): 30.0, ("A", "C"): 0.0, ("A", "D"): 0.0, ("B", "C"): 40.0, ("C", "E"): 0}
    )
    touching = {(a, b): shared for a, b, shared in neighbours(parcels, gap_m=0).itertuples(index=False)}
    assert touching == pytest.approx({("A", "B"): 30.0, ("B", "C"): 40.0})


def test_neighbours_refuse_degrees_and_broken_polygons() -> None:
    bow = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    with pytest.raises(CrsError, match="in metres"):
        neighbours(gpd.GeoDataFrame({"geometry": [bow]}, index=["A"], crs="EPSG:4490"))
    with pytest.raises(GeometryError, match="Parcel A is no valid polygon"):
        neighbours(gpd.GeoDataFrame({"geometry": [bow]}, index=["A"], crs=SURVEY))

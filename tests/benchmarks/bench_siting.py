"""
Site selection: the pocket-park preset over every parcel, against an indexed, vectorised geopandas script.

`./matian bench siting` works on the instance as it is (`./matian demo --scale 30` has some 300,000 parcels). The peer
reads the same layers from the same database into GeoDataFrames and takes the same steps with shapely 2 arrays and
STRtrees, each constraint on what the one before left; both share GEOS. Walking distances, the terrain's slope and the
Monte Carlo are the same code in both, and are left out of both. The candidates left and the numbers must agree.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis_core import db, workspace
from gis_core.opening import hold
from gis_core.siting.criteria.cost import APPROX, Cost
from gis_core.siting.criteria.green_missing import GREENS
from gis_core.siting.document import Scenario
from gis_core.siting.funnel import sift
from gis_core.siting.ground import Ground
from gis_core.siting.measuring import measured
from gis_core.siting.preset import preset
from gis_core.times import today

LEFT_OUT = ("people", "slope")
AT_LEAST = 3.0


def main() -> None:
    """Run both in turn, each in a process of its own, and print the ratio."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--only", choices=("ours", "peer"), help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.only:
        one_turn({"ours": ours, "peer": peer}[given.only])
        return
    held = hold()
    try:
        turns: dict[str, list[list[str]]] = {"ours": [], "peer": []}
        for _ in range(given.rounds):
            for name, found in turns.items():
                command = [sys.executable, __file__, "--only", name]
                made = subprocess.run(command, env=dict(os.environ), check=True, capture_output=True, text=True)
                found.append(made.stdout.strip().splitlines()[-1].split())
        told = {name: min((float(row[0]), row) for row in rows) for name, rows in turns.items()}
        for name, (seconds, row) in told.items():
            print(f"{name:5} {seconds:7.2f} s   {int(row[2]):,} candidates, {row[3]} left, peak {float(row[1]):.2f} GB")
        same = told["ours"][1][3:] == told["peer"][1][3:]
        print(f"ratio {told['peer'][0] / told['ours'][0]:.2f}× (asked: {AT_LEAST:g}×); same answer: {same}")
        if not same:
            sys.exit("the two don't agree")
    finally:
        held.release()


def one_turn(work: Callable[[], tuple[int, pd.DataFrame]]) -> None:
    """Print seconds, peak memory (GB), candidates, those left, and a sum over the numbers."""
    begun = time.perf_counter()
    count, numbers = work()
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    sums = [f"{name}={numbers[name].sum():.6g}" for name in sorted(numbers)]
    print(f"{seconds} {peak} {count} {len(numbers)}", *sums)


def scenario() -> Scenario:
    """The preset without what is the same code in both."""
    whole = preset("pocket_park")
    kept = [one for one in whole.criteria if one.kind not in LEFT_OUT]
    return whole.model_copy(update={"criteria": kept})


def ours() -> tuple[int, pd.DataFrame]:
    """Answer by the funnel and the criteria."""
    asked, held = scenario(), hold()
    try:
        with db.connect(held.instance) as connection:
            row = connection.execute("SELECT clock_timestamp()").fetchone()
            assert row is not None
            ground = Ground(connection, held.instance, today(held.instance.place.zone), row[0])
            funnel = sift(ground, asked)
            return funnel.candidates, measured(ground, asked.criteria)
    finally:
        held.release()


def peer() -> tuple[int, pd.DataFrame]:
    """Answer by geopandas: layers read once, then arrays and trees."""
    with workspace.open() as space:
        return steps(space, space.instance.place.crs.survey)


def steps(space: Any, crs: str) -> tuple[int, pd.DataFrame]:
    """Take the steps of the preset."""
    asked = {one.kind: one for one in scenario().constraints}
    layers: dict[str, gpd.GeoDataFrame] = {}

    def read(name: str, columns: str = "") -> gpd.GeoDataFrame:
        if name not in layers:
            layers[name] = space.query(f"SELECT code, geom{columns} FROM {name} ORDER BY code")
        return layers[name]

    def pairs(shapes: Any, others: Any, predicate: str = "intersects", **more: Any) -> Any:
        return shapely.STRtree(others).query(shapes, predicate=predicate, **more)

    def covered(shapes: Any, others: Any) -> Any:
        which, what = pairs(shapes, others)
        inside = shapely.contains_properly(shapes[which], others[what])
        area = np.empty(len(which))
        area[inside] = shapely.area(others[what[inside]])
        area[~inside] = shapely.area(shapely.intersection(shapes[which[~inside]], others[what[~inside]]))
        return np.bincount(which, area, minlength=len(shapes)) / shapely.area(shapes)

    parcels = read("parcels", ", area_m2, land_use")
    count = len(parcels)
    area = asked["area"]
    left = parcels[parcels["area_m2"].between(area.least, area.most)]  # type: ignore[attr-defined]
    use = left["land_use"].fillna("").astype(str)
    rule = asked["land_use"]
    left = left[use.str.startswith(tuple(rule.allowed)) & ~use.str.startswith(tuple(rule.refused))]  # type: ignore[attr-defined]
    houses = read("buildings", ", floor_area_m2, floors, residents")
    share = covered(left.geometry.to_numpy(), houses.geometry.to_numpy())
    left = left[share <= asked["building_cover"].max.base]  # type: ignore[attr-defined]
    lines = read("three_lines", ", kind")
    for others in (
        lines[lines["kind"].isin(["farmland", "ecology"])],
        read("water"),
        read("pocket_parks", ", kind"),
    ):
        left = left[covered(left.geometry.to_numpy(), others.geometry.to_numpy()) <= 0.01]
    left = left[~_zoned(left, read("plan_parcels", ", zoning")).isin(asked["planned_use"].refused).to_numpy()]  # type: ignore[attr-defined]
    shrunk = shapely.buffer(left.geometry.to_numpy(), -asked["width"].min.base / 2, quad_segs=1)  # type: ignore[attr-defined]
    left = left[~shapely.is_empty(shrunk)]
    left = left[_by_a_road(left, read("roads", ", class, width_m"), asked["road_access"])]
    left = left.sort_values("code", key=lambda codes: codes.str.encode("utf-8")).set_index("code")
    return count, _numbers(left, read, pairs)


def _zoned(left: gpd.GeoDataFrame, plan: gpd.GeoDataFrame) -> pd.Series:
    shapes, others = left.geometry.to_numpy(), plan.geometry.to_numpy()
    which, what = shapely.STRtree(others).query(shapes, predicate="intersects")
    area = shapely.area(shapely.intersection(shapes[which], others[what]))
    table = pd.DataFrame({"which": which, "zoning": plan["zoning"].to_numpy()[what], "area": area})
    table = table.groupby(["which", "zoning"], as_index=False)["area"].sum()
    table = table.sort_values(["which", "area", "zoning"], ascending=[True, False, True]).drop_duplicates("which")
    return pd.Series(table.set_index("which")["zoning"].reindex(range(len(left))).to_numpy())


def _by_a_road(left: gpd.GeoDataFrame, roads: gpd.GeoDataFrame, rule: Any) -> Any:
    wide = roads[(roads["width_m"].fillna(0) >= rule.width.base) & (roads["class"] != "expressway")]
    shapes, lines = left.geometry.to_numpy(), wide.geometry.to_numpy()
    which, what = shapely.STRtree(lines).query(shapes, predicate="dwithin", distance=rule.max.base + 60)
    metres = shapely.distance(shapes[which], lines[what]) - wide["width_m"].to_numpy(dtype=float)[what] / 2
    near = np.full(len(shapes), np.inf)
    np.minimum.at(near, which, np.maximum(metres, 0))
    return near <= rule.max.base


def _numbers(left: gpd.GeoDataFrame, read: Callable[..., gpd.GeoDataFrame], pairs: Callable[..., Any]) -> pd.DataFrame:
    shapes, count = left.geometry.to_numpy(), len(left)
    area = shapely.area(shapes)
    found = {"area": left["area_m2"].to_numpy(dtype=float)}
    found["compactness"] = 4 * np.pi * area / shapely.length(shapes) ** 2
    buildings = read("buildings")
    homes = buildings[buildings["residents"].fillna(0) > 0]
    parks = read("pocket_parks")
    greens = parks[parks["kind"].isin(GREENS)].geometry.to_numpy()
    points = shapely.centroid(homes.geometry.to_numpy())
    served = np.zeros(len(points), dtype=bool)
    served[np.unique(pairs(points, greens, "dwithin", distance=300)[0])] = True
    which, who = pairs(shapes, points[~served], "dwithin", distance=300)
    people = homes["residents"].to_numpy(dtype=float)[~served]
    found["green_missing"] = np.bincount(which, people[who], minlength=count)
    found["cost"] = _cost(shapes, area, read("tenure", ", holder_kind"), buildings, pairs)
    plan = read("plan_parcels")
    which, what = pairs(shapes, plan.geometry.to_numpy())
    parts = shapely.area(shapely.intersection(shapes[which], plan.geometry.to_numpy()[what]))
    fits = next(one for one in scenario().criteria if one.kind == "planned_use").fits  # type: ignore[attr-defined]
    fit = plan["zoning"].map(fits).fillna(0.0).to_numpy(dtype=float)
    with np.errstate(invalid="ignore"):
        found["plan_fit"] = np.bincount(which, parts * fit[what], minlength=count) / np.bincount(
            which, parts, minlength=count
        )
    hazards = read("hazards", ", severity, found_on, settled_on")
    day = pd.Timestamp.today().normalize()
    open_ones = hazards[~(hazards["found_on"] > day) & ~(hazards["settled_on"] <= day)]
    which, what = pairs(shapes, open_ones.geometry.to_numpy(), "dwithin", distance=100)
    severity = open_ones["severity"].fillna(1).to_numpy(dtype=float)
    found["hazards"] = np.bincount(which, severity[what], minlength=count)
    return pd.DataFrame(found, index=left.index)


def _cost(
    shapes: Any, area: Any, tenure: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame, pairs: Callable[..., Any]
) -> Any:
    rule = Cost(name="cost")
    assert rule.unknown.source == APPROX
    prices = {holder: price.base for holder, price in rule.land.items()}
    price = tenure["holder_kind"].fillna("none").map(prices).fillna(rule.unknown.base).to_numpy(dtype=float)
    lots = tenure.geometry.to_numpy()
    which, what = pairs(shapes, lots)
    parts = shapely.area(shapely.intersection(shapes[which], lots[what]))
    held = np.bincount(which, parts, minlength=len(shapes))
    cost = (
        np.bincount(which, parts * price[what], minlength=len(shapes)) + np.maximum(area - held, 0) * rule.unknown.base
    )
    houses = buildings.geometry.to_numpy()
    which, what = pairs(shapes, houses)
    footprint = shapely.area(houses)
    floors = buildings["floor_area_m2"].astype(float).to_numpy()
    floors = np.where(np.isnan(floors), footprint * buildings["floors"].fillna(1).to_numpy(dtype=float), floors)
    share = shapely.area(shapely.intersection(shapes[which], houses[what])) / footprint[what]
    return cost + np.bincount(which, floors[what] * share, minlength=len(shapes)) * rule.floor_area.base


if __name__ == "__main__":
    main()

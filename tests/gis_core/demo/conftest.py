"""A small drawn town, quick to load, with all that the dated records speak of."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import psycopg
import pytest
from shapely import LineString, Point, box
from shapely.affinity import translate

from gis_core import db
from gis_core.demo.codes import subdistrict_code
from gis_core.demo.load import load_pieces
from gis_core.demo.records import backfilling, write_records
from gis_core.instance import Instance
from layers.registry import all_layers

EAST, NORTH = 500_000.0, 2_518_000.0
HOME = box(EAST - 10, NORTH - 1600, EAST + 6000, NORTH + 1600)
WIDTH = 2_300.0  # of the land that lies as near to the focus area in the neighbour town as at home, metres


class Rows(NamedTuple):
    """Rows of one layer, as the district yields them."""

    layer: str
    rows: gpd.GeoDataFrame


def _frame(geometry: list[Any], prefix: str, **columns: Any) -> gpd.GeoDataFrame:
    codes = [f"{prefix}{number:05d}" for number in range(1, len(geometry) + 1)]
    return gpd.GeoDataFrame({"code": codes, **columns}, geometry=geometry, crs=4547)


def _industry(seed: int) -> tuple[list[Any], list[Any]]:
    rng = np.random.default_rng(seed)
    lots, lines = [], []
    for block in range(48):
        x, y = EAST + (block % 8) * 280, NORTH + (block // 8) * 220
        lines.append(box(x, y, x + 260, y + 190))
        cuts = x + np.array([0, *np.sort(rng.uniform(20, 240, 6)), 260])
        lots += [box(west, y + 95 * row, east, y + 95 * row + 95) for row in (0, 1) for west, east in pairwise(cuts)]
    return lots, lines


def small_town(seed: int) -> Iterator[Rows]:
    """Yield 48 street blocks of industry, three villages, roads, car parks, parks and a few facilities."""
    lots, lines = _industry(seed)
    homes = [
        box(x, y, x + 9.3, y + 12.7)
        for village in range(3)
        for x in EAST + village * 800 + np.arange(0, 700, 10)
        for y in NORTH - 1500 + np.arange(0, 900, 13)
    ]
    communities = ["合水口"] * len(lots) + [name for name in ("薯田埔", "石家", "将围") for _ in range(len(homes) // 3)]
    shapes = lots + homes
    uses = ["1001"] * len(lots) + ["0703"] * len(homes)
    vacant = [index % 9 == 0 for index in range(len(lots))] + [False] * len(homes)
    parcels = _frame(shapes, "P", land_use=uses, community=communities, vacant=vacant)
    yield Rows("parcels", parcels.iloc[: len(shapes) // 2])
    yield Rows("parcels", parcels.iloc[len(shapes) // 2 :])
    occupied = parcels[(parcels["land_use"] == "1001") & ~parcels["vacant"]]
    built = occupied.geometry.buffer(-2).tolist()
    yield Rows("buildings", _frame(built, "B", parcel=occupied["code"].tolist(), floor_area_m2=900.0))
    yield Rows("industrial_block_lines", _frame(lines, "L", level="1"))
    yield Rows("focus_areas", _frame([box(EAST, NORTH, EAST + 900, NORTH + 900)], "F", name="新兴湖"))
    state = parcels[parcels["vacant"]]
    yield Rows("tenure", _frame(state.geometry.tolist(), "T", parcel=state["code"].tolist(), ownership="state"))
    roads = [LineString([(EAST, NORTH + 10 * n), (EAST + 100, NORTH + 10 * n)]) for n in range(80)]
    names = [f"示意{n // 2}路" for n in range(80)]
    yield Rows("roads", _frame(roads, "R", **{"name": names, "class": "local"}))
    lots_for_cars = [box(EAST + 50 * n, NORTH - 40, EAST + 50 * n + 40, NORTH - 10) for n in range(120)]
    spaces = np.random.default_rng(seed).integers(20, 400, 120)
    yield Rows("parking", _frame(lots_for_cars, "K", kind="off_street", spaces=spaces))
    parks = [box(EAST + 400 * n, NORTH, EAST + 400 * n + 300, NORTH + 200) for n in range(14)]
    yield Rows("industrial_parks", _frame(parks, "I", name=[f"示意园区{n}" for n in range(14)], kind="old"))
    stations = [Point(EAST + n, NORTH - 700) for n in range(12)]
    yield Rows("facilities", _frame(stations, "E", name="长者站", kind="elderly_station"))


def neighbour_town(seed: int) -> Iterator[Rows]:
    """Yield the same town again, west of the boundary and as near to the focus area, without areas of its own."""
    for layer, rows in small_town(seed):
        if layer != "focus_areas":
            moved = rows.geometry.apply(translate, xoff=-WIDTH)
            near = moved.apply(lambda shape: shape.bounds[2] < EAST - 20).to_numpy()
            named = {name: "N" + rows[name] for name in ("code", "parcel") if name in rows}
            yield Rows(layer, rows.assign(**named, geometry=moved)[near])


def both_towns(seed: int) -> Iterator[Rows]:
    """Yield the small town and its neighbour, each inside a boundary."""
    boundaries = gpd.GeoDataFrame(
        {"code": [subdistrict_code(1), subdistrict_code(2)], "name": ["马田街道", "邻镇"]},
        geometry=[HOME, translate(HOME, xoff=-6010)],
        crs=4547,
    )
    yield Rows("subdistrict", boundaries)
    yield from small_town(seed)
    yield from neighbour_town(seed)


def fill(connection: psycopg.Connection[Any], instance: Instance, seed: int) -> None:
    """Load the towns and the records of the small one in the connection's transaction (as owner)."""
    with backfilling(connection, *all_layers()):
        list(load_pieces(connection, instance.place, both_towns(seed)))
    write_records(connection, instance.place, seed)


@pytest.fixture(scope="module", params=[7, 8, 9])
def town(request: pytest.FixtureRequest, instance: Instance) -> Iterator[psycopg.Connection[Any]]:
    """An owner's transaction in which the small town stands, from several seeds; rolled back at the end."""
    with psycopg.connect(db.dsn(instance, "owner")) as connection:
        connection.execute("SELECT set_config('TimeZone', %s, false)", [instance.place.time.zone])
        fill(connection, instance, request.param)
        yield connection
        connection.rollback()

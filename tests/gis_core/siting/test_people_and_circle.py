"""Where people live, and who of them reaches a station: in a tiny town by hand, and on the demo."""

from __future__ import annotations

import datetime as dt
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import psycopg
import pytest
from shapely.geometry import LineString

from gis_core import db, workspace
from gis_core.errors import WrongUseError
from gis_core.instance import Instance
from gis_core.siting.network import WalkingGraph
from gis_core.siting.network.circle import circle
from gis_core.siting.people import people

Connection = psycopg.Connection[Any]
DAY = dt.date(2025, 1, 1)
NOW = dt.datetime(2099, 1, 1, tzinfo=dt.UTC)
EAST, NORTH = 500_000, 2_518_000


def community(connection: Connection, code: str, east: float, population: int | None) -> None:
    """A square of 1 km."""
    connection.execute(
        "INSERT INTO communities (code, name, population, geom, valid_from)"
        " VALUES (%s, %s, %s, st_multi(st_makeenvelope(%s, %s, %s, %s, 4547)), '2020-01-01')",
        [code, f"社区{code}", population, EAST + east, NORTH, EAST + east + 1000, NORTH + 1000],
    )


def building(connection: Connection, code: str, east: float, **given: object) -> None:
    """A square of 10 m, at most with use, floors, floor area and people."""
    values = {"use": "residential", "floors": 1, "floor_area_m2": None, "residents": None, "residents_over_60": None}
    row = values | given
    connection.execute(
        "INSERT INTO buildings (code, use, floors, floor_area_m2, residents, residents_over_60, geom, valid_from)"
        " VALUES (%s, %s, %s, %s, %s, %s, st_multi(st_makeenvelope(%s, %s, %s, %s, 4547)), '2020-01-01')",
        [code, *row.values(), EAST + east, NORTH + 500, EAST + east + 10, NORTH + 510],
    )


def test_recorded_people_count_and_the_rest_of_a_community_is_shared_by_floor_area(connection: Connection) -> None:
    community(connection, "C1", 0, 1000)
    building(connection, "B1", 100, residents=400, residents_over_60=40)
    building(connection, "B2", 200, floors=2)  # 200 m² of floor
    building(connection, "B3", 300, floor_area_m2=400)
    building(connection, "B4", 400, use="factory", floors=9)  # nobody lives there
    building(connection, "B5", 500, residents=0)
    found = people(connection, at=DAY, known=NOW, share_over_60=0.1)
    assert found["residents"].to_dict() == pytest.approx({"B1": 400, "B2": 200, "B3": 400})
    assert found["residents_over_60"].to_dict() == pytest.approx({"B1": 40, "B2": 20, "B3": 40})
    assert found["how"].to_dict() == {"B1": "recorded", "B2": "community", "B3": "community"}
    assert found["community"].unique().tolist() == ["社区C1"]
    assert (found.loc["B1", "x"], found.loc["B1", "y"]) == (EAST + 105, NORTH + 505)


def test_more_recorded_than_the_community_says_leaves_nobody_to_share(connection: Connection) -> None:
    community(connection, "C1", 0, 100)
    building(connection, "B1", 100, residents=400)
    building(connection, "B2", 200)
    assert people(connection, at=DAY, known=NOW)["residents"].to_dict() == {"B1": 400, "B2": 0}


def test_without_a_population_homes_are_as_full_as_the_recorded_ones(connection: Connection) -> None:
    community(connection, "C1", 0, None)
    building(connection, "B1", 100, residents=50)
    building(connection, "B2", 200, floors=3)
    building(connection, "B3", 5000)  # in no community
    found = people(connection, at=DAY, known=NOW)
    assert found["residents"].to_dict() == pytest.approx({"B1": 50, "B2": 150, "B3": 50})
    assert found["how"].to_dict() == {"B1": "recorded", "B2": "floor_area", "B3": "floor_area"}
    assert found["community"].isna().to_dict() == {"B1": False, "B2": False, "B3": True}


def test_of_whom_nothing_is_known_is_left_out_and_counted(connection: Connection) -> None:
    community(connection, "C1", 0, None)
    building(connection, "B1", 100)
    found = people(connection, at=DAY, known=NOW)
    assert found.empty and found.attrs["unknown"] == 1
    assert people(connection, at=dt.date(2019, 1, 1), known=NOW).attrs["unknown"] == 0
    with pytest.raises(WrongUseError, match="no share"):
        people(connection, at=DAY, known=NOW, share_over_60=5.36)


def test_the_circle_is_open_where_the_river_lies_between() -> None:
    """A station on the north bank; at 1 m/s 15 minutes are 900 m. The south bank has its bridge at the east end."""
    lines = [LineString(line) for line in ([(0, 0), (1000, 0)], [(0, 100), (1000, 100)], [(1000, 0), (1000, 100)])]
    graph = WalkingGraph.from_roads(gpd.GeoDataFrame(geometry=lines, crs="EPSG:4547"))
    homes = pd.DataFrame(
        {
            "x": [400.0, 900.0, 400.0, 0.0],
            "y": [0.0, 0.0, 100.0, 100.0],
            "residents": [100.0, 60.0, 50.0, 10.0],
            "residents_over_60": [10.0, 6.0, 5.0, 1.0],
            "community": ["south", "south", "north", None],
        },
        index=["B1", "B2", "B3", "B4"],
    )
    stations = pd.DataFrame({"x": [400.0], "y": [120.0]}, index=["S1"])  # 20 m beside its street
    found = circle(graph, homes, stations)
    assert found.reach_m == 900
    assert (found.homes["minutes"] * 60).to_dict() == pytest.approx({"B1": 1320, "B2": 820, "B3": 20, "B4": 420})
    south, north, total = (found.communities.loc[name] for name in ("south", "north", "total"))
    assert (south["residents_share"], south["residents_over_60_covered"]) == (60 / 160, 6)
    assert (north["residents_share"], north["homes_uncovered"]) == (1, 0)
    assert (total["residents"], total["residents_covered"], total["homes"]) == (220, 120, 4)
    assert south["farthest_min"] == pytest.approx(22)
    assert found.gaps.index.tolist() == ["B1"]
    assert found.communities.loc["-", "homes"] == 1
    bridged = circle(graph, homes, pd.concat([stations, pd.DataFrame({"x": [1000.0], "y": [0.0]}, index=["S2"])]))
    assert bridged.gaps.empty
    assert bridged.homes.loc["B1", "station"] == "S2"
    none = circle(graph, homes, stations[:0])
    assert none.communities.loc["total", "residents_share"] == 0
    assert none.homes["station"].tolist() == [None] * 4
    with pytest.raises(WrongUseError, match="no column community"):
        circle(graph, homes.drop(columns="community"), stations)
    with pytest.raises(WrongUseError, match="missing"):
        circle(graph, homes.assign(residents=np.nan), stations)


def test_the_demos_communities_are_covered_in_part_and_the_gaps_are_their_people(demo_instance: Instance) -> None:
    with workspace.open(demo_instance) as space:
        graph = WalkingGraph.from_roads(space.layer("roads", at="2025-01-01"))
        facilities = space.layer("facilities", at="2025-01-01")
        recorded = space.layer("buildings", at="2025-01-01")
        with db.connect(space.instance) as connection:
            homes = people(connection, at=dt.date(2025, 1, 1), known=NOW)
    assert graph.quality.largest_share > 0.99
    stations = facilities[facilities["kind"] == "elderly_station"].set_index("code")
    assert len(stations) >= 40
    stations = stations.assign(x=stations.geometry.x, y=stations.geometry.y)
    found = circle(graph, homes, stations)
    total = found.communities.loc["total"]
    assert total["residents"] == pytest.approx(homes["residents"].sum())
    assert len(homes) <= (recorded["residents"].fillna(1) > 0).sum()
    assert total["residents"] - total["residents_covered"] == pytest.approx(found.gaps["residents"].sum())
    assert 0.5 < total["residents_over_60_share"] <= 1
    assert found.communities["residents_share"].drop("total").between(0, 1).all()
    straight = np.hypot(*(homes[["x", "y"]].to_numpy()[:, None] - stations[["x", "y"]].to_numpy()).transpose(2, 0, 1))
    assert (found.homes["minutes"] * 60 * 1.0 >= straight.min(axis=1) - 1e-6).all()

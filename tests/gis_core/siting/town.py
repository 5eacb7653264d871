"""
A tiny town for the tests of site selection, small enough to be worked out by hand.

Metres east and north of a corner; a street runs along y = 0 from x = 0 to 400, with four parcels of 100 × 50 m on its
north side:

    P1 vacant (16)   P2 a house (0701)   P3 vacant (16), in farmland   P4 a factory (1001), half built over
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import psycopg
import shapely
from psycopg import sql
from shapely.affinity import translate

from gis_core.instance import Instance
from gis_core.siting.ground import Ground
from layers.registry import all_layers

CORNER = (500_000, 2_518_000)
DAY = dt.date(2024, 6, 30)
Connection = psycopg.Connection[Any]


def put(connection: Connection, layer: str, code: str, shape: shapely.Geometry, **fields: object) -> None:
    """Record a feature, its shape in metres from the corner of the town, valid since 2020."""
    declared = all_layers()[layer].geometry
    placed = translate(shape, *CORNER)
    if declared.startswith("Multi"):
        placed = shapely.multipolygons([placed]) if placed.geom_type == "Polygon" else placed
    row = {"code": code, "valid_from": dt.date(2020, 1, 1), **fields}
    connection.execute(
        sql.SQL("INSERT INTO {} ({}, geom) VALUES ({}, st_geomfromwkb(%(shape)s, 4547))").format(
            sql.Identifier(layer),
            sql.SQL(", ").join(map(sql.Identifier, row)),
            sql.SQL(", ").join(map(sql.Placeholder, row)),
        ),
        {**row, "shape": shapely.to_wkb(placed)},
    )


def build(connection: Connection) -> None:
    """Record the town."""
    for number, use in enumerate(("16", "0701", "16", "1001")):
        lot = shapely.box(100 * number, 5, 100 * number + 100, 55)
        put(connection, "parcels", f"P{number + 1}", lot, land_use=use, vacant=use == "16")
    put(connection, "roads", "R1", shapely.LineString([(0, 0), (400, 0)]), **{"class": "local", "width_m": 8.0})
    put(connection, "buildings", "B2", shapely.box(140, 20, 160, 40), use="residential", residents=100, floors=3,
        floor_area_m2=1200.0, residents_over_60=20)  # fmt: skip
    put(connection, "buildings", "B4", shapely.box(300, 5, 350, 55), use="factory", floors=2, floor_area_m2=5000.0)
    put(connection, "three_lines", "L3", shapely.box(190, 0, 310, 60), kind="farmland")
    put(connection, "communities", "C1", shapely.box(-50, -50, 450, 100), name="示意社区", population=100)
    put(connection, "tenure", "T1", shapely.box(0, 5, 100, 55), ownership="state", holder_kind="government")
    put(connection, "tenure", "T2", shapely.box(100, 5, 200, 55), ownership="collective", holder_kind="individual")
    put(connection, "hazards", "H1", shapely.Point(50, 80), hazard_class="fire", kind="unsafe_wiring", severity=2,
        found_on=dt.date(2024, 1, 1))  # fmt: skip
    put(connection, "hazards", "H2", shapely.Point(60, 80), hazard_class="fire", kind="unsafe_wiring", severity=3,
        found_on=dt.date(2023, 1, 1), settled_on=dt.date(2023, 6, 1))  # fmt: skip
    put(connection, "plan_parcels", "G1", shapely.box(0, 0, 200, 60), zoning="G1")
    put(connection, "plan_parcels", "M1", shapely.box(200, 0, 400, 60), zoning="M1")
    put(connection, "parking", "K1", shapely.box(370, 10, 390, 30), kind="off_street", spaces=10)


def build_circle(connection: Connection) -> None:
    """
    Add to the town more street to the west, a home there, and facilities.

    On foot: B2 (100 people, 20 over 60) stands 30 m beside the street at x = 150; B9 (50, 10) 10 m beside x = -200, in
    community C2. The station F1 (40 places) stands 10 m beside x = 390, the canteen F2 (no capacity) at x = -300.
    """
    put(connection, "communities", "C2", shapely.box(-400, -50, -50, 100), name="西社区", population=50)
    put(connection, "roads", "R2", shapely.LineString([(-300, 0), (0, 0)]), **{"class": "local", "width_m": 8.0})
    put(connection, "buildings", "B9", shapely.box(-210, 5, -190, 15), use="residential", residents=50, floors=3,
        residents_over_60=10)  # fmt: skip
    put(connection, "facilities", "F1", shapely.Point(390, 10), name="东站", kind="elderly_station", capacity=40)
    put(connection, "facilities", "F2", shapely.Point(-300, 0), name="西食堂", kind="canteen")


def ground_of(connection: Connection, instance: Instance, at: dt.date = DAY) -> Ground:
    """Return the town on a day, as known now, with empty tables of candidates."""
    row = connection.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None
    ground = Ground(connection, instance, at, row[0])
    ground.prepare()
    return ground

"""A place elsewhere: Prague under one survey CRS or another, with four parcels, two of them in a project."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import shapely
from shapely.geometry import MultiPolygon, Polygon, box

from gis_core import db
from gis_core.embedded import Cluster
from gis_core.instance import Instance
from gis_core.opening import hold
from gis_core.settings import Settings

PRAGUE = (14.36, 50.06, 14.50, 50.13)
CORNERS = {5514: (-743_000.0, -1_041_000.0), 3045: (457_000.0, 5_551_000.0), 32633: (457_000.0, 5_551_000.0)}
"""Easting, northing: Krovak counts to the east first, EPSG:3045 to the north, EPSG:32633 to the east."""


@contextmanager
def prague(home: Path, crs: str) -> Iterator[Instance]:
    """Hold an instance of Prague at `home`, with a cluster of its own."""
    place = {"crs": crs, "extent": PRAGUE, "name": "Praha"}
    held = hold(Settings(home=home, _env_file=None, database_url=None, **place))  # type: ignore[call-arg]
    try:
        with db.connect(held.instance, who="tester", role="owner") as connection:
            settle(connection, held.instance.place.srid)
        yield held.instance
    finally:
        held.release()
        Cluster(held.instance).stop()
        shutil.rmtree(Cluster(held.instance).folder, ignore_errors=True)


def corner(srid: int) -> tuple[float, float]:
    """Return a round place at Bubeneč."""
    return CORNERS[srid]


def settle(connection: psycopg.Connection[tuple[object, ...]], srid: int) -> None:
    east, north = corner(srid)

    def shape(x0: float, y0: float, x1: float, y1: float) -> bytes:
        made: Polygon = box(east + x0, north + y0, east + x1, north + y1)
        return shapely.to_wkb(MultiPolygon([made]), include_srid=False)

    geom = f"st_setsrid(st_geomfromwkb(%s), {srid})"
    connection.execute(
        f"INSERT INTO subdistrict (code, name, geom, valid_from) VALUES ('P', 'Praha', {geom}, '2020-01-01')",
        [shape(-900, -700, 1300, 1100)],
    )
    connection.execute(
        "INSERT INTO consolidation_projects (code, name, project_type, geom, valid_from)"
        f" VALUES ('B1', 'Bubeneč', 'interest_sharing', {geom}, '2020-01-01')",
        [shape(-10, -10, 250, 130)],
    )
    for n in range(4):
        own = shape(n * 60, 0, n * 60 + 55, 100)
        connection.execute(
            "INSERT INTO parcels (code, name, land_use, registered_area_m2, geom, valid_from)"
            f" VALUES (%s, %s, '0701', 5500, {geom}, '2020-01-01')",
            [f"B-{n}", f"Dům {n}", own],
        )
        connection.execute(
            "INSERT INTO consolidation_parcels (code, project, land_kind, geom, valid_from)"
            f" VALUES (%s, 'B1', 'industrial', {geom}, '2020-01-01')",
            [f"B1-000{n}", own],
        )

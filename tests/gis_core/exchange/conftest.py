"""An instance with two parcels."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import shapely

from gis_core import db
from gis_core.instance import Instance
from tests.gis_core.exchange.deliveries import CODES, NAMES, SHAPES, USES


@pytest.fixture(scope="module")
def two_parcels(fresh_instance: Callable[..., Instance]) -> Instance:
    """An instance with two parcels, and a name that no table or text format likes."""
    instance = fresh_instance("outputs")
    insert = (
        "INSERT INTO parcels (code, name, land_use, registered_area_m2, geom, valid_from)"
        " VALUES (%s, %s, %s, 100.5, ST_Multi(ST_GeomFromWKB(%s, 4547)), '2023-01-01')"
    )
    rows = list(zip(CODES, NAMES, USES, shapely.to_wkb(list(SHAPES)), strict=True))
    with db.connect(instance, who="surveyor") as connection, connection.cursor() as cursor:
        cursor.executemany(insert, rows)
    return instance

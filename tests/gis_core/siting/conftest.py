"""The tiny town: in a transaction that is rolled back, or in an instance of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from gis_core import db
from gis_core.instance import Instance
from gis_core.siting.ground import Ground
from tests.gis_core.siting.town import build, ground_of


@pytest.fixture
def town(connection: psycopg.Connection[Any], instance: Instance) -> Ground:
    """The tiny town, asked as the application's role."""
    build(connection)
    return ground_of(connection, instance)


@pytest.fixture
def own_town(fresh_instance: Callable[..., Instance]) -> Instance:
    """The tiny town in an instance of its own, committed."""
    made = fresh_instance("town")
    with db.connect(made, who="tester") as connection:
        build(connection)
    return made


@pytest.fixture
def asking(own_town: Instance) -> Iterator[psycopg.Connection[Any]]:
    """A connection to it as the application, whose transactions the test commits."""
    with psycopg.connect(db.dsn(own_town)) as connection:
        connection.execute("SELECT set_config('TimeZone', %s, false)", [own_town.place.time.zone])
        connection.execute("SELECT set_config('matian.who', 'tester', false)")
        connection.commit()
        yield connection
        connection.rollback()

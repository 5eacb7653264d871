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


@pytest.fixture(scope="session")
def built_town(fresh_instance: Callable[..., Instance]) -> Instance:
    """The tiny town, committed; read only."""
    made = fresh_instance("town")
    with db.connect(made, who="tester") as connection:
        build(connection)
    return made


@pytest.fixture
def town(built_town: Instance) -> Iterator[Ground]:
    """The tiny town, asked as the application's role in a transaction that is rolled back at the end."""
    with psycopg.connect(db.dsn(built_town)) as connection:
        connection.execute("SELECT set_config('TimeZone', %s, false)", [built_town.place.time.zone])
        connection.execute("SELECT set_config('matian.who', 'tester', false)")
        yield ground_of(connection, built_town)
        connection.rollback()


@pytest.fixture
def own_town(built_town: Instance, fresh_instance: Callable[..., Instance]) -> Instance:
    """The tiny town in an instance of its own, for tests that commit."""
    return fresh_instance("town", template=db.dsn(built_town).rpartition("/")[2])


@pytest.fixture
def asking(own_town: Instance) -> Iterator[psycopg.Connection[Any]]:
    """A connection to it as the application, whose transactions the test commits."""
    with psycopg.connect(db.dsn(own_town)) as connection:
        connection.execute("SELECT set_config('TimeZone', %s, false)", [own_town.place.time.zone])
        connection.execute("SELECT set_config('matian.who', 'tester', false)")
        connection.commit()
        yield connection
        connection.rollback()

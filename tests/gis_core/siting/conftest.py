"""The tiny town, in a transaction that is rolled back."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from gis_core.instance import Instance
from gis_core.siting.ground import Ground
from tests.gis_core.siting.town import build, ground_of


@pytest.fixture
def town(connection: psycopg.Connection[Any], instance: Instance) -> Ground:
    """The tiny town, asked as the application's role."""
    build(connection)
    return ground_of(connection, instance)

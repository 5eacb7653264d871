"""
A real server on a real database: uvicorn in a thread, asked over HTTP.

- `served`: an instance with the few records of `serving.fill`; read only.
- `server`: a running server on it.
- `viewer`: a client of it with a viewer's token.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import pytest

from api.roles import Role
from gis_core.instance import Instance
from tests.api.serving import Running, fill, serving


@pytest.fixture(scope="session")
def served(fresh_instance: Callable[..., Instance]) -> Instance:
    """An instance with a few records; read only."""
    instance = fresh_instance("served")
    fill(instance)
    return instance


@pytest.fixture(scope="session")
def server(served: Instance) -> Iterator[Running]:
    """A running server on `served`."""
    with serving(served) as running:
        yield running


@pytest.fixture
def viewer(server: Running) -> Iterator[httpx.Client]:
    """A client with a viewer's token on `server`."""
    with server.client(Role.VIEWER) as client:
        yield client


@pytest.fixture(scope="session")
def demo_server(demo_instance: Instance) -> Iterator[Running]:
    """A running server on the demo district; read only."""
    with serving(demo_instance) as running:
        yield running


@pytest.fixture
def demo_viewer(demo_server: Running) -> Iterator[httpx.Client]:
    """A client with a viewer's token on the demo."""
    with demo_server.client(Role.VIEWER) as client:
        yield client

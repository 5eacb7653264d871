"""A server with a worker beside it, for the pages that ask for long work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from api.roles import Role
from gis_core.instance import Instance
from gis_core.jobs.beside import worker_beside
from tests.api.serving import Running, serving

ROOT = Path(__file__).parents[2]


@contextmanager
def working(instance: Instance, *roles: Role) -> Iterator[Running]:
    """Serve `instance`, for people of some roles and with a worker, while the block runs."""
    with pytest.MonkeyPatch.context() as patch, serving(instance) as running:
        patch.setenv("PYTHONPATH", str(ROOT))
        for role in roles:
            running.token(role)  # made before a browser holds this thread's event loop
        with worker_beside(instance, 1):
            yield running

"""The server outlives its database: the cluster killed, stopped, started elsewhere."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from api.roles import Role
from gis_core.embedded import Cluster
from gis_core.instance import Instance
from gis_core.opening import hold
from gis_core.settings import Settings
from tests.api.serving import Running, serving


@pytest.fixture
def private(tmp_path: Path) -> Iterator[Instance]:
    """An instance with a cluster of its own."""
    held = hold(Settings(home=tmp_path / "own").model_copy(update={"database_url": None}))
    yield held.instance
    held.release()
    Cluster(held.instance).stop()


def healthy(running: Running) -> httpx.Response:
    return httpx.get(f"{running.url}/healthz", timeout=60)


def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.2)


def test_a_killed_cluster_is_started_again_and_the_server_answers_as_before(private: Instance) -> None:
    cluster = Cluster(private)
    with serving(private, private=True) as running, running.client(Role.VIEWER) as client:
        assert client.get("/api/layers/parcels/features").status_code == 200
        postmaster = int((cluster.data / "postmaster.pid").read_text().split()[0])
        os.kill(postmaster, signal.SIGKILL)
        until(lambda: not cluster.status().running or _pid(cluster) != postmaster)
        seen = []

        def answered() -> bool:
            answer = client.get("/api/layers/parcels/features")
            seen.append(answer.status_code)
            return answer.status_code == 200

        until(answered)
        assert set(seen) <= {200, 503}, "meanwhile the answer is: try again"
        assert healthy(running).json()["status"] == "ok"
        assert _pid(cluster) != postmaster


def _pid(cluster: Cluster) -> int:
    try:
        return int((cluster.data / "postmaster.pid").read_text().split()[0])
    except (FileNotFoundError, IndexError):
        return 0


def test_a_stopped_cluster_is_left_alone_and_found_again_on_another_port(private: Instance) -> None:
    cluster = Cluster(private)
    with serving(private, private=True) as running, running.client(Role.VIEWER) as client:
        before = cluster.status().port
        cluster.stop()
        for _ in range(3):
            degraded = healthy(running)
            assert degraded.status_code == 503
            assert degraded.json()["database"] == "degraded"
            assert "127.0.0.1" not in degraded.text
            for path in ("/api/layers", "/api/figures/year?year=2024"):
                refused = client.get(path)
                assert (refused.status_code, refused.headers["retry-after"]) == (503, "2"), path
        assert not cluster.status().running
        (cluster.folder / "port").write_text("0")
        again = hold(Settings(home=private.home).model_copy(update={"database_url": None}))
        try:
            until(lambda: healthy(running).status_code == 200)
            assert client.get("/api/layers").status_code == 200
            assert before is not None
        finally:
            again.release()


def test_health_tells_of_a_schema_that_is_not_ours(
    fresh_instance: Callable[..., Instance], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.routes.health.newest_revision", lambda: "9999")
    with serving(fresh_instance("behind")) as running:
        told = healthy(running)
    assert told.status_code == 503
    assert told.json() == {"status": "degraded", "database": "ok", "migrations": "degraded", "disk": "ok"}

"""The way to the database: so many queries at once, given up in time, cancelled when nobody waits any more."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import SimpleNamespace
from typing import Any

import httpx
import psycopg
import pytest
from fastapi import APIRouter, Request
from psycopg import sql

import api.app
from api.database import in_thread, query
from api.roles import Role
from api.security import needs
from gis_core import db
from gis_core.instance import Instance
from tests.api.serving import Running, serving
from tests.conftest import superuser_url

LONG_S = 60.0


@pytest.fixture
def slow(served: Instance, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """A function that serves `served` with routes that take as long as they are told to."""
    router = APIRouter(dependencies=[needs(Role.VIEWER)])

    @router.get("/slow")
    async def slow_query(request: Request, seconds: float) -> int:
        async with query(request) as connection:
            told = (
                "SELECT count(*) FROM pg_stat_activity, pg_sleep($1) WHERE state = 'active' AND query LIKE '%pg_sleep%'"
            )
            return int(await connection.fetchval(told, seconds))

    @router.get("/slow-thread")
    async def slow_thread(request: Request, seconds: float) -> str:
        def ask(connection: psycopg.Connection[Any]) -> str:
            connection.execute("SELECT pg_sleep(%s)", [seconds])
            return "done"

        return await in_thread(request, ask)

    @router.get("/file")
    async def file() -> str:
        return "needs no query"

    module = SimpleNamespace(__name__="slow", router=router)
    monkeypatch.setattr(api.app, "route_modules", lambda: [module])
    yield lambda instance=served, **settings: serving(instance, **settings)


def sleeping(instance: Instance) -> int:
    """Return how many sleeps run in the database."""
    told = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%%pg_sleep(%%' AND pid <> %s"
    with db.connect(instance) as connection:
        row = connection.execute(told, [connection.info.backend_pid]).fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize("path", ["/slow", "/slow-thread"])
def test_a_query_that_takes_too_long_is_given_up_with_503(slow: Callable[..., Any], path: str) -> None:
    with slow(statement_timeout_s=0.2) as running, running.client(Role.VIEWER) as client:
        answer = client.get(path, params={"seconds": LONG_S})
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
        assert "0.2 s" in answer.json()["detail"]
        assert client.get(path, params={"seconds": 0}).status_code == 200


def test_a_client_that_hangs_up_cancels_its_query(slow: Callable[..., Any], served: Instance) -> None:
    with slow(statement_timeout_s=LONG_S) as running, running.client(Role.VIEWER) as client:
        asking = threading.Thread(target=_hang_up, args=(client, running))
        asking.start()
        _until(lambda: sleeping(served) == 1)
        asking.join()
        _until(lambda: sleeping(served) == 0)
        assert client.get("/slow", params={"seconds": 0}).status_code == 200, "the connection is whole again"


def _hang_up(client: httpx.Client, running: Running) -> None:
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{running.url}/slow", params={"seconds": LONG_S}, headers=client.headers, timeout=1.5)


def _until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.05)


def test_no_more_than_so_many_queries_run_at_once(slow: Callable[..., Any]) -> None:
    with slow(query_limit=2, pool_size=5) as running:
        header = {"Authorization": f"Bearer {running.token(Role.VIEWER)}"}

        def ask(_number: int) -> int:
            return int(httpx.get(f"{running.url}/slow", params={"seconds": 0.2}, headers=header, timeout=60).text)

        with ThreadPoolExecutor(8) as pool:
            seen = list(pool.map(ask, range(8)))
    assert max(seen) <= 2


def test_who_waits_too_long_for_a_turn_is_told_to_come_again(
    slow: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, served: Instance
) -> None:
    monkeypatch.setattr("api.database.QUEUE_S", 0.3)
    with slow(query_limit=1) as running, running.client(Role.VIEWER) as client:
        client.get("/slow", params={"seconds": 0})  # who asks is known from here on, without a query
        holding = threading.Thread(target=_hang_up, args=(client, running))
        holding.start()
        _until(lambda: sleeping(served) == 1)
        answer = client.get("/slow", params={"seconds": 0})
        holding.join()
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert "too many" in answer.json()["detail"]


def test_who_comes_in_waits_for_no_query_of_others(
    slow: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, served: Instance
) -> None:
    monkeypatch.setattr("api.database.QUEUE_S", 0.3)
    with slow(query_limit=1, pool_size=1) as running, running.client(Role.VIEWER) as client:
        holding = threading.Thread(target=_hang_up, args=(client, running))
        holding.start()
        _until(lambda: sleeping(served) == 1)
        with running.client(Role.LEAD) as other:  # nobody has asked yet who this is
            answer = other.get("/file")
        holding.join()
    assert answer.status_code == 200


def test_a_question_waits_where_postgresql_has_no_further_connection_to_give(
    slow: Callable[..., Any], fresh_instance: Callable[..., Instance]
) -> None:
    own = fresh_instance("few_connections")
    with slow(own, query_limit=4) as running, running.client(Role.VIEWER) as client:
        assert client.get("/slow", params={"seconds": 0}).status_code == 200
        with db.connect(own, role="owner") as connection:
            name = connection.info.dbname
        with psycopg.connect(superuser_url(own, "postgres"), autocommit=True) as server:
            server.execute(sql.SQL("ALTER DATABASE {} CONNECTION LIMIT 2").format(sql.Identifier(name)))
            ask = partial(client.get, "/slow", params={"seconds": 0.3})
            with ThreadPoolExecutor(4) as pool:
                answers = list(pool.map(lambda _: ask(), range(4)))
    assert [answer.status_code for answer in answers] == [200] * 4

"""Connections kept at hand: lent again as they are, put right when something went wrong on them, shared when few."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import pytest

from api.connections import Connections
from gis_core import db
from gis_core.instance import Instance


def tried(instance: Instance, trial: Callable[[Connections], Awaitable[Any]], *, size: int = 1) -> Any:
    """Run a trial on the connections of a pool of that size, and close both."""

    async def run() -> Any:
        async with await db.pool(instance, size=size) as pool:
            connections = Connections(pool)
            try:
                return await trial(connections)
            finally:
                await connections.let_go()

    return asyncio.run(run())


async def backend(connections: Connections) -> int:
    async with connections.one() as connection:
        return int(await connection.fetchval("SELECT pg_backend_pid()"))


def test_the_connection_that_came_back_last_is_lent_first(served: Instance) -> None:
    async def trial(connections: Connections) -> None:
        async with connections.one() as one, connections.one() as other:
            assert one is not other
            first = await one.fetchval("SELECT pg_backend_pid()")
        assert {await backend(connections) for _ in range(3)} == {first}

    tried(served, trial, size=2)


def test_a_cancelled_statement_leaves_a_connection_that_works(served: Instance) -> None:
    async def trial(connections: Connections) -> None:
        async def wait() -> None:
            async with connections.one() as connection:
                await connection.execute("SELECT pg_sleep(60)")

        waiting = asyncio.create_task(wait())
        await asyncio.sleep(0.2)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        async with asyncio.timeout(10):
            assert await backend(connections)

    tried(served, trial)


def test_a_transaction_left_open_is_not_lent_on(served: Instance) -> None:
    async def trial(connections: Connections) -> None:
        async with connections.one() as connection:
            await connection.execute("BEGIN")
        async with connections.one() as connection:
            assert not connection.is_in_transaction()

    tried(served, trial)


def test_a_connection_that_the_server_ended_is_replaced(served: Instance) -> None:
    async def trial(connections: Connections) -> None:
        ended = await backend(connections)
        other = await asyncpg.connect(db.dsn(served))
        await other.execute("SELECT pg_terminate_backend($1)", ended)
        await other.close()
        await asyncio.sleep(0.3)
        assert await backend(connections) != ended

    tried(served, trial)


def test_who_waits_gets_the_connection_that_is_given_back(served: Instance) -> None:
    async def trial(connections: Connections) -> None:
        async with asyncio.timeout(10):
            assert len({*await asyncio.gather(*(backend(connections) for _ in range(20)))}) == 2

    tried(served, trial, size=2)

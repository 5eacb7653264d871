"""
The connections of a server process, kept at hand.

asyncpg's own way of lending a connection makes a task, a future, a timer and a proxy each time, which takes as long as
PostGIS does for a small tile. A connection that was given back whole is lent again as it is; what went wrong on one, or
stands open on it, is left to asyncpg's pool to put right.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

QUEUE_S = 10.0
FULL_S = 0.1  # between two looks whether PostgreSQL has a connection to give


class Connections:
    """
    Lends the connections of a pool.

    Parameters
    ----------
    pool
        asyncpg's; nobody else may take connections from it.
    """

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._at_hand: list[Any] = []
        self._waiting = 0

    @asynccontextmanager
    async def one(self) -> AsyncIterator[asyncpg.Connection]:
        """
        Give a connection for as long as the block runs; the latest that came back, whose statements are prepared.

        Raises
        ------
        TimeoutError
            If none becomes free in time.
        """
        connection = self._at_hand.pop() if self._at_hand else None
        if connection is None or not _is_whole(connection):
            connection = await self._acquire(connection)
        try:
            yield connection
        except BaseException:
            await self._pool.release(connection)
            raise
        if self._waiting or not _is_whole(connection):
            await self._pool.release(connection)
        else:
            self._at_hand.append(connection)

    async def _acquire(self, broken: Any) -> Any:
        if broken is not None:
            await self._pool.release(broken)
        self._waiting += 1
        try:
            async with asyncio.timeout(QUEUE_S):  # asyncpg's own timeout makes a task each time
                while True:
                    try:
                        return await self._pool.acquire()
                    except asyncpg.TooManyConnectionsError:  # others have them all; one of ours may come back first
                        await asyncio.sleep(FULL_S)
        finally:
            self._waiting -= 1

    async def let_go(self) -> None:
        """Give all connections at hand back to the pool, which is about to close."""
        while self._at_hand:
            await self._pool.release(self._at_hand.pop())


def _is_whole(connection: Any) -> bool:
    """Whether it can be lent on: open, and without a transaction that somebody left."""
    try:
        return not connection.is_closed() and not connection.is_in_transaction()
    except asyncpg.InterfaceError:  # it ended, and the pool has taken it back by itself
        return False

"""
The stream of progress of a server process: one connection that listens, any number of readers.

A notification only wakes: what happened is read from the logs, so one that gets lost loses nothing. The connection
isn't one of the pool, and no reader holds a query's turn. When the server is told to stop the streams end at once, and
a browser comes back by itself with the position that it had.
"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from types import FrameType
from typing import Any

import asyncpg
import structlog
from fastapi import FastAPI, Request

from api.database import UNREACHABLE
from api.errors import ClientGone, Problem
from api.job_stream import Bells
from api.security.access import caller
from gis_core import db
from gis_core.consolidation.records.stream import CHANNEL, Hub, Position
from gis_core.instance import Instance
from gis_core.jobs.store import CHANNEL as JOBS

HEARTBEAT_S = 15.0
LOOK_EVERY_S = 5.0
"""Seconds after which the logs are looked at though nothing was notified."""
PAUSES_S = (0.2, 0.5, 1.0, 2.0)
RETRY_MS = 1000

IDENTITY = "SELECT system_identifier::text FROM pg_control_system()"

log: structlog.stdlib.BoundLogger = structlog.get_logger("matian.progress")


class Progress:
    """What the route of the stream asks."""

    def __init__(self, instance: Instance, look_after_database: Callable[[], None]) -> None:
        self._instance = instance
        self._look_after_database = look_after_database
        self._tries = 0
        self._hub = Hub()
        self.bells = Bells()
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """End all streams."""
        self._stopping.set()

    @property
    def stopping(self) -> bool:
        """Whether all streams end."""
        return self._stopping.is_set()

    async def follow(self) -> None:
        """Keep the connection that listens, and make another one when it is lost."""
        while True:
            try:
                await self._follow_once()
            except (*UNREACHABLE, asyncpg.PostgresError) as error:
                log.info("the stream lost its connection", error=str(error))
                self._look_after_database()
            self._hub.disconnect()
            await asyncio.sleep(PAUSES_S[min(self._tries, len(PAUSES_S) - 1)])
            self._tries += 1

    async def _follow_once(self) -> None:
        woken = asyncio.Event()
        connection = await asyncpg.connect(
            db.dsn(self._instance), timeout=10, server_settings={"application_name": "matian-stream"}
        )
        try:
            connection.add_termination_listener(lambda _: woken.set())
            await connection.add_listener(CHANNEL, lambda *_: woken.set())
            await connection.add_listener(JOBS, lambda *told: self.bells.ring(told[-1]))
            await self._hub.connect(connection.fetch, await connection.fetchval(IDENTITY))
            self._tries = 0
            while not connection.is_closed():
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_EVERY_S):
                        await woken.wait()
                woken.clear()
                await self._hub.look()
        finally:
            with suppress(*UNREACHABLE, asyncpg.PostgresError):
                await connection.close(timeout=1)

    async def read(self, request: Request, position: Position | None) -> AsyncIterator[bytes]:
        """Give the bytes of one stream, until the client goes, its right ends or the server is told to stop."""
        yield f"retry: {RETRY_MS}\n\n".encode()
        joining = asyncio.create_task(self._hub.join(position))
        while not await self.done(joining, HEARTBEAT_S):
            if self.stopping:
                joining.cancel()
                return
            yield b": waiting for the database\n\n"
        reader, missed = joining.result()
        try:
            for message in missed:
                yield message.encoded()
            while not (self.stopping or reader.behind):
                coming = asyncio.create_task(reader.waiting.get())
                arrived = await self.done(coming, HEARTBEAT_S)
                if not arrived:
                    coming.cancel()
                if self.stopping or not await _still_welcome(request):
                    return
                if not arrived:
                    yield b": still here\n\n"
                    continue
                for message in coming.result():
                    yield message.encoded()
        finally:
            self._hub.leave(reader)

    async def done(self, task: asyncio.Task[Any], seconds: float) -> bool:
        """Wait until `task` is done, the server is told to stop or time is up; tell whether it is done."""
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait({task, stopping}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            task.cancel()
            raise
        finally:
            stopping.cancel()
        return task.done()


async def _still_welcome(request: Request) -> bool:
    """Ask again whether the reader may: its token may have been revoked. A database that is away is no reason to go."""
    try:
        return await caller(request) is not None
    except ClientGone:
        return False
    except Problem as problem:
        return problem.status != 401


@asynccontextmanager
async def progress_followed(app: FastAPI) -> AsyncIterator[None]:
    """Follow the logs while the server runs."""
    app.state.progress = progress = Progress(app.state.instance, app.state.revival.ask_for)
    follower = asyncio.create_task(progress.follow())
    try:
        with _told_to_stop(progress):
            yield
    finally:
        progress.stop()
        follower.cancel()
        await asyncio.wait([follower])


@contextmanager
def _told_to_stop(progress: Progress) -> Iterator[None]:
    """End the streams on the signal that stops the server, which waits for requests under way before it ends itself."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals come to the main thread alone
        return
    loop = asyncio.get_running_loop()
    before: dict[int, Any] = {}

    def leave(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(progress.stop)
        handler = before[number]
        if callable(handler):
            handler(number, frame)

    for number in (int(signal.SIGINT), int(signal.SIGTERM)):
        before[number] = signal.signal(number, leave)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

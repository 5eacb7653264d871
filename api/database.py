"""
The way from a request to PostgreSQL: at most N queries at once, cancelled when the client hangs up, given up in time.

    async with query(request) as connection:
        rows = await connection.fetch(…)

A database that can't be reached is a 503; when it is the instance's own cluster and it died, it is started again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeAlias, TypeVar

import asyncpg
import psycopg
from fastapi import Request
from starlette.concurrency import run_in_threadpool

from api.errors import ClientGone, Problem
from gis_core import db
from gis_core.errors import EnvironmentProblemError

Connection: TypeAlias = asyncpg.Connection
QUEUE_S = 10.0
Result = TypeVar("Result")

UNREACHABLE = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    psycopg.errors.AdminShutdown,
    psycopg.errors.CrashShutdown,
    EnvironmentProblemError,  # what gis_core.db.connect makes of it
)


@asynccontextmanager
async def query(request: Request) -> AsyncIterator[Connection]:
    """
    Give a connection of the pool for one or a few quick statements.

    Raises
    ------
    Problem
        503 if too many queries wait, the statement timeout passed or the database can't be reached.
    ClientGone
        If the client hung up; the running statement was cancelled.
    """
    async with _turn(request), _while_client_listens(request):
        with as_problems(request):
            async with pooled(request.app.state.pool) as connection:
                yield connection


@asynccontextmanager
async def pooled(pool: asyncpg.Pool) -> AsyncIterator[Connection]:
    """
    Give a connection of the pool to the server's own errands, which are no request's.

    Raises
    ------
    TimeoutError
        If none becomes free in time.
    """
    async with asyncio.timeout(QUEUE_S):  # asyncpg's own timeout makes a task each time
        connection = await pool.acquire()
    try:
        yield connection
    finally:
        await pool.release(connection)


async def in_thread(request: Request, ask: Callable[[psycopg.Connection[Any]], Result]) -> Result:
    """
    Run `ask` on a psycopg connection in a thread: for what `gis_core` answers without asyncio, and what is recorded.

    The transaction bears the caller's name and role (`matian.who`, `matian.role`), and is committed when `ask` returns.

    Raises
    ------
    Problem
        As `query`.
    """
    state = request.app.state
    who, role = getattr(request.state, "who", None), getattr(request.state, "role", None)

    def work() -> Result:
        with db.connect(state.instance, who=who, acting_as=role) as connection:
            limit = f"{int(state.settings.statement_timeout_s * 1000)}ms"
            connection.execute("SELECT set_config('statement_timeout', %s, true)", [limit])
            return ask(connection)

    async with _turn(request):
        with as_problems(request):
            return await run_in_threadpool(work)


@asynccontextmanager
async def _turn(request: Request) -> AsyncIterator[None]:
    turns: asyncio.Semaphore = request.app.state.turns
    try:
        async with asyncio.timeout(QUEUE_S):
            await turns.acquire()
    except TimeoutError:
        raise Problem(503, "too many questions at once; ask again in a moment", retry_after_s=2) from None
    try:
        yield
    finally:
        turns.release()


@asynccontextmanager
async def _while_client_listens(request: Request) -> AsyncIterator[None]:
    """
    Cancel what the block waits for when the client hangs up; asyncpg cancels the statement in the server.

    Only for requests that read: of others the body may still have to be received, and watching would swallow it.
    """
    if request.method not in ("GET", "HEAD"):
        yield
        return
    task = asyncio.current_task()
    assert task is not None  # noqa: S101  (a coroutine runs in one)

    async def watch() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        request.state.gone = True
        task.cancel()

    watcher = asyncio.create_task(watch())
    try:
        yield
    except asyncio.CancelledError:
        if not getattr(request.state, "gone", False):
            raise
        task.uncancel()
        raise ClientGone from None
    finally:
        watcher.cancel()


@contextmanager
def as_problems(request: Request) -> Iterator[None]:
    """
    Turn what the database says into answers.

    Raises
    ------
    Problem
        503 if the statement timeout passed or the database can't be reached.
    """
    try:
        yield
    except (asyncpg.DataError, asyncpg.InternalClientError):
        raise
    except (asyncpg.QueryCanceledError, psycopg.errors.QueryCanceled) as error:
        limit = request.app.state.settings.statement_timeout_s
        raise Problem(
            503, f"the database was asked for more than it finds in {limit:g} s; ask for less", retry_after_s=5
        ) from error
    except (*UNREACHABLE, psycopg.OperationalError) as error:
        request.app.state.revival.ask_for()
        raise Problem(503, "the database can't be reached; ask again in a moment", retry_after_s=2) from error

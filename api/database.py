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

from api.connections import QUEUE_S
from api.errors import BadParameter, ClientGone, Problem
from api.logs import log
from gis_core import db
from gis_core.errors import EnvironmentProblemError

Connection: TypeAlias = asyncpg.Connection
WATCH_AFTER_S = 0.1
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
async def query(request: Request, *, turns: asyncio.Semaphore | None = None) -> AsyncIterator[Connection]:
    """
    Give a connection of the pool for one or a few quick statements.

    Parameters
    ----------
    request
        What is answered.
    turns
        How many at once; those of the server for what is asked when not given.

    Raises
    ------
    Problem
        503 if too many queries wait, the statement timeout passed or the database can't be reached.
    ClientGone
        If the client hung up; the running statement was cancelled.
    """
    state = request.app.state
    turns = turns or state.turns
    await _take_turn(turns)
    try:
        with WhileClientListens(request), as_problems(request):
            async with state.connections.one() as connection:
                yield connection
    finally:
        turns.release()


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

    await _take_turn(state.turns)
    try:
        with as_problems(request):
            return await run_in_threadpool(work)
    finally:
        state.turns.release()


async def _take_turn(turns: asyncio.Semaphore) -> None:
    if not turns.locked():
        await turns.acquire()  # at once
        return
    try:
        async with asyncio.timeout(QUEUE_S):
            await turns.acquire()
    except TimeoutError:
        raise Problem(503, "too many questions at once; ask again in a moment", retry_after_s=2) from None


class WhileClientListens:
    """
    Cancel what the block waits for when the client hangs up; asyncpg cancels the statement in the server.

    Nobody watches before `WATCH_AFTER_S`: most queries are over by then, and a watcher costs as much as a small tile.
    Only requests that read are watched: of others the body may still have to come, and watching would swallow it.

    Raises
    ------
    ClientGone
        In place of the cancellation.
    """

    def __init__(self, request: Request) -> None:
        self._request = request
        self._task: asyncio.Task[Any] | None = None
        self._watcher: asyncio.Task[None] | None = None

    def __enter__(self) -> None:
        self._task = asyncio.current_task()
        self._timer = asyncio.get_running_loop().call_later(WATCH_AFTER_S, self._begin)

    def _begin(self) -> None:
        if self._request.method in ("GET", "HEAD"):
            self._watcher = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        while (await self._request.receive())["type"] != "http.disconnect":
            pass
        self._request.state.gone = True
        if self._task is not None:
            self._task.cancel()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self._timer.cancel()
        if self._watcher is not None:
            self._watcher.cancel()
        if kind is asyncio.CancelledError and getattr(self._request.state, "gone", False) and self._task is not None:
            self._task.uncancel()
            raise ClientGone from None


@contextmanager
def as_problems(request: Request) -> Iterator[None]:
    """
    Turn what the database says into answers.

    Raises
    ------
    BadParameter
        If a sum in a filter overflows.
    Problem
        503 if the statement timeout passed or the database can't be reached.
    """
    try:
        yield
    except asyncpg.NumericValueOutOfRangeError as error:
        if "filter" not in request.query_params:
            raise
        told = str(error.args[0])[:80]  # the number itself may be thousands of digits long
        raise BadParameter("filter", f"a sum in it can't be worked out for some row ({told})") from error
    except (asyncpg.DataError, asyncpg.InternalClientError):
        raise
    except (asyncpg.QueryCanceledError, psycopg.errors.QueryCanceled) as error:
        limit = request.app.state.settings.statement_timeout_s
        raise Problem(
            503, f"the database was asked for more than it finds in {limit:g} s; ask for less", retry_after_s=5
        ) from error
    except (*UNREACHABLE, psycopg.OperationalError) as error:
        log.warning("the database can't be reached", reason=f"{type(error).__name__}: {error}")
        request.app.state.revival.ask_for()
        raise Problem(503, "the database can't be reached; ask again in a moment", retry_after_s=2) from error

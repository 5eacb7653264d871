"""
The worker: takes jobs from procrastinate's queue and does each in a child process of its own.

`python -m gis_core.jobs.worker AT_ONCE [PACKAGE …]` works on the instance of its environment until its standard input
ends, as it does when the server that started it ends in whatever way. What runs then goes back to the queue.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import Sequence

import psycopg
from procrastinate import App, BaseRetryStrategy, JobContext, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ConnectorException, JobAborted
from procrastinate.job_context import AbortReason
from procrastinate.jobs import Job

from gis_core import db
from gis_core.errors import EnvironmentProblemError
from gis_core.exports.sweeping import settle, sweep
from gis_core.instance import Instance, current_instance
from gis_core.jobs import rescue
from gis_core.jobs.child import DONE, FAILED, GRACE_S
from gis_core.jobs.kind import KINDS
from gis_core.jobs.store import QUEUE, TASK

SIGN_OF_LIFE_S = 2.0
LOOK_EVERY_S = 2.0
"""Seconds after which the queue is looked at though nothing was notified, and the dead are looked for."""
EXPIRE_EVERY_S = 3600.0
PAUSE_S = 1.0
CONNECTIONS = 3

AWAY = (psycopg.OperationalError, ConnectorException, EnvironmentProblemError, OSError)


class FailedError(Exception):
    """The job ended with an error, which its child has written down."""


class InterruptedJobError(Exception):
    """The child ended before its time: it was killed, or the worker has to go."""


class AgainWhenInterrupted(BaseRetryStrategy):
    """Try a job again whose process ended before its time, and no other."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Return when to try again, or `None`."""
        if isinstance(exception, InterruptedJobError) and job.attempts + 1 < rescue.MOST_ATTEMPTS:
            return RetryDecision(retry_in={"seconds": 0})
        return None


def app_of(instance: Instance, packages: Sequence[str]) -> App:
    """Return procrastinate's app on the instance's database, with the one task that does whatever kind of job."""
    connector = PsycopgConnector(
        conninfo=db.dsn(instance),
        kwargs={"application_name": "matian-worker", "options": "-c search_path=jobs"},
        min_size=1,
        max_size=CONNECTIONS,
        timeout=10,
    )
    app = App(connector=connector)

    @app.task(name=TASK, queue=QUEUE, pass_context=True, retry=AgainWhenInterrupted())
    async def work(context: JobContext) -> None:
        number = context.job.id
        assert number is not None  # noqa: S101  (it comes from the queue)
        code = await _done_in_child(number, packages, context)
        if code == DONE:
            return
        if code == FAILED:
            raise FailedError
        if context.job.attempts + 1 >= rescue.MOST_ATTEMPTS:
            await asyncio.to_thread(_give_up, instance, number)
        raise InterruptedJobError

    return app


async def _done_in_child(number: int, packages: Sequence[str], context: JobContext) -> int:
    """
    Run the child and return its exit code.

    Raises
    ------
    JobAborted
        If the owner took the job back.
    InterruptedJobError
        If the worker has to go.
    """
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "gis_core.jobs.child", str(number), *packages),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        return await child.wait()
    except asyncio.CancelledError:
        await _stop(child)
        if context.abort_reason() == AbortReason.USER_REQUEST:
            raise JobAborted from None
        raise InterruptedJobError from None
    finally:
        if child.returncode is None:
            child.kill()


async def _stop(child: asyncio.subprocess.Process) -> None:
    """Give the word that the job isn't wanted any longer, and end what doesn't listen."""
    assert child.stdin is not None  # noqa: S101  (asked for)
    child.stdin.close()
    try:
        async with asyncio.timeout(GRACE_S * 1.5):  # it ends itself after its grace, unless nothing can wake it
            await child.wait()
    except TimeoutError:
        child.kill()
        await child.wait()


def _give_up(instance: Instance, number: int) -> None:
    with db.connect(instance) as connection:
        connection.execute("UPDATE jobs.jobs SET error = %s WHERE id = %s", [rescue.GIVEN_UP, number])


def _look_after(instance: Instance, *, expire: bool) -> None:
    with db.connect(instance) as connection:
        rescue.rescue(connection)
        if expire:
            rescue.expire(connection)
    settle(instance)
    if expire:
        sweep(instance)


async def _keep_house(instance: Instance) -> None:
    """Look for the dead and the forgotten as long as the worker runs."""
    loop = asyncio.get_running_loop()
    expire_at = loop.time()
    while True:
        due = loop.time() >= expire_at
        await asyncio.to_thread(_look_after, instance, expire=due)
        if due:
            expire_at = loop.time() + EXPIRE_EVERY_S
        await asyncio.sleep(LOOK_EVERY_S)


async def _work_while_connected(instance: Instance, at_once: int, packages: Sequence[str]) -> None:
    """Work until the database goes away or the task is cancelled."""
    app = app_of(instance, packages)
    async with app.open_async():
        keeping = asyncio.create_task(_keep_house(instance))
        working = asyncio.create_task(
            app.run_worker_async(
                queues=[QUEUE],
                concurrency=at_once,
                fetch_job_polling_interval=LOOK_EVERY_S,
                abort_job_polling_interval=LOOK_EVERY_S,
                update_heartbeat_interval=SIGN_OF_LIFE_S,
                stalled_worker_timeout=rescue.SILENT_S,
                shutdown_graceful_timeout=0,
                install_signal_handlers=False,
            )
        )
        try:
            await asyncio.wait({keeping, working}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (keeping, working):
                task.cancel()
            ended = await asyncio.gather(keeping, working, return_exceptions=True)
    for error in ended:
        if isinstance(error, Exception):
            raise error


async def work(instance: Instance, at_once: int, packages: Sequence[str] = KINDS) -> None:
    """Work until cancelled; a database that is away is waited for, wherever it comes up again."""
    while True:
        try:
            await _work_while_connected(instance, at_once, packages)
        except AWAY as error:
            print(f"the worker waits for the database: {str(error).strip()}", file=sys.stderr, flush=True)  # noqa: T201
        await asyncio.sleep(PAUSE_S)


async def _until_input_ends(instance: Instance, at_once: int, packages: Sequence[str]) -> None:
    ended = asyncio.Event()
    asyncio.get_running_loop().add_reader(sys.stdin.fileno(), ended.set)
    working = asyncio.create_task(work(instance, at_once, packages))
    waiting = asyncio.create_task(ended.wait())
    await asyncio.wait({working, waiting}, return_when=asyncio.FIRST_COMPLETED)
    asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
    working.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await working


def main() -> None:
    """Work until the standard input ends."""
    os.setsid()  # Ctrl-C is the server's to hear
    at_once, packages = int(sys.argv[1]), sys.argv[2:] or KINDS
    asyncio.run(_until_input_ends(current_instance(), at_once, packages))


if __name__ == "__main__":
    main()

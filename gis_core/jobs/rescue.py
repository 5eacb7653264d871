"""Jobs whose worker died, and those that nobody will ask for any more."""

from __future__ import annotations

from typing import Any

import psycopg

SILENT_S = 10
"""Seconds without a sign of life after which a worker is taken for dead."""
MOST_ATTEMPTS = 3
KEPT_DAYS = 30
GIVEN_UP = (
    f"its process ended before its time {MOST_ATTEMPTS} times, perhaps for want of memory; ask for less, or tell the"
    " administrator"
)

DEAD = """
SELECT j.id, j.attempts, j.abort_requested
FROM jobs.procrastinate_jobs j LEFT JOIN jobs.procrastinate_workers w ON w.id = j.worker_id
WHERE j.status = 'doing' AND (w.id IS NULL OR w.last_heartbeat < now() - make_interval(secs => %s))
FOR UPDATE OF j SKIP LOCKED
"""
EXPIRE = """
WITH old AS (
  DELETE FROM jobs.jobs WHERE finished_at < now() - make_interval(days => %s) RETURNING id
)
DELETE FROM jobs.procrastinate_jobs WHERE id IN (SELECT id FROM old)
"""


def rescue(connection: psycopg.Connection[Any], *, silent_s: float = SILENT_S) -> int:
    """
    Queue the jobs of dead workers again, or give up those that were tried often enough.

    Parameters
    ----------
    connection
        As the application.
    silent_s
        Seconds without a sign of life after which a worker is taken for dead.

    Returns
    -------
    rescued
        How many jobs were found.
    """
    found = connection.execute(DEAD, [silent_s]).fetchall()
    for job, attempts, abort_requested in found:
        if abort_requested:
            connection.execute("SELECT jobs.procrastinate_finish_job_v1(%s, 'aborted', false)", [job])
        elif attempts + 1 < MOST_ATTEMPTS:
            connection.execute("SELECT jobs.procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [job])
        else:
            connection.execute("UPDATE jobs.jobs SET error = %s WHERE id = %s", [GIVEN_UP, job])
            connection.execute("SELECT jobs.procrastinate_finish_job_v1(%s, 'failed', false)", [job])
    return len(found)


def expire(connection: psycopg.Connection[Any], *, days: int = KEPT_DAYS) -> None:
    """Forget jobs that were over so many days ago, with their results."""
    connection.execute(EXPIRE, [days])

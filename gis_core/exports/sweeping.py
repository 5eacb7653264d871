"""Files that are over, or were never finished: taken off the disk, which the log says."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from gis_core import db
from gis_core.exports import log
from gis_core.exports.making import remove
from gis_core.instance import Instance

OVER = """
SELECT f.export FROM export_log f
WHERE f.event = 'finished' AND (f.detail ->> 'expires_at')::timestamptz <= now()
  AND NOT EXISTS (SELECT FROM export_log r WHERE r.export = f.export AND r.event = 'removed')
"""
SWEEPER = "matian"


@cache
def _ended() -> str:
    return (Path(__file__).parent / "sql" / "ended.sql").read_text(encoding="utf-8")


def sweep(instance: Instance) -> int:
    """Remove the files of exports that are over and return of how many."""
    with db.connect(instance, who=SWEEPER) as connection:
        log.lock(connection, 0)  # one sweeper at a time
        found = [int(row[0]) for row in connection.execute(OVER)]
        for number in found:
            log.lock(connection, number)
            remove(instance, number)
            log.write(connection, "removed", number)
    return len(found)


def settle(instance: Instance) -> int:
    """
    Clear away after exports whose job ended without a file, log why, and return of how many.

    A job that is taken back, or whose process is killed too often, can't do so itself; one that waited never began. A
    file that was finished just as its job was taken back goes too. Jobs are forgotten in time, the log stays.
    """
    with db.connect(instance, who=SWEEPER) as connection:
        log.lock(connection, 0)
        found = connection.execute(_ended()).fetchall()
        for number, cancelled, finished, error in found:
            remove(instance, number)
            log.write(connection, "removed" if finished else "failed", number, cancelled=cancelled, error=error)
    return len(found)

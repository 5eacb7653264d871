"""
The process that does one job: `python -m gis_core.jobs.child NUMBER [PACKAGE …]`.

Its standard input is the line from the worker: a word there, or its end (the worker died), means that the job is no
longer wanted. What came out is written by the child itself; its exit code says which it was.
"""

from __future__ import annotations

import os
import sys
import threading
import time
import traceback
from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from gis_core import db
from gis_core.errors import MatianError
from gis_core.instance import Instance, current_instance
from gis_core.jobs.kind import KINDS, find
from gis_core.jobs.report import CancelledError, Report
from gis_core.jobs.store import get

DONE, FAILED, CANCELLED = 0, 3, 4
GRACE_S = 1.0
"""Seconds in which work that was taken back may leave off by itself, before its process is ended."""
NICENESS = 5  # the map goes first


def main(job: int, packages: Sequence[str] = KINDS) -> int:
    """Do the job and return the exit code."""
    os.nice(NICENESS)
    instance = current_instance()
    with db.connect(instance) as connection:
        asked = get(connection, job)
    report = Report(instance, job, who=asked.who, role=asked.role)
    threading.Thread(target=_listen, args=(report,), daemon=True).start()
    try:
        result = find(asked.kind, packages).run(instance, asked.arguments, report)
        report.stop_if_cancelled()
        _write(instance, job, "result", Jsonb(result))
    except CancelledError:
        return CANCELLED
    except MatianError as error:
        _write(instance, job, "error", str(error))
        return FAILED
    except Exception as error:
        if report.cancelled:
            return CANCELLED
        traceback.print_exc()
        _write(instance, job, "error", _sentence(error, job))
        return FAILED
    return DONE


def _sentence(error: Exception, job: int) -> str:
    if isinstance(error, MemoryError):
        return "the work needs more memory than there is; ask for less at a time"
    if isinstance(error, psycopg.OperationalError):
        return "the database went away while the work was under way; ask again"
    return f"an error of ours; tell the administrator the number of the job, {job}"


def _write(instance: Instance, job: int, column: str, value: Any) -> None:
    statement = {
        "result": "UPDATE jobs.jobs SET result = %s, error = NULL WHERE id = %s",
        "error": "UPDATE jobs.jobs SET error = %s WHERE id = %s",
    }[column]
    with db.connect(instance) as connection:
        connection.execute(statement, [value, job])


def _listen(report: Report) -> None:
    """Wait for the word that the job is no longer wanted, and see to it that it ends then."""
    os.read(sys.stdin.fileno(), 1)
    report.cancel()
    time.sleep(GRACE_S)
    os._exit(CANCELLED)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:] or KINDS))

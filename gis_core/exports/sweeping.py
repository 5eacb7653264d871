"""Files that are over: taken off the disk, which the log says."""

from __future__ import annotations

import shutil

from gis_core import db
from gis_core.exports import log
from gis_core.exports.making import folder_of
from gis_core.instance import Instance

OVER = """
SELECT f.export FROM export_log f
WHERE f.event = 'finished' AND (f.detail ->> 'expires_at')::timestamptz <= now()
  AND NOT EXISTS (SELECT FROM export_log r WHERE r.export = f.export AND r.event = 'removed')
"""
SWEEPER = "matian"


def sweep(instance: Instance) -> int:
    """Remove the files of exports that are over and return of how many."""
    with db.connect(instance, who=SWEEPER) as connection:
        log.lock(connection, 0)  # one sweeper at a time
        found = [int(row[0]) for row in connection.execute(OVER)]
        for number in found:
            log.lock(connection, number)
            shutil.rmtree(folder_of(instance, number), ignore_errors=True)
            log.write(connection, "removed", number)
    return len(found)

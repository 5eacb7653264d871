"""
Starting the instance's own cluster again when it died under a running server.

A cluster that was stopped on purpose (`./matian db stop`) has taken its `postmaster.pid` away and is left alone.
"""

from __future__ import annotations

import asyncio
import time

from starlette.concurrency import run_in_threadpool

from api.logs import log
from gis_core.embedded import Cluster
from gis_core.errors import MatianError
from gis_core.instance import Instance
from gis_core.opening import hold
from gis_core.settings import Settings

PAUSE_S = 2.0


class Revival:
    """Starts a dead cluster once at a time, and not more often than every `PAUSE_S` seconds."""

    def __init__(self, instance: Instance, settings: Settings) -> None:
        self.instance = instance
        self.settings = settings.model_copy(update={"home": instance.home})
        self._task: asyncio.Task[None] | None = None
        self._not_before = 0.0

    def ask_for(self) -> None:
        """Look after the cluster in the background; called whenever the database can't be reached."""
        if self.settings.database_url or time.monotonic() < self._not_before:
            return
        if self._task is None or self._task.done():
            self._not_before = time.monotonic() + PAUSE_S
            self._task = asyncio.create_task(self._revive())

    async def _revive(self) -> None:
        try:
            if await run_in_threadpool(self._started_again):
                log.warning("the cluster had died and was started again")
        except (MatianError, OSError) as error:
            log.error("the cluster died and can't be started", reason=str(error))

    def _started_again(self) -> bool:
        cluster = Cluster(self.instance)
        # the file is looked for last: one that stops in order takes it away before it ends
        died = not cluster.status().running and (cluster.data / "postmaster.pid").exists()
        if died:
            hold(self.settings).release()  # whoever serves holds it too, so that it stays up
        return died

"""The worker beside a server: a process of its own, so that no work holds up an answer; begun again when it dies."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from gis_core.instance import Instance
from gis_core.jobs.kind import KINDS

STOP_WITHIN_S = 8.0
PAUSE_S = 1.0
LARGEST_LOG = 5 * 2**20


class Beside:
    """
    Keeps a worker running.

    Parameters
    ----------
    instance
        Whose jobs it does.
    at_once
        How many jobs run at the same time.
    packages
        Where kinds of jobs are looked for.
    """

    def __init__(self, instance: Instance, at_once: int, packages: Sequence[str] = KINDS) -> None:
        self._instance = instance
        self._command = [sys.executable, "-m", "gis_core.jobs.worker", str(at_once), *packages]
        self._stopping = threading.Event()
        self.process = self._start()
        self._watcher = threading.Thread(target=self._watch, name="worker", daemon=True)
        self._watcher.start()

    def _start(self) -> subprocess.Popen[bytes]:
        self._instance.logs.mkdir(parents=True, exist_ok=True)
        path = self._instance.logs / "jobs.log"
        if path.exists() and path.stat().st_size > LARGEST_LOG:
            path.replace(path.with_suffix(".log.1"))
        path.touch(mode=0o600)
        with path.open("ab") as log:
            return subprocess.Popen(  # noqa: S603  (our own module)
                self._command,
                env=os.environ | {"MATIAN_HOME": str(self._instance.home)},
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )

    def _watch(self) -> None:
        while True:
            self.process.wait()
            if self._stopping.wait(PAUSE_S):
                return
            self.process = self._start()
            if self._stopping.is_set() and self.process.stdin is not None:  # told to stop in between
                self.process.stdin.close()

    def stop(self) -> None:
        """Let the worker give back what it works at, and end it."""
        self._stopping.set()
        process = self.process
        if process.stdin is not None:
            with suppress(OSError):
                process.stdin.close()
        try:
            process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
        self._watcher.join()


@contextmanager
def worker_beside(instance: Instance, at_once: int, packages: Sequence[str] = KINDS) -> Iterator[Beside | None]:
    """Keep a worker running while the block runs; none when `at_once` is 0."""
    if at_once == 0:
        yield None
        return
    beside = Beside(instance, at_once, packages)
    try:
        yield beside
    finally:
        beside.stop()

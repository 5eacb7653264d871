"""What a job says while it is under way, and how it hears that it is no longer wanted."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg

from gis_core import db
from gis_core.instance import Instance

OFTEN_S = 0.2
"""Seconds between two reports of the same step that are written; those in between are left out."""
GONE_AFTER = "500ms"
"""How soon PostgreSQL gives up a statement whose process ended."""


class CancelledError(Exception):
    """The job was taken back while it ran."""


class Report:
    """
    The line from a job to its owner.

    Parameters
    ----------
    instance, job
        Whose job, and its number.
    who, role
        Under which its transactions stand.
    """

    def __init__(self, instance: Instance, job: int, *, who: str, role: str) -> None:
        self.instance = instance
        self.job = job
        self.who = who
        self.role = role
        self._cancelled = threading.Event()
        self._open: set[psycopg.Connection[Any]] = set()
        self._guard = threading.Lock()
        self._written = ("", 0.0)

    @property
    def cancelled(self) -> bool:
        """Whether the job was taken back: what takes long asks every second or oftener, and leaves off."""
        return self._cancelled.is_set()

    def stop_if_cancelled(self) -> None:
        """
        Leave off if the job was taken back.

        Raises
        ------
        CancelledError
            If so; it needn't be caught.
        """
        if self.cancelled:
            raise CancelledError

    def progress(self, share: float, zh: str, en: str) -> None:
        """
        Tell how far the job is.

        Parameters
        ----------
        share
            0 to 1.
        zh, en
            What it is at, in a word or two.

        Raises
        ------
        CancelledError
            If the job was taken back.
        """
        self.stop_if_cancelled()
        step, written_at = self._written
        now = time.monotonic()
        if step == en and now - written_at < OFTEN_S:
            return
        self._written = (en, now)
        with db.connect(self.instance) as connection:
            connection.execute(
                "UPDATE jobs.jobs SET progress = %s, doing_zh = %s, doing_en = %s WHERE id = %s",
                [min(max(share, 0.0), 1.0), zh, en, self.job],
            )

    @contextmanager
    def connect(self) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
        """
        Open a transaction under the owner's name and role, whose running statement ends when the job is taken back.

        Raises
        ------
        CancelledError
            If it was taken back.
        EnvironmentProblemError
            If the database can't be reached.
        """
        with db.connect(self.instance, who=self.who, acting_as=self.role) as connection:
            connection.execute("SELECT set_config('client_connection_check_interval', %s, false)", [GONE_AFTER])
            with self._guard:
                self._open.add(connection)
            try:
                self.stop_if_cancelled()
                yield connection
            except psycopg.errors.QueryCanceled:
                self.stop_if_cancelled()
                raise
            finally:
                with self._guard:
                    self._open.discard(connection)

    def cancel(self) -> None:
        """Say that the job is no longer wanted; called from another thread than the one that works."""
        self._cancelled.set()
        with self._guard:
            for connection in self._open:
                with suppress(psycopg.Error):
                    connection.cancel()

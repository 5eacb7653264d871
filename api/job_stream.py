"""
The stream of one job: what it is at as it changes, until it is over.

As with the records (`api.progress`) a notification only wakes, on the connection that listens anyway; what is told is
read from the job itself, so one that gets lost costs a moment.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from api.errors import ClientGone, Problem
from gis_core.jobs.store import OVER

if TYPE_CHECKING:
    from api.progress import Progress

LOOK_EVERY_S = 5.0
"""Seconds after which the job is looked at though nothing was notified."""


class Bells:
    """Wakes those who follow a job when it changes."""

    def __init__(self) -> None:
        self._heard: dict[str, set[asyncio.Event]] = defaultdict(set)

    def ring(self, job: str) -> None:
        """Wake all that follow the job of this number."""
        for event in self._heard.get(job, ()):
            event.set()

    @contextmanager
    def heard(self, job: int) -> Iterator[asyncio.Event]:
        """Give an event that is set whenever the job changes."""
        event = asyncio.Event()
        self._heard[str(job)].add(event)
        try:
            yield event
        finally:
            self._heard[str(job)].discard(event)
            if not self._heard[str(job)]:
                del self._heard[str(job)]


async def follow(
    progress: Progress, job: int, look: Callable[[], Awaitable[dict[str, Any]]], retry_ms: int
) -> AsyncIterator[bytes]:
    """
    Give the bytes of the stream: an event `job` whenever something changed, until the job is over.

    Parameters
    ----------
    progress
        Of the server process; knows when it stops.
    job
        Its number.
    look
        Returns the job as it is told.
    retry_ms
        After which a browser comes back when the stream breaks.
    """
    yield f"retry: {retry_ms}\n\n".encode()
    told: dict[str, Any] | None = None
    with progress.bells.heard(job) as bell:
        while not progress.stopping:
            bell.clear()
            try:
                found = await look()
            except ClientGone:
                return
            except Problem as problem:
                if problem.status not in (503,):
                    return
                found = told or {}
            if found and found != told:
                told = found
                yield f"event: job\ndata: {json.dumps(found, ensure_ascii=False)}\n\n".encode()
                if found["state"] in OVER:
                    return
            ringing = asyncio.create_task(bell.wait())
            if not await progress.done(ringing, LOOK_EVERY_S):
                ringing.cancel()
                yield b": still here\n\n"

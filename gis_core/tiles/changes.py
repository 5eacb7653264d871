"""
What was committed where: one reader a process follows the log of changes (`layers/tile_cells.py`).

A cache that looks before each answer never gives out what a committed transaction has made old, whichever process
wrote, and no notification can be missed. Looks are shared: all requests that wait when a look begins are served by it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from gis_core.tiles.grid import Box
from gis_core.tiles.statement import sql


@dataclass(frozen=True)
class Change:
    """A rectangle of a layer (EPSG:3857, infinite for everything) that a transaction wrote to."""

    layer: str
    box: Box
    past_only: bool


class Listener(Protocol):
    """Who holds what changes make old."""

    def forget(self, changes: Sequence[Change]) -> None:
        """Let go of what `changes` touch."""

    def forget_everything(self) -> None:
        """Let go of all: it can't be told what was missed."""


Fetch = Callable[..., Awaitable[Sequence[Any]]]


class Follower:
    """
    Reads the log on and on, from where it last looked.

    Parameters
    ----------
    fetch
        Runs a statement with its parameters, as asyncpg's `fetch`, in a snapshot of its own.
    listener
        Is told what was committed since the last look.
    """

    def __init__(self, fetch: Fetch, listener: Listener) -> None:
        self._fetch = fetch
        self._listener = listener
        self._snapshot: str | None = None
        self._running: asyncio.Task[None] | None = None
        self._waiting: asyncio.Task[None] | None = None

    async def look(self) -> None:
        """Return when the listener knows everything that was committed before this call."""
        if self._waiting is None:  # a look that has begun may have missed what was committed just now
            self._waiting = asyncio.create_task(self._look_after(self._running))
        await asyncio.shield(self._waiting)

    async def _look_after(self, previous: asyncio.Task[None] | None) -> None:
        if previous is not None:
            await asyncio.wait([previous])
        self._running, self._waiting = self._waiting, None
        try:
            rows = await self._fetch(sql("follow"), self._snapshot)
        except BaseException:
            self._snapshot = None  # what happened meanwhile stays unknown
            self._listener.forget_everything()
            raise
        self._tell(rows)

    def _tell(self, rows: Sequence[Any]) -> None:
        first = rows[0]
        if self._snapshot is None or first["missed"]:
            self._listener.forget_everything()
        elif first["layer"] is not None:
            self._listener.forget(
                [
                    Change(row["layer"], (row["west"], row["south"], row["east"], row["north"]), row["past_only"])
                    for row in rows
                ]
            )
        self._snapshot = first["snapshot"]

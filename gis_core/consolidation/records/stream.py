"""
The stream of what is recorded, resumable to the row: where a reader stands is a snapshot of the database.

A number or a time wouldn't do: of two transactions the one that began earlier may be committed later, and its rows
would be passed over. A snapshot says exactly which transactions were seen (as in `gis_core.tiles.changes`). It belongs
to one cluster, so a position names the cluster too.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from gis_core.consolidation.records.statements import statement

CHANNEL = "matian_events"
MOST = 1000
"""Events that a reader who was away is sent; who missed more is told to ask for everything again."""
LONGEST_QUEUE = 100
LOGS = ("custody", "milestone", "stage")  # in the order of the statement
_SNAPSHOT = r"\d{1,20}:\d{1,20}:[\d,]{0,2000}"
_POSITION = re.compile(rf"(\d{{1,20}})\.({_SNAPSHOT})(?:\.({_SNAPSHOT})\.({'|'.join(LOGS)})-(\d{{1,19}}))?", re.ASCII)

Fetch = Callable[..., Awaitable[Sequence[Any]]]


@dataclass(frozen=True)
class Position:
    """
    How far a reader has read.

    Parameters
    ----------
    cluster
        Identity of the database cluster whose snapshots these are.
    seen
        Everything that this snapshot sees was read.
    until, log, id
        Of what `until` sees beyond that, everything up to this event was read too: a batch that broke off.
    """

    cluster: str
    seen: str
    until: str | None = None
    log: str = ""
    id: int = 0

    def written(self) -> str:
        """Return the position as `Last-Event-ID` carries it."""
        if self.until is None:
            return f"{self.cluster}.{self.seen}"
        return f"{self.cluster}.{self.seen}.{self.until}.{self.log}-{self.id}"


def read_position(text: str) -> Position | None:
    """Return the position that a reader brings, `None` when it is none of ours."""
    found = _POSITION.fullmatch(text.strip())
    if found is None:
        return None
    cluster, seen, until, log, number = found.groups()
    if not _is_snapshot(seen) or not (until is None or _is_snapshot(until)) or int(number or 0) >= 2**63:
        return None
    return Position(cluster, seen, until, log or "", int(number or 0))


def _is_snapshot(text: str) -> bool:
    """Whether PostgreSQL would take it as one: ids in order, between the first and the last."""
    oldest, next_one, under_way = text.split(":")
    ids = [int(each) for each in under_way.split(",") if each]
    if not 0 < int(oldest) <= int(next_one) < 2**63 or ",".join(map(str, ids)) != under_way:
        return False
    return ids == sorted(set(ids)) and (not ids or int(oldest) <= ids[0] <= ids[-1] < int(next_one))


@dataclass(frozen=True)
class Message:
    """An event of the stream: its kind (`ready`, `progress`, `reset`), its data, where the reader stands after it."""

    event: str
    data: dict[str, Any]
    position: Position

    def encoded(self) -> bytes:
        """Return the message in the form of server-sent events."""
        head = f"id: {self.position.written()}\nevent: {self.event}\ndata: ".encode()
        return head + orjson.dumps(self.data) + b"\n\n"


@dataclass(eq=False)
class Reader:
    """One open stream: what waits to be sent to it. `behind` when it takes so slowly that it must ask again."""

    waiting: asyncio.Queue[list[Message]] = field(default_factory=lambda: asyncio.Queue(LONGEST_QUEUE))
    behind: bool = False


class Hub:
    """Follows the logs once for all readers of a process."""

    def __init__(self) -> None:
        self._readers: set[Reader] = set()
        self._turn = asyncio.Lock()
        self._fetch: Fetch | None = None
        self._position: Position | None = None
        self.connected = asyncio.Event()

    async def connect(self, fetch: Fetch, cluster: str) -> None:
        """
        Go on with this connection, from where the last one was left.

        Parameters
        ----------
        fetch
            Runs a statement with its parameters, as asyncpg's `fetch`; it is never asked two things at a time.
        cluster
            Identity of the cluster that `fetch` asks.
        """
        async with self._turn:
            self._fetch = fetch
            if self._position is None or self._position.cluster != cluster:
                (row,) = await fetch("SELECT pg_current_snapshot()::text AS snapshot")
                before, self._position = self._position, Position(cluster, row["snapshot"])
                if before is not None:
                    self._tell([Message("reset", {}, self._position)])
        await self.look()
        self.connected.set()

    def disconnect(self) -> None:
        """Stop asking until there is a connection again."""
        self._fetch = None
        self.connected.clear()

    async def look(self) -> None:
        """Read what was committed since the last look, and hand it to every reader."""
        async with self._turn:
            if self._fetch is None or self._position is None:
                return
            messages, self._position = await self._since(self._position, None)
            self._tell(messages)

    async def join(self, position: Position | None) -> tuple[Reader, list[Message]]:
        """
        Add a reader; return it with what it has missed. What comes later is put into its `waiting`, without a gap.

        Parameters
        ----------
        position
            Where it stopped; `None` for one that begins now.
        """
        await self.connected.wait()
        async with self._turn:
            present = self._position
            assert present is not None  # noqa: S101  (connected)
            reader = Reader()
            missed = [Message("ready", {}, present)]
            if position is not None and position.cluster != present.cluster:
                missed = [Message("reset", {}, present)]
            elif position is not None:
                missed = await self._missed(position, present)
            self._readers.add(reader)
            return reader, missed

    def leave(self, reader: Reader) -> None:
        """Take a reader off."""
        self._readers.discard(reader)

    async def _missed(self, position: Position, present: Position) -> list[Message]:
        found: list[Message] = []
        if position.until is not None:  # first the rest of the batch that broke off
            batch, _ = await self._since(Position(position.cluster, position.seen), position.until)
            if any(message.event == "reset" for message in batch):
                return [Message("reset", {}, present)]
            read = (position.log, position.id)
            found = [message for message in batch if (message.data["log"], message.data["id"]) > read]
        later, _ = await self._since(Position(position.cluster, position.until or position.seen), present.seen)
        if any(message.event == "reset" for message in later):
            return [Message("reset", {}, present)]
        return [*found, *later] or [Message("ready", {}, present)]

    async def _since(self, position: Position, until: str | None) -> tuple[list[Message], Position]:
        assert self._fetch is not None  # noqa: S101
        rows = await self._fetch(statement("stream"), position.seen, until, MOST + 1)
        present = Position(position.cluster, rows[0]["snapshot"])
        if rows[0]["lost"] or len(rows) > MOST:
            return [Message("reset", {}, present)], present
        told = [_data(row) for row in rows if row["log"] is not None]
        return _placed(told, position.cluster, position.seen, present.seen), present

    def _tell(self, messages: list[Message]) -> None:
        if not messages:
            return
        for reader in self._readers:
            try:
                reader.waiting.put_nowait(messages)
            except asyncio.QueueFull:
                reader.behind = True


def _placed(told: list[dict[str, Any]], cluster: str, seen: str, until: str) -> list[Message]:
    """Give each message of a batch the position after it; after the last the whole of `until` was read."""
    messages = [
        Message("progress", data, Position(cluster, seen, until, data["log"], data["id"])) for data in told[:-1]
    ]
    return messages + [Message("progress", data, Position(cluster, until)) for data in told[-1:]]


def _data(row: Any) -> dict[str, Any]:
    names = ("log", "id", "parcel", "project", "stage", "milestone", "custody", "happened_on", "recorded_at")
    return {name: row[name] for name in (*names, "recorded_by", "voids", "inherits")}

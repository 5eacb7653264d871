"""
The tiles of a server process: its cache with the follower that keeps it true, and the keeper of prepared blocks.

A tile from the cache is answered only after a look at the log of changes, so whatever was committed before the request
came is in the answer, whichever process committed it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any

import asyncpg
import psycopg
import structlog
from fastapi import FastAPI, Request

from api.database import UNREACHABLE, as_problems, query
from gis_core import db
from gis_core.errors import EnvironmentProblemError
from gis_core.instance import Instance
from gis_core.tiles.cache import Content, Key, TileCache, content_of
from gis_core.tiles.changes import Follower
from gis_core.tiles.grid import Box, Tile
from gis_core.tiles.prepare import prepare_on, prepared_layers
from gis_core.tiles.statement import margin_of, sql, tile_statement
from layers.registry import all_layers

LOOK_EVERY_S = 3.0
ZIP_ASIDE_FROM = 64 * 1024  # bytes; zipping more would hold up other requests

log: structlog.stdlib.BoundLogger = structlog.get_logger("matian.tiles")


class Tiles:
    """What the tile route asks."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self.cache = TileCache(app.state.settings.tile_cache_mb * 2**20)
        self._follower = Follower(self._fetch, self.cache)

    async def _fetch(self, statement: str, *values: object) -> list[Any]:
        async with self._app.state.connections.one() as connection:
            rows: list[Any] = await connection.fetch(statement, *values)
            return rows

    async def find(self, request: Request, key: Key) -> Content | None:
        """
        Return the tile from the cache if nothing in it has changed.

        Raises
        ------
        Problem
            503 if the database, which alone knows, can't be asked.
        """
        if not self.cache.limit:
            return None
        with as_problems(request):
            await self._follower.look()
        return self.cache.find(key)

    async def draw(
        self, request: Request, key: Key, at: date | None, known: datetime | None, *, zip_it: bool
    ) -> Content:
        """
        Make the tile by its one statement, and keep it.

        Raises
        ------
        Problem, ClientGone
            As `api.database.query`.
        """
        statement = tile_statement(key.layers, key.z, past=key.past)
        if statement is None:
            return content_of(b"", zipped=False)
        tile = Tile(key.z, key.x, key.y)
        times = (at, known) if key.past else ()
        begun = self.cache.begin()
        try:
            async with query(request) as connection:
                plain: bytes = await connection.fetchval(statement, tile.z, tile.x, tile.y, *tile.box, *times)
            zip_it = zip_it or self.cache.limit > 0
            if zip_it and len(plain) >= ZIP_ASIDE_FROM:
                content = await asyncio.to_thread(content_of, plain, zipped=True)
            else:
                content = content_of(plain, zipped=zip_it)
        except BaseException:
            self.cache.give_up(begun)
            raise
        self.cache.keep(key, content, _reach(key, tile), begun)
        return content


def _reach(key: Key, tile: Tile) -> Box:
    """Return the box of everything that is drawn in a tile, margins included."""
    west, south, east, north = tile.box
    margin = max(margin_of(all_layers()[name]) for name in key.layers) * (east - west)
    return west - margin, south - margin, east + margin, north + margin


@asynccontextmanager
async def kept_in_order(app: FastAPI) -> AsyncIterator[None]:
    """Keep the prepared blocks up to date while the server runs."""
    keeper = asyncio.create_task(_keep_blocks(app))
    try:
        yield
    finally:
        keeper.cancel()
        await asyncio.wait([keeper])


async def _keep_blocks(app: FastAPI) -> None:
    names = [layer.name for layer in prepared_layers()]
    while True:
        try:
            async with app.state.connections.one() as connection:
                wanting = await connection.fetch(sql("to_prepare"), names)
            for row in wanting:
                await _prepare(app.state.instance, row["layer"])
        except (*UNREACHABLE, asyncpg.PostgresError, psycopg.Error, EnvironmentProblemError) as error:
            log.warning("blocks not prepared", error=str(error))  # tiles are made from the features meanwhile
        await asyncio.sleep(LOOK_EVERY_S)


async def _prepare(instance: Instance, name: str) -> None:
    """Prepare a layer's blocks in a thread; the statement ends when the server does."""
    running: list[psycopg.Connection[Any]] = []

    def work() -> None:
        with db.connect(instance) as connection:
            running.append(connection)
            prepare_on(connection, name)

    work_done = asyncio.create_task(asyncio.to_thread(work))
    try:
        await asyncio.shield(work_done)
    except asyncio.CancelledError:
        for connection in running:
            connection.cancel()
        await asyncio.gather(work_done, return_exceptions=True)
        raise

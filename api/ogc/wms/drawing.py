"""From what is asked to a picture: a statement for each layer that the scale shows, then MapServer, a few at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from api.code_lists import edited_now
from api.database import query
from api.ogc.wms.asked import MapAsked
from api.ogc.wms.refusals import WmsRefusal
from gis_core.cartography.code_lists import EDITED, as_edited, edited_lists
from gis_core.cartography.maps import renderer
from gis_core.cartography.maps.mapfile import legend_mapfile, mapfile
from gis_core.cartography.maps.shapes import MOST, shapes_statement
from gis_core.errors import RefusedInputError
from gis_core.instance import Instance
from layers.base import Layer

AT_ONCE = 2
WAIT_S = 15.0
MOST_BYTES = 128 * 2**20


async def drawn(request: Request, asked: MapAsked) -> bytes:
    """
    Return the picture.

    Raises
    ------
    WmsRefusal
        503 without MapServer or when too many draw at once; 400 if it would show more than a picture can.
    Problem, ClientGone
        As `api.database.query`.
    """
    _require_program()
    instance: Instance = request.app.state.instance
    zoom = asked.ground.zoom
    shown: list[tuple[Layer, bytes]] = []
    async with query(request) as connection:
        lists = edited_lists(await connection.fetch(EDITED))
        for layer in asked.layers:
            if not layer.zooms[0] <= zoom < layer.zooms[1] + 1:
                continue
            statement = shapes_statement(layer, asked.ground, instance.place, moment=asked.moment)
            row = await connection.fetchrow(statement.sql, *statement.values)
            if row["features"] > MOST:
                raise WmsRefusal(f"{layer.name}: more than {MOST:,} features are there; ask for less ground")
            if row["drawn"]:
                shown.append((as_edited(layer, lists), row["drawn"]))
    if sum(len(content) for _, content in shown) > MOST_BYTES:
        raise WmsRefusal("the picture would show more than can be drawn; ask for less ground or fewer layers")
    async with _turn(request):
        return await run_in_threadpool(_draw, instance, asked, shown)


@asynccontextmanager
async def _turn(request: Request) -> AsyncIterator[None]:
    """Let a few draw at once; pictures and legends are of one kind here, as each is a process of its own."""
    turns: asyncio.Semaphore = request.app.state.drawing_turns
    try:
        async with asyncio.timeout(WAIT_S):
            await turns.acquire()
    except TimeoutError:
        raise WmsRefusal("too many maps are drawn at once; ask again in a moment", status=503) from None
    try:
        yield
    finally:
        turns.release()


def _draw(instance: Instance, asked: MapAsked, shown: list[tuple[Layer, bytes]]) -> bytes:
    write = partial(
        mapfile,
        ground=asked.ground,
        fonts=renderer.fontset(instance),
        image_type=asked.image_type,
        transparent=asked.transparent,
        background=asked.background,
    )
    try:
        return renderer.draw(shown, write)
    except RefusedInputError as error:
        raise WmsRefusal(str(error)) from None


async def drawn_legend(request: Request, layer: Layer) -> bytes:
    """
    Return the legend of a layer as PNG.

    Raises
    ------
    WmsRefusal
        503 without MapServer or when too many draw at once.
    """
    _require_program()
    instance: Instance = request.app.state.instance
    (edited,) = await edited_now(request, [layer])

    def draw() -> bytes:
        fonts = renderer.fontset(instance)
        latitude = instance.place.map.extent[1]
        return renderer.draw_legend(legend_mapfile(edited, fonts=fonts, latitude=latitude))

    async with _turn(request):
        return await run_in_threadpool(draw)


def _require_program() -> None:
    if renderer.program() is None:
        raise WmsRefusal(renderer.NO_PROGRAM, "NoApplicableCode", status=503)

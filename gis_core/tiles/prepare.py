"""
Blocks made beforehand: all of a layer after a bulk load, or just the cells that were touched since.

A layer's preparation stands for a snapshot: every change that this snapshot saw is in the blocks. It is taken before
the first block is made, so what is committed meanwhile counts as not yet in them, and tiles there are made from the
features until the next preparation.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import psycopg

from gis_core import db
from gis_core.errors import WrongUseError
from gis_core.instance import Instance
from gis_core.tiles.grid import CELL_ZOOM, HALF_M, Box, block_extent, cells_finer, tile_size_m
from gis_core.tiles.statement import PIXELS, SAMPLED_UP_TO, in_blocks, quoted, sql
from layers.base import Layer
from layers.registry import all_layers

Cells = set[tuple[int, int]]


@dataclass(frozen=True)
class Prepared:
    """What a preparation did: the layer and how many cells were made (each at every zoom of its blocks)."""

    layer: str
    cells: int


def prepared_layers() -> list[Layer]:
    """Return the layers that have blocks, in drawing order."""
    return [layer for layer in all_layers().values() if block_zooms(layer)]


def block_zooms(layer: Layer) -> list[int]:
    """Return the zooms at which the layer is drawn as blocks."""
    if layer.style is None:
        return []
    return [z for z in range(layer.zooms[0], layer.zooms[1] + 1) if in_blocks(layer, z)]


def prepare_all(instance: Instance) -> list[Prepared]:
    """Bring the blocks of every layer up to date, each in a transaction of its own."""
    return [prepare(instance, layer.name) for layer in prepared_layers()]


def prepare(instance: Instance, name: str) -> Prepared:
    """
    Bring the blocks of a layer up to date with what is committed: to be called after a load, not within it.

    Raises
    ------
    WrongUseError
        If there is no such layer, or it is never drawn as blocks.
    """
    with db.connect(instance) as connection:
        return prepare_on(connection, name)


def prepare_on(connection: psycopg.Connection[Any], name: str) -> Prepared:
    """
    Bring the blocks of a layer up to date within `connection`'s transaction; what it wrote itself counts as pending.

    Raises
    ------
    WrongUseError
        As `prepare`.
    """
    layer = all_layers().get(name)
    if layer is None or not block_zooms(layer):
        known = ", ".join(layer.name for layer in prepared_layers())
        raise WrongUseError(f"layer: {name!r} has no blocks to prepare; those that have are {known}")
    connection.execute("SELECT pg_advisory_xact_lock(hashtext('matian.tile_blocks'), hashtext(%s))", [name])
    snapshot = _one(connection, "SELECT pg_current_snapshot()::text")
    before = _one(connection, sql("prepared_in"), [name])
    boxes = _touched(connection, name, before) if before else [EVERYWHERE]
    everything = any(math.inf in map(abs, box) for box in boxes)
    if everything:
        connection.execute("DELETE FROM matian.tile_blocks WHERE layer = %s", [name])
        boxes = _rectangles(connection, layer)
    cells = cells_of(boxes)
    if cells:
        _make(connection, layer, cells, afresh=everything)
    if cells or everything:
        connection.execute(sql("note_preparation").encode(), {"layer": name, "snapshot": snapshot})
    connection.execute("SELECT matian.drop_old_tile_changes()")
    return Prepared(name, len(cells))


EVERYWHERE: Box = (-math.inf, -math.inf, math.inf, math.inf)


def cells_of(boxes: Iterable[Box]) -> Cells:
    """Return column and row of the cells that some boxes (EPSG:3857) touch."""
    size = tile_size_m(CELL_ZOOM)
    found: Cells = set()
    for west, south, east, north in boxes:
        columns = range(math.floor((west + HALF_M) / size), math.floor((east + HALF_M) / size) + 1)
        rows = range(math.floor((HALF_M - north) / size), math.floor((HALF_M - south) / size) + 1)
        found.update((x, y) for x in columns for y in rows)
    return found


def _touched(connection: psycopg.Connection[Any], name: str, snapshot: str) -> list[Box]:
    return connection.execute(sql("touched").encode(), {"layer": name, "snapshot": snapshot}).fetchall()


def _rectangles(connection: psycopg.Connection[Any], layer: Layer) -> list[Box]:
    return connection.execute(sql("rectangles").format(layer=quoted(layer.name)).encode()).fetchall()


def _make(connection: psycopg.Connection[Any], layer: Layer, cells: Cells, *, afresh: bool) -> None:
    given = {"xs": [x for x, _ in cells], "ys": [y for _, y in cells], "layer": layer.name}
    if not afresh:
        connection.execute(sql("forget_blocks").encode(), given)
    for z in block_zooms(layer):
        connection.execute(keep_statement(layer, z).encode(), given)


def keep_statement(layer: Layer, z: int) -> str:
    """Return the statement that makes and keeps a layer's blocks of zoom `z` in given cells (`xs`, `ys`)."""
    finer = cells_finer(z)
    made = sql("sampled" if z <= SAMPLED_UP_TO else "shaped").format(
        cells=sql("given_cells").format(size=repr(tile_size_m(CELL_ZOOM)), half=repr(HALF_M)),
        source=quoted(layer.name),
        value=quoted(str(layer.detail.dissolve_by)),
        finer=finer,
        tile_cells=1 << finer,
        units=float(block_extent(z) >> finer),
        pixels=PIXELS >> finer,
    )
    return sql("keep_blocks").format(layer=layer.name, z=z, made=made)


def _one(connection: psycopg.Connection[Any], statement: str, values: list[object] | None = None) -> Any:
    row = connection.execute(statement.encode(), values).fetchone()
    return None if row is None else row[0]

"""
The demo district: every layer's rows, superblock by superblock, grown in parallel and in bounded memory.

What the dated records may rely on (they set the dates of 2022–2025; dates here lie before 2022 or are empty):

- `parcels`: reserved industrial land is `land_use` 1001, `vacant`, state-held in `tenure` (holder `government`), inside
  `industrial_block_lines`; it lies on one side of its block, next to old factories (`land_use` 1001, zoned `M0`).
- Old villages are 0703; `tenure.title_category` is `old_village` or `unfinished` there.
- Renewal is densest around 新兴湖 (`focus_areas`) and the two axes.
- `roads`: all stretches of a street share their `name`; lanes (`class` lane) belong to villages.
- `industrial_parks.kind` is `old` where most of the block is old factories; `upgraded_on` is set for `upgraded`.
- Codes are unique over all scales: Matian's superblocks stand in cadastral district 001, its neighbours in 002 and on.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_core.demo import sketch
from gis_core.demo.curves import surveyed
from gis_core.demo.extent import frames_of
from gis_core.demo.frame import Frame, Superblock
from gis_core.demo.landbook import building_rows, numbered, parcel_rows, plan_rows, tenure_rows
from gis_core.demo.network import Network
from gis_core.demo.piece import Piece
from gis_core.demo.places import place_rows
from gis_core.demo.superblock import Grown, grow
from gis_core.demo.terrain import write_terrain
from gis_core.demo.territory import Tally, matian_rows, plan_unit_codes, territory_rows

RENEWAL_REACH = 1500.0  # from 新兴湖, metres
IN_FLIGHT = 4  # superblocks waiting for each worker

__all__ = ["Piece", "build"]


@dataclass(frozen=True)
class Task:
    """All that a worker needs to grow a superblock."""

    superblock: Superblock
    seed: int
    renewal: float
    unit: str
    station_factor: float


def build(scale: float = 1, seed: int = 7, workers: int = 2, *, terrain: Path | None = None) -> Iterator[Piece]:
    """
    Yield the district's rows, layer by layer in pieces.

    Parameters
    ----------
    scale
        How much land: 1 is Matian (about 20 km², 10,000 parcels), less a compact part around 新兴湖 and 合水口, more
        adds neighbour towns around it and leaves Matian's own part as it is.
    seed
        Same seed and scale, same rows, whatever the number of workers.
    workers
        Processes that grow superblocks; 1 grows them in this process.
    terrain
        Terrain model to write (GeoTIFF) when all rows have been taken; none is made without it.

    Yields
    ------
    piece
        Rows of one layer in EPSG:4547; a layer comes in many pieces.
    """
    frames = frames_of(scale, seed)
    yield from _rows(frames, scale, seed, workers)
    if terrain is not None:
        write_terrain(terrain, frames, seed)


def _rows(frames: list[Frame], scale: float, seed: int, workers: int) -> Iterator[Piece]:
    network = Network(frames)
    tallies = {frame.superblocks[0].district: Tally() for frame in frames}
    tasks = [task for frame in frames for task in _tasks(frame, scale, seed)]
    for task, (grown, pieces) in zip(tasks, _grown(tasks, workers), strict=True):
        yield from pieces
        streets = network.street_rows(grown, task.superblock)
        if streets is not None:
            yield streets
        tallies[task.superblock.district].add(grown, task.superblock)
    yield from network.main_rows()
    yield from network.surface_rows({frame.superblocks[0].district: _communities(frame) for frame in frames})
    for frame in frames:
        district = frame.superblocks[0].district
        yield from territory_rows(frame, frame.name, tallies[district])
        if district == 1:
            yield from matian_rows(frame, tallies[district])


def _communities(frame: Frame) -> tuple[shapely.STRtree, NDArray[np.object_]]:
    tree = shapely.STRtree([block.ring.polygon() for block in frame.superblocks])
    return tree, np.array([block.community for block in frame.superblocks], dtype=object)


def _tasks(frame: Frame, scale: float, seed: int) -> list[Task]:
    units = plan_unit_codes(frame)
    lake = surveyed(sketch.BASINS[0].outline).mean(axis=0)
    tasks = []
    for block in frame.superblocks:
        distance = float(np.hypot(*(block.ring.points.mean(axis=0) - lake)))
        renewal = float(np.clip(1.3 - distance / RENEWAL_REACH / 2, 0.25, 1.0))
        tasks.append(Task(block, seed, renewal, units[block.community], max(1.0, 1 / scale)))
    return tasks


def _grown(tasks: Sequence[Task], workers: int) -> Iterator[tuple[Grown, list[Piece]]]:
    """Grow in the order of the tasks, a few ahead of the reader, so that memory stays bounded."""
    if workers <= 1:
        yield from map(_work, tasks)
        return
    # Spawned, not forked: the caller may hold threads and connections.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_end_with_parent) as pool:
        waiting = []
        for task in tasks:
            waiting.append(pool.submit(_work, task))
            if len(waiting) > workers * IN_FLIGHT:
                yield waiting.pop(0).result()
        for future in waiting:
            yield future.result()


def _end_with_parent() -> None:
    """Let this worker end when its parent does, even if that is killed: it would wait for tasks for ever."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def _work(task: Task) -> tuple[Grown, list[Piece]]:
    """Grow a superblock and write its rows."""
    block = task.superblock
    grown = grow(block, task.seed, task.renewal)
    rng = np.random.default_rng([task.seed, block.district, block.key, 1])
    parcels = numbered(grown, rng)
    pieces = [parcel_rows(parcels, block), tenure_rows(parcels, rng)]
    if len(grown.houses.lot):
        pieces.append(building_rows(grown, parcels, block, rng))
    if grown.blocks:
        pieces.append(plan_rows(grown, block, task.unit))
    pieces += place_rows(grown, parcels, block, rng, station_factor=task.station_factor)
    return grown, pieces

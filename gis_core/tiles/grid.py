"""The tile grid of web maps (EPSG:3857), and the finer grid of cells in which blocks are prepared."""

from __future__ import annotations

import math
from dataclasses import dataclass

HALF_M = 20_037_508.342789244  # half the width of the world in EPSG:3857
FIRST_ZOOM, LAST_ZOOM = 0, 22
CELL_ZOOM = 13
"""
Blocks are kept in cells of about 5 km, tiles of this zoom, whatever zoom they are drawn at.

So an edit redoes some ten thousand parcels a zoom at most, however much of the town a tile shows.
"""

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Tile:
    """One tile: zoom, column from the west, row from the north."""

    z: int
    x: int
    y: int

    @property
    def box(self) -> Box:
        """West, south, east, north in EPSG:3857, metres."""
        size = tile_size_m(self.z)
        west, north = self.x * size - HALF_M, HALF_M - self.y * size
        return west, north - size, west + size, north


def tile_size_m(z: int) -> float:
    """Return the side of a tile at zoom `z` in EPSG:3857, metres."""
    return 2 * HALF_M / (1 << z)


def tile_at(longitude: float, latitude: float, z: int) -> Tile:
    """Return the tile at zoom `z` that holds a point given in degrees (WGS 84)."""
    x = (longitude + 180) / 360
    y = (1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2
    last = (1 << z) - 1
    return Tile(z, min(max(int(x * (1 << z)), 0), last), min(max(int(y * (1 << z)), 0), last))


def cells_finer(z: int) -> int:
    """Return by how many zooms cells are finer than tiles of zoom `z`."""
    return max(0, CELL_ZOOM - z)


def block_extent(z: int) -> int:
    """
    Return the units of a tile of blocks along its side.

    A quarter of the usual 4096 at town scale: half a pixel of a map drawn at 512 pixels a tile.
    """
    return 2048 if z >= CELL_ZOOM else 1024

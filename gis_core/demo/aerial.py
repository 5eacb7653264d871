"""
The aerial-like picture (示意), drawn from the same rows as the map: land by use, roads, roofs with shadows, trees.

It is painted piece by piece as the district is grown and written strip by strip. What is painted has at most 12 million
cells of 7 bytes, so that memory doesn't grow with the district; the cells do: 2 m for Matian, 8 m at scale 30.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.features import rasterize
from rasterio.transform import from_origin
from scipy.ndimage import gaussian_filter

from gis_core.demo.frame import Frame
from gis_core.demo.piece import Piece
from gis_core.demo.terrain import BLOCK, cell_within, grid, relief, write_cog

CELL = 2.0  # metres at scale 1
MOST_CELLS = 12_000_000  # larger districts get larger cells
SHADE, GREENERY = 1, 2  # flags of a cell
SUN = (-0.5, 0.7)  # shadow's shift east and north for each metre of height (m)

Colour = tuple[int, int, int]
GROUND: Colour = (170, 182, 140)
LAND: dict[str, Colour] = {
    "01": (176, 190, 112), "03": (74, 108, 62), "0701": (176, 184, 152), "0703": (176, 166, 150), "08": (186, 186, 168),
    "0804": (168, 186, 140), "09": (186, 180, 172), "10": (190, 186, 178), "1001": (190, 186, 178),
    "11": (182, 182, 182), "1207": (150, 149, 146), "120803": (164, 164, 162), "13": (176, 182, 178),
    "1401": (112, 148, 84), "1402": (124, 156, 96), "1403": (190, 186, 168),
    "16": (184, 168, 130), "17": (84, 116, 120),
}  # fmt: skip
ROOFS: dict[str, tuple[Colour, ...]] = {
    "village": ((190, 178, 164), (206, 196, 182), (172, 128, 108), (164, 160, 154), (140, 160, 178)),
    "residential": ((214, 200, 182), (222, 210, 196), (196, 172, 152)),
    "factory": ((222, 222, 216), (206, 206, 202), (122, 156, 192), (134, 166, 198)),
    "other": ((226, 226, 224), (208, 210, 212), (198, 190, 182)),
}
GREEN = ("03", "1401", "1402", "0701", "0804")
VACANT: Colour = (188, 170, 130)


class Aerial:
    """
    The picture while it is painted.

    Parameters
    ----------
    frames
        The districts that it shows.
    seed
        Of the demo.
    """

    def __init__(self, frames: list[Frame], seed: int) -> None:
        self._cell = cell_within(frames, CELL, MOST_CELLS)
        self._transform, self._shape = grid(frames, self._cell)
        self._rng = np.random.default_rng([seed, 11])
        self._frames, self._seed = frames, seed
        self._land = np.full((*self._shape, 3), GROUND, np.uint8)
        self._flags = np.zeros(self._shape, np.uint8)
        self._roofs = np.zeros((*self._shape, 3), np.uint8)

    def add(self, piece: Piece) -> None:
        """Paint a piece's rows, if they are of a layer that shows from the air."""
        shapes = piece.rows.geometry.to_numpy()
        if piece.layer == "parcels":
            uses = piece.rows["land_use"].tolist()
            colours = [
                VACANT if vacant else LAND.get(use, LAND.get(use[:2], GROUND))
                for use, vacant in zip(uses, piece.rows["vacant"].tolist(), strict=True)
            ]
            self._paint(self._land, shapes, self._varied(colours))
            green = [shape for shape, use in zip(shapes, uses, strict=True) if use in GREEN]
            if green:
                self._flag(np.array(green, dtype=object), GREENERY)
        elif piece.layer == "buildings":
            self._raise(shapes, piece)

    def _raise(self, shapes: NDArray[np.object_], piece: Piece) -> None:
        tall = np.minimum(piece.rows["height_m"].to_numpy(float), 60)
        offsets = np.stack([SUN[0] * tall, SUN[1] * tall], axis=1)
        counts = shapely.get_num_coordinates(shapes)
        moved = shapely.set_coordinates(
            shapes.copy(), shapely.get_coordinates(shapes) + np.repeat(offsets, counts, axis=0)
        )
        self._flag(moved, SHADE)
        colours = [self._roof(use) for use in piece.rows["use"].tolist()]
        self._paint(self._roofs, shapes, self._varied(colours))

    def _flag(self, shapes: NDArray[np.object_], flag: int) -> None:
        window, numbers = self._burnt(shapes)
        self._flags[window] |= np.where(numbers > 0, np.uint8(flag), np.uint8(0))

    def _roof(self, use: str) -> Colour:
        roofs = ROOFS.get(use, ROOFS["other"])
        return roofs[int(self._rng.integers(len(roofs)))]

    def _varied(self, colours: list[Colour]) -> NDArray[np.uint8]:
        table = np.array(colours, float) * self._rng.normal(1, 0.035, (len(colours), 1))
        return np.clip(table, 1, 255).astype(np.uint8)

    def _paint(self, canvas: NDArray[np.uint8], shapes: NDArray[np.object_], colours: NDArray[np.uint8]) -> None:
        window, numbers = self._burnt(shapes)
        hit = numbers > 0
        canvas[window][hit] = colours[numbers[hit] - 1]

    def _burnt(self, shapes: NDArray[np.object_]) -> tuple[tuple[slice, slice], NDArray[np.int32]]:
        """Return the window around shapes, and in it the number (from 1) of the shape that covers each cell."""
        west, south, east, north = shapely.total_bounds(shapes)
        left, top = (west - self._transform.c) / self._cell, (self._transform.f - north) / self._cell
        right, bottom = (east - self._transform.c) / self._cell, (self._transform.f - south) / self._cell
        rows = slice(max(int(top), 0), min(int(bottom) + 1, self._shape[0]))
        columns = slice(max(int(left), 0), min(int(right) + 1, self._shape[1]))
        corner = (self._transform.c + columns.start * self._cell, self._transform.f - rows.start * self._cell)
        numbers: NDArray[np.int32] = rasterize(
            zip(shapes, range(1, len(shapes) + 1), strict=True),
            out_shape=(rows.stop - rows.start, columns.stop - columns.start),
            transform=from_origin(*corner, self._cell, self._cell),
            dtype="int32",
        )
        return (rows, columns), numbers

    def write(self, path: Path) -> None:
        """Shade the relief, plant the trees, and write the picture as a cloud-optimised GeoTIFF (RGB, marked 示意)."""
        write_cog(path, self._strips(), self._transform, self._shape, predictor=2)

    def _strips(self) -> Iterator[NDArray[np.uint8]]:
        light, cell = self._light()
        height, width = self._shape
        columns = np.minimum((np.arange(width) * self._cell / cell).astype(int), light.shape[1] - 1)
        # The crowns of a strip go on at its foot where they began at its head, so that no seam shows.
        crowns = gaussian_filter(self._rng.random((BLOCK, width), np.float32), 1.2, mode="wrap")
        crowns = crowns > np.quantile(crowns[:, :BLOCK], 0.72)
        for top in range(0, height, BLOCK):
            part = slice(top, min(top + BLOCK, height))
            rows = np.arange(part.start, part.stop)
            shade = light[np.ix_(np.minimum((rows * self._cell / cell).astype(int), light.shape[0] - 1), columns)]
            picture = self._land[part] * shade[..., None]
            flags, roofs = self._flags[part], self._roofs[part]
            trees = crowns[: len(rows)] & (flags & GREENERY > 0)
            picture[trees] = picture[trees] * 0.35 + np.array((58, 92, 46), np.float32) * 0.65
            picture[flags & SHADE > 0] *= 0.62
            standing = roofs.any(axis=2)
            picture[standing] = roofs[standing]
            picture += 3 * self._rng.standard_normal(shade.shape, np.float32)[..., None]
            yield np.clip(picture, 0, 255).astype(np.uint8).transpose(2, 0, 1)

    def _light(self) -> tuple[NDArray[np.float32], float]:
        """Return light from the north-west on the terrain, 1 on flat land, and the side of its cells (m)."""
        transform, model = relief(self._frames, self._seed)
        down, right = np.gradient(model, transform.a)
        return np.clip(1 + 0.9 * (right + down), 0.55, 1.35).astype(np.float32), transform.a

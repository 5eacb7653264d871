"""
The aerial-like picture (示意), painted from the live records: land by use, water, metro, roofs with shadows, trees.

It shows what stands today, so land that was cleared lies bare. Records are read in parts and the picture is written
strip by strip: what is painted has at most 12 million cells of 7 bytes, so that memory doesn't grow with the district;
the cells do: 2 m for Matian, 8 m at scale 30.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import rasterio
import shapely
from numpy.typing import NDArray
from rasterio.features import rasterize
from rasterio.transform import from_origin
from scipy.ndimage import binary_dilation

from gis_core.demo.statements import statement
from gis_core.demo.terrain import cell_within, grid, write_picture
from gis_core.siting.rasters.cog import BLOCK

CELL = 2.0  # metres at scale 1
MOST_CELLS = 12_000_000  # larger districts get larger cells
AT_A_TIME = 4_000  # records
SHADE, GREENERY = 1, 2  # flags of a cell
SUN = (-0.35, 0.5)  # shadow's shift east and north for each metre of height (m)
TALLEST = 60.0  # for the length of shadows, metres
TREES = 0.075  # share of green cells in which a tree stands, at 2 m
VIADUCT, PLATFORM = 5.0, (120.0, 11.0)  # half the width of the metro's; length and half the width of a station, metres

Colour = tuple[int, int, int]
Shapes = NDArray[np.object_]
Connection = psycopg.Connection[Any]

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
    "other": ((226, 226, 224), (208, 210, 212), (158, 154, 150)),
}
GREEN = ("03", "1401", "1402", "0701", "0804")
SMOOTH = ("1207", "17")  # asphalt and water look alike from parcel to parcel
VACANT: Colour = (188, 170, 130)
MARKING: Colour = (196, 192, 176)
CONCRETE: Colour = (214, 211, 204)
CROWN = np.array((62, 98, 48), np.float32)


def paint_aerial(connection: Connection, terrain: Path, path: Path, seed: int) -> None:
    """
    Paint the live records and write them as a cloud-optimised GeoTIFF (RGB, EPSG:4547, marked 示意).

    Parameters
    ----------
    connection
        Sees the records.
    terrain
        The terrain model; the picture covers what it covers and takes its light from it.
    path
        File to write.
    seed
        Of the demo; same records and seed, same picture.
    """
    aerial = Aerial(terrain, seed)
    for uses, vacant, shapes in _records(connection, "aerial_land"):
        aerial.land(shapes, uses, vacant)
    for (shapes,) in _records(connection, "aerial_water"):
        aerial.paint(shapes, LAND["17"])
    for (shapes,) in _records(connection, "aerial_markings"):
        aerial.mark(shapes)
    for height, use, shapes in _records(connection, "aerial_buildings"):
        aerial.raise_roofs(shapes, height.astype(float), use)
    for (shapes,) in _records(connection, "aerial_metro"):
        aerial.paint(shapes, CONCRETE)
    write_picture(path, aerial.strips(), aerial.transform, aerial.shape, predictor=2)


def _records(connection: Connection, name: str) -> Iterator[tuple[Shapes, ...]]:
    """Yield the columns of the records that a statement finds, some thousands at a time; the last is the geometry."""
    with connection.cursor(name, binary=True) as cursor:
        cursor.execute(statement(name), {"viaduct": VIADUCT, "length": PLATFORM[0], "platform": PLATFORM[1]})
        while rows := cursor.fetchmany(AT_A_TIME):
            *columns, geometry = (np.array(column, dtype=object) for column in zip(*rows, strict=True))
            yield (*columns, shapely.from_wkb(geometry))


class Aerial:
    """
    The picture while it is painted.

    Parameters
    ----------
    terrain
        Terrain model (GeoTIFF, metres).
    seed
        Of the demo.
    """

    def __init__(self, terrain: Path, seed: int) -> None:
        with rasterio.open(terrain) as model:
            self._heights, self._coarse = model.read(1), float(model.res[0])
            bounds = tuple(model.bounds)
        self._cell = cell_within(bounds, CELL, MOST_CELLS)
        self.transform, self.shape = grid(bounds, self._cell)
        self._rng = np.random.default_rng([seed, 11])
        self._land = np.full((*self.shape, 3), GROUND, np.uint8)
        self._flags = np.zeros(self.shape, np.uint8)
        self._roofs = np.zeros((*self.shape, 3), np.uint8)

    def land(self, shapes: Shapes, uses: NDArray[np.object_], vacant: NDArray[np.object_]) -> None:
        """Paint parcels by their use; vacant ones lie bare."""
        colours = [
            VACANT if bare else LAND.get(use, LAND.get(use[:2], GROUND))
            for use, bare in zip(uses.tolist(), vacant.tolist(), strict=True)
        ]
        self._burn(self._land, shapes, np.where(np.isin(uses, SMOOTH)[:, None], colours, self._varied(colours)))
        green = np.isin(uses, GREEN) & ~vacant.astype(bool)
        if green.any():
            self._flag(shapes[green], GREENERY)

    def paint(self, shapes: Shapes, colour: Colour) -> None:
        """Paint over whatever is there, roofs and trees too."""
        window, numbers = self._numbers(shapes)
        self._flags[window][numbers > 0] = 0
        self._roofs[window][numbers > 0] = colour if colour == CONCRETE else 0
        self._land[window][numbers > 0] = colour

    def mark(self, lines: Shapes) -> None:
        """Draw the middle lines of main roads, where a cell is small enough for them."""
        if self._cell <= CELL:
            window, numbers = self._numbers(lines)
            self._land[window][numbers > 0] = MARKING

    def raise_roofs(self, shapes: Shapes, heights: NDArray[np.float64], uses: NDArray[np.object_]) -> None:
        """Paint roofs, and the ground that their walls shade."""
        tall = np.minimum(heights, TALLEST)
        offsets = np.repeat(
            np.stack([SUN[0] * tall, SUN[1] * tall], axis=1), shapely.get_num_coordinates(shapes), axis=0
        )
        moved = shapely.set_coordinates(shapes.copy(), shapely.get_coordinates(shapes) + offsets)
        both = np.asarray(shapely.geometrycollections(np.stack([shapes, moved], axis=1)))
        self._flag(shapely.convex_hull(both), SHADE)
        roofs = [ROOFS.get(use, ROOFS["other"]) for use in uses.tolist()]
        self._burn(self._roofs, shapes, self._varied([roof[int(self._rng.integers(len(roof)))] for roof in roofs]))

    def _flag(self, shapes: Shapes, flag: int) -> None:
        window, numbers = self._numbers(shapes)
        self._flags[window] |= np.where(numbers > 0, np.uint8(flag), np.uint8(0))

    def _varied(self, colours: list[Colour]) -> NDArray[np.uint8]:
        table = np.array(colours, float) * self._rng.normal(1, 0.035, (len(colours), 1))
        return np.clip(table, 1, 255).astype(np.uint8)

    def _burn(self, canvas: NDArray[np.uint8], shapes: Shapes, colours: NDArray[np.integer[Any]]) -> None:
        window, numbers = self._numbers(shapes)
        hit = numbers > 0
        canvas[window][hit] = colours[numbers[hit] - 1]

    def _numbers(self, shapes: Shapes) -> tuple[tuple[slice, slice], NDArray[np.int32]]:
        """Return the window around shapes, and in it the number (from 1) of the shape that covers each cell."""
        west, south, east, north = shapely.total_bounds(shapes)
        left, top = (west - self.transform.c) / self._cell, (self.transform.f - north) / self._cell
        right, bottom = (east - self.transform.c) / self._cell, (self.transform.f - south) / self._cell
        rows = slice(max(int(top), 0), min(int(bottom) + 1, self.shape[0]))
        columns = slice(max(int(left), 0), min(int(right) + 1, self.shape[1]))
        corner = (self.transform.c + columns.start * self._cell, self.transform.f - rows.start * self._cell)
        numbers: NDArray[np.int32] = rasterize(
            zip(shapes, range(1, len(shapes) + 1), strict=True),
            out_shape=(rows.stop - rows.start, columns.stop - columns.start),
            transform=from_origin(*corner, self._cell, self._cell),
            dtype="int32",
        )
        return (rows, columns), numbers

    def strips(self) -> Iterator[NDArray[np.uint8]]:
        """Shade the relief, plant the trees and yield the picture from the top down, (bands, rows, columns)."""
        light = self._light()
        height, width = self.shape
        crowns = self._crowns(width)
        under = np.roll(crowns, (-1, -1), axis=(0, 1)) & ~crowns
        for top in range(0, height, BLOCK):
            part = slice(top, min(top + BLOCK, height))
            shade = self._between(light, np.arange(part.start, part.stop), np.arange(width))
            picture = self._land[part] * shade[..., None]
            flags, roofs = self._flags[part], self._roofs[part]
            green = flags & GREENERY > 0
            trees = crowns[: len(shade)] & green
            picture[under[: len(shade)] & green] *= 0.78
            picture[trees] = picture[trees] * 0.3 + CROWN * 0.7 * shade[trees][:, None]
            picture[flags & SHADE > 0] *= 0.62
            standing = roofs.any(axis=2)
            picture[standing] = roofs[standing]
            picture += 2 * self._rng.standard_normal(shade.shape, np.float32)[..., None]
            yield np.clip(picture, 0, 255).astype(np.uint8).transpose(2, 0, 1)

    def _crowns(self, width: int) -> NDArray[np.bool_]:
        """Scatter trees over a strip, every second one large; those at its foot go on at its head."""
        chance = np.pad(self._rng.random((BLOCK, width), np.float32), 1, mode="wrap")
        small, large = binary_dilation(chance < TREES), binary_dilation(chance < TREES / 2, np.ones((3, 3), bool))
        crowns: NDArray[np.bool_] = (small | large)[1:-1, 1:-1]
        return crowns

    def _light(self) -> NDArray[np.float32]:
        """Return light from the north-west on the terrain, 1 on flat land."""
        down, right = np.gradient(self._heights, self._coarse)
        light: NDArray[np.float32] = np.clip(1 + 0.9 * (right + down), 0.55, 1.35).astype(np.float32)
        return light

    def _between(
        self, coarse: NDArray[np.float32], rows: NDArray[np.int64], columns: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Return the values of the terrain's cells at cells of the picture, between four middles in proportion."""
        ratio = self._cell / self._coarse
        taken = coarse
        for axis, cells in ((0, rows), (1, columns)):
            at = np.clip((cells + 0.5) * ratio - 0.5, 0, taken.shape[axis] - 1).astype(np.float32)
            low = np.minimum(at.astype(int), taken.shape[axis] - 2)
            share = (at - low).reshape((-1, 1) if axis == 0 else (1, -1))
            taken = taken.take(low, axis) * (1 - share) + taken.take(low + 1, axis) * share
        return taken

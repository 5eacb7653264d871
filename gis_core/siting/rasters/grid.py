"""Grids: where the cells of a raster lie; strips that bound the memory; what two rasters must have in common."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import rasterio
from affine import Affine
from rasterio.transform import from_origin
from rasterio.windows import Window

from gis_core.errors import CrsError, GeometryError, WrongUseError

STRIP_CELLS = 500_000
"""Cells of a strip: 4 MB of doubles, whatever the size of the raster."""
SAME_PLACE = 1e-6
"""Share of a cell by which corners may differ and still be the same."""


@dataclass(frozen=True)
class Grid:
    """
    Cells of a raster, north up.

    Parameters
    ----------
    transform
        From (column, row) to (x, y) in m.
    rows, columns
        Its size.
    crs
        Projected CRS in metres, such as `EPSG:4547`.
    """

    transform: Affine
    rows: int
    columns: int
    crs: str

    def __post_init__(self) -> None:
        """
        Refuse what isn't a raster in metres, north up.

        Raises
        ------
        GeometryError, CrsError
            If it is turned or empty, or its CRS isn't projected in metres.
        """
        if self.rows < 1 or self.columns < 1:
            raise GeometryError(f"a raster of {self.rows} × {self.columns} cells is none; look at its bounds and cell")
        turned = self.transform.b != 0 or self.transform.d != 0
        if turned or self.transform.a <= 0 or self.transform.e >= 0:
            raise GeometryError("the raster isn't north up; warp it first (gdalwarp)")
        crs = rasterio.CRS.from_user_input(self.crs) if self.crs else None
        if crs is None or not crs.is_projected or crs.linear_units_factor[1] != 1:
            raise CrsError(
                f"the raster's CRS ({self.crs or 'none'}) isn't projected in metres; warp it to the survey CRS"
            )

    @classmethod
    def over(cls, bounds: tuple[float, float, float, float], cell: float, crs: str) -> Grid:
        """Return the grid over bounds (west, south, east, north; m) with square cells, its corner on whole cells."""
        if not cell > 0:
            raise WrongUseError(f"a cell of {cell} m is none; give metres above 0", field="cell")
        west, south, east, north = bounds
        west, south = math.floor(west / cell) * cell, math.floor(south / cell) * cell
        rows, columns = math.ceil((north - south) / cell), math.ceil((east - west) / cell)
        return cls(from_origin(west, south + rows * cell, cell, cell), rows, columns, crs)

    @classmethod
    def of(cls, raster: rasterio.DatasetReader) -> Grid:
        """Return the grid of an open raster."""
        crs = raster.crs.to_string() if raster.crs else ""
        return cls(raster.transform, raster.height, raster.width, crs)

    @property
    def cell(self) -> tuple[float, float]:
        """Width and height of a cell, in m."""
        return self.transform.a, -self.transform.e

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north, in m."""
        west, north = self.transform.c, self.transform.f
        return west, north + self.rows * self.transform.e, west + self.columns * self.transform.a, north

    def square_cell(self) -> float:
        """
        Return the side of a cell in m.

        Raises
        ------
        GeometryError
            If cells aren't square.
        """
        wide, high = self.cell
        if abs(wide - high) > SAME_PLACE * wide:
            raise GeometryError(f"cells of {wide:g} × {high:g} m aren't square; warp the raster to square cells")
        return wide

    def strips(self, cells: int = STRIP_CELLS) -> Iterator[Window]:
        """Yield full-width windows from the top down, of about so many cells."""
        height = max(1, cells // self.columns)
        for row in range(0, self.rows, height):
            yield Window(0, row, self.columns, min(height, self.rows - row))

    def part(self, window: Window) -> Grid:
        """Return the grid of a window."""
        moved = self.transform @ Affine.translation(window.col_off, window.row_off)
        return Grid(moved, int(window.height), int(window.width), self.crs)

    def same_as(self, other: Grid) -> bool:
        """Return whether both have the same cells (the CRS apart)."""
        if (self.rows, self.columns) != (other.rows, other.columns):
            return False
        wide = SAME_PLACE * self.transform.a
        return all(abs(a - b) <= wide for a, b in zip(self.transform[:6], other.transform[:6], strict=True))

    def refuse_other_crs(self, crs: str | None, what: str) -> None:
        """
        Refuse what stands in another CRS; nothing is transformed silently.

        Raises
        ------
        CrsError
            If it does, or says no CRS.
        """
        if not crs or rasterio.CRS.from_user_input(crs) != rasterio.CRS.from_user_input(self.crs):
            raise CrsError(f"{what} are in {crs or 'no CRS'}, the raster in {self.crs}; convert it first")

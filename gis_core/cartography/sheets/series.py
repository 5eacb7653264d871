"""
Sheets side by side: ground cut into numbered sheets whose neighbours are named.

A sheet is numbered by its south-west corner in kilometres, northing first (X–Y), as GB/T 20257.1 numbers the sheets of
50 × 50 cm: two decimals at 1:500, one at the smaller scales, more where the corner asks for them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis_core.cartography.sheets.frame import MapFrame, turned
from gis_core.cartography.sheets.furniture.adjoining import PLACES
from gis_core.cartography.sheets.request import too_many
from gis_core.errors import WrongUseError

CELLS = 200_000
"""Among so many places side by side sheets are looked for."""


@dataclass(frozen=True)
class NumberedFrame:
    """A frame of a series: its number, and the numbers of the sheets around it by side (`n`, `ne` …)."""

    number: str
    frame: MapFrame
    neighbours: Mapping[str, str]


def sheet_numbers(corners: Sequence[tuple[float, float]], scale: int) -> list[str]:
    """
    Return the numbers of sheets that belong together, all with as many decimals as one of them asks for.

    Parameters
    ----------
    corners
        Their south-west corners: eastings and northings in metres.
    scale
        Denominator.

    Source
    ------
    GB/T 20257.1-2017: the corner's coordinates in kilometres, X–Y; 0.01 km at 1:500, 0.1 km at 1:1,000 and 1:2,000.
    It knows no negative ones (EPSG:5514 has no others); `_` stands between those, since a dash would be read as a sign.
    """
    least = 2 if scale <= 500 else 1
    rounded = [(round(east, 2) + 0.0, round(north, 2) + 0.0) for east, north in corners]  # no -0.0
    values = [value / 1000 for corner in rounded for value in corner]
    digits = next((count for count in range(least, 5) if all(abs(round(v, count) - v) < 5e-7 for v in values)), 5)
    return [
        f"{north / 1000:.{digits}f}{'-' if min(east, north) >= 0 else '_'}{east / 1000:.{digits}f}"
        for east, north in rounded
    ]


def series(
    pattern: MapFrame, shape: BaseGeometry, *, most: int, overlap: float = 0.0, anchored: bool = False
) -> list[NumberedFrame]:
    """
    Cut ground into sheets, from north to south and west to east; those that don't meet the ground are left out.

    Parameters
    ----------
    pattern
        The frame that is repeated: its size, scale and turn.
    shape
        The ground to be covered, in the survey CRS.
    most
        Sheets that there may be.
    overlap
        Of two neighbours, in mm on paper.
    anchored
        Whether the pattern stands where it is and is repeated from there; else the corners are multiples of the
        sheet's side in the survey CRS.

    Raises
    ------
    WrongUseError
        If the overlap leaves nothing to step, or there are more than `most` sheets (the sentence says how many), or
        the ground spans more than `CELLS`.
    """
    if not (0 <= overlap <= 0.5 * min(pattern.width, pattern.height)):
        raise WrongUseError(f"overlap: {overlap:g} mm is none of 0 to half a sheet", field="overlap")
    size = np.array((pattern.width, pattern.height)) * pattern.metres
    step = size - overlap * pattern.metres
    upright = shapely.transform(shape, partial(turned, turn=pattern.turn))  # as the frames see it
    anchor = turned(np.array([pattern.centre]), pattern.turn)[0] - size / 2 if anchored else np.zeros(2)
    bounds = (np.array(upright.bounds).reshape(2, 2) - anchor) / step
    first, last = np.floor(bounds[0] + 1e-9), np.ceil(bounds[1] - 1e-9)
    columns, rows = np.arange(first[0], last[0]), np.arange(first[1], last[1])[::-1]
    if len(columns) * len(rows) > CELLS:
        raise WrongUseError(
            f"scale: at 1:{pattern.scale:,} {len(columns) * len(rows):,} sheets side by side span the ground, too many "
            "to look through; choose a smaller scale or less ground",
            field="scale",
        )
    places = np.column_stack([np.tile(columns, len(rows)), np.repeat(rows, len(columns))])
    corners = anchor + places * step
    inner = 1e-6 * pattern.metres
    grounds = shapely.box(*(corners + inner).T, *(corners + size - inner).T)
    shapely.prepare(upright)
    met = shapely.intersects(upright, grounds)
    if met.sum() > most:
        raise too_many(int(met.sum()), most)
    centres = turned(corners[met] + size / 2, -pattern.turn)
    found: dict[tuple[int, int], MapFrame] = {}
    for (column, row), (east, north) in zip(places[met].astype(int).tolist(), centres.tolist(), strict=True):
        found[column, row] = replace(pattern, centre=(east, north))
    numbers = dict(zip(found, sheet_numbers([corner(frame) for frame in found.values()], pattern.scale), strict=True))
    return [
        NumberedFrame(
            numbers[at],
            frame,
            {
                side: numbers[at[0] + dx - 1, at[1] + dy - 1]
                for side, (dx, dy) in PLACES.items()
                if (at[0] + dx - 1, at[1] + dy - 1) in numbers
            },
        )
        for at, frame in found.items()
    ]


def corner(frame: MapFrame) -> tuple[float, float]:
    """Return the ground under a frame's lower left corner: easting and northing in metres."""
    east, north = frame.ground.exterior.coords[0]
    return (east, north)

"""
Sheets side by side: ground cut into numbered sheets whose neighbours are named.

A sheet is numbered by its south-west corner in kilometres, northing first (X–Y), as GB/T 20257.1 numbers the sheets of
50 × 50 cm: two decimals at 1:500, one at the smaller scales, more where the corner asks for them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import shapely

from gis_core.cartography.sheets.frame import MapFrame, turned_extent
from gis_core.cartography.sheets.furniture.adjoining import PLACES
from gis_core.errors import WrongUseError

MOST = 2000
"""Sheets that a series may have."""


@dataclass(frozen=True)
class NumberedFrame:
    """A frame of a series: its number, and the numbers of the sheets around it by side (`n`, `ne` …)."""

    number: str
    frame: MapFrame
    neighbours: Mapping[str, str]


def sheet_number(corner: tuple[float, float], scale: int) -> str:
    """
    Return the number of a sheet.

    Parameters
    ----------
    corner
        Its south-west corner: easting and northing in metres.
    scale
        Denominator.

    Source
    ------
    GB/T 20257.1-2017: the corner's coordinates in kilometres, X–Y; 0.01 km at 1:500, 0.1 km at 1:1,000 and 1:2,000.
    """
    least = 2 if scale <= 500 else 1
    corner = (round(corner[0], 2), round(corner[1], 2))
    digits = next(
        (count for count in range(least, 5) if all(abs(round(v / 1000, count) - v / 1000) < 5e-7 for v in corner)), 5
    )
    return f"{corner[1] / 1000:.{digits}f}-{corner[0] / 1000:.{digits}f}"


def series(pattern: MapFrame, shape: Any, *, overlap: float = 0.0, anchored: bool = False) -> list[NumberedFrame]:
    """
    Cut ground into sheets, from north to south and west to east; those that don't meet the ground are left out.

    Parameters
    ----------
    pattern
        The frame that is repeated: its size, scale and turn.
    shape
        The ground to be covered, in the survey CRS.
    overlap
        Of two neighbours, in mm on paper.
    anchored
        Whether the pattern stands where it is and is repeated from there; else the corners are multiples of the
        sheet's side in the survey CRS.

    Raises
    ------
    WrongUseError
        If the overlap leaves nothing to step, or there are too many sheets.
    """
    across, up = (pattern.width - overlap) * pattern.metres, (pattern.height - overlap) * pattern.metres
    if not (0 <= overlap <= 0.5 * min(pattern.width, pattern.height)):
        raise WrongUseError(f"overlap: {overlap:g} mm is none of 0 to half a sheet", field="overlap")
    wide, high, middle = turned_extent(shape, pattern.turn)
    turn = math.radians(pattern.turn)
    cos, sin = math.cos(turn), math.sin(turn)

    def seen(point: tuple[float, float]) -> tuple[float, float]:
        return (cos * point[0] - sin * point[1], sin * point[0] + cos * point[1])

    u, v = seen(middle)
    half = (pattern.width * pattern.metres / 2, pattern.height * pattern.metres / 2)
    anchor = (0.0, 0.0)
    if anchored:
        at = seen(pattern.centre)
        anchor = (at[0] - half[0], at[1] - half[1])
    first = (math.floor((u - wide / 2 - anchor[0]) / across + 1e-9), math.floor((v - high / 2 - anchor[1]) / up + 1e-9))
    last = (math.ceil((u + wide / 2 - anchor[0]) / across - 1e-9), math.ceil((v + high / 2 - anchor[1]) / up - 1e-9))
    if (last[0] - first[0]) * (last[1] - first[1]) > 50 * MOST:
        raise _too_many(pattern.scale)
    shapely.prepare(shape)
    found: dict[tuple[int, int], MapFrame] = {}
    for row in range(last[1] - 1, first[1] - 1, -1):
        for column in range(first[0], last[0]):
            at = (anchor[0] + column * across + half[0], anchor[1] + row * up + half[1])
            frame = replace(pattern, centre=(cos * at[0] + sin * at[1], -sin * at[0] + cos * at[1]))
            if shapely.intersects(shape, frame.reaching(-1e-6)):
                found[column, row] = frame
    if len(found) > MOST:
        raise _too_many(pattern.scale)
    numbers = {at: sheet_number(corner(frame), pattern.scale) for at, frame in found.items()}
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


def _too_many(scale: int) -> WrongUseError:
    return WrongUseError(
        f"scale: at 1:{scale:,} the ground takes more than {MOST:,} sheets; choose a smaller scale or less ground",
        field="scale",
    )

"""Scales of maps: how they are written, and the largest round one at which ground fits a frame."""

from __future__ import annotations

import re

from gis_core.errors import WrongUseError

ROUND = (
    *(500, 1_000, 2_000, 5_000, 10_000),
    *(15_000, 20_000, 25_000, 30_000, 40_000, 50_000, 100_000, 200_000, 500_000, 1_000_000),
)
"""Denominators of the scales that sheets are made at: those of surveys (GB/T 20257.1, 20257.2), and beyond."""
LARGEST, SMALLEST = 50, 2_000_000
WRITTEN = re.compile(r"(?:1\s*[:：/]\s*)?(\d{1,3}(?:[,，]\d{3})+|\d{1,9})")


def read_scale(text: str | int) -> int:
    """
    Return the denominator of a scale written as `1:2000`, `1:2,000` or `2000`.

    Raises
    ------
    WrongUseError
        If it is no scale between 1:50 and 1:2,000,000.
    """
    found = WRITTEN.fullmatch(str(text).strip())
    scale = int(re.sub("[,，]", "", found[1])) if found else 0
    if not LARGEST <= scale <= SMALLEST:
        raise WrongUseError(
            f"scale: {str(text)[:30]!r} is no scale between 1:{LARGEST} and 1:{SMALLEST:,}; write it as 1:2000",
            field="scale",
        )
    return scale


def largest_round(ground: tuple[float, float], room: tuple[float, float]) -> int:
    """
    Return the largest round scale at which ground of some width and height in metres fits room on paper in mm.

    Raises
    ------
    WrongUseError
        If it fits at none.
    """
    needed = max(ground[0] / room[0], ground[1] / room[1]) * 1000
    for scale in ROUND:
        if scale >= needed - 1e-6:
            return scale
    size = f"{ground[0] / 1000:,.0f} × {ground[1] / 1000:,.0f} km"
    raise WrongUseError(f"scale: {size} fit no sheet at 1:{ROUND[-1]:,}; choose less ground", field="scale")


def written(scale: int) -> str:
    """Return a scale as a sheet says it: `1:2,000`."""
    return f"1:{scale:,}"

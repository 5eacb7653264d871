"""The colours of a raster: one ramp, light to dark, readable to the colour-blind, and its legend."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

RAMP = ("#f7f4ea", "#d9e8c8", "#9fd0b0", "#57ad9c", "#25808a", "#17526f", "#152a4e")
"""Light to dark in even steps of lightness, after the sequential schemes of ColorBrewer (YlGnBu)."""
STEPS = 5


@dataclass(frozen=True)
class Step:
    """A colour of the legend and the value that it stands for."""

    value: float
    colour: str


def colours(count: int = 256) -> dict[int, tuple[int, int, int, int]]:
    """Return the ramp in so many steps, as rio-tiler takes it: number → red, green, blue, alpha (0–255)."""
    stops = np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in RAMP], dtype=float)
    at = np.linspace(0, len(RAMP) - 1, count)
    bands = np.column_stack([np.interp(at, np.arange(len(RAMP)), stops[:, band]) for band in range(3)]).round()
    return {number: (int(r), int(g), int(b), 255) for number, (r, g, b) in enumerate(bands)}


def legend(low: float, high: float) -> list[Step]:
    """Return evenly spaced values from low to high with their colours."""
    ramp = colours()
    found = []
    for share in np.linspace(0, 1, STEPS):
        red, green, blue, _ = ramp[round(share * 255)]
        found.append(Step(float(low + share * (high - low)), f"#{red:02x}{green:02x}{blue:02x}"))
    return found

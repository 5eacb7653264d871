"""From the sketch in degrees to smooth curves in the survey CRS."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from pyproj import Transformer
from scipy.interpolate import splev, splprep

from gis_core.demo.rings import Points, on_grid

SURVEY = "EPSG:4547"


@cache
def _to_survey() -> Transformer:
    # CGCS2000 geographic; the step from WGS 84 is null in the register, and the sketch is approximate anyway.
    return Transformer.from_crs("EPSG:4490", SURVEY, always_xy=True)


def surveyed(degrees: Sequence[tuple[float, float]]) -> Points:
    """Return points given as longitude and latitude in the survey CRS (easting, northing in metres)."""
    lon, lat = np.array(degrees, float).T
    return np.column_stack(_to_survey().transform(lon, lat))


def smooth(points: Points, step: float, *, closed: bool = False) -> Points:
    """Return a spline through the points with a vertex about every `step` metres, on the grid; rings stay open."""
    if closed:
        points = np.concatenate([points, points[:1]])
    chord = float(np.hypot(*np.diff(points, axis=0).T).sum())
    spline, _ = splprep(points.T, s=0, k=min(3, len(points) - 1), per=closed)
    curve = np.column_stack(splev(np.linspace(0, 1, max(3, int(chord / step))), spline))
    return on_grid(curve[:-1] if closed else curve)


def overshot(line: Points, metres: float) -> Points:
    """Return the line made longer at both ends, so that it surely crosses what it is drawn up to."""
    first, last = line[0] - line[1], line[-1] - line[-2]
    start = line[0] + first / np.hypot(*first) * metres
    end = line[-1] + last / np.hypot(*last) * metres
    return np.concatenate([start[None], line, end[None]])

"""
GCJ-02 and BD-09, the shifted coordinates of Chinese web maps, there and back.

The official transformation isn't published; what follows is the approximation that everybody uses. The ways back are
found by iteration until they agree with the way there to far below a millimetre, so that a round trip closes; how far
the approximation itself is from the truth is unknown.

Source: the GCJ-02 polynomial on Krassowsky's ellipsoid (a = 6,378,245 m) as published in `eviltransform` and
`coordtransform`; BD-09 as in `coordtransform`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Move = Callable[[Floats, Floats], tuple[Floats, Floats]]

AXIS_M = 6378245.0
ECCENTRICITY_SQUARED = 0.00669342162296594323
CHINA = (72.004, 0.8293, 137.8347, 55.8271)
"""West, south, east, north in degrees: outside, nothing is shifted."""

CLOSE_ENOUGH_DEGREES = 1e-11
MOST_ROUNDS = 30
BAIDU_TURN = np.pi * 3000.0 / 180.0


def in_china(lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    """Tell which points lie in the rectangle in which web maps shift coordinates."""
    west, south, east, north = CHINA
    inside: NDArray[np.bool_] = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return inside


def _waves(u: Floats, terms: tuple[tuple[float, float], ...]) -> Floats:
    total: Floats = sum((weight * np.sin(u * turn * np.pi) for weight, turn in terms), np.zeros_like(u))
    return total * 2.0 / 3.0


def _shift(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    x, y = lon - 105.0, lat - 35.0
    ripple = _waves(x, ((20.0, 6.0), (20.0, 2.0)))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x)) + ripple
    north += _waves(y, ((20.0, 1.0), (40.0, 1 / 3), (160.0, 1 / 12), (320.0, 1 / 30)))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x)) + ripple
    east += _waves(x, ((20.0, 1.0), (40.0, 1 / 3), (150.0, 1 / 12), (300.0, 1 / 30)))
    phi = np.deg2rad(lat)
    w2 = 1 - ECCENTRICITY_SQUARED * np.sin(phi) ** 2
    meridian = AXIS_M * (1 - ECCENTRICITY_SQUARED) / (w2 * np.sqrt(w2))
    parallel = AXIS_M / np.sqrt(w2) * np.cos(phi)
    return np.rad2deg(east / parallel), np.rad2deg(north / meridian)


def wgs84_to_gcj02(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Shift WGS 84 degrees to GCJ-02 (300–600 m in China; unchanged outside)."""
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    east, north = _shift(lon, lat)
    inside = in_china(lon, lat)
    return np.where(inside, lon + east, lon), np.where(inside, lat + north, lat)


def gcj02_to_wgs84(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Undo `wgs84_to_gcj02`, by iteration."""
    return _undo(wgs84_to_gcj02, lon, lat)


def gcj02_to_bd09(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Shift GCJ-02 degrees to Baidu's BD-09 (unchanged outside China)."""
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * BAIDU_TURN)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * BAIDU_TURN)
    inside = in_china(lon, lat)
    return (
        np.where(inside, radius * np.cos(angle) + 0.0065, lon),
        np.where(inside, radius * np.sin(angle) + 0.006, lat),
    )


def bd09_to_gcj02(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Undo `gcj02_to_bd09`, by iteration."""
    return _undo(gcj02_to_bd09, lon, lat)


def wgs84_to_bd09(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Shift WGS 84 degrees to BD-09, by way of GCJ-02."""
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


def bd09_to_wgs84(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Undo `wgs84_to_bd09`, by iteration."""
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))


def _undo(forward: Move, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Find the point that `forward` carries to (lon, lat): the shift changes slowly, so a fixed point is soon found."""
    wanted_lon, wanted_lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    inside = in_china(wanted_lon, wanted_lat)
    guess_lon, guess_lat = wanted_lon.copy(), wanted_lat.copy()
    for _ in range(MOST_ROUNDS):
        there_lon, there_lat = forward(guess_lon, guess_lat)
        off_lon = np.where(inside, wanted_lon - there_lon, 0.0)
        off_lat = np.where(inside, wanted_lat - there_lat, 0.0)
        guess_lon, guess_lat = guess_lon + off_lon, guess_lat + off_lat
        if max(np.max(np.abs(off_lon), initial=0.0), np.max(np.abs(off_lat), initial=0.0)) < CLOSE_ENOUGH_DEGREES:
            break
    return guess_lon, guess_lat

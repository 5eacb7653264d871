"""What a picture of the map shows: ground, size and scale."""

from __future__ import annotations

import math
from dataclasses import dataclass

from gis_core.features.area import DEGREES

METRES_A_DEGREE = 111_319.490793
ZOOM_0_M = 78_271.516964  # a pixel of the web map (tiles of 512 pixels) at zoom 0 on the equator
PIXEL_M = 0.00028  # of a screen, as OGC defines it (SLD 1.0, 10.2)


@dataclass(frozen=True)
class Ground:
    """
    A rectangle of ground and the pixels that show it.

    Parameters
    ----------
    bounds
        West, south, east, north in the coordinates of `srid` (x = easting or longitude).
    srid
        EPSG number.
    width, height
        Pixels.
    latitude
        Of the place, where a metre of Web Mercator is shorter than one on the ground.
    """

    bounds: tuple[float, float, float, float]
    srid: int
    width: int
    height: int
    latitude: float

    @property
    def pixel(self) -> float:
        """Units of the coordinates that a pixel covers from south to north."""
        return (self.bounds[3] - self.bounds[1]) / self.height

    @property
    def metres_a_pixel(self) -> float:
        """Metres of ground that a pixel covers."""
        if self.srid in DEGREES:
            return self.pixel * METRES_A_DEGREE
        return self.pixel * (math.cos(math.radians(self.latitude)) if self.srid == 3857 else 1.0)

    @property
    def zoom(self) -> float:
        """The web map's zoom at which things are as large."""
        return math.log2(ZOOM_0_M * math.cos(math.radians(self.latitude)) / self.metres_a_pixel)


def denominator(zoom: float, latitude: float) -> float:
    """Return the scale's denominator of a zoom of the web map, on a screen as OGC defines it."""
    return ZOOM_0_M * math.cos(math.radians(latitude)) / 2**zoom / PIXEL_M

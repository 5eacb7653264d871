"""Where to look (`bbox`) and in which coordinates to answer (`crs`)."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from gis_core.errors import CrsError, WrongUseError
from gis_core.features.statement import Values
from gis_core.place import Place
from layers.base import Layer

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
WGS84, CGCS2000, WEB_MERCATOR = 4326, 4490, 3857
DEGREES = {WGS84: (-180.0, -90.0, 180.0, 90.0), CGCS2000: (-180.0, -90.0, 180.0, 90.0)}
MERCATOR_LATITUDE = 85.05
EARTH_RADIUS_M = 6378137.0
FARTHEST_M = 1e8
WIDEST = 180.0  # degrees of a box over the antimeridian; a wider one has west and east in the wrong order
NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*", re.ASCII)
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class Coordinates:
    """
    A coordinate reference system as asked for; x = easting or longitude, always.

    Parameters
    ----------
    srid
        EPSG number.
    name
        As an OGC name, for the answer; `None` for the default of GeoJSON, which says nothing.
    """

    srid: int
    name: str | None

    @property
    def digits(self) -> int:
        """Decimals to write: a tenth of a millimetre."""
        return 9 if self.srid in DEGREES else 4


def read_crs(text: str | None, place: Place, *, field: str) -> Coordinates:
    """
    Return the system that `text` names: `CRS84` (the default), `EPSG:4547`, `4547` or the like as an OGC URI.

    Only the place's survey CRS and those that reach all of it are taken; other systems are what exporting is for.

    Raises
    ------
    CrsError
        If it is another one; the sentence begins with `field`.
    """
    if text is None or text.strip().upper() in ("CRS84", "OGC:CRS84", CRS84.upper()):
        return Coordinates(WGS84, None)
    found = re.fullmatch(
        r"(?i)(?:EPSG:|urn:ogc:def:crs:EPSG:[0-9.]*:|https?://www\.opengis\.net/def/crs/EPSG/[0-9.]+/)?([0-9]{4,6})",
        text.strip(),
    )
    known = {WGS84, CGCS2000, WEB_MERCATOR, place.srid}
    if found is None or int(found[1]) not in known:
        names = ", ".join(["CRS84", *(f"EPSG:{srid}" for srid in sorted(known))])
        raise CrsError(f"{field}: {text[:60]!r} isn't served; ask for one of {names}, or use ./matian export data")
    return Coordinates(int(found[1]), f"urn:ogc:def:crs:EPSG::{found[1]}")


@dataclass(frozen=True)
class Box:
    """
    A rectangle: west, south, east, north in the coordinates of `srid`.

    In degrees, one whose west is greater than its east goes over the antimeridian (RFC 7946, 5.2).
    """

    bounds: Bounds
    srid: int

    @property
    def parts(self) -> tuple[Bounds, ...]:
        """Its bounds, as two rectangles where it goes over the antimeridian."""
        west, south, east, north = self.bounds
        if west <= east:
            return (self.bounds,)
        return (west, south, 180.0, north), (-180.0, south, east, north)

    def condition(self, layer: Layer, place: Place, values: Values) -> str:
        """Return the SQL condition that a feature `f` meets the box."""
        shape, box = self._sides(layer, place, values)
        return f"st_intersects({shape}, {box})"

    def quick_condition(self, layer: Layer, place: Place, values: Values) -> str:
        """
        Return the SQL condition that `f` meets the box, or lies less than two metres beside it.

        Whether a feature's bounds are inside is told by the index's own numbers, which hold metres of Web Mercator to
        about one; only those that cross the box's edge are looked at exactly. That takes half the time.
        """
        if len(self.parts) > 1:  # the bounds of both parts together hold what lies between them
            return self.condition(layer, place, values)
        shape, box = self._sides(layer, place, values)
        return f"{shape} && {box} AND ({shape} @ {box} OR st_intersects({shape}, {box}))"

    def _sides(self, layer: Layer, place: Place, values: Values) -> tuple[str, str]:
        """
        Return a feature's shape and the box in the same coordinates, as SQL.

        A box in degrees is one in Web Mercator too, exactly, so there it is looked for where there is an index.
        """
        parts, srid = self.parts, self.srid
        if srid in DEGREES:
            parts, srid = tuple(_mercator(part) for part in parts), WEB_MERCATOR
        if srid == place.srid:
            shape = "f.geom"
        elif layer.style is not None:
            shape = "f.geom_3857"
        else:
            shape = f"st_transform(f.geom, {WEB_MERCATOR})"
        boxes = [
            f"st_makeenvelope({', '.join(f'{values.add(edge)}::double precision' for edge in part)}, {srid})"
            for part in parts
        ]
        return shape, boxes[0] if len(boxes) == 1 else f"st_collect({', '.join(boxes)})"


def read_box(text: str, coordinates: Coordinates, *, field: str) -> Box:
    """
    Return the box that `text` writes as `west,south,east,north` in `coordinates`.

    Raises
    ------
    WrongUseError
        If it isn't four finite numbers in that order within what the system can mean; in degrees west may be greater
        than east, which means a box over the antimeridian. The sentence begins with `field`.
    """
    parts = text.split(",")
    if len(parts) != 4 or not all(map(NUMBER.fullmatch, parts)):
        raise WrongUseError(f"{field}: {text[:80]!r} isn't four numbers: west,south,east,north")
    west, south, east, north = bounds = (float(parts[0]), float(parts[1]), float(parts[2]), float(parts[3]))
    if not all(math.isfinite(edge) for edge in bounds):
        raise WrongUseError(f"{field}: {text[:80]!r} holds a number that isn't finite")
    widest = DEGREES.get(coordinates.srid, (-FARTHEST_M, -FARTHEST_M, FARTHEST_M, FARTHEST_M))
    if not (all(widest[0] <= x <= widest[2] for x in (west, east)) and widest[1] <= south and north <= widest[3]):
        unit = "degrees" if coordinates.srid in DEGREES else "metres"
        raise WrongUseError(f"{field}: {text[:80]!r} lies outside what can be in {unit}; say bbox-crs if it is another")
    crosses = coordinates.srid in DEGREES and west > east and east + 360 - west <= WIDEST
    if south > north or (west > east and not crosses):
        raise WrongUseError(f"{field}: {text[:80]!r} isn't west,south,east,north")
    return Box(bounds, coordinates.srid)


def _mercator(bounds: Bounds) -> Bounds:
    west, south, east, north = bounds

    def y(latitude: float) -> float:
        held = max(-MERCATOR_LATITUDE, min(MERCATOR_LATITUDE, latitude))
        return EARTH_RADIUS_M * math.log(math.tan(math.pi / 4 + math.radians(held) / 2))

    return (EARTH_RADIUS_M * math.radians(west), y(south), EARTH_RADIUS_M * math.radians(east), y(north))

"""
Coordinates as OGC API Features Part 2 means them: named by URI, with the axes in the order that the authority gives.

EPSG:4547 is northing, easting and EPSG:4490 and 4326 are latitude, longitude; only CRS84 and EPSG:3857 are x, y. Our
own `/api/layers` is x, y always: this is the one place where axes change places.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache

from pyproj import CRS

from gis_core.errors import CrsError, WrongUseError
from gis_core.features import Box, Coordinates, read_box, read_crs
from gis_core.features.area import CGCS2000, CRS84, NUMBER, WEB_MERCATOR, WGS84
from gis_core.place import Place

EPSG = "http://www.opengis.net/def/crs/EPSG/0/"


@dataclass(frozen=True)
class NamedCrs:
    """
    A coordinate reference system that is served.

    Parameters
    ----------
    uri
        Its OGC name.
    coordinates
        What PostGIS transforms to.
    north_first
        Whether its first axis is northing or latitude.
    """

    uri: str
    coordinates: Coordinates
    north_first: bool


@cache
def north_first(srid: int) -> bool:
    """Whether EPSG puts northing or latitude first."""
    return CRS.from_epsg(srid).axis_info[0].direction == "north"


def named_crs(text: str | None, place: Place, *, field: str) -> NamedCrs:
    """
    Return the system that a URI, a URN, `[EPSG:4547]` or `EPSG:4547` names; CRS84 for `None`.

    Raises
    ------
    CrsError
        If it isn't served; the sentence begins with `field`.
    """
    if text is not None and (curie := re.fullmatch(r"\[(.+)\]", text.strip())):
        text = curie[1]
    if text is not None and re.fullmatch(r"(?i)urn:ogc:def:crs:OGC:[0-9.]*:CRS84", text.strip()):
        text = None
    try:
        found = read_crs(text, place, field=field)
    except CrsError:
        raise CrsError(f"{field}: {str(text)[:60]!r} isn't served; ask for one of {', '.join(served(place))}") from None
    if found.name is None:
        return NamedCrs(CRS84, found, north_first=False)
    return NamedCrs(f"{EPSG}{found.srid}", found, north_first(found.srid))


def served(place: Place) -> list[str]:
    """Return the URIs of the systems that every collection is served in, the default first."""
    return [CRS84, *(f"{EPSG}{srid}" for srid in dict.fromkeys((place.srid, CGCS2000, WGS84, WEB_MERCATOR)))]


def storage(place: Place) -> str:
    """Return the URI of the system in which the records are kept, which costs no digit to be asked in."""
    return f"{EPSG}{place.srid}"


def read_bbox(text: str, crs: NamedCrs, *, field: str = "bbox") -> Box:
    """
    Return the box of four numbers, or six with heights that say nothing here, in the axis order of `crs`.

    Raises
    ------
    WrongUseError
        As `gis_core.features.read_box`.
    """
    parts = text.split(",")
    if len(parts) not in (4, 6) or not all(map(NUMBER.fullmatch, parts)):
        raise WrongUseError(f"{field}: {text[:80]!r} isn't four numbers, nor six")
    if len(parts) == 6:
        low, high = float(parts[2]), float(parts[5])
        if not (math.isfinite(low) and math.isfinite(high) and low <= high):
            raise WrongUseError(
                f"{field}: {text[:80]!r} has no lower and upper height; they are the third and the sixth"
            )
        parts = [parts[0], parts[1], parts[3], parts[4]]
    if crs.north_first:
        parts = [parts[1], parts[0], parts[3], parts[2]]
    return read_box(",".join(parts), crs.coordinates, field=field)

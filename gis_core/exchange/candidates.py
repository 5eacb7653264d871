"""Which systems the coordinates of a delivery may be in, judged by the numbers and by where the place lies."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyproj
from numpy.typing import NDArray
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_crs_info
from pyproj.enums import PJType

from gis_core import crs as systems
from gis_core.crs import System
from gis_core.errors import CrsError
from gis_core.offset_maps import in_china
from gis_core.place import Place

Floats = NDArray[np.float64]

LARGEST_DEGREE = 180.0
SHIFTED = ("GCJ-02", "BD-09")
CHINESE_DATUMS = ("China", "CGCS2000", "Beijing", "Xian", "New Beijing")
FALSE_EASTING = "False easting"
ZONE_DEGREES = 3.0
SAME_DEGREES = 2e-5
"""Two metres: systems nearer than that to WGS 84 count as it, as nothing on record would tell them apart."""


def candidates(place: Place, x: Floats, y: Floats) -> list[System]:
    """
    Return the systems that coordinates like these may be in, in both orders.

    Degrees: CGCS2000 (or what the survey CRS stands on) and, in China, the shifted systems of web maps. Metres: the
    survey CRS, its kin of the same datum that are used here or next door (other zones, with or without zone prefix),
    web Mercator, and the independent system where the place has its parameters.
    """
    if np.abs(x).max(initial=0) <= LARGEST_DEGREE and np.abs(y).max(initial=0) <= LARGEST_DEGREE:
        names = _degrees(place)
        if _lies_in_china(place):
            names += SHIFTED
    else:
        names = [*kin(place.crs.survey, place.map.extent), "EPSG:3857"]
        if place.crs.independent:
            names.append(systems.INDEPENDENT)
    return [systems.parse(name + order, place) for order in ("", systems.SWAPPED) for name in names]


def _degrees(place: Place) -> list[str]:
    """Return what degrees may be: of the system on which the survey CRS stands, and WGS 84 where that is another."""
    base = pyproj.CRS.from_user_input(place.crs.survey).geodetic_crs
    code = base.to_epsg() if base is not None else None
    if not code:
        return [systems.WGS84]
    name = f"EPSG:{code}"
    west, south, east, north = place.map.extent
    lon, lat = np.array([(west + east) / 2]), np.array([(south + north) / 2])
    there = systems.move(lon, lat, systems.parse(systems.WGS84), systems.parse(name))
    apart = max(abs(float(there[0][0] - lon[0])), abs(float(there[1][0] - lat[0])))
    return [name, systems.WGS84] if apart > SAME_DEGREES else [name]


def is_shifted(system: str) -> bool:
    """Tell whether a system is one of the shifted ones of Chinese web maps, in either order."""
    return system.removesuffix(systems.SWAPPED) in SHIFTED


def surveyed_by_china(place: Place) -> bool:
    """
    Tell whether the survey CRS stands on a datum of China's.

    The rectangle in which web maps shift coordinates reaches over Korea, Japan, Viet Nam, India; there, and where the
    datum is the world's, only records can say that something is shifted.
    """
    return pyproj.CRS.from_user_input(place.crs.survey).name.startswith(CHINESE_DATUMS)


def _lies_in_china(place: Place) -> bool:
    west, south, east, north = place.map.extent
    return bool(in_china(np.array([(west + east) / 2]), np.array([(south + north) / 2]))[0])


@lru_cache(maxsize=8)
def kin(survey: str, extent: tuple[float, float, float, float]) -> tuple[str, ...]:
    """
    Return the survey CRS and the systems of its datum and projection that are used in `extent` (degrees) or beside it.

    Of those that give the same coordinates (a 6-degree zone and a 3-degree one on its meridian) the one named like the
    survey CRS stands for all.
    """
    own = pyproj.CRS.from_user_input(survey)
    datum = own.name.split(" / ")[0]
    west, south, east, north = extent
    beside = AreaOfInterest(west - ZONE_DEGREES, south, east + ZONE_DEGREES, north)
    found = [
        (info.name, f"EPSG:{info.code}")
        for info in query_crs_info("EPSG", PJType.PROJECTED_CRS, beside, contains=False)
        if info.name.split(" / ")[0] == datum and not info.deprecated
    ]
    found.sort(key=lambda item: (_stem(item[0]) != _stem(own.name), item[1]))
    kept: dict[tuple[object, ...], str] = {}
    for _, name in found:
        crs = systems.parse(name).hub
        if _method(crs) == _method(own):
            kept.setdefault((*_projection(crs), false_easting(crs)), name)
    return tuple(dict.fromkeys((survey, *kept.values())))


def with_other_false_easting(system: System, place: Place) -> list[System]:
    """
    Return the kin of `system` that differ from it in nothing but the false easting, as the zone prefix makes it.

    EPSG:4526 is EPSG:4547 with 38 written before each easting.
    """
    if system.geographic or system.to_hub is not None:
        return []
    wanted = _projection(system.hub)
    kindred = []
    for name in kin(place.crs.survey, place.map.extent):
        try:
            other = systems.parse(name + (systems.SWAPPED if system.swapped else ""), place)
        except CrsError:
            continue
        if other.name != system.name and _projection(other.hub) == wanted:
            kindred.append(other)
    return kindred


def _stem(name: str) -> str:
    """Return a CRS's name without its zone."""
    return name.rsplit(" ", 1)[0]


def _method(crs: pyproj.CRS) -> str:
    return crs.coordinate_operation.method_name if crs.coordinate_operation is not None else ""


def false_easting(crs: pyproj.CRS) -> float:
    """Return what a projected CRS adds to each easting, in its units."""
    operation = crs.coordinate_operation
    values = [item.value for item in operation.params if item.name == FALSE_EASTING] if operation is not None else []
    return float(values[0]) if values else 0.0


def _projection(crs: pyproj.CRS) -> tuple[object, ...]:
    operation = crs.coordinate_operation
    if operation is None:
        return ()
    parameters = {item.name: round(float(item.value), 9) for item in operation.params if item.name != FALSE_EASTING}
    return (crs.geodetic_crs, operation.method_name, tuple(sorted(parameters.items())))

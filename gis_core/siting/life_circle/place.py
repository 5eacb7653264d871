"""Where one starts to walk: a place as people write it, by coordinates or by the code of a thing on record."""

from __future__ import annotations

import re

import shapely
from psycopg import sql

from gis_core.crs import parse, transform
from gis_core.errors import NotFoundError, WrongUseError
from gis_core.siting.ground import Ground
from layers.registry import all_layers

NUMBER = r"[-+]?\d{1,9}(?:\.\d{1,12})?"
COORDINATES = re.compile(rf"\s*({NUMBER})\s*[,，\s]\s*({NUMBER})\s*", re.ASCII)
LONGEST = 160
CODED = sql.SQL(
    "SELECT {name}, st_asbinary(st_pointonsurface(geom)) FROM {as_of}(%(at)s, %(known)s) WHERE code = %(code)s"
)


def place_of(ground: Ground, said: str, *, crs: str | None = None) -> shapely.Point:
    """
    Return a place in the survey CRS.

    Parameters
    ----------
    ground
        The records, and the two times.
    said
        `easting,northing` (or `longitude,latitude`); the code of a thing, or its layer and code (`parcels/P-1`) where
        several layers have it. Of an area, a point inside of it.
    crs
        System of the coordinates; the survey CRS unless given.

    Raises
    ------
    WrongUseError
        If it is neither, or the things of several layers have the code.
    NotFoundError
        If no thing of that day has the code, or there is no such layer.
    CrsError
        If the system is none, or the coordinates aren't in it.
    """
    coordinates = COORDINATES.fullmatch(said)
    if coordinates:
        system = parse(crs or ground.crs, ground.instance.place)
        point = shapely.Point(float(coordinates[1]), float(coordinates[2]))
        moved: shapely.Point = transform(point, system, parse(ground.crs))
        return moved
    if not said.strip() or len(said) > LONGEST or "\x00" in said:
        raise WrongUseError("from: give a place as X,Y, or the code of a thing", field="from")
    layer, cut, code = said.strip().partition("/")
    names = [layer] if cut and layer in all_layers() else sorted(all_layers())
    found = ground.connection.execute(
        sql.SQL(" UNION ALL ").join(
            CODED.format(name=sql.Literal(name), as_of=sql.Identifier(f"{name}_as_of")) for name in names
        ),
        {"at": ground.at, "known": ground.known, "code": code if len(names) == 1 else said.strip()},
    ).fetchall()
    if not found:
        raise NotFoundError(
            f"from: nothing on record on {ground.at} has the code {said.strip()[:60]!r}; give a code, or X,Y",
            field="from",
        )
    if len(found) > 1:
        whose = " or ".join(f"{name}/{said.strip()[:60]}" for name, _ in found)
        raise WrongUseError(f"from: things of several layers have that code; give {whose}", field="from")
    x, y = shapely.get_coordinates(shapely.from_wkb(bytes(found[0][1])))[0]
    return shapely.Point(x, y)

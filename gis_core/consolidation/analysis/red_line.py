"""
Red lines (红线) from wherever they come: a project's, that of some parcels together, or one that is drawn or sent.

What is sent is GeoJSON or well-known text in any coordinate reference system that `gis_core.crs` knows.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

import shapely
from psycopg import sql
from shapely.geometry import shape

from gis_core.consolidation.analysis.questions import Connection, question
from gis_core.crs import WGS84, transform
from gis_core.errors import CrsError, GeometryError, NotFoundError, WrongUseError
from gis_core.place import Place

RedLine = shapely.Polygon | shapely.MultiPolygon

LARGEST_RED_LINE_POINTS = 100_000
PARCEL_LAYERS = ("consolidation_parcels", "parcels")
CRS84 = ("CRS84", "OGC:CRS84")
SENT = "send a polygon as GeoJSON or as well-known text"


def red_line_of(connection: Connection, project: str, at: dt.date, known: dt.datetime) -> RedLine:
    """
    Return the red line of a project on a day, in the survey CRS.

    Raises
    ------
    NotFoundError
        If there was no such project on that day.
    """
    row = connection.execute(
        "SELECT st_asbinary(geom) FROM consolidation_projects_as_of(%s, %s) WHERE code = %s", [at, known, project]
    ).fetchone()
    if row is None:
        raise NotFoundError(f"project: there is no consolidation project {project!r} on {at}; see the list of projects")
    return cast(RedLine, shapely.from_wkb(bytes(row[0])))


def land_of_parcels(
    connection: Connection, layer: str, codes: Sequence[str], at: dt.date, known: dt.datetime
) -> RedLine:
    """
    Return the land of some parcels together on a day, in the survey CRS.

    Parameters
    ----------
    layer
        One of `PARCEL_LAYERS`.
    codes
        Their codes.

    Raises
    ------
    WrongUseError
        If it is no layer of parcels.
    NotFoundError
        If one of them wasn't there; the sentence names the first.
    """
    if layer not in PARCEL_LAYERS:
        raise WrongUseError(f"layer: {layer[:60]!r} is no layer of parcels; there are {', '.join(PARCEL_LAYERS)}")
    statement = sql.SQL(question("parcels_together")).format(source=sql.Identifier(f"{layer}_as_of"))
    found = connection.execute(statement, {"codes": list(codes), "at": at, "known": known}).fetchone()
    there, land = found or (None, None)
    gone = [code for code in codes if code not in set(there or ())]
    if gone or land is None:
        named = repr(gone[0][:60]) if gone else "named"
        raise NotFoundError(f"parcels: there is no parcel {named} in {layer} on {at}; leave it out", field="parcels")
    return cast(RedLine, shapely.from_wkb(bytes(land)))


def read_red_line(given: Mapping[str, Any] | str, crs: str | None, place: Place) -> RedLine:
    """
    Return a red line that is drawn or sent, in the survey CRS.

    Parameters
    ----------
    given
        GeoJSON (a geometry, a feature or a collection, whose areas are taken together), or well-known text, which may
        say its CRS (`SRID=4547;POLYGON …`).
    crs
        Name of its CRS, as `gis_core.crs.parse` takes it; what the text itself says, else degrees (CRS84), if left out.
    place
        Whose survey CRS it is.

    Raises
    ------
    WrongUseError
        If it can't be read or is no area.
    CrsError
        If the CRS is unknown, or the coordinates aren't in it.
    GeometryError
        If it has too many points.
    """
    said, drawn = _from_text(given) if isinstance(given, str) else _from_geojson(given)
    if not isinstance(drawn, shapely.Polygon | shapely.MultiPolygon):
        raise _wrong(f"it is a {type(drawn).__name__}; {SENT}")
    if drawn.is_empty:
        raise _wrong(f"it is empty; {SENT}")
    if shapely.get_num_coordinates(drawn) > LARGEST_RED_LINE_POINTS:
        raise GeometryError(
            f"red_line: it has more than {LARGEST_RED_LINE_POINTS:,} points; simplify it first", field="red_line"
        )
    name = crs or said or WGS84
    try:
        line: RedLine = transform(drawn, WGS84 if name in CRS84 else name, place.crs.survey, place=place)
    except CrsError as error:
        raise CrsError(f"crs: {error}", field="crs") from error
    if not all(map(_is_number, line.bounds)):
        raise CrsError(
            f"crs: the coordinates have no place in {place.crs.survey}; name the CRS they are in", field="crs"
        )
    return line


def _is_number(value: float) -> bool:
    return abs(value) < float("inf")


def _wrong(detail: str) -> WrongUseError:
    return WrongUseError(f"red_line: {detail}", field="red_line")


def _from_text(text: str) -> tuple[str | None, shapely.Geometry]:
    named = re.match(r"\s*SRID\s*=\s*(\d+)\s*;", text, re.IGNORECASE)
    try:
        return f"EPSG:{named[1]}" if named else None, shapely.from_wkt(text[named.end() :] if named else text)
    except (shapely.errors.ShapelyError, ValueError):
        raise _wrong(f"it is no well-known text; {SENT}") from None


def _from_geojson(document: Mapping[str, Any]) -> tuple[str | None, shapely.Geometry]:
    """Read a document of whatever kind; older ones name their CRS, as a collection's member."""
    try:
        crs = document.get("crs")
        said = str(crs["properties"]["name"]) if isinstance(crs, Mapping) else None
        parts = [shape(part) for part in _geometries(document)]
        areas = parts[0] if len(parts) == 1 else shapely.union_all(parts)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, shapely.errors.ShapelyError):
        raise _wrong(f"it is no GeoJSON geometry; {SENT}") from None
    code = re.search(r"EPSG:(?:[\d.]*:)?(\d+)$", said or "")  # EPSG:4547, urn:ogc:def:crs:EPSG::4547
    return f"EPSG:{code[1]}" if code else None, areas


def _geometries(document: Mapping[str, Any]) -> list[Any]:
    match document.get("type"):
        case "FeatureCollection":
            return [feature["geometry"] for feature in document["features"]]
        case "Feature":
            return [document["geometry"]]
        case _:
            return [document]

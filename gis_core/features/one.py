"""One feature at a pair of times, and every version of it."""

from __future__ import annotations

from datetime import date, datetime

from gis_core.features.area import WGS84, Coordinates
from gis_core.features.columns import columns
from gis_core.features.statement import Statement, quoted, template
from layers.base import Layer


def one_statement(layer: Layer, code: str, at: date, known: datetime, coordinates: Coordinates) -> Statement:
    """
    Return the statement that finds the feature `code`: one row of `feature` (text of a GeoJSON Feature with `bbox`).

    Its properties are all columns, and of a polygon `area_ellipsoidal_m2`, the area on the ellipsoid.
    """
    asked = [f"f.{quoted(column)}" for column in columns(layer)]
    if layer.is_polygonal:
        asked.append("matian.ellipsoidal_area(f.geom) AS area_ellipsoidal_m2")
    sql = template("one").format(properties=", ".join(asked), source=quoted(f"{layer.name}_as_of"))
    return Statement(sql, (code, at, known, coordinates.srid, coordinates.digits))


def history_statement(layer: Layer, code: str, known: datetime) -> Statement:
    """
    Return the statement that tells a feature's history by `known`: one row of `history` and `first_day`.

    `history` is the text of a JSON array, the newest version first (`[]` for a code that nobody recorded); `first_day`
    the first day that any version speaks for.

    A version's `changes` gives each field that differs from the version before as [old, new], the shape `geom` as
    GeoJSON in degrees. What a correction cut off from an older version is no version of its own.
    """
    compared = [f"f.{quoted(name)}" for name in columns(layer) if name not in ("revision", "updated_at", "updated_by")]
    compared.append(f"st_asgeojson(st_transform(f.geom, {WGS84}), 9, 0)::jsonb AS geom")
    sql = template("history").format(
        compared=", ".join(compared), live=quoted(layer.name), history=quoted(f"{layer.name}_history")
    )
    return Statement(sql, (code, known))

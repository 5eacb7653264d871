"""The shapes of what is selected, for a map: within bounds, since a selection may have any number of rows."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

from gis_core.place import Place
from gis_core.selection.selection import Selection

MOST_ROWS = 1000
MOST_POINTS = 100_000
"""Beyond either, no map is the clearer for the shapes: a box tells as much."""

SHAPES = """
SELECT code, st_asgeojson(st_transform(geom, 4326), 7)
FROM (SELECT r.code, r.geom, count(*) OVER (), sum(st_npoints(r.geom)) OVER () FROM {})
    AS s (code, geom, count, points)
WHERE count <= %(most_rows)s AND points <= %(most_points)s
ORDER BY code COLLATE "C"
"""


def outlines(
    connection: psycopg.Connection[Any],
    selection: Selection,
    place: Place,
    *,
    most_rows: int = MOST_ROWS,
    most_points: int = MOST_POINTS,
) -> list[tuple[str, str]]:
    """
    Return the selected shapes as GeoJSON in degrees (WGS 84), by code; none of them where they are too many.

    Parameters
    ----------
    connection
        As the application.
    selection
        What is selected.
    place
        Gives the survey CRS.
    most_rows, most_points
        Most rows, and most points that their shapes may have together.

    Raises
    ------
    WrongUseError
        If a filter can't be read.
    """
    rows = selection.rows(place)
    bounds = {"most_rows": most_rows, "most_points": most_points}
    return connection.execute(sql.SQL(SHAPES).format(rows.sql), {**rows.values, **bounds}).fetchall()

"""
Land that may belong to one of a kind at a time, such as one project (`rules.one_of`): rows that would share it.

The database holds the rule for every day (`matian.one_project`); here the rows are found that break it today, so that
they are left out by name and the rest loads.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import psycopg
import shapely
from psycopg import sql

from gis_core.exchange.checks.faults import Faults, codes_of, faults, known_codes
from gis_core.exchange.examine import Examined
from gis_core.exchange.stock import around
from layers.base import Label, Layer

Connection = psycopg.Connection[Any]
NOISE_M2 = 1.0
"""Ground shared up to this area is the drawing's: as in the database."""


def shared_ground(connection: Connection, seen: Examined) -> list[Faults]:
    """Return the rows that share more than `NOISE_M2` with a row, or a live feature, that says otherwise."""
    by, rows = seen.layer.rules.one_of, seen.checks.among_others
    if by is None or by not in seen.delivery.attributes or not len(rows):
        return []
    codes, said = codes_of(seen.delivery), seen.delivery.attributes[by].astype(object).tolist()
    shapes = seen.geometries[rows]
    record = around(connection, seen.layer, shapes, known_codes(seen.delivery), srid=seen.place.srid, today=seen.today)
    known = _values(connection, seen.layer, by, record.codes.tolist())
    names = [codes[row] for row in rows] + record.codes.tolist()
    values = [said[row] for row in rows] + [known.get(code) for code in record.codes]
    together = np.concatenate([shapes, record.shapes])
    one, other = shapely.STRtree(together).query(shapes, predicate="intersects")
    apart = np.array([values[a] != values[b] for a, b in zip(one, other, strict=True)], dtype=bool)
    one, other = one[apart], other[apart]
    area = shapely.area(shapely.intersection(together[one], together[other]))
    clash = area > NOISE_M2
    one, other, area = one[clash], other[clash], area[clash]
    details = [
        Label(
            f"{values[a]} 的 {names[a]} 与 {values[b]} 的 {names[b]} 重叠 {shared:.2f} m²",
            f"{names[a]} of {values[a]} shares {shared:.2f} m² with {names[b]} of {values[b]}",
        )
        for a, b, shared in zip(one, other, area, strict=True)
    ]
    if not details:
        return []
    places = shapely.get_coordinates(shapely.point_on_surface(shapely.intersection(together[one], together[other])))
    return [faults("shared_ground", rows[one], places, details, by)]


def _values(connection: Connection, layer: Layer, by: str, codes: list[str]) -> dict[str, str]:
    statement = sql.SQL("SELECT code, {} FROM {} WHERE code = ANY(%s)").format(
        sql.Identifier(by), sql.Identifier(layer.name)
    )
    return dict(connection.execute(statement, [codes]).fetchall())

"""Selections held on the server: made, found again by their owner, gone after a week."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from gis_core.errors import NotFoundError
from gis_core.place import Place
from gis_core.selection.selection import Selection, saying_what_overflows
from layers.registry import all_layers

KEPT = dt.timedelta(days=7)
HELD = dt.timedelta(days=90)
"""How long the codes of a selection are held that an export was asked for, which may wait for an approval."""

MAKE = """
INSERT INTO selections (layer, filters, listed, at, known, expires_at)
VALUES (%(layer)s, %(filters)s, %(listed)s, %(at)s, %(known)s, now() + %(kept)s) RETURNING id
"""
MEASURE = """
SELECT count, st_xmin(box), st_ymin(box), st_xmax(box), st_ymax(box)
FROM (SELECT count(*), st_transform(st_setsrid(st_extent(r.geom)::geometry, %(srid)s), 4326) FROM {}) AS m (count, box)
"""
COPY = """
INSERT INTO selections (layer, filters, listed, at, known, expires_at)
SELECT layer, filters, listed, at, known, now() + %(held)s FROM selections WHERE id = %(number)s RETURNING id
"""
FIND = """
SELECT id, layer, filters, listed, at, known, count, bbox, who, made_at, expires_at
FROM selections WHERE id = %(id)s AND expires_at > now() AND (%(who)s::text IS NULL OR who = %(who)s)
"""


@dataclass(frozen=True)
class Stored:
    """
    A selection on the server.

    Parameters
    ----------
    id
        Under which its owner finds it.
    selection
        What is selected; both times are fixed, so that it stays what it was.
    count
        How many rows.
    bbox
        West, south, east, north in degrees; `None` of an empty one.
    who, made_at, expires_at
        Whose it is, since when, and until when.
    """

    id: UUID
    selection: Selection
    count: int
    bbox: tuple[float, float, float, float] | None
    who: str
    made_at: dt.datetime
    expires_at: dt.datetime


def box_filter(bounds: Sequence[float]) -> str:
    """Return the filter for what meets a box in degrees."""
    return json.dumps({"op": "s_intersects", "args": [{"property": "geom"}, {"bbox": list(bounds)}]})


def shape_filter(shape: dict[str, Any]) -> str:
    """Return the filter for what meets a GeoJSON shape in degrees."""
    return json.dumps({"op": "s_intersects", "args": [{"property": "geom"}, shape]})


def make(
    connection: psycopg.Connection[Any],
    place: Place,
    *,
    layer: str,
    filters: Iterable[str] = (),
    codes: Iterable[str] | None = None,
    at: dt.date,
    known: dt.datetime,
) -> Stored:
    """
    Keep a selection, counted, under the name that the transaction bears.

    Parameters
    ----------
    connection
        As the application, under its owner's name.
    place
        Gives the survey CRS.
    layer
        Name of the layer.
    filters
        CQL2 filters that all must hold.
    codes
        Codes that the rows must be among, as many as there are; `None` for any.
    at, known
        The two times.

    Raises
    ------
    WrongUseError
        If a filter can't be read, or a sum in it overflows.
    """
    connection.execute("DELETE FROM selections WHERE expires_at < now()")
    listed = None if codes is None else list(dict.fromkeys(codes))
    asked = Selection(layer, tuple(filters), at, known)
    asked.condition(place)  # refused before anything is written
    values = {"layer": layer, "filters": list(asked.filters), "at": at, "known": known, "kept": KEPT}
    row = connection.execute(MAKE, values | {"listed": None if listed is None else len(listed)}).fetchone()
    assert row is not None  # noqa: S101  (INSERT … RETURNING)
    if listed is not None:
        with connection.cursor() as cursor, cursor.copy("COPY selection_members (selection, code) FROM STDIN") as copy:
            for code in listed:
                copy.write_row((row[0], code))
        asked = replace(asked, members=row[0])
    count, box = measure(connection, asked, place)
    connection.execute("UPDATE selections SET count = %s, bbox = %s WHERE id = %s", [count, box, row[0]])
    return find(connection, row[0])


def measure(connection: psycopg.Connection[Any], selection: Selection, place: Place) -> tuple[int, list[float] | None]:
    """
    Return how many rows are selected, and the box around them: west, south, east, north in degrees.

    Raises
    ------
    WrongUseError
        As `read_filter`, or if a sum overflows.
    """
    rows = selection.rows(place)
    statement = sql.SQL(MEASURE).format(rows.sql)
    with saying_what_overflows():
        row = connection.execute(statement, {**rows.values, "srid": place.srid}).fetchone()
    assert row is not None  # noqa: S101  (an aggregate)
    count, *box = row
    return int(count), None if box[0] is None else [float(edge) for edge in box]


def held_longer(connection: psycopg.Connection[Any], selection: Selection) -> Selection:
    """Copy a selection's list of codes into one that is held for longer, and return what it selects then."""
    row = connection.execute(COPY, {"number": selection.members, "held": HELD}).fetchone()
    assert row is not None  # noqa: S101  (its owner has just found it)
    connection.execute(
        "INSERT INTO selection_members SELECT %s, code FROM selection_members WHERE selection = %s",
        [row[0], selection.members],
    )
    return replace(selection, members=row[0])


def find(connection: psycopg.Connection[Any], number: UUID, *, who: str | None = None) -> Stored:
    """
    Return a selection; with `who` only one of theirs.

    Raises
    ------
    NotFoundError
        If there is none, it is over, or it is somebody else's.
    """
    row = connection.execute(FIND, {"id": number, "who": who}).fetchone()
    if row is None or row[1] not in all_layers():
        raise NotFoundError(
            f"selection: there is no selection {number}; it may be over, select again", field="selection"
        )
    key, layer, filters, listed, at, known, count, box, owner, made_at, expires_at = row
    selection = Selection(layer, tuple(filters), at, known, key if listed is not None else None)
    return Stored(key, selection, count, tuple(box) if box else None, owner, made_at, expires_at)

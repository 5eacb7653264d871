"""What stands on record already, as far as a delivery has to do with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import psycopg
import shapely
from numpy.typing import NDArray
from psycopg import sql

from gis_core.exchange.checks.neighbours import NOTHING_ON_RECORD, OnRecord
from gis_core.exchange.checks.shapes import NARROW_M
from gis_core.exchange.statements import statement
from layers.base import Layer

Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class Stock:
    """How full a layer is: live rows (0 only when there are none; else the planner's estimate), any history."""

    live: int
    has_history: bool

    @property
    def untouched(self) -> bool:
        """Whether the layer never held anything."""
        return self.live == 0 and not self.has_history


def take_turn(connection: Connection, layer: Layer) -> None:
    """Wait until no other load or undoing of this layer is under way; the transaction's end lets the next one in."""
    connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"matian.deliveries.{layer.name}"])


def stock(connection: Connection, layer: Layer) -> Stock:
    """Return how full a layer is."""
    row = connection.execute(
        sql.SQL(
            "SELECT EXISTS (SELECT FROM {layer}), EXISTS (SELECT FROM {history}),"
            " (SELECT greatest(reltuples, 1)::bigint FROM pg_class WHERE oid = {name}::regclass)"
        ).format(
            layer=sql.Identifier(layer.name),
            history=sql.Identifier(f"{layer.name}_history"),
            name=sql.Literal(f"public.{layer.name}"),
        )
    ).fetchone()
    assert row is not None  # noqa: S101 - a SELECT without FROM has a row
    some, history, estimate = row
    return Stock(int(estimate) if some else 0, bool(history))


def around(
    connection: Connection, layer: Layer, shapes: NDArray[Any], codes: Sequence[str], *, srid: int, today: dt.date
) -> OnRecord:
    """Return the live features whose boxes come near those of `shapes`, without those of the given codes."""
    if not len(shapes):
        return NOTHING_ON_RECORD
    west, south, east, north = (shapely.bounds(shapes) + np.array([-1, -1, 1, 1]) * NARROW_M).T.tolist()
    rows = connection.execute(
        statement("around", layer),
        {
            "west": west, "south": south, "east": east, "north": north,
            "srid": srid, "today": today, "codes": list(codes),
        },
    ).fetchall()  # fmt: skip
    found = np.array([bytes(shape) for _, shape in rows], dtype=object)
    shapes_found = shapely.from_wkb(found)
    keep = shapely.is_valid(shapes_found)
    return OnRecord(np.array([code for code, _ in rows], dtype=object)[keep], shapes_found[keep])


def codes_in_use(connection: Connection, layer: Layer, codes: Sequence[str]) -> dict[str, str]:
    """Return those of `codes` that once belonged to a feature now alive under another code, with that code."""
    return dict(connection.execute(statement("codes_in_use", layer), {"codes": list(codes)}).fetchall())

"""All checks that look at one row by itself, or at rows that say the same twice."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_core.exchange.checks.attributes import check_codes, check_values, declared_areas
from gis_core.exchange.checks.duplicates import duplicates
from gis_core.exchange.checks.faults import Faults, FirstPoints, Positions
from gis_core.exchange.checks.rings import (
    Rings,
    expected_turn,
    repeated_vertices,
    ring_order,
    rings_of,
    spikes,
    without_repeats,
)
from gis_core.exchange.checks.shapes import Sound, check_shapes, outside_extent, slivers, survey_extent
from gis_core.exchange.delivery import Delivery
from gis_core.place import Place
from layers.base import Layer


@dataclass(frozen=True)
class RowChecks:
    """
    What was found row by row.

    Parameters
    ----------
    found
        The faults.
    sound
        Which rows have a shape that can be looked at further.
    turn
        Which way outer rings ought to run (1 counter-clockwise, -1 clockwise).
    among_others
        Positions of the rows that take part in the checks of neighbours: valid, inside the extent, each shape once.
    """

    found: list[Faults]
    sound: Sound
    turn: int
    among_others: Positions


def check_rows(delivery: Delivery, geometries: NDArray[Any], layer: Layer, place: Place, today: dt.date) -> RowChecks:
    """
    Check each row by itself.

    Parameters
    ----------
    delivery
        Attributes, row numbers, format.
    geometries
        Shapes of all its rows in the survey CRS (`delivery.geometries`, or those mended).
    layer, place
        Whose rules and extent count.
    today
        Day from which dates are judged.
    """
    found, sound = check_shapes(geometries, layer)
    places = FirstPoints(geometries)
    present, valid = np.flatnonzero(sound.present), np.flatnonzero(sound.valid)
    outside = outside_extent(geometries, present, survey_extent(place))
    found.append(outside)
    turn = 1
    if layer.is_polygonal:
        rings = rings_of(geometries, _with_finite_coordinates(geometries, present))
        turn = expected_turn(rings, delivery.format)
        found += [
            repeated := repeated_vertices(rings),
            ring_order(rings, turn, sound.valid),
            spikes(_without_repeats(rings, geometries, repeated.positions)),
            slivers(geometries, valid, layer),
            declared_areas(delivery.attributes, geometries, valid, layer, places),
        ]
    elif layer.is_linear:
        found.append(repeated_vertices(_as_rings(geometries, present)))
    same_row, same_shape = duplicates(
        geometries,
        present,
        attributes=delivery.attributes,
        row_numbers=delivery.row_numbers,
        layer=layer,
        places=places,
    )
    found += check_codes(delivery.attributes, layer, len(delivery), places)
    found += check_values(delivery.attributes, layer, places, today)
    found += [same_row, same_shape]
    once = sound.valid.copy()
    for left_out in (outside, same_row, same_shape):
        once[left_out.positions] = False
    return RowChecks([fault for fault in found if len(fault)], sound, turn, np.flatnonzero(once))


def _with_finite_coordinates(geometries: NDArray[Any], rows: Positions) -> Positions:
    return rows[np.isfinite(shapely.bounds(geometries[rows])).all(axis=1)]


def _without_repeats(rings: Rings, geometries: NDArray[Any], rows: Positions) -> Rings:
    """Return `rings` as they are when vertices of `rows` that stand twice are written once."""
    if not len(rows):
        return rings
    once = geometries.copy()
    once[rows] = without_repeats(geometries[rows])
    return rings_of(once, np.unique(rings.owner))


def _as_rings(geometries: NDArray[Any], rows: Positions) -> Rings:
    """Return lines as if they were rings, for checks of consecutive vertices."""
    if not len(rows):
        return rings_of(geometries, rows)
    parts, owner = shapely.get_parts(geometries[rows], return_index=True)
    coordinates, part = shapely.get_coordinates(parts, return_index=True)
    start = np.concatenate([[0], np.cumsum(np.bincount(part, minlength=len(parts)))])
    return Rings(coordinates, start.astype(np.int64), rows[owner], np.ones(len(parts), dtype=bool))

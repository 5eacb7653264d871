"""Checks of shapes beside each other and beside those on record: overlaps, and gaps where features tile the land."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_core.exchange.checks.edges import unmatched_edges
from gis_core.exchange.checks.faults import Faults, Positions, faults
from gis_core.exchange.checks.gaps import Gaps, closed_gaps, open_gaps
from gis_core.exchange.checks.overlaps import Overlaps, find_overlaps
from gis_core.exchange.checks.rings import rings_of
from gis_core.exchange.delivery import Delivery
from layers.base import Label, Layer


@dataclass(frozen=True)
class OnRecord:
    """Live features around a delivery that it doesn't replace: their codes and shapes (survey CRS)."""

    codes: NDArray[np.object_]
    shapes: NDArray[Any]


NOTHING_ON_RECORD = OnRecord(np.empty(0, dtype=object), np.empty(0, dtype=object))


@dataclass(frozen=True)
class Neighbourhood:
    """
    What was found between shapes.

    Parameters
    ----------
    found
        Faults of the delivery's rows.
    overlapping
        (n, 2) positions of rows that overlap, both of the delivery (what a mend is proposed for).
    """

    found: list[Faults]
    overlapping: NDArray[np.int64]


def check_neighbours(
    delivery: Delivery,
    geometries: NDArray[Any],
    sound: Positions,
    *,
    blind: NDArray[Any],
    layer: Layer,
    on_record: OnRecord = NOTHING_ON_RECORD,
) -> Neighbourhood:
    """
    Find overlaps (where features may not overlap) and gaps (where they tile the land).

    Parameters
    ----------
    delivery
        For its row numbers and codes.
    geometries
        Shapes of all rows, mended where they are.
    sound
        Positions of the rows whose shapes are valid.
    blind
        Boxes of rows whose shapes aren't.
    layer
        Whose rules decide what is looked for.
    on_record
        Live features around.
    """
    if not (layer.rules.tiles_land or layer.rules.exclusive) or not len(sound):
        return Neighbourhood([], np.empty((0, 2), dtype=np.int64))
    shapes = np.concatenate([geometries[sound], on_record.shapes])
    tree = shapely.STRtree(shapes)
    rings = rings_of(shapes, np.arange(len(shapes)))
    edges = unmatched_edges(rings)
    owner = rings.rows_of(edges)
    delivered = edges[owner < len(sound)]
    suspects = np.unique(rings.rows_of(delivered))
    overlaps = find_overlaps(shapes, tree, suspects)
    names = _Names(delivery, sound, on_record)
    found = [_told_overlaps(overlaps, names)]
    if layer.rules.tiles_land:
        near = np.concatenate([overlaps.near.ravel(), _with_holes(shapes, rings.owner)])
        bordering = edges[np.isin(owner, near)]
        if len(bordering):
            found.append(_told_gaps(closed_gaps(shapes, tree, rings, bordering, blind), names))
        facing = delivered[np.isin(rings.rows_of(delivered), overlaps.near)]
        if len(facing):
            found.append(_told_gaps(open_gaps(shapes, tree, rings, facing), names))
    both = (overlaps.pairs < len(sound)).all(axis=1)
    return Neighbourhood(found, sound[overlaps.pairs[both]])


def _with_holes(shapes: NDArray[Any], ring_owner: Positions) -> Positions:
    """Return shapes with a hole; those and shapes near each other are all that can close a gap in."""
    rings = np.bincount(ring_owner, minlength=len(shapes))
    return np.flatnonzero(rings > shapely.get_num_geometries(shapes))


@dataclass(frozen=True)
class _Names:
    """How a shape is called in a sentence: row and code of the delivery, or code on record."""

    delivery: Delivery
    sound: Positions
    on_record: OnRecord

    def of(self, index: int) -> Label:
        """Return the name of the shape at `index`."""
        if index >= len(self.sound):
            code = self.on_record.codes[index - len(self.sound)]
            return Label(f"库内 {code}", f"{code} on record")
        position = int(self.sound[index])
        code = self.delivery.code_of(position)
        row = int(self.delivery.row_numbers[position])
        return Label(f"第 {row} 行" + (f"（{code}）" if code else ""), f"row {row}" + (f" ({code})" if code else ""))


def _told_overlaps(overlaps: Overlaps, names: _Names) -> Faults:
    """Return one fault for each side of a pair that the delivery brought, largest overlap first."""
    order = np.argsort(-overlaps.area, kind="stable")
    rows, places, details = [], [], []
    for index in order.tolist():
        for side in (0, 1):
            mine, other = int(overlaps.pairs[index, side]), int(overlaps.pairs[index, 1 - side])
            if mine >= len(names.sound):
                continue
            name, area = names.of(other), float(overlaps.area[index])
            rows.append(int(names.sound[mine]))
            places.append(overlaps.places[index])
            details.append(Label(f"与{name.zh}重叠 {area:.3f} m²", f"{area:.3f} m² with {name.en}"))
    return faults("overlap", rows, np.array(places, dtype=float).reshape(-1, 2), details)


def _told_gaps(gaps: Gaps, names: _Names) -> Faults:
    mine = np.flatnonzero(gaps.beside < len(names.sound))
    details = [
        Label(f"面积 {size:.3f} m²", f"{size:.3f} m²") if closed else Label(f"宽 {size:.3f} m", f"{size:.3f} m wide")
        for size, closed in zip(gaps.size[mine].tolist(), gaps.closed[mine].tolist(), strict=True)
    ]
    return faults("gap", names.sound[gaps.beside[mine]], gaps.places[mine], details)

"""
`--repair safe`: mend what has one meaning, and say by how much each mend changes the area.

Rings are turned and closed, vertices that stand twice are written once, rows that are the same altogether are merged.
Nothing else is touched; what has more than one meaning is proposed (`gis_core.exchange.proposals`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_core.exchange.checks.attributes import column
from gis_core.exchange.checks.faults import Faults, Points, Positions, faults
from gis_core.exchange.checks.rings import repeated_vertices, rings_of, without_repeats
from gis_core.exchange.checks.rows import RowChecks
from gis_core.exchange.delivery import Delivery, Finding, Severity
from layers.base import Label

MENDABLE = ("repeated_vertex", "ring_order")


@dataclass(frozen=True)
class Mends:
    """
    What was mended.

    Parameters
    ----------
    geometries
        All shapes of the delivery, mended ones in their place.
    mended
        One entry for a row and rule mended; `details` say by how much the area changed. They refuse nothing.
    area_change_m2
        For each entry of `mended` in turn, area after less area before.
    merged
        Rows that were merged into an earlier one; they stay out.
    """

    geometries: NDArray[Any]
    mended: tuple[Faults, ...]
    area_change_m2: tuple[NDArray[np.float64], ...]
    merged: Faults

    @property
    def positions(self) -> Positions:
        """Rows that were mended or merged, each once."""
        return np.unique(np.concatenate([fault.positions for fault in (*self.mended, self.merged)]))


def mend(delivery: Delivery, checks: RowChecks) -> Mends:
    """
    Mend what has one meaning.

    A row whose shape isn't in order after its mend stays as it was delivered: what it means is for a person to say.
    """
    original = delivery.geometries
    by_rule = {fault.rule: fault for fault in checks.found}
    geometries = original.copy()
    rows = {name: by_rule[name].positions for name in MENDABLE if name in by_rule}
    repeated = np.unique(rows.get("repeated_vertex", np.empty(0, dtype=np.int64)))
    geometries[repeated] = without_repeats(geometries[repeated])
    turned = np.unique(rows.get("ring_order", np.empty(0, dtype=np.int64)))
    geometries[turned] = shapely.orient_polygons(geometries[turned], exterior_cw=checks.turn < 0)
    touched = np.union1d(repeated, turned)
    still = repeated_vertices(rings_of(geometries, repeated)).positions
    failed = np.union1d(touched[~shapely.is_valid(geometries[touched])], still)
    geometries[failed] = original[failed]
    closed = unclosed_rows(delivery)
    parts: list[tuple[str, Positions, Points]] = [
        (name, at[keep], by_rule[name].places[keep])
        for name, at in rows.items()
        if (keep := ~np.isin(at, failed)).any()
    ]
    valid = closed[np.isin(closed, np.flatnonzero(checks.sound.valid))]
    if len(valid):
        parts.append(("unclosed_ring", valid, shapely.get_coordinates(shapely.centroid(geometries[valid]))))
    changes = tuple(shapely.area(geometries[at]) - shapely.area(original[at]) for _, at, _ in parts)
    mended = tuple(
        replace(faults(name, at, places, _told(change)), severity=Severity.NOTE)
        for (name, at, places), change in zip(parts, changes, strict=True)
    )
    return Mends(geometries, mended, changes, by_rule.get("duplicate_row", faults("duplicate_row", [])))


def still_at_fault(found: Sequence[Faults], mends: Mends, delivery: Delivery) -> list[Faults]:
    """Return `found` with what was mended told as mended, and without codes that stand twice only in merged rows."""
    mended = {fault.rule: fault for fault in mends.mended}
    remaining = []
    for fault in found:
        if fault.rule in mended:
            remaining.append(_only(fault, ~np.isin(fault.positions, mended[fault.rule].positions)))
        elif fault.rule == "duplicate_code":
            remaining.append(_only(fault, _still_twice(fault.positions, mends.merged.positions, delivery)))
        elif fault.rule == "duplicate_row":
            details = [
                Label(f"已合并：{detail.zh}", f"merged, as it is the {detail.en}")
                for detail in (fault.detail(index) for index in range(len(fault)))
            ]
            remaining.append(replace(fault, details=details, severity=Severity.REFUSE))
        else:
            remaining.append(fault)
    return [fault for fault in (*remaining, *mends.mended) if len(fault)]


def unclosed_rows(delivery: Delivery) -> Positions:
    """Return the positions of rows in which reading closed a ring."""
    numbers = [finding.row for finding in delivery.findings if finding.rule == "unclosed_ring"]
    return np.flatnonzero(np.isin(delivery.row_numbers, np.array(numbers, dtype=np.int64)))


def without_closed(findings: Sequence[Finding], mends: Mends, delivery: Delivery) -> list[Finding]:
    """Return what reading found, without the rings that count as closed now."""
    closed = {
        int(number)
        for fault in mends.mended
        if fault.rule == "unclosed_ring"
        for number in delivery.row_numbers[fault.positions]
    }
    return [finding for finding in findings if not (finding.rule == "unclosed_ring" and finding.row in closed)]


def _still_twice(positions: Positions, merged: Positions, delivery: Delivery) -> NDArray[np.bool_]:
    left = ~np.isin(positions, merged)
    codes = np.asarray(column(delivery.attributes, "code").to_numpy(zero_copy_only=False)[positions], dtype=str)
    names, times = np.unique(codes[left], return_counts=True)
    return left & np.isin(codes, names[times > 1])


def _only(fault: Faults, keep: NDArray[np.bool_]) -> Faults:
    if keep.all():
        return fault
    details = fault.details
    if not isinstance(details, Label):
        details = [detail for detail, stays in zip(details, keep.tolist(), strict=True) if stays]
    return replace(fault, positions=fault.positions[keep], places=fault.places[keep], details=details)


def _told(changes: NDArray[np.float64]) -> list[Label]:
    return [
        Label(f"已修复，面积变化 {change:+.6f} m²", f"mended, area changed by {change:+.6f} m²")
        for change in changes.tolist()
    ]

"""Faults as columns: many rows at fault against one rule, turned into findings at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis_core import crs as systems
from gis_core.exchange.delivery import Delivery, Finding, Severity, Spot
from gis_core.exchange.severities import rule
from layers.base import Label

Positions = NDArray[np.int64]
Points = NDArray[np.float64]

NOTHING_MORE = Label("", "")


@dataclass(frozen=True)
class Faults:
    """
    Rows at fault against one rule.

    Parameters
    ----------
    rule
        Name of a row of `severities.RULES`.
    positions
        0-based positions of the rows in the delivery; a row may stand several times.
    places
        One point for each (survey CRS, metres), NaN where there is none.
    details
        What was measured, one for each position or one for all.
    field
        Our field's name where one value is at fault.
    severity
        What the fault does to its row where that is settled already (mended, merged); the rule's own when not given.
    """

    rule: str
    positions: Positions
    places: Points
    details: Sequence[Label] | Label
    field: str | None = None
    severity: Severity | None = None

    def __len__(self) -> int:
        """Return the number of faults."""
        return len(self.positions)

    def detail(self, index: int) -> Label:
        """Return what was measured at the fault `index`."""
        return self.details if isinstance(self.details, Label) else self.details[index]

    @property
    def refuses(self) -> bool:
        """Whether these faults keep their rows out."""
        return (self.severity or rule(self.rule).severity) is Severity.REFUSE


@dataclass(frozen=True)
class FirstPoints:
    """The first vertex of each shape, worked out for the rows that are asked for; NaN where there is none."""

    geometries: NDArray[Any]

    def __getitem__(self, rows: Positions) -> Points:
        """Return the first vertex of each of `rows`."""
        coordinates, owner = shapely.get_coordinates(self.geometries[rows], return_index=True)
        points = np.full((len(rows), 2), np.nan)
        present, first = np.unique(owner, return_index=True)
        points[present] = coordinates[first]
        return points


def faults(
    name: str,
    positions: Iterable[int] | Positions,
    places: Points | None = None,
    details: Sequence[Label] | Label = NOTHING_MORE,
    field: str | None = None,
) -> Faults:
    """Return `Faults`, without places when none are given."""
    rows = np.asarray(positions, dtype=np.int64)
    spots = np.full((len(rows), 2), np.nan) if places is None else np.asarray(places, dtype=float).reshape(-1, 2)
    return Faults(name, rows, spots, details, field)


def mask_of(found: Iterable[Faults], size: int, *, where: Callable[[Faults], bool]) -> NDArray[np.bool_]:
    """Return which of `size` rows stand in those of `found` that `where` picks."""
    mask = np.zeros(size, dtype=bool)
    for fault in found:
        if where(fault):
            mask[fault.positions] = True
    return mask


def refused_by(found: Iterable[Faults], size: int) -> NDArray[np.bool_]:
    """Return which of `size` rows are kept out."""
    return mask_of(found, size, where=lambda fault: fault.refuses)


def as_findings(found: Iterable[Faults], delivery: Delivery, survey_crs: str) -> list[Finding]:
    """
    Turn faults into findings: one for a row and rule, in the order of rows, then of the severities table.

    Where a row breaks a rule several times, its finding lies at the first place and tells each thing measured (at most
    three).
    """
    found = [fault for fault in found if len(fault)]
    if not found:
        return []
    survey, degrees = systems.parse(survey_crs), systems.parse(systems.WGS84)
    codes = codes_of(delivery)
    numbers = delivery.row_numbers.tolist()
    merged: dict[tuple[int, str], Finding] = {}
    more: dict[tuple[int, str], list[Label]] = {}
    for fault in found:
        lon, lat = systems.move(fault.places[:, 0], fault.places[:, 1], survey, degrees)
        spots = np.column_stack([fault.places, lon, lat])
        located: list[bool] = np.asarray(np.isfinite(spots).all(axis=1)).tolist()
        places: list[list[float]] = spots.tolist()
        advise = fault.severity is None
        same = sentence(fault.rule, fault.details, advise=advise) if isinstance(fault.details, Label) else None
        severity = fault.severity or rule(fault.rule).severity
        for index, position in enumerate(fault.positions.tolist()):
            key = (position, fault.rule)
            if key in merged:
                more.setdefault(key, []).append(fault.detail(index))
                continue
            merged[key] = Finding(
                row=numbers[position],
                code=codes[position],
                rule=fault.rule,
                severity=severity,
                message=same or sentence(fault.rule, fault.detail(index), advise=advise),
                place=Spot(*places[index]) if located[index] else None,
                field=fault.field,
            )
    for key, others in more.items():
        merged[key] = replace(merged[key], message=_told_together(merged[key].message, others))
    return [merged[key] for key in sorted(merged, key=lambda key: key[0])]


def codes_of(delivery: Delivery) -> list[str | None]:
    """Return the code of each row, `None` where it has none."""
    if "code" not in delivery.attributes:
        return [None] * len(delivery)
    return [None if code is pd.NA else str(code) for code in delivery.attributes["code"].tolist()]


def known_codes(delivery: Delivery) -> list[str]:
    """Return every code in the delivery, refused rows' included."""
    return [code for code in codes_of(delivery) if code is not None]


def merge_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Return one finding for a row and rule: messages of further ones are put behind the first one's."""
    merged: dict[tuple[int | None, str], Finding] = {}
    for finding in findings:
        key = (finding.row, finding.rule)
        first = merged.get(key)
        merged[key] = (
            finding if first is None else replace(first, message=_told_together(first.message, [finding.message]))
        )
    return list(merged.values())


def sentence(name: str, detail: Label, *, advise: bool = True) -> Label:
    """Return what a finding says: the fault, what was measured, and unless it is settled what to do."""
    row = rule(name)
    zh, en = (
        f"{row.label.zh}{'：' + detail.zh if detail.zh else ''}。",
        f"{row.label.en}{': ' + detail.en if detail.en else ''}.",
    )
    return Label(f"{zh}{row.advice.zh}", f"{en} {row.advice.en}") if advise else Label(zh, en)


def _told_together(first: Label, others: list[Label], most: int = 2) -> Label:
    zh, en = "；".join(other.zh for other in others[:most]), "; ".join(other.en for other in others[:most])
    if len(others) > most:
        zh, en = f"{zh}……共另有 {len(others)} 处", f"{en} … {len(others)} more in all"
    return Label(f"{first.zh}另：{zh}。", f"{first.en} Also: {en}.")

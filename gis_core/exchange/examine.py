"""A delivery looked at: its rows by themselves and beside each other, mended as far as asked, and which may go in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_core.exchange.checks.edges import unmatched_edges
from gis_core.exchange.checks.faults import Faults, Positions, as_findings, faults, merge_findings, refused_by
from gis_core.exchange.checks.neighbours import Neighbourhood, OnRecord, check_neighbours
from gis_core.exchange.checks.rings import rings_of
from gis_core.exchange.checks.rows import RowChecks, check_rows
from gis_core.exchange.delivery import Delivery, Finding, Severity
from gis_core.exchange.proposals import Proposal, apply, propose, read_accepted
from gis_core.exchange.repair import Mends, mend, still_at_fault, without_closed
from gis_core.exchange.result import Mend
from gis_core.place import Place
from layers.base import Label, Layer

NONE: Positions = np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Examined:
    """
    A delivery as far as its rows tell by themselves.

    Parameters
    ----------
    delivery, layer, place, today
        What was looked at, for which layer, by whose extent and CRS, on which day.
    geometries
        Shapes of all rows, mended where they were.
    checks
        What the rows are like now.
    found
        Faults, those mended told as mended.
    read_findings
        What reading found and nothing has settled.
    mends
        What was mended, or `None` when mending wasn't asked for.
    decided
        Rows changed by an accepted proposal.
    """

    delivery: Delivery
    layer: Layer
    place: Place
    today: dt.date
    geometries: NDArray[Any]
    checks: RowChecks
    found: list[Faults]
    read_findings: list[Finding]
    mends: Mends | None = None
    decided: Positions = field(default_factory=lambda: NONE)

    @property
    def invalid(self) -> Positions:
        """Rows with a shape that isn't valid."""
        return np.flatnonzero(self.checks.sound.present & ~self.checks.sound.valid)

    def rim(self) -> Positions:
        """Return the rows with an edge that meets no other of the delivery; only they can have neighbours outside."""
        rings = rings_of(self.geometries, self.checks.among_others)
        if not len(rings.vertices):
            return self.checks.among_others
        return np.unique(rings.rows_of(unmatched_edges(rings)))

    def beside(self, on_record: OnRecord) -> Neighbourhood:
        """Look at the rows beside each other and beside those on record."""
        return check_neighbours(
            self.delivery,
            self.geometries,
            self.checks.among_others,
            blind=shapely.envelope(self.geometries[self.invalid]),
            layer=self.layer,
            on_record=on_record,
        )

    def proposals(self, between: Neighbourhood) -> list[Proposal]:
        """Return what may be done about invalid and overlapping shapes."""
        return propose(self.delivery, self.geometries, self.invalid, between.overlapping)

    def refused(self, more: Sequence[Faults] = ()) -> NDArray[np.bool_]:
        """Return which rows are kept out, by what is known here and by `more`."""
        numbers = [f.row for f in self.read_findings if f.severity is Severity.REFUSE and f.row is not None]
        refused = refused_by([*self.found, *more], len(self.delivery))
        return np.asarray(refused | np.isin(self.delivery.row_numbers, np.array(numbers, dtype=np.int64)))

    def findings(self, between: Sequence[Faults]) -> list[Finding]:
        """Return everything found, one for a row and rule, in the order of rows (the file as a whole first)."""
        found = as_findings([*self.found, *between], self.delivery, self.place.crs.survey)
        return sorted(merge_findings([*self.read_findings, *found]), key=lambda f: -1 if f.row is None else f.row)

    def repaired(self, refused: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which rows were mended and go in, or were merged into one that does."""
        repaired = np.zeros(len(self.delivery), dtype=bool)
        repaired[self.decided] = True
        if self.mends is not None:
            for mended in self.mends.mended:
                repaired[mended.positions] = True
        repaired &= ~refused
        if self.mends is not None:
            repaired[self.mends.merged.positions] = True
        return repaired

    def mend_list(self) -> tuple[Mend, ...]:
        """Return each mend with the change of area."""
        if self.mends is None:
            return ()
        delivery = self.delivery
        return tuple(
            Mend(int(delivery.row_numbers[position]), delivery.code_of(position), mended.rule, round(change, 9))
            for mended, changes in zip(self.mends.mended, self.mends.area_change_m2, strict=True)
            for position, change in zip(mended.positions.tolist(), changes.tolist(), strict=True)
        )


def examine(delivery: Delivery, layer: Layer, place: Place, today: dt.date, *, repair: bool) -> Examined:
    """Look at each row of a delivery; with `repair`, mend what has one meaning and look again."""
    checks = check_rows(delivery, delivery.geometries, layer, place, today)
    seen = Examined(delivery, layer, place, today, delivery.geometries, checks, checks.found, list(delivery.findings))
    if not repair or not layer.is_polygonal:
        return seen
    mends = mend(delivery, checks)
    again = check_rows(delivery, mends.geometries, layer, place, today)
    return replace(
        seen,
        geometries=mends.geometries,
        checks=again,
        found=still_at_fault(again.found, mends, delivery),
        read_findings=without_closed(delivery.findings, mends, delivery),
        mends=mends,
    )


def decide(seen: Examined, proposals: Sequence[Proposal], accept: Path) -> Examined:
    """
    Return the delivery with the proposals applied that the file `accept` accepts, looked at again.

    Raises
    ------
    RefusedInputError
        If it is no accept file for this delivery.
    """
    accepted = read_accepted(accept, seen.delivery)
    geometries, changed = apply(seen.geometries, proposals, accepted)
    geometries[changed] = shapely.orient_polygons(geometries[changed], exterior_cw=seen.checks.turn < 0)
    checks = check_rows(seen.delivery, geometries, seen.layer, seen.place, seen.today)
    found = checks.found if seen.mends is None else still_at_fault(checks.found, seen.mends, seen.delivery)
    told = [_told_decided(proposal) for proposal in proposals if proposal.id in accepted]
    return replace(seen, geometries=geometries, checks=checks, found=[*told, *found], decided=changed)


def _told_decided(proposal: Proposal) -> Faults:
    change = proposal.area_change_m2
    detail = Label(
        f"按建议 {proposal.id} 修复，面积变化 {change:+.6f} m²",
        f"mended as {proposal.id} proposes, area changed by {change:+.6f} m²",
    )
    place = shapely.get_coordinates(shapely.point_on_surface(proposal.after))
    return replace(faults(proposal.rule, [proposal.position], place, detail), severity=Severity.NOTE)

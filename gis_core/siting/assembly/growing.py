"""
Good sets of parcels by growing: from each parcel the neighbour that adds least for its area is added until the land
suffices; the best are then improved by adding, leaving out and swapping.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis_core.siting.assembly.land import Land, Weights
from gis_core.siting.solver import Watch

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
IMPROVED = 12


@dataclass(frozen=True)
class Wanted:
    """
    What a set of parcels has to be.

    Parameters
    ----------
    smallest_m2, largest_m2
        Its area; infinity = no upper limit.
    weights
        How it is measured.
    before
        Sets found before, from which it has to differ.
    overlap
        Share of its own area that it may have in common with each of them.
    allowed
        Which parcels may be in it.
    """

    smallest_m2: float
    largest_m2: float
    weights: Weights
    before: tuple[Indices, ...]
    overlap: float
    allowed: NDArray[np.bool_]

    def suits(self, land: Land, members: Indices) -> bool:
        """Tell whether a connected set is large enough, not too large, and differs enough."""
        area = land.area[members].sum()
        if not self.smallest_m2 * (1 - 1e-12) <= area <= self.largest_m2 * (1 + 1e-12):
            return False
        return all(
            land.area[members[np.isin(members, one)]].sum() <= self.overlap * area * (1 + 1e-9) for one in self.before
        )


def grow(land: Land, wanted: Wanted, watch: Watch) -> Indices | None:
    """Return the best set that growing and improving finds; None where it finds none."""
    growing = _Growing(land, wanted)
    grown: list[tuple[float, Indices]] = []
    for seed in np.flatnonzero(wanted.allowed):
        members = growing.from_seed(int(seed))
        if members is not None:
            grown.append((land.measure(members, wanted.weights), members))
        if watch.over():
            break
    grown.sort(key=lambda one: (one[0], one[1].tolist()))
    best: tuple[float, Indices] | None = None
    tried = set[bytes]()
    for measure, members in grown:
        if members.tobytes() in tried:
            continue
        tried.add(members.tobytes())
        if best is None:
            best = (measure, members)
        better = growing.improved(members, measure, watch)
        if better[0] < best[0]:
            best = better
        if len(tried) >= IMPROVED or watch.over():
            break
    return None if best is None else best[1]


class _Growing:
    def __init__(self, land: Land, wanted: Wanted) -> None:
        self._land, self._wanted = land, wanted
        self._own = land.own(wanted.weights)

    def from_seed(self, seed: int) -> Indices | None:
        """Grow from one parcel."""
        land, wanted = self._land, self._wanted
        inside, owners, area = {seed}, set(land.owners[seed]), land.area[seed]
        edge = {one for one in land.neighbours[seed] if wanted.allowed[one]}
        left = [wanted.overlap * wanted.smallest_m2 - self._common(one, seed) for one in wanted.before]
        while area < wanted.smallest_m2:
            best, best_rate = -1, np.inf
            for one in sorted(edge):
                if area + land.area[one] > wanted.largest_m2 * (1 + 1e-12):
                    continue
                if any(room < self._common(other, one) for room, other in zip(left, wanted.before, strict=True)):
                    continue
                useful = min(land.area[one], wanted.smallest_m2 - area)
                rate = self._adds(one, inside, owners) / useful
                if rate < best_rate:
                    best, best_rate = one, rate
            if best < 0:
                return None
            inside.add(best)
            owners |= land.owners[best]
            area += land.area[best]
            left = [room - self._common(other, best) for room, other in zip(left, wanted.before, strict=True)]
            edge = (edge | {one for one in land.neighbours[best] if wanted.allowed[one]}) - inside
        members = np.array(sorted(inside), dtype=np.int64)
        return members if wanted.suits(land, members) else None

    def _common(self, other: Indices, one: int) -> float:
        return float(self._land.area[one]) if one in other else 0.0

    def _adds(self, one: int, inside: set[int], owners: set[int]) -> float:
        """Return what a parcel adds to the measure of a set."""
        land, weights = self._land, self._wanted.weights
        shared = sum(length for other, length in land.shared_with[one].items() if other in inside)
        new_owners = len(land.owners[one] - owners)
        return float(self._own[one] - 2.0 * weights.boundary * shared + weights.owners * new_owners)

    def improved(self, members: Indices, measure: float, watch: Watch) -> tuple[float, Indices]:
        """Add, leave out and swap as long as that makes the measure smaller."""
        while not watch.over():
            better = self._one_move(members, measure)
            if better is None:
                break
            measure, members = better
        return measure, members

    def _one_move(self, members: Indices, measure: float) -> tuple[float, Indices] | None:
        land, wanted = self._land, self._wanted
        edge = [one for one in sorted(land.around(members.tolist())) if wanted.allowed[one]]
        best: tuple[float, Indices] | None = None
        for going in [-1, *members.tolist()]:
            rest = members[members != going]
            inside = set(rest.tolist())
            owners = set().union(*(land.owners[one] for one in inside)) if inside else set()
            without = measure if going < 0 else measure - self._adds(going, inside, owners)
            for coming in [-1, *edge]:
                value = without + (self._adds(coming, inside, owners) if coming >= 0 else 0.0)
                if value >= (measure if best is None else best[0]) - 1e-9 * max(1.0, abs(measure)):
                    continue
                changed = np.sort(np.append(rest, coming)) if coming >= 0 else rest
                if len(changed) and wanted.suits(land, changed) and len(land.parts(changed)) == 1:
                    best = (value, changed)
        return best

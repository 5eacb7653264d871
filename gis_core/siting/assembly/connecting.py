"""
Connected sets as a programme: cuts say that land too small by itself has to go on somewhere.

- ring cuts, made beforehand: around each parcel the neighbourhoods that are still too small, ring by ring; if the
  parcel is chosen, so is one of each ring;
- connectivity cuts, found at every solution that HiGHS reports (its own lazy cuts never fire): a chosen part that is
  too small has to go on to one of its neighbours; of two large parts one falls, or something between them is chosen.

The programme is solved again with the cuts until its solution is connected; its bound holds all along.

Source
------
Wang, Y., Buchanan, A. and Butenko, S. (2017). On imposing connectivity constraints in integer programs. Mathematical
Programming 166.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from gis_core.siting.assembly.growing import Wanted
from gis_core.siting.assembly.land import Land
from gis_core.siting.solver import Ending, Programme, Solved, Watch

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

ROUNDS = 30


class Search:
    """
    The search for the best connected set.

    Parameters
    ----------
    land
        The parcels.
    wanted
        What the set has to be.
    best
        A set to begin with.
    watch
        When to end.
    """

    def __init__(self, land: Land, wanted: Wanted, best: Indices | None, watch: Watch) -> None:
        self.land, self.wanted, self.best, self.watch = land, wanted, best, watch
        self.measure = math.inf if best is None else land.measure(best, wanted.weights)
        self.bound = -math.inf
        self._allowed = wanted.allowed.copy()
        self._programme = Programme()
        self._known: set[tuple[int, ...]] = set()
        self._waiting: list[tuple[Indices, Floats, float, float]] = []
        self._x = self._model()
        self._rings()
        self._add_waiting()

    def _model(self) -> Indices:
        """Add parcels, owners, shared boundaries, area and overlaps to the programme; return the parcels' columns."""
        land, wanted, programme = self.land, self.wanted, self._programme
        weights = wanted.weights
        own = np.where(wanted.allowed, land.own(weights), 0.0)
        self._scale = 100.0 / max(float(own[wanted.allowed].mean()), 1e-9)
        x = programme.columns(len(land), own * self._scale, upper=wanted.allowed.astype(float), whole=True)
        if weights.owners:
            w = programme.columns(land.owner_count, weights.owners * self._scale)
            held = [(parcel, owner) for parcel, owners in enumerate(land.owners) for owner in sorted(owners)]
            if held:
                parcels, owners = np.array(held).T
                self._below(x, parcels, w, owners)
        if weights.boundary:
            touching = np.flatnonzero(land.shared > 0)
            saved = -2.0 * weights.boundary * land.shared[touching] * self._scale
            both = programme.columns(len(touching), saved)
            for side in (0, 1):
                self._below(both, np.arange(len(touching)), x, land.pairs[touching, side])
        programme.row(x, land.area, lower=wanted.smallest_m2, upper=wanted.largest_m2)
        for one in wanted.before:
            common = np.isin(np.arange(len(land)), one).astype(float)
            programme.row(x, land.area * (common - wanted.overlap), upper=0.0)
        return x

    def _below(self, low: Indices, low_at: Indices, high: Indices, high_at: Indices) -> None:
        """Add `low[low_at] ≤ high[high_at]`, one row a pair."""
        count = len(low_at)
        rows = np.arange(count)
        lows = sparse.csr_array((np.ones(count), (rows, low_at)), shape=(count, len(low)))
        highs = sparse.csr_array((-np.ones(count), (rows, high_at)), shape=(count, len(high)))
        self._programme.rows([(low, lows), (high, highs)], upper=0.0)

    def _rings(self) -> None:
        for parcel in np.flatnonzero(self._allowed):
            inside = frozenset([int(parcel)])
            while self.land.area[list(inside)].sum() < self.wanted.smallest_m2:
                ring = self._around(inside)
                self._must_go_on(int(parcel), ring)
                if not ring:
                    break
                inside |= ring

    def _around(self, members: frozenset[int]) -> frozenset[int]:
        return frozenset(one for one in self.land.around(members) if self._allowed[one])

    def _tighten(self, rounds: int = ROUNDS) -> None:
        """Cut the relaxation where a parcel is chosen in part more than the land that it has to go on to."""
        last = -math.inf
        for _ in range(rounds):
            solved = self._programme.relaxed().solve(self.watch)
            if solved.ending == "infeasible":
                self.bound = self.measure
                return
            if solved.values is None or solved.ending != "optimal":
                return
            self._raise(solved.bound)
            self._leave_out(solved)
            self._find_rings(solved.values[self._x])
            if not self._add_waiting() or self._settled() or solved.bound < last + 1e-4 * abs(solved.bound):
                return
            last = solved.bound

    def _leave_out(self, solved: Solved) -> None:
        """Leave out parcels that would lift the bound over the best set known, and draw the rings without them."""
        if solved.reduced is None or solved.values is None or not math.isfinite(self.measure):
            return
        lifted = solved.bound + solved.reduced[self._x] > self.measure * self._scale * (1 + 1e-6)
        out = self._allowed & lifted & (solved.values[self._x] < 1e-9)
        if out.sum() > 0.05 * self._allowed.sum():
            self._allowed[out] = False
            self._programme.leave_out(self._x[out])
            self._rings()

    def _find_rings(self, x: Floats) -> None:
        """Keep for each parcel the ring that is chosen least among those around land reached over the least chosen."""
        for parcel in np.flatnonzero(x > 0.05).tolist():
            inside, area = {parcel}, self.land.area[parcel]
            edge = set(self._around(frozenset(inside)))
            best, best_ring = x[parcel] - 0.02, frozenset[int]()
            found = False
            while area < self.wanted.smallest_m2:
                weight = sum(x[one] for one in edge)
                if weight < best:
                    best, best_ring, found = weight, frozenset(edge), True
                if not edge:
                    break
                # swallow the most chosen of the ring: the land beyond it may be thinner
                taken = max(edge, key=lambda one: (x[one], -one))
                inside.add(taken)
                area += self.land.area[taken]
                edge.discard(taken)
                edge |= {one for one in self.land.neighbours[taken] if self._allowed[one] and one not in inside}
            if found:
                self._must_go_on(parcel, best_ring)

    def _must_go_on(self, parcel: int, ring: frozenset[int]) -> None:
        """Keep the cut that a parcel is chosen with one of a ring."""
        key = (parcel, *sorted(ring))
        if key not in self._known:
            self._known.add(key)
            columns = self._x[np.array([*sorted(ring), parcel])]
            self._waiting.append((columns, np.array([1.0] * len(ring) + [-1.0]), 0.0, math.inf))

    def _not_both(self, one: int, other: int, ring: frozenset[int]) -> None:
        """Keep the cut that two parcels are chosen together only with one of a ring between them."""
        key = (-1, one, other, *sorted(ring))
        if key not in self._known:
            self._known.add(key)
            columns = self._x[np.array([*sorted(ring), one, other])]
            self._waiting.append((columns, np.array([-1.0] * len(ring) + [1.0, 1.0]), -math.inf, 1.0))

    def _add_waiting(self) -> int:
        for columns, values, lower, upper in self._waiting:
            self._programme.row(columns, values, lower=lower, upper=upper)
        added = len(self._waiting)
        self._waiting.clear()
        return added

    def separate(self, values: Floats) -> bool:
        """Take a whole solution's connected part if it is the best so far; keep the cuts that it breaks."""
        parts = self.land.parts(np.flatnonzero(values[self._x] > 0.5))
        for part in parts:
            self._offer(part)
        if len(parts) < 2:
            return False
        enough = self.wanted.smallest_m2
        large = [part for part in parts if self.land.area[part].sum() >= enough]
        for part in parts:
            if self.land.area[part].sum() < enough:
                ring = self._around(frozenset(part.tolist()))
                for parcel in part.tolist():
                    self._must_go_on(parcel, ring)
        for number, part in enumerate(large):
            ring = self._around(frozenset(part.tolist()))
            for other in large[number + 1 :]:
                self._not_both(int(part[0]), int(other[0]), ring)
        return False

    def _offer(self, members: Indices) -> None:
        if self.wanted.suits(self.land, members):
            measure = self.land.measure(members, self.wanted.weights)
            if measure < self.measure - 1e-9 * max(1.0, abs(measure)):
                self.best, self.measure = np.sort(members), measure
                self.watch.tell(self.measure, self.bound)

    def _settled(self) -> bool:
        return self.bound >= self.measure - 1e-7 * max(1.0, abs(self.measure))

    def _raise(self, bound: float) -> None:
        self.bound = max(self.bound, min(bound / self._scale, self.measure))
        self.watch.tell(self.measure, self.bound)

    def relax(self) -> None:
        """Raise the bound by the programme without whole numbers."""
        self._tighten()

    def prove(self) -> Ending:
        """Solve and cut until the best set is proven or the watch ends it; without any set, none exists."""
        self._tighten()
        if self._settled():
            return "optimal"
        if math.isfinite(self.measure):
            cost = self._programme.cost
            used = np.flatnonzero(cost)
            self._programme.row(used, cost[used], upper=self.measure * self._scale * (1 + 1e-6))
        while True:
            solved = self._programme.solve(self.watch, on_solution=lambda values, _: self.separate(values))
            if solved.ending == "infeasible":
                self.bound = self.measure
                return "optimal"
            self._raise(solved.bound)
            if solved.values is not None:
                self.separate(solved.values)
            if self._settled():
                return "optimal"
            if not self._add_waiting() or self.watch.over():
                return solved.ended if solved.ended != "optimal" or self._settled() else "time_limit"

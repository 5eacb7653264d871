"""
The p-median's linear relaxation by Benders cuts: one column a site and one for the cost of each row of demand.

For a (fractional) choice y the cost of a row is known by sorting: its sites are opened from the cheapest on until they
add up to 1; the cost at which that happens gives the cut `cost_i + Σ (level − cost_ij)⁺ y_j ≥ level`. So all rows are
separated together in time linear in the sites that are open. HiGHS solves the linear programme, warm from the last.

Source
------
Durán-Mateluna, C., Alès, Z. and Elloumi, S. (2023). An efficient Benders decomposition for the p-median problem.
European Journal of Operational Research 308(1), 84–96.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from gis_core.siting.allocation.median import Median
from gis_core.siting.solver.programme import INFINITY, quiet_highs, run

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

VIOLATED = 1e-6
OPEN = 1e-9
TYPICAL = 100.0


@dataclass
class Relaxed:
    """
    A solution of the linear programme.

    Parameters
    ----------
    bound
        Its value, in the costs' own units.
    y
        How far each column is open.
    costs
        What the programme believes each row to cost (scaled).
    reduced
        What opening (closing) a column by one unit adds to the bound, in the costs' own units.
    """

    bound: float
    y: Floats
    costs: Floats
    reduced: Floats


class Master:
    """
    The linear programme over some columns of a p-median.

    Parameters
    ----------
    median
        The problem; `median.best` is known.
    columns
        Candidates that are left.
    """

    def __init__(self, median: Median, columns: Indices) -> None:
        self.median, self.columns = median, columns
        scale = TYPICAL * len(median.costs) / median.best if median.best > 0 else 1.0
        self.scale = scale
        self.scaled = np.ascontiguousarray(median.costs[:, columns]) * scale
        self.cuts = 0
        self.infeasible = False
        self._known: set[tuple[int, float]] = set()
        self._levels: list[tuple[int, float]] = []
        self._solver = self._begin()

    def _begin(self) -> highspy.Highs:
        rows, count = self.scaled.shape
        solver = quiet_highs()
        solver.setOptionValue("presolve", "off")
        lp = highspy.HighsLp()
        lp.num_col_ = count + rows
        lp.col_cost_ = np.concatenate([np.zeros(count), np.ones(rows)])
        self.open_always = np.isin(self.columns, self.median.kept)
        lp.col_lower_ = np.concatenate([self.open_always.astype(float), self.scaled.min(axis=1)])
        lp.col_upper_ = np.concatenate([np.ones(count), np.full(rows, INFINITY)])
        rows_of = self._rows()
        lp.num_row_ = len(rows_of)
        lp.row_lower_ = np.array([lower for _, _, lower, _ in rows_of])
        lp.row_upper_ = np.array([upper for _, _, _, upper in rows_of])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lengths = [len(columns) for columns, _, _, _ in rows_of]
        lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        lp.a_matrix_.index_ = np.concatenate([columns for columns, _, _, _ in rows_of]).astype(np.int32)
        lp.a_matrix_.value_ = np.concatenate([values for _, values, _, _ in rows_of])
        solver.passModel(lp)
        self._fixed_rows = lp.num_row_
        return solver

    def _rows(self) -> list[tuple[Indices, Floats, float, float]]:
        """Return the rows that aren't cuts: how many sites, the rules, and that each row of demand is served."""
        rules, p, every = self.median.rules, float(self.median.p), np.arange(len(self.columns))
        found = [(every, np.ones(len(every)), p if rules.plain else 1.0, p)]
        found += [(need, np.ones(len(need)), 1.0, INFINITY) for need in self._needs()]
        if np.isfinite(rules.budget):
            found.append((every, rules.costs[self.columns], 0.0, rules.budget))
        for clique in rules.cliques:
            at = np.flatnonzero(np.isin(self.columns, clique))
            if len(at) > 1:
                found.append((at, np.ones(len(at)), 0.0, 1.0))
        return found

    def _needs(self) -> list[Indices]:
        """Return for each row that not every site may serve the columns that may, each set once."""
        finite = np.isfinite(self.scaled)
        partial = np.unique(finite[~finite.all(axis=1)], axis=0)
        return [np.flatnonzero(row) for row in partial]

    def add(self, rows: Indices, levels: Floats) -> int:
        """Add the cuts of these rows at these levels (scaled), each once; return how many were new."""
        fresh = [at for at, key in enumerate(zip(rows.tolist(), levels.tolist(), strict=True)) if self._is_new(key)]
        if not fresh:
            return 0
        rows, levels = rows[fresh], levels[fresh]
        step = max(1, 4_000_000 // self.scaled.shape[1])
        for begin in range(0, len(rows), step):
            self._append(rows[begin : begin + step], levels[begin : begin + step])
        self.cuts += len(rows)
        return len(rows)

    def _is_new(self, key: tuple[int, float]) -> bool:
        if key in self._known:
            return False
        self._known.add(key)
        self._levels.append(key)
        return True

    def _append(self, rows: Indices, levels: Floats) -> None:
        below = levels[:, None] - self.scaled[rows]
        at, columns = np.nonzero(below > 0)
        counts = np.bincount(at, minlength=len(rows)) + 1
        starts = np.concatenate([[0], np.cumsum(counts)])
        indices = np.empty(starts[-1], dtype=np.int32)
        values = np.ones(starts[-1])
        place = np.arange(len(at)) + at  # each row has one entry more, its own cost, at its end
        indices[place], values[place] = columns, below[at, columns]
        indices[starts[1:] - 1] = self.scaled.shape[1] + rows
        self._solver.addRows(
            len(rows),
            levels,
            np.full(len(rows), INFINITY),
            int(starts[-1]),
            starts[:-1].astype(np.int32),
            indices,
            values,
        )

    def add_around(self, payments: Floats) -> None:
        """Add the cuts of all rows at the costs just below and above their Lagrangian payments."""
        paid = (payments * self.scale)[:, None]
        rows = np.arange(len(self.scaled))
        above = np.where(self.scaled >= paid, self.scaled, np.inf).min(axis=1)
        below = np.where(self.scaled < paid, self.scaled, -np.inf).max(axis=1)
        for level in (above, below):
            known = np.isfinite(level)
            self.add(rows[known], level[known])

    def levels(self) -> tuple[Indices, Floats]:
        """Return rows and levels (scaled) of the cuts that are in the programme."""
        if not self._levels:
            return np.zeros(0, dtype=np.int64), np.zeros(0)
        rows, levels = zip(*self._levels, strict=True)
        return np.array(rows, dtype=np.int64), np.array(levels)

    def solve(self, lower: Floats | None = None, upper: Floats | None = None) -> Relaxed | None:
        """
        Solve the programme, with other bounds of the columns where given.

        None when there is no choice at all (then `infeasible`) or the watch ended it.
        """
        count = len(self.columns)
        if lower is not None and upper is not None:
            self._solver.changeColsBounds(count, np.arange(count, dtype=np.int32), lower, upper)
        left = self.median.watch.left
        if left <= 0 or self.median.watch.over():
            return None
        self._solver.setOptionValue("time_limit", self._solver.getRunTime() + left if np.isfinite(left) else INFINITY)
        run(self._solver)
        status = self._solver.getModelStatus()
        self.infeasible = status == highspy.HighsModelStatus.kInfeasible
        if status != highspy.HighsModelStatus.kOptimal:
            return None
        solution = self._solver.getSolution()
        values = np.array(solution.col_value)
        bound = float(self._solver.getInfo().objective_function_value) / self.scale
        reduced = np.array(solution.col_dual[:count]) / self.scale
        return Relaxed(bound, np.clip(values[:count], 0.0, 1.0), values[count:], reduced)

    def separate(self, y: Floats) -> tuple[Floats, Floats]:
        """Return for a choice y the level of each row's cut and what the row really costs (both scaled)."""
        is_open = np.flatnonzero(y > OPEN)
        costs = self.scaled[:, is_open]
        order = costs.argsort(axis=1, kind="stable")
        costs = np.take_along_axis(costs, order, axis=1)
        share = y[is_open][order]
        reached = np.cumsum(share, axis=1)
        enough = reached >= 1.0 - 1e-7
        enough[:, -1] = True
        last = enough.argmax(axis=1)
        rows = np.arange(len(costs))
        before = np.where(last > 0, reached[rows, last - 1], 0.0)
        level = costs[rows, last]
        used = np.arange(costs.shape[1])[None, :] < last[:, None]
        real = np.where(used, share * costs, 0.0).sum(axis=1) + np.maximum(0.0, 1.0 - before) * level
        return level, real

    def cut(self, relaxed: Relaxed, y: Floats | None = None) -> int:
        """Add the cuts that a solution breaks (separated at y where given); return how many are new."""
        level, real = self.separate(relaxed.y if y is None else y)
        broken = np.flatnonzero((real - relaxed.costs > VIOLATED * np.maximum(1.0, relaxed.costs)) & np.isfinite(level))
        return self.add(broken, level[broken])

    def drop_slack(self) -> None:
        """Take out the cuts that hold nothing at the moment."""
        status = self._solver.getBasis().row_status
        basic = highspy.HighsBasisStatus.kBasic
        slack = [row for row in range(self._fixed_rows, len(status)) if status[row] == basic]
        if slack:
            self._solver.deleteRows(len(slack), np.array(slack, dtype=np.int32))
            gone = {row - self._fixed_rows for row in slack}
            self._known.difference_update(self._levels[at] for at in gone)
            self._levels = [key for at, key in enumerate(self._levels) if at not in gone]

"""
A mixed-integer linear programme on HiGHS, with what its Python interface leaves to the caller.

HiGHS stops at a gap of 1e-4 unless told, swallows exceptions of callbacks, counts its time limit per run, and gives a
solution found before the time ended only to a callback. Given a solution to start with, 1.16 may call a worse one
optimal: it carries the start wrongly through the columns that presolve takes out (decision 0911). So a start is kept
here, and HiGHS isn't told. A run ends proven, or says what it found and its bound. One thread and a fixed seed, so that
a run that isn't stopped is repeatable.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import highspy
import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from gis_core.errors import EnvironmentProblemError
from gis_core.siting.solver.watch import Ending, Watch

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

INFINITY = float(highspy.kHighsInf)
WHOLE_TOLERANCE = 1e-6


class _Silent(highspy.Highs):
    """HiGHS that doesn't print its name to standard output when it is made: that belongs to the caller's JSON."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    def enableCallbacks(self) -> None:  # noqa: N802 - the constructor calls it, and it prints
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def quiet_highs() -> highspy.Highs:
    """Return a solver that prints nothing, uses one thread and proves its answers to the end."""
    solver = _Silent()
    for option in ("threads", "random_seed"):
        solver.setOptionValue(option, 1)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", 1e-9)
    return solver


def run(solver: highspy.Highs) -> None:
    """
    Run a solver, also where another part of the process has given HiGHS more threads than the one we ask for.

    The number of threads is the process's, not the solver's: HiGHS refuses to run with another. Then it takes that
    number, without working in parallel.

    Raises
    ------
    EnvironmentProblemError
        If HiGHS fails nevertheless.
    """
    if solver.run() != highspy.HighsStatus.kError:
        return
    solver.setOptionValue("threads", 0)
    solver.setOptionValue("parallel", "off")
    if solver.run() == highspy.HighsStatus.kError:
        raise EnvironmentProblemError(
            f"The solver HiGHS failed with the status {solver.modelStatusToString(solver.getModelStatus())}."
        )


@dataclass(frozen=True)
class Solved:
    """
    What a run found.

    Parameters
    ----------
    values
        The best solution, None when none was found.
    objective
        Its value, None likewise.
    bound
        What no solution can be better than; ±infinity when nothing is known.
    ending
        `optimal`, `infeasible`, or why it was stopped: `time_limit`, `cancelled`, `interrupted` (by `on_solution`).
    reduced
        Without whole columns: what one unit more (or less) of each column adds to the objective.
    """

    values: Floats | None
    objective: float | None
    bound: float
    ending: Literal["optimal", "infeasible", "time_limit", "cancelled", "interrupted"]
    reduced: Floats | None = None

    @property
    def ended(self) -> Ending:
        """Why the search ended, as an answer says it."""
        return self.ending if self.ending in {"optimal", "cancelled"} else "time_limit"


class Programme:
    """
    Columns and rows, gathered and then solved; rows may be added between runs.

    Parameters
    ----------
    sense
        Whether the objective is to be small or large.
    """

    def __init__(self, sense: Literal["min", "max"] = "min") -> None:
        self._sense = sense
        self._cost: list[Floats] = []
        self._lower: list[Floats] = []
        self._upper: list[Floats] = []
        self._whole: list[NDArray[np.bool_]] = []
        self._count = 0
        self._rows: list[tuple[Indices, Floats, Indices, Floats, Floats]] = []

    def columns(
        self, count: int, cost: ArrayLike = 0.0, *, lower: ArrayLike = 0.0, upper: ArrayLike = 1.0, whole: bool = False
    ) -> Indices:
        """Add columns and return their numbers; numbers stand for each, arrays for one a column."""
        for store, value in ((self._cost, cost), (self._lower, lower), (self._upper, upper)):
            store.append(np.broadcast_to(np.asarray(value, dtype=float), (count,)).copy())
        self._whole.append(np.full(count, whole))
        self._count += count
        return np.arange(self._count - count, self._count)

    def row(self, columns: ArrayLike, values: ArrayLike, *, lower: float = -INFINITY, upper: float = INFINITY) -> None:
        """Add `lower ≤ Σ values · columns ≤ upper`."""
        at = np.asarray(columns, dtype=np.int64)
        factors = np.broadcast_to(np.asarray(values, dtype=float), at.shape)
        self._rows.append((at, factors, np.array([len(at)]), np.array([lower]), np.array([upper])))

    def rows(
        self,
        parts: Sequence[tuple[Indices, sparse.csr_array]],
        *,
        lower: ArrayLike = -INFINITY,
        upper: ArrayLike = INFINITY,
    ) -> None:
        """
        Add many rows at once.

        Parameters
        ----------
        parts
            Matrices with one row a row, each with the columns that its columns stand for; side by side.
        lower, upper
            Bounds of the rows, one for all or one each.
        """
        whole = sparse.hstack([matrix for _, matrix in parts], format="csr")
        at = np.concatenate([columns for columns, _ in parts])
        count = whole.shape[0]
        bounds = [np.broadcast_to(np.asarray(value, dtype=float), (count,)) for value in (lower, upper)]
        self._rows.append((at[whole.indices], whole.data.astype(float), np.diff(whole.indptr), bounds[0], bounds[1]))

    def solve(
        self,
        watch: Watch,
        *,
        start: Floats | None = None,
        on_solution: Callable[[Floats, float], bool] | None = None,
        limit: float | None = None,
    ) -> Solved:
        """
        Run HiGHS.

        Parameters
        ----------
        watch
            When to end.
        start
            A solution that is known, values of all columns; the answer where the run is stopped before a better one.
        on_solution
            Told each solution that HiGHS reports and its objective; True ends the run.
        limit
            Seconds for this run, where it is to have fewer than the watch has left.
        """
        return _Run(self, watch, on_solution).solve(start, min(watch.left, math.inf if limit is None else limit))

    def model(self) -> highspy.HighsLp:
        """Return the model as HiGHS takes it."""
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self._count, sum(len(lengths) for _, _, lengths, _, _ in self._rows)
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = (
            np.concatenate(store) for store in (self._cost, self._lower, self._upper)
        )
        at, factors, lengths, lower, upper = (
            np.concatenate([row[part] for row in self._rows]) if self._rows else np.zeros(0) for part in range(5)
        )
        lp.row_lower_, lp.row_upper_ = lower, upper
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        lp.a_matrix_.index_ = at.astype(np.int32)
        lp.a_matrix_.value_ = factors
        lp.sense_ = highspy.ObjSense.kMinimize if self._sense == "min" else highspy.ObjSense.kMaximize
        whole = np.concatenate(self._whole)
        if whole.any():
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            lp.integrality_ = [kinds[int(is_whole)] for is_whole in whole]
        return lp

    @property
    def minimises(self) -> bool:
        """Whether the objective is to be small."""
        return self._sense == "min"

    def leave_out(self, columns: Indices) -> None:
        """Fix columns at 0."""
        upper = np.concatenate(self._upper)
        upper[columns] = 0.0
        self._upper = [upper]

    def relaxed(self) -> Programme:
        """Return the programme with columns that needn't be whole."""
        other = Programme(self._sense)
        other._cost, other._lower, other._upper = self._cost, self._lower, self._upper
        other._whole = [np.zeros_like(part) for part in self._whole]
        other._count, other._rows = self._count, self._rows
        return other

    @property
    def cost(self) -> Floats:
        """The objective, a number a column."""
        return np.concatenate(self._cost)

    @property
    def is_whole(self) -> NDArray[np.bool_]:
        """Which columns are whole numbers."""
        return np.concatenate(self._whole)


class _Run:
    """One run of HiGHS and what its callbacks gather."""

    def __init__(self, programme: Programme, watch: Watch, on_solution: Callable[[Floats, float], bool] | None) -> None:
        self._programme = programme
        self._watch = watch
        self._on_solution = on_solution
        self._best: tuple[Floats, float] | None = None
        self._interrupted = False
        self._error: BaseException | None = None

    def solve(self, start: Floats | None, seconds: float) -> Solved:
        solver = quiet_highs()
        if math.isfinite(seconds):
            solver.setOptionValue("time_limit", max(seconds, 1e-3))
        solver.passModel(self._programme.model())
        whole = self._programme.is_whole
        if start is not None:
            self._best = (start, float(self._programme.cost @ start))
        if whole.any():
            solver.cbMipSolution.subscribe(self._found)
            solver.cbMipInterrupt.subscribe(self._asked)
        else:
            solver.cbSimplexInterrupt.subscribe(self._asked)
        run(solver)
        if self._error is not None:
            raise self._error
        return self._outcome(solver, bool(whole.any()))

    def _found(self, event: Any) -> None:
        """Keep a solution that HiGHS reports (it swallows what is raised here, so that is kept too)."""
        try:
            values = np.array(event.data_out.mip_solution, dtype=float)
            objective = float(event.data_out.objective_function_value)
            if self._best is None or self._better(objective, self._best[1]):
                self._best = (values, objective)
            self._watch.tell(self._best[1], None)
            if self._on_solution is not None and self._on_solution(values, objective):
                self._interrupted = True
                event.interrupt()
        except BaseException as error:  # raised again when HiGHS has ended
            self._error = error
            event.interrupt()

    def _asked(self, event: Any) -> None:
        """End the run when the watch says so."""
        try:
            if self._interrupted or self._error is not None or self._watch.over():
                event.interrupt()
        except BaseException as error:  # raised again when HiGHS has ended
            self._error = error
            event.interrupt()

    def _better(self, one: float, other: float) -> bool:
        return one < other if self._programme.minimises else one > other

    def _outcome(self, solver: highspy.Highs, mixed: bool) -> Solved:
        status, info = solver.getModelStatus(), solver.getInfo()
        none_known = -math.inf if self._programme.minimises else math.inf
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return Solved(None, None, none_known, "infeasible")
        if status == highspy.HighsModelStatus.kOptimal:
            solution = solver.getSolution()
            values, objective = np.array(solution.col_value), float(info.objective_function_value)
            reduced = None if mixed else np.array(solution.col_dual)
            if mixed:
                values = np.where(self._programme.is_whole, np.rint(values), values)
            return Solved(values, objective, objective, "optimal", reduced)
        self._watch.over()
        bound = float(info.mip_dual_bound) if mixed else none_known
        bound = bound if abs(bound) < INFINITY else none_known
        found: Floats | None = None
        value: float | None = None
        if self._best is not None:
            values, value = self._best
            found = np.where(self._programme.is_whole, np.rint(values), values)
        if self._interrupted:
            return Solved(found, value, bound, "interrupted")
        cancelled = self._watch.ended == "cancelled"
        return Solved(found, value, bound, "cancelled" if cancelled else "time_limit")

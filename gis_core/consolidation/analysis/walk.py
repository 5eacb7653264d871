"""
The way of a parcel from stage to stage, learned from stays and walked at random many times.

Where a type of project has had enough stays in a stage, its own are asked; else those of all types, first with regard
to whether the parcel is built on, as land without buildings passes over some stages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis_core.consolidation.analysis.durations import COMPLETED, FEWEST_ENDS, ON_RECORD, Survival, survival

GRID = 1024
RESAMPLES = 40
"""Resamples of the projects, so that what isn't known of the durations widens the forecast."""

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class TooFew:
    """A stage whose stays say too little: its code, and how many have ended."""

    stage: str
    ends: int


@dataclass(frozen=True)
class Walkers:
    """
    Parcels on their way, each as often as there are draws.

    Parameters
    ----------
    kinds
        Type of project and whether it is built on, of each kind of parcel.
    kind
        Number of the kind of each walker.
    state
        State in which each sets out.
    elapsed
        Days for which each has been in it.
    draw
        Draw to which each belongs; those of one draw share a resample of the durations.
    """

    kinds: Sequence[tuple[str, bool]]
    kind: Whole
    state: Whole
    elapsed: Floats
    draw: Whole


def kinds_of(parcels: pd.DataFrame) -> tuple[Whole, list[tuple[str, bool]]]:
    """Return the number of the kind of each parcel (`project_type`, `built_on`), and the kinds."""
    number, names = pd.factorize(pd.MultiIndex.from_frame(parcels[["project_type", "built_on"]]))
    return np.asarray(number, dtype=np.int64), [(str(name), bool(built_on)) for name, built_on in names]


class Ways:
    """
    Durations and next stages by kind of parcel and stage.

    Parameters
    ----------
    stays
        As `durations.stays` gives them, of all projects.
    stages
        Codes of the stages in order, from the first to completion.
    rng
        Source of chance, for the resamples.
    resamples
        How many resamples of the projects; the first is the projects as they are.
    """

    def __init__(
        self, stays: pd.DataFrame, stages: Sequence[str], rng: np.random.Generator, *, resamples: int = RESAMPLES
    ) -> None:
        self.states = [ON_RECORD, *stages[: stages.index(COMPLETED) + 1]]
        self.stays = stays.assign(state=stays["stage"].map(self.states.index))
        self._rng, self.resamples = rng, resamples
        self._pools: dict[tuple[object, ...], int] = {}
        self._tables: list[_Table] = []

    @cached_property
    def _projects(self) -> list[Whole]:
        """Rows of each project, which are drawn together: its parcels share their team and their troubles."""
        return [np.asarray(rows, dtype=np.int64) for rows in self.stays.groupby("project").indices.values()]

    @cached_property
    def _resamples(self) -> list[Whole]:
        count = len(self._projects)
        drawn = [self._rng.integers(count, size=count) for _ in range(self.resamples - 1)]
        return [np.arange(len(self.stays)), *(np.concatenate([self._projects[i] for i in picks]) for picks in drawn)]

    def table(self, project_type: str, built_on: bool, state: int) -> int | TooFew:
        """Return the number of the table for parcels of a kind in a state, or why there is none."""
        key = (project_type, built_on, state)
        if key not in self._pools:
            found = self._pool(project_type, built_on, state)
            if isinstance(found, TooFew):
                return found
            self._pools[key] = found
        return self._pools[key]

    def _pool(self, project_type: str, built_on: bool, state: int) -> int | TooFew:
        here = (self.stays["state"] == state).to_numpy()
        alike = (self.stays["built_on"] == built_on).to_numpy()
        own = (self.stays["project_type"] == project_type).to_numpy()
        ended = self.stays["next_stage"].notna().to_numpy()
        for name, members in (
            ((project_type, built_on, state), here & alike & own),
            ((built_on, state), here & alike),
            ((state,), here),
        ):
            if (members & ended).sum() < FEWEST_ENDS:
                continue
            if name not in self._pools:
                self._tables.append(self._learn(members))
                self._pools[name] = len(self._tables) - 1
            return self._pools[name]
        return TooFew(self.states[state], int((here & ended).sum()))

    def _learn(self, members: NDArray[np.bool_]) -> _Table:
        days = self.stays["days"].to_numpy(dtype=float)
        ended = self.stays["next_stage"].notna().to_numpy()
        whole = survival(days[members], ended[members])
        assert whole is not None  # noqa: S101  (the pool has ends)
        found = []
        for rows in self._resamples:
            picked = rows[members[rows]]
            found.append((survival(days[picked], ended[picked]) if len(picked) else None) or whole)
        onward = self.stays["next_stage"][members & ended].map(self.states.index).to_numpy()
        share = np.bincount(onward, minlength=len(self.states)) / len(onward)
        return _Table(found, np.cumsum(share))

    def missing_for(self, kinds: pd.DataFrame) -> TooFew | None:
        """
        Return what is too little known for parcels of these kinds to be walked, `None` when all is well.

        Parameters
        ----------
        kinds
            `project_type`, `built_on` and `state` of the parcels.
        """
        todo = {tuple(row) for row in kinds[["project_type", "built_on", "state"]].drop_duplicates().to_numpy()}
        seen: set[tuple[object, ...]] = set()
        while todo:
            project_type, built_on, state = todo.pop()
            seen.add((project_type, built_on, state))
            found = self.table(str(project_type), bool(built_on), int(state))
            if isinstance(found, TooFew):
                return found
            share = np.diff(self._tables[found].onward, prepend=0.0)
            onward = [int(next_state) for next_state in np.flatnonzero(share > 0)]
            todo |= {
                (project_type, built_on, next_state)
                for next_state in onward
                if self.states[next_state] != COMPLETED and (project_type, built_on, next_state) not in seen
            }
        return None

    def walk(self, walkers: Walkers, horizon: float, rng: np.random.Generator) -> Floats:
        """
        Walk parcels to completion, each once.

        Parameters
        ----------
        walkers
            Who walks; `missing_for` found nothing missing for them.
        horizon
            Days after which it doesn't matter.
        rng
            Source of chance.

        Returns
        -------
        days
            Days until each is completed, `inf` beyond the horizon.
        """
        state, days = walkers.state.copy(), np.zeros(len(walkers.state))
        last = len(self.states) - 1
        for here in range(last):
            for number, (project_type, built_on) in enumerate(walkers.kinds):
                who = np.flatnonzero((state == here) & (walkers.kind == number) & (days <= horizon))
                if not len(who):
                    continue
                table = self.table(project_type, built_on, here)
                assert not isinstance(table, TooFew)  # noqa: S101  (asked before)
                learned = self._tables[table]
                waited = np.where(walkers.state[who] == here, walkers.elapsed[who], 0.0)
                days[who] += learned.sample(walkers.draw[who] % self.resamples, waited, rng)
                state[who] = learned.next_state(len(who), rng)
        return np.where((state == last) & (days <= horizon), days, np.inf)


class _Table:
    """Durations (one estimate a resample, as quantiles on a grid) and next states (cumulative shares) of a pool."""

    def __init__(self, estimates: list[Survival], onward: Floats) -> None:
        self.estimates = estimates
        self.onward = onward
        grid = (np.arange(GRID) + 0.5) / GRID
        self._days = np.stack([_quantiles(one, grid) for one in estimates])
        self._least = np.array([one.left[-1] for one in estimates])
        self._last = np.array([one.days[-1] for one in estimates])
        self._rate = np.array([one.rate for one in estimates])

    def sample(self, resample: Whole, waited: Floats, rng: np.random.Generator) -> Floats:
        """Return how many more days each stays that has stayed for `waited` days."""
        left = rng.random(len(resample))
        for one in np.unique(resample[waited > 0]):
            who = (resample == one) & (waited > 0)
            left[who] *= self.estimates[one].longer_than(waited[who])
        left = np.maximum(left, 1e-12)
        days = self._days[resample, np.minimum((left * GRID).astype(np.int64), GRID - 1)]
        tail = left < self._least[resample]
        beyond = self._last[resample] + np.log(np.maximum(self._least[resample], 1e-12) / left) / self._rate[resample]
        return np.maximum(np.where(tail, beyond, days) - waited, 0.0)

    def next_state(self, count: int, rng: np.random.Generator) -> Whole:
        """Return the state to which each of so many goes on."""
        return np.searchsorted(self.onward, rng.random(count), side="right").astype(np.int64)


def _quantiles(estimate: Survival, left: Floats) -> Floats:
    """Return the days after which just these shares of the stays are left (the last day on which any ended, beyond)."""
    first = np.searchsorted(-estimate.left, -left, side="left")
    return estimate.days[np.minimum(first, len(estimate.days) - 1)]

"""
Hectares at year end as a distribution: what is completed already, and a thousand ways in which the rest may go.

Every parcel on record walks from its present stage to completion along stays drawn from the survival estimates, given
that it has waited as long as it has. Parcels that aren't on record yet arrive as often, as large and as they did in the
last twelve months. Durations are resampled by project, so that what isn't known of them widens the band. Good and bad
years move all parcels alike, which no duration tells: how far earlier forecasts missed widens the band as well. Where
too few stays have ended, nothing is simulated: the promised dates stand instead.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis_core.consolidation.analysis.counted import EVERYTHING, Counted
from gis_core.consolidation.analysis.durations import COMPLETED, ON_RECORD, stays
from gis_core.consolidation.analysis.walk import RESAMPLES, TooFew, Walkers, Ways, kinds_of

DRAWS, SEED = 1000, 2024
NEWCOMERS = "-"
"""Stands for the projects of parcels that aren't on record yet."""

BAND = (0.1, 0.5, 0.9)
MOST_WALKERS = 1_000_000
PRIOR_MISS, PRIOR_WEIGHT = 0.25, 4
"""What a forecast is taken to miss before any was tried: logarithm of the ratio, and so many tries' worth (approx.)."""

LOOK_BACK_DAYS = 365

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Forecast:
    """
    Area completed by the end of a year, m².

    Parameters
    ----------
    year, at, seed
        What was asked, on which day, and the seed that repeats it.
    method
        `simulated`, or `promised` where too little is known of the durations.
    too_few
        The stage of which too little is known, with the stays that ended in it; `None` when simulated.
    done_m2
        Completed from the first of January to `at`.
    draws_m2
        Area completed in the whole year in each draw; the promised area alone when nothing was simulated.
    months
        `month` (1–12), and cumulative area at its end: `done_m2` (up to `at`, NaN later), `low_m2`, `middle_m2`,
        `high_m2` (the 10, 50 and 90 % quantiles; NaN when promised).
    projects
        `project`, `done_m2`, `low_m2`, `middle_m2`, `high_m2`, `mean_m2`, `target_m2`, `probability`.
    target_m2
        Target of the year, `None` where none was set.
    """

    year: int
    at: dt.date
    seed: int
    method: Literal["simulated", "promised"]
    too_few: TooFew | None
    done_m2: float
    draws_m2: Floats
    months: pd.DataFrame
    projects: pd.DataFrame
    target_m2: float | None = None

    def quantile(self, share: float) -> float:
        """Return the area (m²) below which this share (0–1) of the draws lies."""
        return float(np.quantile(self.draws_m2, share))

    @property
    def probability(self) -> float | None:
        """Share of the draws that reach the target; `None` without a target or a simulation."""
        if self.target_m2 is None or self.method == "promised":
            return None
        return float((self.draws_m2 >= self.target_m2).mean())


@dataclass(frozen=True)
class Situation:
    """
    What is on record on the day of the forecast.

    Parameters
    ----------
    year
        The year whose end is forecast; `at` lies in it or before.
    at
        The day.
    histories
        Stages of the parcels of all projects, as the query `histories` gives them.
    promised
        As the query `promised` gives it.
    stages
        Codes of the stages in order.
    counted
        The parcels and projects that are asked about.
    completed_on
        Days on which parcels (codes) are taken to be completed, whatever the draws say: the what-if.
    misses
        What earlier forecasts missed: logarithms of the area that was still completed to the area expected.
    """

    year: int
    at: dt.date
    histories: pd.DataFrame
    promised: pd.DataFrame
    stages: Sequence[str]
    counted: Counted = EVERYTHING
    completed_on: dict[str, dt.date] = field(default_factory=dict)
    misses: Sequence[float] = ()

    @property
    def last_day(self) -> dt.date:
        """The last day of the year."""
        return dt.date(self.year, 12, 31)


def forecast(situation: Situation, *, draws: int = DRAWS, seed: int = SEED, resamples: int = RESAMPLES) -> Forecast:
    """
    Forecast the area completed by the end of a year.

    Parameters
    ----------
    situation
        What is on record.
    draws
        How many ways are walked.
    seed
        Same seed and records, same forecast.
    resamples
        Resamples of the projects from which durations are learned.
    """
    rng = np.random.default_rng(seed)
    every = stays(situation.histories, situation.at)
    ways = Ways(every, situation.stages, rng, resamples=resamples)
    done, waiting = _divide(situation, every, ways)
    too_few = TooFew(ON_RECORD, 0) if every.empty else ways.missing_for(waiting)
    if too_few is not None:
        return _promised(situation, done, waiting, too_few, seed)
    found = _Completions(situation, ways, waiting, draws)
    found.walk(rng)
    found.widen(situation.misses, rng)
    return _simulated(situation, done, found, seed)


def _divide(situation: Situation, every: pd.DataFrame, ways: Ways) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what is completed in the year (`project`, `month`, `area_m2`), and what is on its way."""
    ends = situation.histories[situation.histories["stage"] == COMPLETED]
    ends = ends[situation.counted.of_parcels(ends["code"])]
    on = pd.to_datetime(ends["happened_on"])
    ends = ends.assign(month=on.dt.month)[on.dt.year == situation.year]
    running = every[every["next_stage"].isna() & situation.counted.of_parcels(every["code"])]
    waiting = running.assign(state=running["stage"].map(ways.states.index))
    fixed = waiting["code"].map(situation.completed_on)
    assumed = waiting[fixed.notna()].assign(on=pd.to_datetime(fixed.dropna()))
    within = assumed[assumed["on"].dt.year == situation.year]
    done = pd.concat([ends, within.assign(month=within["on"].dt.month)], ignore_index=True)
    return done[["project", "month", "area_m2"]], waiting[fixed.isna()].reset_index(drop=True)


class _Completions:
    """Areas completed in each draw, by month and by project, as parcels walk."""

    def __init__(self, situation: Situation, ways: Ways, waiting: pd.DataFrame, draws: int) -> None:
        self.situation, self.ways, self.waiting, self.draws = situation, ways, waiting, draws
        self.names = sorted({*waiting["project"], *situation.promised["project"], NEWCOMERS})
        self.by_month = np.zeros((draws, 12))
        self.by_project = np.zeros((len(self.names), draws))

    @property
    def horizon(self) -> float:
        """Days from the day of the forecast to the last of the year."""
        return float((self.situation.last_day - self.situation.at).days)

    def walk(self, rng: np.random.Generator) -> None:
        """Walk the parcels on record, some at a time, and those that will come."""
        number, kinds = kinds_of(self.waiting)
        state, elapsed = (self.waiting[name].to_numpy(dtype=kind) for name, kind in (("state", int), ("days", float)))
        area, place = self.waiting["area_m2"].to_numpy(), self._place(self.waiting["project"])
        step = max(1, MOST_WALKERS // self.draws)
        for start in range(0, len(self.waiting), step):
            rows = np.repeat(np.arange(start, min(start + step, len(self.waiting))), self.draws)
            draw = np.tile(np.arange(self.draws), len(rows) // self.draws)
            walkers = Walkers(kinds, number[rows], state[rows], elapsed[rows], draw)
            self._count(self.ways.walk(walkers, self.horizon, rng), draw, area[rows], place[rows])
        if self.ways.missing_for(self.waiting.assign(state=0)) is None:
            self._arrive(rng)

    def _arrive(self, rng: np.random.Generator) -> None:
        """Let parcels come that aren't on record yet, as often as those of the last twelve months did."""
        arrivals = _arrivals(self.situation, self.ways.stays)
        if arrivals.empty or self.horizon <= 0:
            return
        count = rng.poisson(len(arrivals) / LOOK_BACK_DAYS * self.horizon, self.draws)
        draw = np.repeat(np.arange(self.draws), count)
        like = rng.integers(len(arrivals), size=len(draw))
        number, kinds = kinds_of(arrivals)
        nothing = np.zeros(len(draw))
        walkers = Walkers(kinds, number[like], nothing.astype(np.int64), nothing, draw)
        days = rng.uniform(0, self.horizon, len(draw)) + self.ways.walk(walkers, self.horizon, rng)
        newcomers = np.full(len(draw), self.names.index(NEWCOMERS))
        self._count(days, draw, arrivals["area_m2"].to_numpy()[like], newcomers)

    def _place(self, projects: pd.Series[str]) -> NDArray[np.int64]:
        return np.searchsorted(self.names, projects.to_numpy().astype(str))

    def widen(self, misses: Sequence[float], rng: np.random.Generator) -> None:
        """Multiply what each draw completes by what earlier forecasts missed, at most to all that waits."""
        freedom = PRIOR_WEIGHT + len(misses)
        spread = np.sqrt((PRIOR_WEIGHT * PRIOR_MISS**2 + np.square(misses).sum()) / freedom)
        factor = np.exp(spread * rng.standard_t(freedom, self.draws))
        total = np.maximum(self.by_month.sum(axis=1), 1e-9)
        factor = np.minimum(factor, np.maximum(self.waiting["area_m2"].sum() / total, 1.0))
        self.by_month *= factor[:, None]
        self.by_project *= factor

    def _count(self, days: Floats, draw: NDArray[np.int64], area: Floats, place: NDArray[np.int64]) -> None:
        """Add what is completed in the year: `days` after the day of the forecast, in the draw of each walker."""
        within = np.flatnonzero(days <= self.horizon)
        on = np.datetime64(self.situation.at) + np.maximum(np.ceil(days[within]), 1).astype(np.int64)
        inside = on.astype("datetime64[Y]") == np.datetime64(str(self.situation.year), "Y")
        chosen = within[inside]
        month = on[inside].astype("datetime64[M]").astype(np.int64) % 12
        np.add.at(self.by_month, (draw[chosen], month), area[chosen])
        np.add.at(self.by_project, (place[chosen], draw[chosen]), area[chosen])


def _arrivals(situation: Situation, every: pd.DataFrame) -> pd.DataFrame:
    """Return the parcels that came on record in the last twelve months."""
    first = every.drop_duplicates("code")
    since = pd.Timestamp(situation.at) - pd.Timedelta(days=LOOK_BACK_DAYS)
    return first[(first["since"] > since) & situation.counted.of_parcels(first["code"])]


def _simulated(situation: Situation, done: pd.DataFrame, found: _Completions, seed: int) -> Forecast:
    finished = np.bincount(done["month"].to_numpy(dtype=int) - 1, done["area_m2"], minlength=12).astype(float)
    running = np.cumsum(found.by_month + finished, axis=1)
    low, middle, high = np.quantile(running, BAND, axis=0)
    own = done.groupby("project")["area_m2"].sum()
    by_project = found.by_project + own.reindex(found.names).fillna(0.0).to_numpy()[:, None]
    bands = np.quantile(by_project, BAND, axis=1)
    target = _targets(situation).reindex(found.names)
    table = pd.DataFrame(
        {
            "project": found.names,
            "done_m2": own.reindex(found.names).fillna(0.0).to_numpy(),
            **dict(zip(("low_m2", "middle_m2", "high_m2"), bands, strict=True)),
            "mean_m2": by_project.mean(axis=1),
            "target_m2": target.to_numpy(),
            "probability": np.where(target.isna(), np.nan, (by_project >= target.to_numpy()[:, None]).mean(axis=1)),
        }
    )
    asked = situation.counted.of_projects(table["project"]) | (table["mean_m2"] > 0)
    months = _months(situation, finished).assign(low_m2=low, middle_m2=middle, high_m2=high)
    return Forecast(
        year=situation.year,
        at=situation.at,
        seed=seed,
        method="simulated",
        too_few=None,
        done_m2=float(finished.sum()),
        draws_m2=running[:, -1],
        months=months,
        projects=table[asked].reset_index(drop=True),
        target_m2=_target(situation),
    )


def _promised(situation: Situation, done: pd.DataFrame, waiting: pd.DataFrame, too_few: TooFew, seed: int) -> Forecast:
    """What is promised for the year: the rest of each project whose completion is promised in it."""
    own = done.groupby("project")["area_m2"].sum()
    rest = waiting.groupby("project")["area_m2"].sum()
    whole = situation.counted.of_projects(situation.promised["project"])
    table = situation.promised.assign(target_m2=situation.promised["target_m2"].where(whole))
    table = table[whole | table["project"].isin([*own.index, *rest.index])]
    due = pd.to_datetime(table["promised_on"])
    in_time = (due <= pd.Timestamp(situation.last_day)).to_numpy()
    table["done_m2"] = table["project"].map(own).fillna(0.0)
    table["mean_m2"] = table["done_m2"] + np.where(in_time, table["project"].map(rest).fillna(0.0), 0.0)
    table["target_m2"] = table["target_m2"].astype(float)
    for name in ("low_m2", "middle_m2", "high_m2", "probability"):
        table[name] = np.nan
    finished = np.bincount(done["month"].to_numpy(dtype=int) - 1, done["area_m2"], minlength=12).astype(float)
    columns = [*("project", "done_m2", "low_m2", "middle_m2", "high_m2", "mean_m2", "target_m2", "probability")]
    return Forecast(
        year=situation.year,
        at=situation.at,
        seed=seed,
        method="promised",
        too_few=too_few,
        done_m2=float(finished.sum()),
        draws_m2=np.array([float(table["mean_m2"].astype(float).sum())]),
        months=_months(situation, finished).assign(low_m2=np.nan, middle_m2=np.nan, high_m2=np.nan),
        projects=table[columns].reset_index(drop=True),
        target_m2=_target(situation),
    )


def _months(situation: Situation, finished: Floats) -> pd.DataFrame:
    begun = np.array([dt.date(situation.year, month, 1) <= situation.at for month in range(1, 13)])
    return pd.DataFrame({"month": np.arange(1, 13), "done_m2": np.where(begun, np.cumsum(finished), np.nan)})


def _targets(situation: Situation) -> pd.Series[float]:
    table = situation.promised[situation.counted.of_projects(situation.promised["project"])]
    return table.set_index("project")["target_m2"].astype(float)


def _target(situation: Situation) -> float | None:
    targets = _targets(situation).dropna()
    return float(targets.sum()) if len(targets) else None

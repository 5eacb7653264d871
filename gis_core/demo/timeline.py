"""
When things happened to the demo's consolidation parcels, and when the office recorded it.

Durations are drawn between bounds that a project of the subdistrict would recognise (approx., not surveyed). What was
recorded wrongly and corrected later is part of the story.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.stages import STAGES

Days = NDArray[np.datetime64]

FIRST_DAY = np.datetime64("2022-01-04")
DATA_DATE = np.datetime64("2025-12-31")
NAMES = tuple(stage.code for stage in STAGES.codes)
COMPLETED = NAMES.index("completed")
# Days from one stage to the next, least and most.
STEP_DAYS = np.array([(20, 60), (20, 60), (10, 40), (30, 240), (7, 40), (20, 150), (10, 60), (5, 25), (10, 90)])
LATE_SHARE = 0.06
WRONG_SHARE = 1 / 14


def completion_days(years: NDArray[np.int64], rng: np.random.Generator) -> Days:
    """Draw a working day of each year, more of them towards its end; in 2022, the first year, in its second half."""
    share = rng.beta(2.2, 1.0, len(years))
    share = np.where(years == 2022, 0.5 + share / 2, share)
    starts = (years - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    return _working(starts + 3 + (share * 360).astype(np.int64), back=False)


def _working(days: Days, *, back: bool) -> Days:
    weekday = (days.astype("datetime64[D]").astype(np.int64) + 3) % 7
    moved: Days = days - np.maximum(weekday - 4, 0) if back else days + np.where(weekday > 4, 7 - weekday, 0)
    return moved


def stage_days(years: NDArray[np.int64], rng: np.random.Generator) -> Days:
    """
    Return the day of each stage (columns in order) of each parcel (rows), NaT where it isn't reached by `DATA_DATE`.

    Parameters
    ----------
    years
        Year of completion; 0 for a parcel that is still on its way.
    rng
        Source of chance.
    """
    count = len(years)
    steps = rng.integers(STEP_DAYS[:, 0], STEP_DAYS[:, 1] + 1, (count, len(STEP_DAYS)))
    since_start = np.concatenate([np.zeros((count, 1), dtype=np.int64), np.cumsum(steps, axis=1)], axis=1)
    finished = years > 0
    ends = completion_days(np.where(finished, years, 2025), rng)
    before = since_start[:, [COMPLETED]] - since_start[:, : COMPLETED + 1]
    room = (ends - FIRST_DAY).astype(np.int64)[:, None]
    before = (before * np.minimum(1, room / np.maximum(before[:, [0]], 1))).astype(np.int64)
    done = np.concatenate([ends[:, None] - before, ends[:, None] + steps[:, [COMPLETED]]], axis=1)
    begun = np.datetime64("2023-06-01") + rng.integers(0, 850, count)
    under_way = begun[:, None] + 2 * since_start  # what isn't finished yet goes slowly
    under_way[:, COMPLETED:] = np.datetime64("NaT")
    days = _working(np.where(finished[:, None], done, under_way), back=True)
    days = np.maximum(days, FIRST_DAY)
    days[days > DATA_DATE] = np.datetime64("NaT")
    return days


def stage_events(
    parcels: NDArray[np.object_],
    teams: NDArray[np.object_],
    days: Days,
    skipped: NDArray[np.bool_],
    *,
    zone: ZoneInfo,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """
    Return the rows of `stage_events` in the order in which they were recorded, numbered from 1.

    Parameters
    ----------
    parcels, teams
        Code and recording team of each parcel.
    days
        As `stage_days` gives them.
    skipped
        Which stages (columns) a parcel passes over, such as the clearance of land without buildings.
    zone
        Time zone of the office hours.
    rng
        Source of chance.
    """
    parcel, stage = np.nonzero(~np.isnat(days) & ~skipped)
    events = pd.DataFrame(
        {
            "parcel": parcels[parcel],
            "stage": np.array(NAMES, dtype=object)[stage],
            "happened_on": days[parcel, stage],
            "recorded_by": teams[parcel],
            "wrong": False,
        }
    )
    events["recorded_at"] = _recorded(days[parcel, stage], zone, rng)
    wrong = _wrong_ones(events, rng)
    events = pd.concat([events, wrong], ignore_index=True)
    events = events.sort_values(["recorded_at", "parcel", "happened_on", "wrong"], kind="stable", ignore_index=True)
    events["id"] = np.arange(1, len(events) + 1)
    corrected = {(row.parcel, row.stage): row.id for row in events[events["wrong"]].itertuples()}
    voids: list[Any] = [None if row.wrong else corrected.get((row.parcel, row.stage)) for row in events.itertuples()]
    events["voids"] = pd.Series(voids, dtype=object)
    events["note"] = pd.Series([None if voided is None else "更正日期" for voided in voids], dtype=object)
    return events.drop(columns="wrong")


def _recorded(days: Days, zone: ZoneInfo, rng: np.random.Generator) -> pd.DatetimeIndex:
    """Some days later in office hours; a few weeks later now and then, and never after the data date."""
    lag = rng.geometric(0.3, len(days)) + np.where(
        rng.random(len(days)) < LATE_SHARE, rng.integers(15, 60, len(days)), 0
    )
    on = np.minimum(_working(days + lag, back=False), DATA_DATE)
    minutes = rng.integers(8 * 60 + 30, 17 * 60 + 30, len(days))
    local = pd.DatetimeIndex(on.astype("datetime64[ns]")) + pd.to_timedelta(minutes, unit="min")
    return local.tz_localize(zone)


def _wrong_ones(events: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """
    Make the event that some events correct: a few days late, recorded first; the right one then comes weeks later.

    Only surveys and completions are corrected (one in fourteen), by days that break no order of stages.
    """
    may = events["stage"].isin(["surveyed", "completed"]).to_numpy()
    latest = (pd.Timestamp(DATA_DATE) - pd.Timedelta(days=60)).tz_localize(events["recorded_at"].dt.tz)
    chosen = may & (rng.random(len(events)) < WRONG_SHARE) & (events["recorded_at"] < latest).to_numpy()
    wrong = events[chosen].copy()
    wrong["happened_on"] = wrong["happened_on"] + pd.to_timedelta(rng.integers(1, 5, len(wrong)), unit="D")
    wrong["recorded_at"] = wrong["recorded_at"] + pd.Timedelta(days=5)
    wrong["wrong"] = True
    later = np.where(chosen, rng.integers(10, 50, len(events)), 0)
    events["recorded_at"] = events["recorded_at"] + pd.to_timedelta(later, unit="D")
    return wrong


def at_office_hours(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """Return eleven o'clock of that day."""
    return dt.datetime.combine(day, dt.time(11), zone)

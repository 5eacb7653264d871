"""
How long parcels stay in a stage: survival estimates from the stage events, with stays that haven't ended as censored.

A stay begins with a stage and ends with the next one that the parcel reached; on the day of asking the last is still
running, and is worth as much as it has lasted (Kaplan and Meier, 1958). The estimate is scipy's; the tail that no stay
has seen the end of is taken as exponential, at the rate of ends to days of all stays (approx.).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

FEWEST_ENDS = 20
"""Ended stays below which a pool says too little, and a wider one is asked."""

COMPLETED = "completed"
ON_RECORD = "on record"
"""The stay of a parcel that is on record and has reached no stage yet."""


def stays(histories: pd.DataFrame, at: dt.date) -> pd.DataFrame:
    """
    Return the stays of parcels in stages before completion, as they stood on a day.

    Parameters
    ----------
    histories
        As the query `histories` gives them.
    at
        The day on which the last stay of a parcel was still running.

    Returns
    -------
    stays
        `code`, `project`, `project_type`, `built_on`, `area_m2`, `stage` (`ON_RECORD` before the first), `since`,
        `next_stage` (`None` where the stay still runs) and `days`, one row a stay.
    """
    about = ["code", "project", "project_type", "built_on", "area_m2"]
    reached = histories[histories["stage"].notna()]
    first = histories.drop_duplicates("code").assign(
        stage=ON_RECORD, position=0, finished=False, happened_on=lambda table: table["on_record_from"]
    )
    rows = pd.concat([first, reached], ignore_index=True).astype({"finished": bool})[
        [*about, "stage", "position", "happened_on", "finished"]
    ]
    rows = rows.sort_values(["code", "position"], ignore_index=True)
    same = rows["code"].eq(rows["code"].shift(-1))
    since = pd.to_datetime(rows["happened_on"])
    until = since.shift(-1).where(same, pd.Timestamp(at))
    rows["since"] = since
    rows["next_stage"] = rows["stage"].shift(-1).where(same, None)
    rows["days"] = (until - since).dt.days.clip(lower=0)
    rows["next_stage"] = rows["next_stage"].mask(rows["finished"].shift(-1, fill_value=False) & same, COMPLETED)
    return rows[~rows["finished"]].drop(columns=["position", "happened_on", "finished"]).reset_index(drop=True)


@dataclass(frozen=True)
class Survival:
    """
    How many stays last longer than so many days.

    Parameters
    ----------
    days
        Days on which a stay ended, in order.
    left
        Share of the stays that last longer than each of `days`.
    rate
        Ends a day of all stays, for the tail after the last of `days`.
    ends
        How many stays ended.
    """

    days: NDArray[np.float64]
    left: NDArray[np.float64]
    rate: float
    ends: int

    def longer_than(self, elapsed: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the share of stays that last longer than `elapsed` days."""
        steps = np.concatenate([[1.0], self.left])
        share = steps[np.searchsorted(self.days, elapsed, side="right")]
        beyond = np.maximum(elapsed - self.days[-1], 0.0)
        return np.asarray(share * np.exp(-self.rate * beyond))

    def quantile(self, share: float) -> float:
        """Return the days within which this share (0–1) of the stays end."""
        left = 1 - share
        within = np.flatnonzero(self.left <= left + 1e-12)
        if len(within):
            return float(self.days[within[0]])
        return float(self.days[-1] + np.log(self.left[-1] / left) / self.rate)


def survival(days: NDArray[np.float64], ended: NDArray[np.bool_]) -> Survival | None:
    """Return the estimate of some stays (length in days, and whether they ended), `None` where none has ended."""
    if not ended.any():
        return None
    sample = stats.CensoredData(uncensored=days[ended], right=days[~ended])
    found = stats.ecdf(sample).sf
    steps = np.isin(found.quantiles, days[ended])  # a censored stay is no step
    rate = float(ended.sum() / max(days.sum(), 1.0))
    return Survival(found.quantiles[steps], found.probabilities[steps], rate, int(ended.sum()))

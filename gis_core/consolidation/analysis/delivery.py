"""How likely each parcel on record is completed by a day: the share of its walks that arrive in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd

from gis_core.consolidation.analysis.durations import COMPLETED, stays
from gis_core.consolidation.analysis.walk import TooFew, Walkers, Ways, kinds_of

DRAWS = 400
MOST_WALKERS = 1_000_000


def delivery(
    histories: pd.DataFrame, stages: Sequence[str], at: dt.date, by: dt.date, *, draws: int = DRAWS, seed: int = 0
) -> pd.Series:
    """
    Return the probability (0–1) that each parcel on record is completed by a day, by its code.

    Parameters
    ----------
    histories
        As the query `histories` gives them.
    stages
        Codes of the stages in order.
    at
        The day that the records speak of.
    by
        The day asked about.
    draws, seed
        How often each parcel walks, and the source of chance.

    Returns
    -------
    probability
        1 for what is completed; NaN where too few stays have ended to learn from.
    """
    rng = np.random.default_rng(seed)
    done = histories.loc[histories["stage"] == COMPLETED, "code"].unique()
    found = pd.Series(1.0, index=pd.Index(done, name="code"), name="probability")
    every = stays(histories, at)
    running = every[every["next_stage"].isna()].reset_index(drop=True)
    if running.empty:
        return found
    ways = Ways(every, stages, rng)
    waiting = running.assign(state=running["stage"].map(ways.states.index))
    if isinstance(ways.missing_for(waiting), TooFew):
        return pd.concat([found, pd.Series(np.nan, index=waiting["code"])])
    number, names = kinds_of(waiting)
    state, elapsed = waiting["state"].to_numpy(dtype=np.int64), waiting["days"].to_numpy(dtype=float)
    horizon, arrived = float((by - at).days), np.zeros(len(waiting))
    step = max(1, MOST_WALKERS // draws)
    for start in range(0, len(waiting), step):
        here = np.arange(start, min(start + step, len(waiting)))
        rows, draw = np.repeat(here, draws), np.tile(np.arange(draws), len(here))
        days = ways.walk(Walkers(names, number[rows], state[rows], elapsed[rows], draw), horizon, rng)
        arrived[here] = np.isfinite(days).reshape(len(here), draws).mean(axis=1)
    return pd.concat([found, pd.Series(arrived, index=waiting["code"])]).rename_axis("code")

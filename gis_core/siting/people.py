"""
Where people live (人口点): a point in each home with its residents and those over 60, on a day and as known then.

What is recorded of a building counts. Where a home (`LIVED_IN`) has no number on record, what its community's
population leaves after the recorded residents is shared out over the floor area of the community's silent homes
(`community`). Where the community's population isn't recorded either, or the home is in none, it has as many residents
a square metre of floor area as the recorded homes of the place together (`floor_area`). Where there are none of these,
nothing is known: the home is left out and counted in `attrs["unknown"]`, never taken as empty.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import psycopg
from psycopg import sql

from gis_core.errors import WrongUseError

STATEMENT = sql.SQL(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
LIVED_IN = ("residential", "village", "dormitory")
"""Uses of buildings (`layers.buildings.BUILDING_USES`) in which people live."""
SHARE_OVER_60 = 0.0536
"""Share of people over 60 where it isn't recorded: 深圳市第七次全国人口普查公报 (2021), the whole city."""


def people(
    connection: psycopg.Connection[Any],
    *,
    at: dt.date,
    known: dt.datetime,
    share_over_60: float = SHARE_OVER_60,
    placed: bool = True,
) -> pd.DataFrame:
    """
    Return where people live.

    Parameters
    ----------
    connection
        A transaction of any role that may read.
    at, known
        The two times.
    share_over_60
        Share (0–1) of those over 60 in homes of which it isn't recorded.
    placed
        Whether `community` is asked for; without it, it may be missing, which spares the search.

    Returns
    -------
    people
        By `code` of the building: `x`, `y` (survey CRS, m), `community` and `community_code` (missing outside of all),
        `residents` and `residents_over_60` (persons; not whole where they are shared out), `how` (`recorded`,
        `community`, `floor_area`); `attrs["unknown"]` is the number of homes that were left out.

    Raises
    ------
    WrongUseError
        If the share isn't one.
    """
    if not 0 <= share_over_60 <= 1:
        raise WrongUseError(f"share_over_60 = {share_over_60} is no share; give 0 to 1", field="share_over_60")
    given = {"at": at, "known": known, "lived_in": list(LIVED_IN), "share_over_60": share_over_60, "placed": placed}
    answer = connection.execute(STATEMENT, given, binary=True)
    columns = [column.name for column in answer.description or ()]
    found = pd.DataFrame(answer.fetchall(), columns=columns).set_index("code")
    unknown = found["how"] == "unknown"
    found = found[~unknown].astype(dict.fromkeys(("x", "y", "residents", "residents_over_60"), float))
    found.attrs["unknown"] = int(unknown.sum())
    return found

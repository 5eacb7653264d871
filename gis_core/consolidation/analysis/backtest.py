"""
How good earlier forecasts would have been: asked as of days long past, as known then, and compared with the year.

The peer is the straight line that everybody draws: what is completed so far, as fast again to the end of the year; on
the first of January, what the year before completed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from gis_core.consolidation.analysis.forecast import BAND, Forecast


@dataclass(frozen=True)
class Backtest:
    """
    Earlier forecasts beside what came.

    Parameters
    ----------
    cases
        `year`, `at`, `method`, `low_m2`, `middle_m2`, `high_m2`, `naive_m2`, `actual_m2`, `covered`, one row for each
        forecast.
    coverage
        Share of the simulated cases whose actual area lies in the 80 % band; `None` without any.
    error_m2, naive_error_m2
        Mean absolute error of the median and of the straight line over the simulated cases, m²; `None` without any.
    """

    cases: pd.DataFrame
    coverage: float | None
    error_m2: float | None
    naive_error_m2: float | None


def straight_line(done_m2: float, year_before_m2: float, at: dt.date) -> float:
    """Return the area of the whole year (m²) that a straight line promises on a day of it."""
    first, last = dt.date(at.year, 1, 1), dt.date(at.year, 12, 31)
    elapsed = (at - first).days
    if elapsed == 0:
        return year_before_m2
    return done_m2 / (elapsed + 1) * ((last - first).days + 1)


def backtest(
    years: Iterable[int],
    forecast_at: Callable[[int, dt.date], Forecast],
    completed_in: Callable[[int], float],
    known_then: Callable[[int, dt.date], float],
) -> Backtest:
    """
    Ask at the beginning of each quarter of some years, and compare.

    Parameters
    ----------
    years
        Years that are over.
    forecast_at
        The forecast for a year as it would have been made on a day, from what was known by its end.
    completed_in
        Area (m²) completed in a year as it is known today.
    known_then
        Area (m²) completed in a year as known by the end of a day.
    """
    rows = []
    for year in years:
        actual = completed_in(year)
        for month in (1, 4, 7, 10):
            at = dt.date(year, month, 1)
            made = forecast_at(year, at)
            low, middle, high = (made.quantile(share) for share in BAND)
            naive = straight_line(made.done_m2, known_then(year - 1, at), at)
            rows.append((year, at, made.method, low, middle, high, naive, actual, low <= actual <= high))
    names = ["year", "at", "method", "low_m2", "middle_m2", "high_m2", "naive_m2", "actual_m2", "covered"]
    cases = pd.DataFrame(rows, columns=names)
    tried = cases[cases["method"] == "simulated"]
    if tried.empty:
        return Backtest(cases, None, None, None)
    error = float(np.abs(tried["middle_m2"] - tried["actual_m2"]).mean())
    naive_error = float(np.abs(tried["naive_m2"] - tried["actual_m2"]).mean())
    return Backtest(cases, float(tried["covered"].mean()), error, naive_error)

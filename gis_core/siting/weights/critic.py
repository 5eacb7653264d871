"""Weights by contrast and conflict (CRITIC): a criterion counts more, the more it varies and the less others agree."""

from __future__ import annotations

import numpy as np
import pandas as pd

from gis_core.siting.table import Senses, read_matrix, read_senses
from gis_core.siting.weights.entropy import from_amounts


def critic(values: pd.DataFrame, senses: Senses) -> pd.Series:
    """
    Return the weights that CRITIC says: standard deviation times the sum of (1 - correlation with each other).

    Columns are put from 0 (worst) to 1 (best) first, so that the sense counts: what is correlated as a number may be in
    conflict as a merit. A constant column has weight 0 and is no other's company; where nothing is left (all constant,
    or all say the same), the columns that vary weigh alike, or all do.

    Parameters
    ----------
    values
        Candidates × criteria, finite.
    senses
        `max` or `min` by criterion.

    Raises
    ------
    RefusedInputError
        If the table or the senses are wrong.

    Source
    ------
    Diakoulaki, Mavrotas and Papayannakis, Determining objective weights in multiple criteria problems: the CRITIC
    method, Computers & Operations Research 22 (1995).
    """
    matrix = read_matrix(values)
    names = [str(name) for name in values.columns]
    signed = matrix * read_senses(senses, names)
    low, high = signed.min(axis=0), signed.max(axis=0)
    varies = high > low
    amounts = np.zeros(len(names))
    if varies.any():
        scaled = (signed - low)[:, varies] / (high - low)[varies]
        spread = scaled.std(axis=0, ddof=1)
        correlation = np.atleast_2d(np.corrcoef(scaled, rowvar=False))
        amounts[varies] = spread * (1 - correlation).sum(axis=0)
    made = from_amounts(amounts, names)
    return made if amounts.max() > 1e-12 or not varies.any() else from_amounts(varies.astype(float), names)

"""Measuring (量算): every criterion's number of each candidate that is left."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pandas as pd

from gis_core.siting.criteria.base import Criterion
from gis_core.siting.ground import Ground

AT_ONCE = 2
"""One criterion is worked out here while PostgreSQL answers another; the connection takes one statement at a time."""


def measured(ground: Ground, criteria: Sequence[Criterion]) -> pd.DataFrame:
    """
    Return the number of each candidate by code, one column a criterion; NaN where it isn't known.

    Raises
    ------
    MatianError
        As the criteria say; of several, the first in the document.
    """
    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="criterion")
    try:
        asked = [pool.submit(criterion.measure, ground) for criterion in criteria]
        found = {}
        for n, (criterion, answer) in enumerate(zip(criteria, asked, strict=True)):
            ground.report(0.3 + 0.5 * n / len(criteria), criterion.label)
            found[criterion.name] = answer.result()
    finally:
        pool.shutdown(cancel_futures=True)  # a statement that runs is waited for: the transaction is one
    return pd.DataFrame(found, index=ground.codes).astype(float)

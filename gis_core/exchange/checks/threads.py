"""GEOS lets go of Python's lock, so its column functions run on every core when their columns are cut in pieces."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

WORKERS = max(2, os.cpu_count() or 2)
SMALL = 4_000


def in_pieces(function: Callable[..., NDArray[Any]], *columns: NDArray[Any]) -> NDArray[Any]:
    """Return `function(*columns)`, worked out piece by piece in threads; results are put one behind the other."""
    rows = len(columns[0])
    if rows < SMALL:
        return function(*columns)
    size = -(-rows // (WORKERS * 4))
    with ThreadPoolExecutor(WORKERS) as threads:
        pieces = threads.map(
            lambda start: function(*(column[start : start + size] for column in columns)), range(0, rows, size)
        )
        return np.concatenate(list(pieces))

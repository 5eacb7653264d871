"""Among equal answers the one of the earliest columns, so that the order of the codes decides and not the solver."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from gis_core.siting.allocation.rules import Rules

Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]


def earliest(sites: Indices, rules: Rules, instead: Callable[[Indices], Mask]) -> Indices:
    """
    Swap sites for earlier columns as long as the answer stays as good.

    Parameters
    ----------
    sites
        A choice, rising.
    rules
        What any choice keeps to; facilities that stand are not swapped.
    instead
        Told the other sites: which columns would, added to them, make an answer as good.
    """
    while True:
        better = _one_swap(sites, rules, instead)
        if better is None:
            return sites
        sites = better


def _one_swap(sites: Indices, rules: Rules, instead: Callable[[Indices], Mask]) -> Indices | None:
    """Return the choice after the first swap that is possible, from the latest site down; None when there is none."""
    for going in sites[::-1]:
        if going in rules.kept:
            continue
        rest = sites[sites != going]
        would_do = instead(rest)[:going].copy()
        would_do[rest[rest < going]] = False
        for coming in np.flatnonzero(would_do):
            swapped = np.sort(np.append(rest, coming))
            if rules.allows(swapped):
                return swapped
    return None

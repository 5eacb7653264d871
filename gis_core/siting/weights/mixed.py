"""Weights of several sources, each with its share (组合赋权)."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from gis_core.errors import RefusedInputError
from gis_core.siting.weights.direct import Weights, direct


def mixed(parts: Mapping[str, Weights], shares: Weights) -> pd.Series:
    """
    Return the weights that several sources say together: the sum of each times its share.

    Parameters
    ----------
    parts
        Weights by source, all of the same criteria.
    shares
        Share of each source, 1 in all.

    Raises
    ------
    RefusedInputError
        If the weights of a source (it is named) or the shares are wrong.
    """
    counted = direct(shares, list(parts))
    made: pd.Series | None = None
    for name, weights in parts.items():
        try:
            one = direct(weights, None if made is None else list(made.index)) * counted[name]
        except RefusedInputError as error:
            raise RefusedInputError(f"parts: {name}: {error}", field="parts") from error
        made = one if made is None else made + one
    if made is None:
        raise RefusedInputError("parts: there are none; give weights to mix", field="parts")
    return made

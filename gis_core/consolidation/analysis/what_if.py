"""
What if (情景推演): parcels taken to be completed by a day, and what then becomes of figures, blocks and the forecast.

Nothing is written, not even for a moment: the figures of today come from the records, the assumed parcels are added to
their tables. A test records the same completions for real and compares.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gis_core.consolidation.analysis.blocks import BlockGraph, Blocks, Indices
from gis_core.errors import NotFoundError, WrongUseError


@dataclass(frozen=True)
class Outcome:
    """
    Blocks on the day asked about, and the land released since the day before the period, m².

    Parameters
    ----------
    completed_m2
        Area completed in the period.
    released_m2
        Land in a block that lay in none before the period.
    blocks
        The blocks.
    """

    completed_m2: float
    released_m2: float
    blocks: Blocks


def outcome(graph: BlockGraph, completed_m2: float, assumed: Mapping[str, dt.date], own_m2: float = 0.0) -> Outcome:
    """
    Return what stands with some missing parcels completed.

    Parameters
    ----------
    graph
        Pieces with `fresh_m2`.
    completed_m2
        Area completed in the period by the records.
    assumed
        Codes of the parcels taken to be completed; those of other kinds of land than industrial are no pieces, and
        change no block.
    own_m2
        Area of the assumed parcels that counts in the period.
    """
    taken = graph.pieces["code"].isin(list(assumed)) & (graph.pieces["kind"] == "missing")
    members = np.flatnonzero((graph.pieces["kind"] != "missing") | taken)
    fresh = graph.pieces["fresh_m2"].to_numpy(dtype=float)
    return Outcome(
        completed_m2 + own_m2,
        float(fresh[_in_blocks(graph, members)].sum()),
        graph.with_completed(np.flatnonzero(taken)),
    )


def _in_blocks(graph: BlockGraph, members: Indices) -> Indices:
    """Return which of some pieces lie in a qualifying block that they form."""
    labels = graph.labels(members)
    sizes = np.bincount(labels, graph.areas[members]) if len(members) else np.empty(0)
    return members[sizes[labels] >= graph.smallest_m2]


def read_assumed(given: Mapping[str, dt.date], known: Mapping[str, str], at: dt.date) -> dict[str, dt.date]:
    """
    Return the assumed completions.

    Parameters
    ----------
    given
        Day of completion by code.
    known
        Stage (empty for none) by code of every parcel on record.
    at
        Day up to which the records speak.

    Raises
    ------
    NotFoundError
        If there is no such parcel.
    WrongUseError
        If it is completed already, or nothing is assumed.
    """
    if not given:
        raise WrongUseError(
            "completed: it names no parcel; give at least one with the day of its completion", field="completed"
        )
    for code in given:
        if code not in known:
            raise NotFoundError(f"completed: there is no consolidation parcel {code} on {at}", field="completed")
        if known[code] in ("completed", "stored"):
            raise WrongUseError(f"completed: parcel {code} is {known[code]} already; leave it out", field="completed")
    return dict(given)

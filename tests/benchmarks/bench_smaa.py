"""
Robustness of a ranking: 10,000 draws of weights and values against the plain numpy loop over draws, in one run.

`./matian bench smaa [--candidates 2000] [--criteria 12] [--draws 10000]`. The peer is what one writes in a notebook:
weights from `dirichlet` for each draw, an error for each cell, a weighted sum by `@`, the order by `argsort`, counting.
Both say how often each candidate comes first; the shares must agree within what chance allows. Times are CPU seconds of
the process, medians of rounds taken in turn, with one BLAS thread for both (threads that wait for each other on a busy
machine count as CPU); nothing is asked of the database.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before numpy is there

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[2]))

from gis_core.siting.robustness import acceptability, stability

PLACES = 10
AMONG = 20
SPREAD = 0.05
MOST_S = 2.0


def main() -> None:
    """Print CPU seconds of ours and the peer's, with and without uncertain values, and their ratio."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--candidates", type=int, default=2000)
    options.add_argument("--criteria", type=int, default=12)
    options.add_argument("--draws", type=int, default=10_000)
    options.add_argument("--rounds", type=int, default=3)
    given = options.parse_args()
    rng = np.random.default_rng(7)
    names = [f"c{n}" for n in range(given.criteria)]
    values = pd.DataFrame(
        rng.random((given.candidates, given.criteria)), [f"P{n:05d}" for n in range(given.candidates)], names
    )
    print(f"{given.candidates:,} candidates × {given.criteria} criteria × {given.draws:,} draws", flush=True)
    for what, spread in (("weights drawn", 0.0), ("weights and values drawn", SPREAD)):
        compared(what, values, given.draws, spread, given.rounds)
    took, _ = timed(lambda: stability(values, pd.Series(1 / len(names), index=names)))
    print(f"stability of all weights: {took * 1000:,.0f} ms", flush=True)
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB", flush=True)


def compared(what: str, values: pd.DataFrame, draws: int, spread: float, rounds: int) -> None:
    """Time both in turn, and see that they say the same."""
    mine, peer = [], []
    for _ in range(rounds):
        mine.append(timed(lambda: acceptability(values, draws=draws, spread=dict.fromkeys(values, spread))))
        peer.append(timed(lambda: plain(values.to_numpy(), draws, spread)))
    ours, theirs = mine[0][1].first.to_numpy(), peer[0][1][:, 0]
    deviation = np.sqrt((ours + theirs) * (1 - (ours + theirs) / 2) / draws)
    assert (np.abs(ours - theirs) <= 6 * deviation + 1e-12).all(), "the shares differ by more than chance"
    first, second = (statistics.median(took for took, _ in many) for many in (mine, peer))
    print(
        f"{what}: {first:.2f} s CPU against {second:.2f} s, {second / first:.1f}× as fast (at most {MOST_S:g} s)",
        flush=True,
    )


def plain(matrix: Any, draws: int, spread: float) -> Any:
    """Return how often (0–1) each candidate has each of the first places, draw by draw, best compared in pairs."""
    rng = np.random.default_rng(1)
    held = np.zeros((len(matrix), PLACES))
    wins = np.zeros((AMONG, AMONG))
    best = np.argsort(-matrix.mean(axis=1))[:AMONG]
    for _ in range(draws):
        weights = rng.dirichlet(np.ones(matrix.shape[1]))
        drawn = matrix + spread * rng.standard_normal(matrix.shape) if spread else matrix
        scores = drawn @ weights
        order = np.argsort(-scores)[:PLACES]
        held[order, np.arange(len(order))] += 1
        wins += scores[best][:, None] > scores[best][None, :]
    return held / draws


def timed(ask: Callable[[], Any]) -> tuple[float, Any]:
    """Return the CPU seconds that it takes, and what it gives."""
    begun = time.process_time()
    found = ask()
    return time.process_time() - begun, found


if __name__ == "__main__":
    main()

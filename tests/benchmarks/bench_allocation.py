"""
Location models: p-median to proven optimum against spopt's plain model on HiGHS, in the same run; and larger ones.

`./matian bench allocation` compares at 100 points; `--peer 200` or `--peer 400` are spopt's 44 s and 202 s of old, and
`--sites 3000 --seconds 300` states the gap at that size. Both must find the same optimum. Given are seconds on the
clock and of the processor, as others may use the machine.
"""

from __future__ import annotations

import argparse
import resource
import time
import warnings
from collections.abc import Callable
from typing import TypeVar

import numpy as np
import pulp
from numpy.typing import NDArray
from spopt.locate import PMedian

from gis_core.siting.allocation import Allocation, p_median
from gis_core.siting.assembly import Weights, assemble
from tests.benchmarks.parcels_of_a_project import project_parcels

Floats = NDArray[np.float64]
Answer = TypeVar("Answer")
SEED = 1


def main() -> None:
    """Print objective, bound, seconds and, where the peer runs, how many times faster."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--peer", type=int, default=100, help="points of the comparison with spopt; 0 = none")
    options.add_argument("--sites", type=int, nargs="*", default=[400], help="points without the peer")
    options.add_argument("--chosen", type=int, nargs="*", default=[5, 10, 20, 40], help="sites to choose")
    options.add_argument("--seconds", type=float, default=60.0, help="time limit of one answer")
    options.add_argument("--parcels", type=int, default=300, help="parcels of the assembly; 0 = none")
    options.add_argument("--projects", type=int, default=2, help="how many projects")
    given = options.parse_args()
    warnings.simplefilter("ignore", DeprecationWarning)  # spopt's use of PuLP
    if given.peer:
        cost = straight_lines(given.peer)
        for chosen in given.chosen:
            compare(cost, chosen)
    for count in given.sites:
        cost = straight_lines(count)
        for chosen in given.chosen:
            found, clock, processor = timed(
                lambda cost=cost, chosen=chosen: p_median(cost, chosen, None, given.seconds)
            )
            say(f"{count} points, p = {chosen}", found, clock, processor)
    for seed in range(1, given.projects + 1) if given.parcels else ():
        land(given.parcels, seed, given.seconds)


def straight_lines(count: int) -> Floats:
    """Return distances between points strewn over 5 km × 5 km, m."""
    points = np.random.default_rng(SEED).random((count, 2)) * 5_000
    return np.asarray(np.linalg.norm(points[:, None] - points[None], axis=2))


def timed(work: Callable[[], Answer]) -> tuple[Answer, float, float]:
    """Return an answer, seconds on the clock and of the processor (children too)."""
    begun, used = time.perf_counter(), processor_seconds()
    answer = work()
    return answer, time.perf_counter() - begun, processor_seconds() - used


def processor_seconds() -> float:
    """Return user and system time of this process and its children."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def say(what: str, found: Allocation, clock: float, processor: float) -> None:
    """Print one answer."""
    print(
        f"{what}: {found.objective:,.1f}, gap {found.gap:.4%}, {found.ending}; "
        f"{clock:.2f} s on the clock, {processor:.2f} s of the processor"
    )


def compare(cost: Floats, chosen: int) -> None:
    """Compare with spopt's model and check that both find the same."""
    found, clock, ours = timed(lambda: p_median(cost, chosen))
    model = PMedian.from_cost_matrix(cost, np.ones(len(cost)), p_facilities=chosen)
    _, peer_clock, theirs = timed(lambda: model.solve(pulp.HiGHS(msg=False, gapRel=0.0)))
    expected = float(model.problem.objective.value())
    if abs(found.objective - expected) > 1e-6 * expected:
        raise SystemExit(f"p = {chosen}: {found.objective} here, {expected} by spopt")
    say(f"{len(cost)} points, p = {chosen}", found, clock, ours)
    print(f"  spopt's plain model: {peer_clock:.2f} s on the clock, {theirs:.2f} s; {theirs / ours:.0f}× ours")


def land(count: int, seed: int, seconds: float) -> None:
    """Assemble 3 ha out of a project's parcels."""
    parcels, adjacency = project_parcels(count, seed)
    weights = Weights(cost=1.0, owners=5_000.0, delivery=20_000.0, boundary=100.0)
    found, clock, processor = timed(
        lambda: assemble(parcels, adjacency, 30_000.0, weights=weights, time_limit=seconds)[0]
    )
    print(
        f"3 ha out of {count} parcels, project {seed}: {len(found.codes)}, gap {found.gap:.3%}, {found.ending}; "
        f"{clock:.1f} s on the clock, {processor:.1f} s of the processor"
    )


if __name__ == "__main__":
    main()

"""Parcel assembly (地块整合): connected, compact land of at least so many hectares, and alternatives to it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis_core.errors import RefusedInputError, WrongUseError
from gis_core.siting.assembly.connecting import Search
from gis_core.siting.assembly.growing import Wanted, grow
from gis_core.siting.assembly.land import Land, Weights
from gis_core.siting.solver import Ending, Progress, Watch

Indices = NDArray[np.int64]
EXACT_UP_TO = 300


@dataclass(frozen=True)
class Assembled:
    """
    A connected set of parcels.

    Parameters
    ----------
    codes
        Its parcels, sorted.
    area_m2
        Their area, m².
    cost
        Their cost.
    owners
        How many owners they have; one that is named at several parcels counts once.
    probability
        That all of them are delivered, as if each were by itself.
    boundary_m
        Length of the outer boundary, m.
    compactness
        4π·area / boundary² (Polsby–Popper): 1 for a circle, 0.79 for a square.
    objective
        The weighted sum that was made small.
    bound
        What no set can be below, under the same conditions.
    ending
        `optimal` (proven), `time_limit` or `cancelled`.
    overlap
        Largest share of its area that it has in common with one of the sets before it.
    """

    codes: tuple[str, ...]
    area_m2: float
    cost: float
    owners: int
    probability: float
    boundary_m: float
    compactness: float
    objective: float
    bound: float
    ending: Ending
    overlap: float

    @property
    def proven(self) -> bool:
        """Whether no set is better."""
        return self.ending == "optimal"

    @property
    def gap(self) -> float:
        """Distance of the bound, as a share of the objective; 0 when proven."""
        if self.proven or self.objective == self.bound:
            return 0.0
        return abs(self.objective - self.bound) / max(abs(self.objective), 1e-12)


def assemble(
    parcels: pd.DataFrame,
    adjacency: pd.DataFrame,
    smallest_m2: float,
    *,
    largest_m2: float | None = None,
    weights: Weights | None = None,
    alternatives: int = 1,
    overlap: float = 0.3,
    exact_up_to: int = EXACT_UP_TO,
    time_limit: float | None = None,
    cancel: Callable[[], bool] | None = None,
    progress: Progress | None = None,
) -> list[Assembled]:
    """
    Choose a connected set of parcels with at least so much area and the least weighted sum, and alternatives to it.

    Parameters
    ----------
    parcels
        One row a parcel, by code: `area_m2`, `perimeter_m`, `cost`, `owners` (how many, or their name or names: a name
        counts once in a set) and `probability` of delivery (0–1; parcels of probability 0 are never chosen when
        delivery has a weight).
    adjacency
        Pairs of neighbours `a`, `b` (codes) with the length `shared_m` of the boundary between them, m; 0 across a
        street. `neighbours` makes it from polygons.
    smallest_m2
        Least area, m² (e.g. 30,000 for 3 ha).
    largest_m2
        Most area, m²; none unless given.
    weights
        Weights of cost, owners, delivery and boundary; the cost alone unless given.
    alternatives
        How many sets to look for. There may be fewer.
    overlap
        Share (0–1) of a set's area that it may have in common with each one before it.
    exact_up_to
        For more parcels than these the sets are grown and improved, and the bound comes from the relaxed programme; the
        gap is stated. For fewer they are proven, time permitting.
    time_limit
        Seconds for all sets together; each gets an equal part of what is left.
    cancel, progress
        Asked and told during the search, see `allocation.Options`.

    Returns
    -------
    sets
        The best first; each with objective, bound and gap.

    Raises
    ------
    WrongUseError
        If an option is out of range.
    RefusedInputError
        If the tables hold what they can't, or no connected land is large enough.

    Source
    ------
    Decision 0911. The boundary as a linear measure of compactness: Wright, J., ReVelle, C. and Cohon, J. (1983). A
    multiobjective integer programming model for the land acquisition problem. Regional Science and Urban Economics 13.
    """
    land = Land.of(parcels, adjacency)
    measured = weights or Weights()
    _examine(smallest_m2, largest_m2, measured, alternatives, overlap)
    watch = Watch(time_limit, cancel, progress)
    allowed = _allowed(land, measured, smallest_m2)
    found: list[Assembled] = []
    before: list[Indices] = []
    most = math.inf if largest_m2 is None else largest_m2
    for number in range(alternatives):
        wanted = Wanted(smallest_m2, most, measured, tuple(before), overlap, allowed)
        part = Watch(watch.left / (alternatives - number) if math.isfinite(watch.left) else None, cancel, progress)
        search = Search(land, wanted, grow(land, wanted, part), part)
        ending = _solve(search, len(land) <= exact_up_to)
        if search.best is None:
            if ending != "optimal" or found:
                break
            raise RefusedInputError(
                f"No connected set of parcels has {smallest_m2:,.0f} to {most:,.0f} m²: ask for less, or allow more.",
                field="smallest_m2",
            )
        found.append(_described(land, search, ending))
        before.append(search.best)
        if watch.over():
            break
    if not found:
        raise RefusedInputError("The search ended before it found a set: give it more time.", field="time_limit")
    return found


def _solve(search: Search, exact: bool) -> Ending:
    """Prove, or bound, what growing found."""
    if exact:
        return search.prove()
    search.relax()
    if search.best is None:
        return search.prove()
    return "optimal" if search.bound >= search.measure * (1 - 1e-9) else search.watch.ended or "time_limit"


def _examine(smallest_m2: float, largest_m2: float | None, weights: Weights, alternatives: int, overlap: float) -> None:
    if not (math.isfinite(smallest_m2) and smallest_m2 > 0):
        raise WrongUseError(f"smallest_m2 is {smallest_m2}: give m² above 0.", field="smallest_m2")
    if largest_m2 is not None and not largest_m2 >= smallest_m2:
        raise WrongUseError(f"largest_m2 is {largest_m2}, below the least, {smallest_m2}.", field="largest_m2")
    for name in ("cost", "owners", "delivery", "boundary"):
        value = getattr(weights, name)
        if not (math.isfinite(value) and value >= 0):
            raise WrongUseError(f"The weight of {name} is {value}: give a number of at least 0.", field="weights")
    if alternatives < 1:
        raise WrongUseError(f"alternatives is {alternatives}: give 1 or more.", field="alternatives")
    if not 0 <= overlap < 1:
        raise WrongUseError(f"overlap is {overlap}: give a share from 0 to below 1.", field="overlap")


def _allowed(land: Land, weights: Weights, smallest_m2: float) -> NDArray[np.bool_]:
    """Return the parcels that may be chosen: those that can be delivered, in connected land that is large enough."""
    possible = np.isfinite(land.own(weights))
    parts = land.parts(np.flatnonzero(possible))
    largest = max((float(land.area[part].sum()) for part in parts), default=0.0)
    if largest < smallest_m2:
        raise RefusedInputError(
            f"No connected land has {smallest_m2:,.0f} m²: the largest has {largest:,.0f} m².", field="smallest_m2"
        )
    allowed = np.zeros(len(land), dtype=bool)
    for part in parts:
        allowed[part] = land.area[part].sum() >= smallest_m2
    return allowed


def _described(land: Land, search: Search, ending: Ending) -> Assembled:
    members = search.best if search.best is not None else np.zeros(0, dtype=np.int64)
    area, boundary = float(land.area[members].sum()), land.boundary_of(members)
    common = [float(land.area[members[np.isin(members, one)]].sum()) / area for one in search.wanted.before]
    return Assembled(
        tuple(land.codes[one] for one in members),
        area,
        float(land.cost[members].sum()),
        land.owned_by(members.tolist()),
        float(land.probability[members].prod()),
        boundary,
        4.0 * math.pi * area / boundary**2 if boundary > 0 else 0.0,
        search.measure,
        search.measure if ending == "optimal" else min(search.bound, search.measure),
        ending,
        max(common, default=0.0),
    )

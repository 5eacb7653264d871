"""Small random questions, and every choice of sites there is: what the optimisers are compared with."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass
class Question:
    """A random question small enough to try every choice."""

    cost: Floats
    weights: Floats
    p: int
    random: np.random.Generator

    @property
    def sites(self) -> int:
        return self.cost.shape[1]

    @property
    def demands(self) -> int:
        return self.cost.shape[0]


def question(seed: int) -> Question:
    """Return a question: by seed straight lines, road-like whole numbers with ties, or costs without any sense."""
    random = np.random.default_rng(seed)
    demands, sites = int(random.integers(3, 13)), int(random.integers(3, 9))
    homes, places = random.random((demands, 2)) * 100, random.random((sites, 2)) * 100
    straight = np.linalg.norm(homes[:, None] - places[None], axis=2)
    cost = [straight, np.rint(straight / 12), random.random((demands, sites)) * 100][seed % 3]
    return Question(cost, random.integers(0, 6, demands).astype(float), int(random.integers(1, sites)), random)


def choices(
    sites: int,
    p: int,
    *,
    existing: Sequence[int] = (),
    prices: Floats | None = None,
    budget: float = np.inf,
    between: Floats | None = None,
    apart: float = 0.0,
) -> Iterator[list[int]]:
    """Return every choice of 1 to p sites that keeps to the rules."""
    for count in range(1, p + 1):
        for chosen in itertools.combinations(range(sites), count):
            if not set(existing) <= set(chosen):
                continue
            if prices is not None and sum(prices[site] for site in chosen if site not in existing) > budget + 1e-9:
                continue
            pairs = itertools.combinations(chosen, 2)
            if between is not None and any(
                min(between[a, b], between[b, a]) < apart and not (a in existing and b in existing) for a, b in pairs
            ):
                continue
            yield list(chosen)

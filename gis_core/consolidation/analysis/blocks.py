"""
Blocks of contiguous industrial space (连片产业空间) as a graph: pieces of land, joined where they lie near each other.

Nodes are pieces of industrial land and parcels still missing from it; an edge joins two that are at most `gap_m` apart.
A block is a connected component of land of at least `smallest_m2` (decision 0701). Everything here is arithmetic on the
table of pieces; nothing is asked of the records.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

GAP_M, SMALLEST_M2 = 12.0, 30_000.0

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Blocks:
    """
    The blocks that some land forms.

    Parameters
    ----------
    count
        How many qualify.
    area_m2
        Area of all that qualify, m².
    largest_m2
        Area of the largest set of joined pieces, m², whether it qualifies or not; 0 without land.
    """

    count: int
    area_m2: float
    largest_m2: float


def blocks_of(sizes: Floats, smallest_m2: float) -> Blocks:
    """Return what sets of joined pieces of these sizes (m²) amount to."""
    large = sizes[sizes >= smallest_m2]
    return Blocks(len(large), float(large.sum()), float(sizes.max(initial=0.0)))


def summed(labels: Indices, areas: Floats) -> Floats:
    """Return the area of each set (labels from 0 on), m²."""
    return np.bincount(labels, areas).astype(float)


@dataclass(frozen=True)
class BlockGraph:
    """
    Pieces of land and missing parcels, and which of them lie near each other.

    Parameters
    ----------
    pieces
        One row a piece: `code`, `project`, `kind` (`completed`, `reserved` or `missing`), `area_m2` (what it adds).
    edges
        Positions of the two pieces of each pair that is near, one row a pair.
    smallest_m2
        Area from which joined pieces are a block, m².
    """

    pieces: pd.DataFrame
    edges: NDArray[np.int64]
    smallest_m2: float = SMALLEST_M2

    @classmethod
    def from_shapes(
        cls, pieces: gpd.GeoDataFrame, *, gap_m: float = GAP_M, smallest_m2: float = SMALLEST_M2
    ) -> BlockGraph:
        """
        Join pieces that are at most `gap_m` apart.

        Parameters
        ----------
        pieces
            As the query `pieces` gives them, in a projected CRS in metres.
        gap_m
            Largest distance between neighbours, metres; the distance itself counts.
        smallest_m2
            Smallest block, m².
        """
        shapes = pieces.geometry.to_numpy()
        near = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=gap_m).T
        table = pd.DataFrame(pieces.drop(columns=pieces.geometry.name)).astype({"area_m2": float})
        return cls(table, near[near[:, 0] < near[:, 1]].astype(np.int64), smallest_m2)

    @cached_property
    def areas(self) -> Floats:
        """Area that each piece adds, m²."""
        return self.pieces["area_m2"].to_numpy(dtype=float)

    @cached_property
    def missing(self) -> Indices:
        """Positions of the missing parcels."""
        return np.flatnonzero(self.pieces["kind"].to_numpy() == "missing")

    @cached_property
    def _set_of(self) -> Indices:
        """Number of the set of joined land of each piece; −1 for a missing parcel."""
        land = np.flatnonzero(self.pieces["kind"].to_numpy() != "missing")
        number = np.full(len(self.pieces), -1, dtype=np.int64)
        number[land] = self.labels(land)
        return number

    @cached_property
    def sizes(self) -> Floats:
        """Area of each set of joined land as it stands, m²."""
        land = self._set_of >= 0
        return summed(self._set_of[land], self.areas[land])

    @cached_property
    def now(self) -> Blocks:
        """The blocks as they stand."""
        return blocks_of(self.sizes, self.smallest_m2)

    @cached_property
    def touching(self) -> sparse.csr_array:
        """Which sets of land (columns) each missing parcel (rows, as in `missing`) lies near; 1 where it does."""
        first, second = (self.edges[:, side] for side in (0, 1))
        pairs = np.concatenate([np.stack([first, second]), np.stack([second, first])], axis=1)
        pairs = pairs[:, (self._set_of[pairs[0]] < 0) & (self._set_of[pairs[1]] >= 0)]
        found = np.unique(np.stack([self._rank[pairs[0]], self._set_of[pairs[1]]]), axis=1)
        shape = (len(self.missing), len(self.sizes))
        return sparse.csr_array((np.ones(found.shape[1]), (found[0], found[1])), shape=shape)

    @cached_property
    def beside(self) -> sparse.csr_array:
        """Which missing parcels lie near each other (rows and columns as in `missing`; not with itself)."""
        both = (self._set_of[self.edges] < 0).all(axis=1)
        first, second = self._rank[self.edges[both]].T
        count = len(self.missing)
        ones = np.ones(2 * len(first))
        return sparse.csr_array(
            (ones, (np.concatenate([first, second]), np.concatenate([second, first]))), shape=(count, count)
        )

    @cached_property
    def _rank(self) -> Indices:
        """Row in `missing` of each piece; meaningless for land."""
        rank = np.full(len(self.pieces), -1, dtype=np.int64)
        rank[self.missing] = np.arange(len(self.missing))
        return rank

    def labels(self, members: Indices) -> Indices:
        """Return for some pieces (positions) the number of the set of joined pieces in which each lies."""
        place = np.full(len(self.pieces), -1, dtype=np.int64)
        place[members] = np.arange(len(members))
        ends = place[self.edges]
        ends = ends[(ends >= 0).all(axis=1)]
        joined = sparse.coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(members),) * 2)
        return np.asarray(connected_components(joined, directed=False)[1], dtype=np.int64)

    def with_completed(self, parcels: Iterable[int]) -> Blocks:
        """Return the blocks that there would be if these missing parcels (positions in `pieces`) were completed."""
        land = np.flatnonzero(self._set_of >= 0)
        members = np.unique(np.concatenate([land, np.fromiter(parcels, dtype=np.int64)]))
        return blocks_of(summed(self.labels(members), self.areas[members]), self.smallest_m2)

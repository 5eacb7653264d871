"""Groups of demand (communities), for questions of equity between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gis_core.errors import RefusedInputError, WrongUseError

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Groups:
    """
    Which group each row of demand belongs to.

    Parameters
    ----------
    names
        The groups, sorted.
    of_row
        Number of the group of each row.
    weight
        Weight of each group.
    """

    names: list[str]
    of_row: Indices
    weight: Floats

    @classmethod
    def of(cls, groups: ArrayLike | None, weights: Floats) -> Groups | None:
        """Examine the groups: one name or code a row of demand."""
        if groups is None:
            return None
        given = np.asarray(groups)
        if given.shape != weights.shape:
            raise RefusedInputError(
                f"groups has the shape {given.shape}: give {len(weights)}, one a demand.", field="groups"
            )
        names, of_row = np.unique(given.astype(str), return_inverse=True)
        return cls([str(name) for name in names], of_row, np.bincount(of_row, weights).astype(float))

    def sums(self, values: Floats) -> Floats:
        """Return the sum of values, one a row, of each group."""
        return np.bincount(self.of_row, values, minlength=len(self.names)).astype(float)

    def shares(self, values: Floats) -> Floats:
        """Return the sum of values as a share of each group's weight; 1 for a group without weight."""
        return np.where(self.weight > 0, self.sums(values) / np.where(self.weight > 0, self.weight, 1.0), 1.0)


def least_share_of(share: float | None, groups: Groups | None) -> float:
    """Return the share of each group that has to be covered; 0 where none is asked for."""
    if share is None:
        return 0.0
    if groups is None:
        raise WrongUseError("least_share needs groups: say which group each demand belongs to.", field="groups")
    if not 0 <= share <= 1:
        raise WrongUseError(f"least_share is {share}: give a share from 0 to 1.", field="least_share")
    return float(share)

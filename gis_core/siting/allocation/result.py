"""What an optimiser answers: the sites, who is served by which, and how good that is known to be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis_core.errors import MatianError
from gis_core.siting.solver import Ending

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Allocation:
    """
    Sites chosen together.

    Parameters
    ----------
    sites
        Columns of the cost matrix, rising; facilities that stand already are among them.
    assignment
        For each row of demand the column of the site that serves it, −1 where none does.
    objective
        Value of these sites, in the units of the model (see there).
    bound
        What no choice can be better than: never above `objective` where it is made small, never below where large.
    ending
        `optimal` (proven), `time_limit` or `cancelled`.
    backup
        With backup coverage: for each row the second site within reach, −1 where there is none.
    """

    sites: Indices
    assignment: Indices
    objective: float
    bound: float
    ending: Ending
    backup: Indices | None = None

    @property
    def proven(self) -> bool:
        """Whether no choice is better (to a part in 10⁸, as costs are real numbers)."""
        return self.ending == "optimal"

    @property
    def gap(self) -> float:
        """Distance of the bound, as a share of the objective; 0 when proven."""
        if self.proven or self.objective == self.bound:
            return 0.0
        return abs(self.objective - self.bound) / max(abs(self.objective), 1e-12)

    @property
    def served(self) -> NDArray[np.bool_]:
        """Which rows of demand a site serves."""
        return self.assignment >= 0


class NothingFoundError(MatianError):
    """The search was ended before it found any choice; it may exist."""

    exit_code = 3


def nothing_found(ending: str) -> NothingFoundError:
    """Return the error that says so."""
    why = "was cancelled" if ending == "cancelled" else "ran out of time"
    return NothingFoundError(
        f"The search {why} before it found any choice that keeps to all rules: give it more time, or loosen a rule.",
        field="time_limit",
    )

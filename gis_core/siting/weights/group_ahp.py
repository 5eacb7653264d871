"""Weights by comparison in pairs of several people (群组层次分析): geometric mean, each sheet, how far they agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from gis_core.errors import RefusedInputError
from gis_core.siting.weights.ahp import SCALE, Ahp, Comparisons, ahp
from gis_core.siting.weights.direct import Weights, direct


@dataclass(frozen=True)
class GroupAhp:
    """
    Weights of a group.

    Parameters
    ----------
    together
        What the geometric means of the comparisons say.
    members
        What each sheet says by itself.
    consensus
        From 0 (each wants another criterion, as far as the scale lets him) to 1 (all say the same).
    """

    together: Ahp
    members: dict[str, Ahp]
    consensus: float

    @property
    def weights(self) -> pd.Series:
        """Weights of the group."""
        return self.together.weights

    @property
    def ratio(self) -> float:
        """Consistency ratio of the group's comparisons."""
        return self.together.ratio

    @property
    def sheets(self) -> pd.DataFrame:
        """Return each member's weights and consistency `ratio`, a row a member."""
        rows = {name: {**one.weights.to_dict(), "ratio": one.ratio} for name, one in self.members.items()}
        return pd.DataFrame.from_dict(rows, orient="index")[[*self.weights.index, "ratio"]]


def group_ahp(sheets: Mapping[str, Comparisons], says: Weights | None = None) -> GroupAhp:
    """
    Return the weights that several people's comparisons say together.

    Parameters
    ----------
    sheets
        By member, as `ahp` takes them, all of the same criteria.
    says
        How much each member's sheet counts, 1 in all; alike where it isn't given.

    Raises
    ------
    RefusedInputError
        If there is no sheet, one is refused by `ahp` (its member is named), or they are of different criteria.

    Source
    ------
    Aczél and Saaty, Procedures for synthesizing ratio judgements, J. Math. Psych. 27 (1983), for the geometric mean.
    """
    if not sheets:
        raise RefusedInputError("sheets: there are none; give one a member", field="sheets")
    members: dict[str, Ahp] = {}
    for name, sheet in sheets.items():
        try:
            members[str(name)] = ahp(sheet)
        except RefusedInputError as error:
            raise RefusedInputError(f"sheets: {name}: {error}", field="sheets") from error
    criteria = next(iter(members.values())).weights.index
    for name, one in members.items():
        if set(one.weights.index) != set(criteria):
            raise RefusedInputError(
                f"sheets: {name} compares {', '.join(one.weights.index)}, the first {', '.join(criteria)}; all must"
                " compare the same criteria",
                field="sheets",
            )
    counts = np.full(len(members), 1 / len(members)) if says is None else direct(says, list(members)).to_numpy()
    logs = np.array([np.log(one.matrix.loc[criteria, criteria].to_numpy()) for one in members.values()])
    mean = np.exp(np.tensordot(counts, logs, axes=1))
    together = ahp(pd.DataFrame(mean, index=criteria, columns=criteria))
    return GroupAhp(together, members, consensus(pd.DataFrame({name: one.weights for name, one in members.items()}).T))


def consensus(weights: pd.DataFrame) -> float:
    """
    Return how far members agree, from 0 to 1: Goepel's consensus indicator.

    Shannon's alpha entropy is the mean of the members' own, gamma that of their mean weights, beta the difference;
    1 / exp(beta) is put on a scale from what is least on a comparison scale up to 9 (0) to full agreement (1).

    Parameters
    ----------
    weights
        A row a member, a column a criterion, each row 1 in all.

    Source
    ------
    Goepel, Implementing the AHP as a standard method for multi-criteria decision making in corporate enterprises, ISAHP
    2013; with his later simplification (BPMSG AHP-OS) that the largest gamma entropy is ln n however many members are.
    """
    shares = weights.to_numpy(dtype=float)
    n = shares.shape[1]
    if n == 1:
        return 1.0
    beta = _entropy(shares.mean(axis=0)) - float(np.mean([_entropy(row) for row in shares]))
    one_sided = np.full(n, 1 / (n + SCALE - 1))  # one criterion 9 times as important as each other
    one_sided[0] = SCALE / (n + SCALE - 1)
    least = np.exp(_entropy(one_sided)) / n
    return float((np.exp(-beta) - least) / (1 - least))


def _entropy(shares: np.ndarray) -> float:
    some = shares[shares > 0]
    return float(-(some * np.log(some)).sum())

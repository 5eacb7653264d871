"""How the weights of a scenario come about (权重): given, compared in pairs, taken from the numbers, or mixed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Annotated, Any, Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, PositiveFloat

from gis_core.siting import weights as rules

MAX = "max"


@dataclass(frozen=True)
class Weighed:
    """Weights by criterion, and what there is to say of how they came about (consistency ratio, consensus, …)."""

    weights: pd.Series
    told: dict[str, Any] = field(default_factory=dict)


class _Way(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Direct(_Way):
    """Given one by one; they sum to 1."""

    kind: Literal["direct"]
    values: dict[str, Annotated[float, Field(ge=0, le=1)]]

    def named(self) -> set[str]:
        """Return the criteria that it speaks of."""
        return set(self.values)

    def weigh(self, values: pd.DataFrame) -> Weighed:
        """Take them as they are."""
        return Weighed(rules.direct(self.values).reindex(values.columns))


class Judgement(_Way):
    """`a` is `value` times as important as `b` (1/9 to 9)."""

    a: str
    b: str
    value: PositiveFloat


def _pairs(judged: Sequence[Judgement]) -> dict[tuple[str, str], float]:
    return {(one.a, one.b): one.value for one in judged}


def _consistency(found: rules.Ahp) -> dict[str, Any]:
    """Return the consistency ratio, and the pair that hurts it most."""
    return {"consistency_ratio": found.ratio, "worst_pair": asdict(found.worst_pair) if found.worst_pair else None}


class Ahp(_Way):
    """Compared in pairs by one person."""

    kind: Literal["ahp"]
    comparisons: Annotated[list[Judgement], Field(min_length=1)]

    def named(self) -> set[str]:
        """Return the criteria that it speaks of."""
        return {name for one in self.comparisons for name in (one.a, one.b)}

    def weigh(self, values: pd.DataFrame) -> Weighed:
        """Take the principal eigenvector."""
        found = rules.ahp(_pairs(self.comparisons))
        return Weighed(found.weights.reindex(values.columns), _consistency(found))


class GroupAhp(_Way):
    """Compared in pairs by several people, each on a sheet."""

    kind: Literal["group_ahp"]
    sheets: Annotated[dict[str, list[Judgement]], Field(min_length=1)]

    def named(self) -> set[str]:
        """Return the criteria that it speaks of."""
        return {name for sheet in self.sheets.values() for one in sheet for name in (one.a, one.b)}

    def weigh(self, values: pd.DataFrame) -> Weighed:
        """Take the geometric mean of the judgements."""
        found = rules.group_ahp({member: _pairs(sheet) for member, sheet in self.sheets.items()})
        sheets = {str(name): row for name, row in found.sheets.to_dict("index").items()}
        told = {**_consistency(found.together), "consensus": found.consensus, "sheets": sheets}
        return Weighed(found.weights.reindex(values.columns), told)


class Entropy(_Way):
    """By how much the values differ (entropy)."""

    kind: Literal["entropy"]

    def named(self) -> set[str]:
        """It speaks of none by name."""
        return set()

    def weigh(self, values: pd.DataFrame) -> Weighed:
        """Ask the values."""
        return Weighed(rules.entropy(values, dict.fromkeys(map(str, values.columns), MAX)))


class Critic(_Way):
    """By contrast and conflict (CRITIC)."""

    kind: Literal["critic"]

    def named(self) -> set[str]:
        """It speaks of none by name."""
        return set()

    def weigh(self, values: pd.DataFrame) -> Weighed:
        """Ask the values."""
        return Weighed(rules.critic(values, dict.fromkeys(map(str, values.columns), MAX)))


class Mixed(_Way):
    """Several ways, each with its share; the shares sum to 1."""

    kind: Literal["mixed"]
    parts: Annotated[list[MixedPart], Field(min_length=2)]

    def named(self) -> set[str]:
        """Return the criteria that its parts speak of."""
        return set().union(*(part.weights.named() for part in self.parts))

    def weigh(self, values: pd.DataFrame) -> Weighed:
        """Add the parts up by their shares."""
        found = {str(n): part.weights.weigh(values) for n, part in enumerate(self.parts)}
        mixed = rules.mixed(
            {key: one.weights for key, one in found.items()},
            {str(n): part.share for n, part in enumerate(self.parts)},
        )
        return Weighed(mixed.reindex(values.columns), {"parts": [one.told for one in found.values()]})


Single = Annotated[Direct | Ahp | GroupAhp | Entropy | Critic, Field(discriminator="kind")]


class MixedPart(_Way):
    """A way and its share (0–1)."""

    share: Annotated[float, Field(gt=0, le=1)]
    weights: Single


Mixed.model_rebuild()
Weighting = Annotated[Direct | Ahp | GroupAhp | Entropy | Critic | Mixed, Field(discriminator="kind")]

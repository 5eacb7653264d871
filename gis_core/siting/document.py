"""
A scenario as a document (方案): the question, the candidates, what they must satisfy, what makes one better, and how.

The document is JSON, versioned, with a published schema (`schema()`); what a kind of constraint or criterion asks for
stands in its own file. A wrong document is refused with the place in it that is wrong.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from gis_core.errors import RefusedInputError
from gis_core.place import Names
from gis_core.siting.assembling import Assembling
from gis_core.siting.candidates.base import Candidates
from gis_core.siting.choosing import Choosing
from gis_core.siting.constraints.base import Constraint
from gis_core.siting.criteria.base import Criterion
from gis_core.siting.extent import Everywhere, Extent
from gis_core.siting.parts import one_of
from gis_core.siting.weighting import Weighting

SUM_TOLERANCE = 1e-6

if TYPE_CHECKING:
    AnyCandidates: TypeAlias = Candidates
    AnyConstraint: TypeAlias = Constraint
    AnyCriterion: TypeAlias = Criterion
else:
    AnyCandidates = one_of("candidates", Candidates)
    AnyConstraint = one_of("constraints", Constraint)
    AnyCriterion = one_of("criteria", Criterion)


class ScenarioError(RefusedInputError):
    """A document that says no scenario; `field` is the place in it."""


class Method(BaseModel):
    """
    How values and weights make a ranking.

    `v` is VIKOR's weight of the group's utility; `preferences` are PROMETHEE's functions by criterion.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["weighted_sum", "topsis", "vikor", "promethee"] = "weighted_sum"
    v: Annotated[float, Field(ge=0, le=1)] = 0.5
    preferences: dict[str, dict[str, str | float]] = Field(default_factory=dict)

    def options(self) -> dict[str, Any]:
        """Return what the method takes besides values and weights."""
        if self.kind == "vikor":
            return {"v": self.v}
        return {"preferences": self.preferences} if self.kind == "promethee" and self.preferences else {}


class Robustness(BaseModel):
    """
    How the answer is shaken: draws of weights within bounds, and of values within what is not known of them.

    Parameters
    ----------
    draws, seed
        How often, and the source of chance.
    bounds
        Least and largest weight by criterion.
    spread
        Standard deviation of a value (0–1) by criterion.
    concentration
        How closely weights are drawn about those of the scenario; evenly from all that the bounds allow when left out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    draws: Annotated[int, Field(ge=100, le=200_000)] = 10_000
    seed: Annotated[int, Field(ge=0, le=2**31)] = 0
    bounds: dict[str, tuple[Annotated[float, Field(ge=0, le=1)], Annotated[float, Field(ge=0, le=1)]]] = Field(
        default_factory=dict
    )
    spread: dict[str, Annotated[float, Field(ge=0, le=1)]] = Field(default_factory=dict)
    concentration: Annotated[float | None, Field(gt=0, le=1e6)] = None


class Scenario(BaseModel):
    """
    A planning question, whole.

    Parameters
    ----------
    version
        Of this form of document.
    name
        What people call it.
    question
        What is asked, in both languages.
    preset
        The preset that it was made from, if any.
    area
        Where it looks.
    at
        The day whose land is asked; that of the run when left out.
    candidates, constraints, criteria
        What may be chosen, what it must satisfy (in this order), what makes it better.
    weights, method
        How the criteria are weighed, and how a ranking comes of it.
    robustness
        How the answer is shaken; `null` for not at all.
    allocation
        Whether several are chosen together, and how.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = 1
    name: Annotated[str, Field(min_length=1, max_length=200)]
    question: Names
    preset: Annotated[str | None, Field(max_length=60)] = None
    area: Extent = Everywhere()
    at: dt.date | None = None
    candidates: AnyCandidates
    constraints: list[AnyConstraint] = Field(default_factory=list, max_length=40)
    criteria: Annotated[list[AnyCriterion], Field(min_length=1, max_length=40)]
    weights: Weighting
    method: Method = Method()
    robustness: Robustness | None = Robustness()
    allocation: Annotated[Choosing | Assembling, Field(discriminator="model")] | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        names = [criterion.name for criterion in self.criteria]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"criteria: {', '.join(twice)} stands there twice; give each a name of its own")
        told = self.weights.named()
        if told and told != set(names):
            strangers, left = sorted(told - set(names)), sorted(set(names) - told)
            said = [f"{', '.join(strangers)} is no criterion of it"] if strangers else []
            said += [f"{', '.join(left)} has no weight"] if left else []
            raise ValueError(f"weights: {'; '.join(said)}")
        if self.weights.kind == "direct":
            total = sum(self.weights.values.values())
            if abs(total - 1) > SUM_TOLERANCE:
                raise ValueError(f"weights.values: they sum to {total:.6g}; they must sum to 1")
        if self.allocation is not None:
            strangers = sorted(set(self.allocation.named.values()) - set(names))
            if strangers:
                raise ValueError(f"allocation: {', '.join(strangers)} is no criterion of it")
        if self.robustness is not None:
            for part in ("bounds", "spread"):
                strangers = sorted(set(getattr(self.robustness, part)) - set(names))
                if strangers:
                    raise ValueError(f"robustness.{part}: {', '.join(strangers)} is no criterion of it")
        return self

    @model_validator(mode="after")
    def _contradicts_nothing(self) -> Self:
        for n, one in enumerate(self.constraints):
            for m, other in enumerate(self.constraints):
                said = one.contradiction(other) if n != m else None
                if said:
                    raise ValueError(f"constraints[{min(n, m)}] and constraints[{max(n, m)}]: {said}")
        return self

    @property
    def reads(self) -> list[str]:
        """Layers and files that its answer follows from."""
        parts = [self.candidates, *self.constraints, *self.criteria]
        found = {name for part in parts for name in part.reads}
        if self.area.kind == "features":
            found.add(self.area.layer)
        if self.allocation is not None:
            found |= set(self.allocation.reads)
        return sorted(found)


def read_scenario(document: Mapping[str, Any]) -> Scenario:
    """
    Return the scenario that a document says.

    Raises
    ------
    ScenarioError
        If it says none: the sentence and `field` name the first place that is wrong, and how many more there are.
    """
    try:
        return Scenario.model_validate(document)
    except ValidationError as error:
        found = error.errors()
        where, said = _told(found[0])
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise ScenarioError(f"{where}: {said}{more}" if where else f"{said}{more}", field=where or None) from error


def _told(problem: Any) -> tuple[str, str]:
    """Return the place in the document and the sentence of a problem that pydantic found."""
    where, path = "", list(problem["loc"])
    if path and path[0] in ("candidates", "constraints", "criteria", "weights", "area", "allocation"):
        path = [part for n, part in enumerate(path) if not _is_tag(path, n)]
    for part in (part for part in path if not str(part).startswith(("literal[", "Stands"))):
        where += f"[{part}]" if isinstance(part, int) else f".{part}" if where else str(part)
    kind, said = problem["type"], problem["msg"].removeprefix("Value error, ")
    if kind == "extra_forbidden":
        said = "there is no such field; take it out or mend its name"
    elif kind == "missing":
        said = "it is missing; give it"
    elif kind == "union_tag_invalid":
        context = problem["ctx"]
        where, said = f"{where}.kind", f"there is no {context['tag']}; there are: {context['expected_tags']}"
    elif kind == "union_tag_not_found":
        said = "its kind is missing; give it"
    elif not where and ": " in said:
        where, _, said = said.partition(": ")
    return where, said


def _is_tag(path: list[Any], n: int) -> bool:
    """Tell whether a step of a path is the kind that a union was told apart by, and no field of the document."""
    before = path[n - 1] if n else None
    listed = isinstance(before, int) and n >= 2 and path[n - 2] in ("constraints", "criteria", "parts")
    return listed or (n == 1 and before in ("candidates", "weights", "area", "allocation")) or before == "function"


def schema() -> dict[str, Any]:
    """Return the JSON schema of the document."""
    made: dict[str, Any] = Scenario.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}

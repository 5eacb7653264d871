"""
Bound (指标限值): a criterion's number as a constraint, such as a natural slope below 15 % or a walk of at most 500 m.

What a criterion measures is asked of the candidates that are left, and those outside of `min` to `max` fall. Where the
number isn't known, `unknown` says whether a candidate passes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self

import pandas as pd
from pydantic import Field, model_validator

from gis_core.errors import WrongUseError
from gis_core.siting.constraints.base import Asked, Constraint
from gis_core.siting.criteria.base import Criterion
from gis_core.siting.ground import Ground
from gis_core.siting.parts import one_of
from gis_core.siting.quantities import UNITS, WITH_UNIT, Quantity
from layers.base import Label

FALL = "DELETE FROM siting_candidates WHERE code = ANY (%(codes)s::text[])"

if TYPE_CHECKING:
    Measured = Criterion
else:
    Measured = one_of("criteria", Criterion)

AnyQuantity = Annotated[Quantity, WITH_UNIT]


class Bound(Constraint):
    """The number of a criterion `of` lies between `min` and `max`; one of them may be left out."""

    LABEL: ClassVar[Label] = Label("指标限值", "Bound")

    kind: Literal["bound"] = "bound"
    of: Measured
    min: AnyQuantity | None = None
    max: AnyQuantity | None = None
    unknown: Annotated[Literal["falls", "passes"], Field(description="where the number isn't known")] = "falls"

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if self.min is None and self.max is None:
            raise ValueError("it needs min or max")
        for name in ("min", "max"):
            bound = getattr(self, name)
            if bound is not None and bound.dimension != self._dimension:
                raise ValueError(f"{name}: {self.of.kind} is measured in {self.of.unit or '1'}, not in {bound.unit}")
        if self.least > self.most:
            raise ValueError(f"min ({self.least:g}) is above max ({self.most:g} {self.of.unit})")
        return self

    @property
    def _dimension(self) -> str:
        return UNITS.get(self.of.unit, UNITS["1"])[0]

    def _in_its_unit(self, bound: Quantity) -> float:
        return bound.base / UNITS.get(self.of.unit, UNITS["1"])[1]

    @property
    def least(self) -> float:
        """Smallest number, in the criterion's unit."""
        return self._in_its_unit(self.min) if self.min else float("-inf")

    @property
    def most(self) -> float:
        """Largest number, in the criterion's unit."""
        return self._in_its_unit(self.max) if self.max else float("inf")

    @property
    def reads(self) -> tuple[str, ...]:
        """What the criterion reads."""
        return self.of.reads

    @property
    def unit(self) -> str:
        """That of the criterion."""
        return self.of.unit

    @property
    def legal_source(self) -> str:
        """What the document or the bounds say, else the criterion's."""
        return super().legal_source or self.of.source or self.of.SOURCE

    def statement(self) -> Asked:
        """Refuse: what a criterion measures is no statement."""
        raise WrongUseError("a bound is measured by its criterion; use narrow or check")

    def narrow(self, ground: Ground) -> int:
        """Measure those that are left, and take away what lies outside."""
        found = self.check(ground)
        ground.forget_shapes()
        return ground.execute(FALL, codes=list(found.index[~found["holds"].astype(bool)])).rowcount

    def nearest(self, ground: Ground, most: int) -> pd.DataFrame:
        """Measure them anew; those that miss by least."""
        found = self.check(ground)
        found = found[~found["holds"].astype(bool)].sort_index(key=lambda codes: codes.str.encode("utf-8"))
        return found.sort_values("miss", kind="stable")[["value", "miss"]].head(most)

    def check(self, ground: Ground) -> pd.DataFrame:
        """Tell the number of each, and by what share of the bound it misses."""
        value = self.of.measure(ground)
        known = value.notna()
        holds = value.between(self.least, self.most) | (~known & (self.unknown == "passes"))
        short = (self.least - value) / max(abs(self.least), 1e-9)
        over = (value - self.most) / max(abs(self.most), 1e-9)
        miss = pd.concat([short, over], axis=1).max(axis=1).where(known, 1.0).where(~holds, 0.0)
        return pd.DataFrame({"value": value, "holds": holds, "miss": miss}, index=value.index)

    def says(self) -> Label:
        """The criterion and the range."""
        label, unit = self.of.label, self.of.unit
        low = f"{self.least:g} ≤ " if self.min else ""
        high = f" ≤ {self.most:g} {unit}" if self.max else f" {unit}"
        return Label(f"{low}{label.zh}{high}".strip(), f"{low}{label.en}{high}".strip())

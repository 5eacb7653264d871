"""
Value functions (价值函数): from a number in its unit to a value from 0 (worst) to 1 (best).

Five shapes: linear, piecewise, step, bell, category. A number is finite or NaN (missing); a missing one has no value
(NaN), never a silent zero: what becomes of it is the rule of the criterion.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, model_validator

from gis_core.errors import RefusedInputError

Array = npt.NDArray[Any]
Value = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class _Function(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    @abstractmethod
    def apply(self, values: npt.ArrayLike) -> Array:
        """
        Return the values (0–1) of numbers.

        Parameters
        ----------
        values
            Numbers in the criterion's unit, any shape; NaN is a missing one and stays NaN.

        Raises
        ------
        RefusedInputError
            If a number is infinite or is none.
        """

    def outline(self, low: float, high: float, points: int = 101) -> tuple[Array, Array]:
        """
        Return the curve from `low` to `high` for drawing: numbers, and the values of them.

        Besides `points` numbers at even distances it has those at which the curve bends or jumps.

        Raises
        ------
        RefusedInputError
            If `low` isn't below `high`, or there are fewer than two points.
        """
        if not (np.isfinite(low) and np.isfinite(high) and low < high) or points < 2:
            raise RefusedInputError(
                f"low: a curve goes from a lower to a higher number in two points or more; {low:g} to {high:g} in"
                f" {points} are given",
                field="low",
            )
        bends = np.array([bend for bend in self._bends() if low < bend < high], dtype=float)
        x = np.union1d(np.linspace(low, high, points), bends)
        return x, self.apply(x)

    def _bends(self) -> list[float]:
        return []


class Linear(_Function):
    """
    Straight from 0 to 1, and level beyond.

    Parameters
    ----------
    low
        Number whose value is 0, and that of all beyond it.
    high
        Number whose value is 1. Below `low` where less is better.
    """

    kind: Literal["linear"] = "linear"
    low: FiniteFloat
    high: FiniteFloat

    @model_validator(mode="after")
    def _has_a_slope(self) -> Self:
        if self.low == self.high:
            raise ValueError(f"high: low and high are both {self.low:g}; they must differ (a step is kind step)")
        return self

    def apply(self, values: npt.ArrayLike) -> Array:
        """Return the values (0–1) of numbers; see the base."""
        made: Array = np.clip((_numbers(values) - self.low) / (self.high - self.low), 0.0, 1.0)
        return made

    def _bends(self) -> list[float]:
        return [self.low, self.high]


class Piecewise(_Function):
    """
    Straight from point to point, level before the first and after the last.

    Parameters
    ----------
    points
        Number and value (0–1) of each, the numbers rising.
    """

    kind: Literal["piecewise"] = "piecewise"
    points: Annotated[tuple[tuple[FiniteFloat, Value], ...], Field(min_length=2)]

    @model_validator(mode="after")
    def _rises(self) -> Self:
        _require_rising("points", [x for x, _ in self.points])
        return self

    def apply(self, values: npt.ArrayLike) -> Array:
        """Return the values (0–1) of numbers; see the base."""
        x, y = zip(*self.points, strict=True)
        numbers = _numbers(values)
        made: Array = np.where(np.isnan(numbers), np.nan, np.interp(numbers, x, y))
        return made

    def _bends(self) -> list[float]:
        return [x for x, _ in self.points]


class Step(_Function):
    """
    Level, with jumps.

    Parameters
    ----------
    steps
        From which number on (included) which value (0–1) holds, the numbers rising.
    below
        Value (0–1) before the first.
    """

    kind: Literal["step"] = "step"
    steps: Annotated[tuple[tuple[FiniteFloat, Value], ...], Field(min_length=1)]
    below: Value

    @model_validator(mode="after")
    def _rises(self) -> Self:
        _require_rising("steps", [x for x, _ in self.steps])
        return self

    def apply(self, values: npt.ArrayLike) -> Array:
        """Return the values (0–1) of numbers; see the base."""
        x, y = zip(*self.steps, strict=True)
        numbers = _numbers(values)
        found = np.array([self.below, *y])[np.searchsorted(x, numbers, side="right")]
        made: Array = np.where(np.isnan(numbers), np.nan, found)
        return made

    def _bends(self) -> list[float]:
        return [at for x, _ in self.steps for at in (np.nextafter(x, -np.inf), x)]


class Bell(_Function):
    """
    Best at one number, falling off alike on both sides: 0.5 to the power of (distance / width) ^ exponent.

    Parameters
    ----------
    centre
        Number whose value is 1.
    width
        Distance from it at which the value is 0.5, above 0.
    exponent
        How flat the top and steep the sides are; 2 is the normal curve.
    """

    kind: Literal["bell"] = "bell"
    centre: FiniteFloat
    width: Positive
    exponent: Positive = 2.0

    def apply(self, values: npt.ArrayLike) -> Array:
        """Return the values (0–1) of numbers; see the base."""
        with np.errstate(over="ignore"):  # far away the power overflows, and the value is 0
            made: Array = np.power(0.5, np.power(np.abs(_numbers(values) - self.centre) / self.width, self.exponent))
        return made

    def _bends(self) -> list[float]:
        return [self.centre]


class Category(_Function):
    """
    A value for each code.

    Parameters
    ----------
    values
        Value (0–1) of each code. Whole numbers are written as such: 3, not 3.0.
    other
        Value of every other code; where there is none, another code is as good as missing (NaN).
    """

    kind: Literal["category"] = "category"
    values: Annotated[dict[str, Value], Field(min_length=1)]
    other: Value | None = None

    def apply(self, values: npt.ArrayLike | Sequence[object]) -> Array:
        """Return the values (0–1) of codes, which are texts or numbers; None and NaN are missing and stay NaN."""
        codes = np.asarray(values, dtype=object)
        other = np.nan if self.other is None else self.other
        found = [np.nan if _is_missing(code) else self.values.get(_written(code), other) for code in codes.ravel()]
        return np.array(found, dtype=float).reshape(codes.shape)

    def outline(self, low: float, high: float, points: int = 101) -> tuple[Array, Array]:  # noqa: ARG002  (as the base)
        """Return the codes and their values, in the document's order; there is no curve between them."""
        return np.array(list(self.values), dtype=object), np.array(list(self.values.values()), dtype=float)


ValueFunction = Annotated[Linear | Piecewise | Step | Bell | Category, Field(discriminator="kind")]


def _numbers(values: npt.ArrayLike) -> Array:
    try:
        numbers = np.asarray(values, dtype=float)
    except (TypeError, ValueError) as error:
        raise RefusedInputError(
            "values: there is one that is no number; this function takes numbers (kind category takes codes)",
            field="values",
        ) from error
    infinite = np.flatnonzero(np.isinf(numbers))
    if len(infinite):
        raise RefusedInputError(
            f"values: number {infinite[0] + 1} is infinite; give a finite one, or NaN where it is missing",
            field="values",
        )
    return numbers


def _require_rising(name: str, numbers: list[float]) -> None:
    for n, (first, second) in enumerate(pairwise(numbers), start=2):
        if second <= first:
            raise ValueError(f"{name}: number {n} is {second:g} after {first:g}; they must rise")


def _is_missing(code: object) -> bool:
    return code is None or (isinstance(code, float | np.floating) and bool(np.isnan(code)))


def _written(code: object) -> str:
    if isinstance(code, float | np.floating) and float(code).is_integer():
        return str(int(code))
    return str(code)

"""What every criterion is: a number a candidate, how it is valued, and what is done where it is missing."""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated, ClassVar, Literal

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from gis_core.siting.ground import Ground
from gis_core.siting.parts import Part
from gis_core.siting.values import ValueFunction

Sense = Literal["max", "min"]


class Stands(BaseModel):
    """A missing value is taken to be this one, in the unit of the criterion."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: float


Missing = Literal["worst", "median", "leave_out"] | Stands


class Criterion(Part):
    """
    A number a candidate.

    Parameters
    ----------
    name
        What weights and results call it; unique in a document.
    function
        How the number is valued (0–1); between the lowest and the highest found, in the criterion's sense, when left
        out.
    sense
        Whether more is better (`max`) or less (`min`), for methods that take numbers as they are.
    missing
        What is done with a candidate of which the number isn't known: it is valued `worst` (0), as the `median` of the
        others, left out of the ranking, or taken to be a value that is given.
    source
        Why it stands there.
    """

    UNIT: ClassVar[str] = ""
    SENSE: ClassVar[Sense] = "max"

    kind: str
    name: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[a-z][a-z0-9_]*$")]
    function: ValueFunction | None = None
    sense: Sense | None = None
    missing: Missing = "worst"
    source: Annotated[str | None, Field(max_length=500)] = None

    @property
    def unit(self) -> str:
        """Unit of the number."""
        return self.UNIT

    @property
    def better(self) -> Sense:
        """Whether more or less is better."""
        return self.sense or self.SENSE

    @abstractmethod
    def measure(self, ground: Ground) -> pd.Series:
        """Return the number of each candidate that is left, by code; NaN where it isn't known."""

    def filled(self, raw: pd.Series) -> pd.Series:
        """Return the numbers with the missing ones as the rule says; `worst` and `leave_out` stay NaN."""
        if isinstance(self.missing, Stands):
            return raw.fillna(self.missing.value)
        return raw.fillna(raw.median()) if self.missing == "median" else raw

    def valued(self, raw: pd.Series) -> pd.Series:
        """Return the values (0–1) of the numbers; `worst` makes a missing one 0, `leave_out` keeps it NaN."""
        numbers = self.filled(raw).to_numpy(dtype=float)
        if self.function is not None:
            values = np.asarray(self.function.apply(numbers), dtype=float)
        else:
            known = numbers[np.isfinite(numbers)]
            low, high = (known.min(), known.max()) if len(known) else (0.0, 0.0)
            values = np.where(np.isnan(numbers), np.nan, 1.0) if high == low else (numbers - low) / (high - low)
            if self.better == "min" and high > low:
                values = 1 - values
        if self.missing != "leave_out":
            values = np.nan_to_num(values, nan=0.0)
        return pd.Series(values, index=raw.index)

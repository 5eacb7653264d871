"""Parameters and answers that the routes of land consolidation share."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel

from api.shapes import Text
from gis_core.consolidation.analysis.blocks import Blocks
from gis_core.times import FIRST_YEAR, LAST_YEAR

Year = Annotated[int, Query(ge=FIRST_YEAR, le=LAST_YEAR, description="Calendar year in the place's time zone")]
Gap = Annotated[float, Query(ge=0, le=1000, description="Largest distance between neighbours in a block, m")]
Smallest = Annotated[float, Query(ge=0, le=1e9, description="Smallest block, m²")]
Project = Annotated[str | None, Query(max_length=60, description="Code of a consolidation project; all if left out")]


class BlocksAnswer(BaseModel):
    """Qualifying blocks of contiguous industrial space: how many, m² of all, m² of the largest set of joined land."""

    count: int
    area_m2: float
    largest_m2: float

    @classmethod
    def of(cls, blocks: Blocks) -> BlocksAnswer:
        """Return blocks as an answer gives them."""
        return cls(count=blocks.count, area_m2=blocks.area_m2, largest_m2=blocks.largest_m2)


class Noted(BaseModel):
    """What was noted of an obstacle last."""

    reason: str
    reason_label: Text
    owner: str
    next_action: str
    next_on: dt.date

    @classmethod
    def of(cls, row: dict[str, Any]) -> Noted | None:
        """Return what a row of an analysis tells of an obstacle, `None` where nothing was noted."""
        if row.get("reason") is None:
            return None
        label = Text(zh=row["reason_zh"], en=row["reason_en"])
        return cls(reason_label=label, **{name: row[name] for name in ("reason", "owner", "next_action", "next_on")})

"""What was noted of an obstacle, as the answers of several routes give it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import BaseModel

from api.shapes import Text


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

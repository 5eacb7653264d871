"""What each role may take out without an approval: how many rows of which classification, as a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from layers.base import Classification, Label

CLASSIFICATIONS: dict[Classification, Label] = {
    "public": Label("公开", "Public"),
    "internal": Label("内部", "Internal"),
    "restricted": Label("敏感", "Restricted"),
    "secret": Label("秘密", "Secret"),
}
"""Marks of an export, the freest first."""

COUNTED_TOGETHER = dt.timedelta(hours=24)
"""Records that one person asks for within this time count together, so that many small exports are one large one."""
Counted: TypeAlias = Mapping[str, tuple[Classification, int]]
"""Classification and rows by what says which records they are; the same records again count once."""
ANY = 2**62
MOST_ROWS: Mapping[str, Mapping[Classification, int]] = {
    "viewer": {"public": 50_000, "internal": 2_000, "restricted": 0, "secret": 0},
    "planner": {"public": ANY, "internal": 50_000, "restricted": 500, "secret": 0},
    "analyst": {"public": ANY, "internal": 500_000, "restricted": 2_000, "secret": 0},
    "officer": {"public": ANY, "internal": 50_000, "restricted": 5_000, "secret": 0},
    "lead": {"public": ANY, "internal": ANY, "restricted": 50_000, "secret": 0},
    "administrator": {"public": ANY, "internal": ANY, "restricted": ANY, "secret": 0},
}
"""
Most rows by role and classification that go out without an approval; 0 = none, `secret` always waits.

Source: ours, a working proposal for the office to settle; the Data Security Law (数据安全法, 2021), article 21,
asks for graded rights and names no numbers.
"""


def mark(text: str | None) -> Classification:
    """Return the classification that a mark means (`内部`, `internal`); one that is none of ours is the strictest."""
    if text is None or not text.strip():
        return "internal"
    said = text.strip().lower()
    for name, label in CLASSIFICATIONS.items():
        if said in (name, label.zh, label.en.lower()):
            return name
    return "secret"


def strictest(*marks: Classification) -> Classification:
    """Return the strictest of several classifications."""
    order = list(CLASSIFICATIONS)
    return order[max(order.index(each) for each in marks)]


def weighed(role: str, parts: Sequence[tuple[Classification, int]]) -> tuple[Classification, int]:
    """
    Return by what an export of several parts is measured: a classification, and the rows that are so or stricter.

    Of the classifications of its parts it is the strictest for which the role needs an approval, else the strictest of
    all; so nothing goes out more easily because something freer goes with it, nor a part at a time.

    Parameters
    ----------
    role
        Of whoever asks.
    parts
        Classification and rows of each part.
    """
    order = list(CLASSIFICATIONS)
    present = sorted({classification for classification, _ in parts}, key=order.index, reverse=True)
    measures = [
        (least, sum(rows for classification, rows in parts if order.index(classification) >= order.index(least)))
        for least in present
    ]
    return next((measure for measure in measures if needs_approval(role, *measure)), measures[0])


def needs_approval_together(role: str, asked: Counted, before: Counted) -> Label | None:
    """
    Return why records have to wait for an approval because of those that went out without one before, or `None`.

    Parameters
    ----------
    role
        Of whoever asks.
    asked, before
        What is asked for, and what the same person got within `COUNTED_TOGETHER`.
    """
    reason = needs_approval(role, *weighed(role, list({**before, **asked}.values())))
    hours = round(COUNTED_TOGETHER / dt.timedelta(hours=1))
    return reason and Label(
        f"连同您 {hours} 小时内导出的：{reason.zh}", f"with what you took within {hours} hours: {reason.en}"
    )


def needs_approval(role: str, classification: Classification, rows: int) -> Label | None:
    """Return why an export has to wait for an approval, or `None` when it may go at once."""
    most = MOST_ROWS[role][classification]
    if most and rows <= most:
        return None
    label = CLASSIFICATIONS[classification]
    if not most:
        return Label(f"{label.zh}资料须经批准", f"{label.en.lower()} data wait for an approval")
    return Label(
        f"{rows:,} 条{label.zh}数据，超过本角色可直接导出的 {most:,} 条",
        f"{rows:,} rows of {label.en.lower()} data are more than the {most:,} that go out without an approval",
    )

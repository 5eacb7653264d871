"""
What happened to consolidation parcels and projects (阶段事件): append-only, with the day it happened and the instant of
recording.

An event states a stage, or voids an earlier event, or both: a correction voids the event that was wrong and states what
is right. Nothing is changed or taken away.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    MetaData,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP

from layers.tables import WHO

STAMPED = ("id", "recorded_at", "recorded_by")


def _log(
    name: str, metadata: MetaData, subject: str, states: str, codes: str, *more: Column[Any], sql: tuple[str, ...]
) -> Table:
    return Table(
        name,
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column(subject, Text, nullable=False, comment=f"code of the {subject}"),
        Column(states, Text, ForeignKey(f"{codes}.code"), comment="what it reached; null when the event only voids"),
        Column("happened_on", Date, comment="the day on which it was true, by the end of that day"),
        *more,
        Column("voids", BigInteger, ForeignKey(f"{name}.id"), unique=True, comment="the event that this one corrects"),
        Column("note", Text),
        Column("recorded_at", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
        Column("recorded_by", Text, nullable=False, server_default=text(WHO)),
        CheckConstraint(f"{states} IS NOT NULL OR voids IS NOT NULL", name="says_something"),
        CheckConstraint(f"({states} IS NULL) = (happened_on IS NULL)", name="dated"),
        info={"append_only": STAMPED, "sql": sql},
    )


def define_tables(metadata: MetaData) -> None:
    """Add the logs `stage_events` (parcels) and `milestone_events` (projects)."""
    override: Column[Any] = Column("override_reason", Text, comment="why the order of stages does not hold here")
    stages = _log(
        "stage_events",
        metadata,
        "parcel",
        "stage",
        "stages",
        override,
        sql=("0001_stage_events.sql", "0001_contiguous.sql"),
    )
    Index("ix_stage_events_parcel", stages.c.parcel)
    Index("ix_stage_events_stage_happened_on", stages.c.stage, stages.c.happened_on)
    Index("ix_stage_events_happened_on", stages.c.happened_on)
    milestones = _log(
        "milestone_events", metadata, "project", "milestone", "milestones", sql=("0001_milestone_events.sql",)
    )
    Index("ix_milestone_events_project", milestones.c.project)

"""
What happened to consolidation parcels and projects (阶段事件): the logs of stages and of milestones.

A parcel of which a part was completed is divided; the events that stood for it stand for its children too, as rows that
name the original by `inherits` and stand exactly as long as that one does.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, MetaData, Table, Text, text
from sqlalchemy.dialects.postgresql import TIMESTAMP

from layers.event_log import event_log
from layers.tables import WHO


def define_tables(metadata: MetaData) -> None:
    """Add the logs `stage_events` (parcels) and `milestone_events` (projects), and which parcels were divided."""
    override: Column[Any] = Column("override_reason", Text, comment="why the order of stages does not hold here")
    inherits: Column[Any] = Column(
        "inherits",
        BigInteger,
        ForeignKey("stage_events.id"),
        comment="the event of the parcel that this one was divided from; stands as long as that one stands",
    )
    stages = event_log(
        "stage_events",
        metadata,
        "parcel",
        "stage",
        "stages",
        override,
        inherits,
        sql=("0004_stage_events.sql", "0001_contiguous.sql"),
        stamped=("inherits",),
    )
    Index("ix_stage_events_parcel", stages.c.parcel)
    Index("ix_stage_events_stage_happened_on", stages.c.stage, stages.c.happened_on)
    Index("ix_stage_events_inherits", stages.c.inherits, postgresql_where=stages.c.inherits.isnot(None))
    Index("ix_stage_events_happened_on", stages.c.happened_on)
    milestones = event_log(
        "milestone_events", metadata, "project", "milestone", "milestones", sql=("0004_milestone_events.sql",)
    )
    Index("ix_milestone_events_project", milestones.c.project)
    Table(
        "parcel_divisions",
        metadata,
        Column("child", Text, primary_key=True, comment="code of the consolidation parcel that came into being"),
        Column("parent", Text, nullable=False, index=True, comment="code of the one that it was part of"),
        Column("divided_on", Date, nullable=False, comment="first day of the child, on which the parent is gone"),
        Column("recorded_at", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
        Column("recorded_by", Text, nullable=False, server_default=text(WHO)),
        info={
            "grant": "SELECT",
            "sql": ("0004_divisions.sql", "0004_one_project.sql"),
        },
    )
    Table(
        "undone_divisions",
        metadata,
        Column("child", Text, primary_key=True, comment="code of the part, never used again"),
        Column("parent", Text, nullable=False, index=True, comment="code of the parcel that is whole again"),
        Column("divided_on", Date, nullable=False),
        Column("recorded_at", TIMESTAMP(timezone=True), nullable=False, comment="when it was divided"),
        Column("recorded_by", Text, nullable=False, comment="who divided it"),
        Column("reason", Text),
        Column("undone_at", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
        Column("undone_by", Text, nullable=False, server_default=text(WHO)),
        info={"grant": "SELECT", "sql": ("0010_undone_divisions.sql",)},
    )

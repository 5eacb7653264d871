"""
Drafts of consolidation projects (项目建议): sites that site selection hands over to the consolidation team.

A draft is no project: it has no red line, stands in no layer, and so in no figure. What became of it is a row of
`draft_states`; the latest one counts, and without any it is a draft. Both are append-only.
"""

from typing import Literal, get_args

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Identity, MetaData, Numeric, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP

from layers.project_notes import LONGEST
from layers.tables import WHO

STAMPED = ("id", "recorded_at", "recorded_by")
State = Literal["draft", "taken_up", "withdrawn"]
STATES: tuple[State, ...] = get_args(State)


def define_tables(metadata: MetaData) -> None:
    """Add `project_drafts` and `draft_states`."""
    Table(
        "project_drafts",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("run", BigInteger, ForeignKey("siting_runs.id"), nullable=False, index=True),
        Column("codes", ARRAY(Text), nullable=False, comment="of the run's candidates"),
        Column("name", Text, CheckConstraint("length(name) BETWEEN 1 AND 200", name="name_length"), nullable=False),
        Column("project_type", Text, comment="that is thought of"),
        Column("note", Text, CheckConstraint(f"length(note) BETWEEN 1 AND {LONGEST}", name="note_length")),
        Column("area_m2", Numeric(18, 6), nullable=False, comment="planar, survey CRS"),
        Column(
            "geom", Geometry("GEOMETRY", srid=-1, spatial_index=False), nullable=False, comment="the sites together"
        ),
        Column("recorded_at", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
        Column("recorded_by", Text, nullable=False, server_default=text(WHO)),
        info={"append_only": STAMPED},
    )
    Table(
        "draft_states",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("draft", BigInteger, ForeignKey("project_drafts.id"), nullable=False, index=True),
        Column("state", Text, CheckConstraint(f"state IN {STATES}", name="known"), nullable=False),
        Column("project", Text, comment="code of the project that it became part of"),
        Column("reason", Text, CheckConstraint(f"length(reason) BETWEEN 1 AND {LONGEST}", name="reason_length")),
        Column("recorded_at", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
        Column("recorded_by", Text, nullable=False, server_default=text(WHO)),
        info={"append_only": STAMPED},
    )

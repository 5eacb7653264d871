"""Notes on a consolidation project (项目备注): append-only; a note that was wrong is taken back by a later one."""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Identity, MetaData, Table, Text, text
from sqlalchemy.dialects.postgresql import TIMESTAMP

from layers.tables import WHO

LONGEST = 4000


def define_tables(metadata: MetaData) -> None:
    """Add `project_notes`."""
    Table(
        "project_notes",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("project", Text, nullable=False, index=True, comment="code of the project"),
        Column("note", Text, CheckConstraint(f"length(note) BETWEEN 1 AND {LONGEST}", name="length")),
        Column("voids", BigInteger, ForeignKey("project_notes.id"), unique=True, comment="the note that it takes back"),
        Column("recorded_at", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
        Column("recorded_by", Text, nullable=False, server_default=text(WHO)),
        CheckConstraint("note IS NOT NULL OR voids IS NOT NULL", name="says_something"),
        info={"append_only": ("id", "recorded_at", "recorded_by")},
    )

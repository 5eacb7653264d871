"""What a consolidation project has promised: targets by quarter and kind of land, dates, funds; and its documents."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP, UUID

from layers.tables import AREA, WHO

YUAN = Numeric(18, 2)
KEPT = {"grant": "SELECT, INSERT, UPDATE, DELETE"}


def define_tables(metadata: MetaData) -> None:
    """Add `project_targets`, `project_milestone_dates`, `project_funds`, `project_documents` and their withdrawals."""
    Table(
        "project_targets",
        metadata,
        Column("project", Text, primary_key=True),
        Column("year", Integer, primary_key=True),
        Column("quarter", Integer, CheckConstraint("quarter BETWEEN 1 AND 4", name="quarter"), primary_key=True),
        Column("land_kind", Text, primary_key=True),
        Column("area_m2", AREA, nullable=False, comment="to be completed in the quarter, m²"),
        info=KEPT,
    )
    Table(
        "project_milestone_dates",
        metadata,
        Column("project", Text, primary_key=True),
        Column("milestone", Text, ForeignKey("milestones.code"), primary_key=True),
        Column("original_on", Date, nullable=False, comment="promised first"),
        Column("adjusted_on", Date, comment="promised since"),
        Column("reason", Text, comment="why it was adjusted"),
        info=KEPT,
    )
    Table(
        "project_funds",
        metadata,
        Column("project", Text, primary_key=True),
        Column("year", Integer, primary_key=True),
        Column("quarter", Integer, CheckConstraint("quarter BETWEEN 1 AND 4", name="quarter"), primary_key=True),
        Column("planned_yuan", YUAN, nullable=False),
        info=KEPT,
    )
    Table(
        "project_documents",
        metadata,
        Column("id", UUID, primary_key=True, server_default=text("gen_random_uuid()")),
        Column("project", Text, nullable=False, index=True),
        Column("title", Text, nullable=False),
        Column("file_name", Text, nullable=False, comment="name under the instance's files, outside the web root"),
        Column("media_type", Text, nullable=False),
        Column("size_bytes", BigInteger, nullable=False),
        Column("sha256", Text, nullable=False),
        Column("added_at", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
        Column("added_by", Text, nullable=False, server_default=text(WHO)),
        Column(
            "restricted",
            Boolean,
            nullable=False,
            server_default=false(),
            comment="holds personal data: only roles that see these may open it or read its title",
        ),
        info={"grant": "SELECT, INSERT"},
    )
    Table(
        "document_withdrawals",
        metadata,
        Column("document", UUID, ForeignKey("project_documents.id"), primary_key=True),
        Column("reason", Text, CheckConstraint("length(reason) BETWEEN 1 AND 4000", name="reason"), nullable=False),
        Column("recorded_at", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
        Column("recorded_by", Text, nullable=False, server_default=text(WHO)),
        info={"append_only": ("recorded_at", "recorded_by")},
    )

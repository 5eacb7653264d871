"""
The log of exports (导出日志), append-only: who asked for what, who allowed it, what came out, who fetched it.

An export is the row that asked for it; every later row names that one. Where an export stands is what its rows say. One
that was taken back has `cancelled` in the detail of its last row: `failed`, or `removed` when a file was there already.
"""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Identity, Index, MetaData, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

from layers.tables import WHO

EVENTS = ("asked", "approved", "refused", "queued", "began", "finished", "failed", "downloaded", "removed")
STAMPED = ("id", "happened_at", "who")
ONCE = ("event IN ('approved', 'refused')", "event = 'queued'", "event = 'finished'", "event = 'removed'")
"""What may be said of an export one time only."""


def define_tables(metadata: MetaData) -> None:
    """Add `export_log`."""
    known = ", ".join(f"'{event}'" for event in EVENTS)
    table = Table(
        "export_log",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("export", BigInteger, ForeignKey("export_log.id"), comment="the row that asked; null in that row"),
        Column("event", Text, CheckConstraint(f"event IN ({known})", name="event"), nullable=False),
        Column("job", BigInteger, comment="number of the job that makes it"),
        Column("detail", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
        Column("happened_at", TIMESTAMP(timezone=True), nullable=False, server_default=text("clock_timestamp()")),
        Column("who", Text, nullable=False, server_default=text(WHO)),
        CheckConstraint("(export IS NULL) = (event = 'asked')", name="asked"),
        info={"append_only": STAMPED},
    )
    Index("ix_export_log_export", table.c.export)
    Index("ix_export_log_who", table.c.who, table.c.id, postgresql_where=text("event = 'asked'"))
    for name, condition in zip(("decided", "queued", "finished", "removed"), ONCE, strict=True):
        Index(f"uq_export_log_{name}", table.c.export, unique=True, postgresql_where=text(condition))

"""
Who changed what was promised, and how far tenants and right holders are (台账变更): append-only, written by trigger.

The rows themselves say what holds now; this says what stood there before, since when and by whose hand. Money has a
log of its own among the personal data (`personal.payment_changes`).
"""

from sqlalchemy import BigInteger, Column, Identity, Index, MetaData, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

from layers.tables import WHO


def define_tables(metadata: MetaData) -> None:
    """Add `record_changes`."""
    table = Table(
        "record_changes",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("list", Text, nullable=False, comment="tenants, right_holders or project_milestone_dates"),
        Column("key", Text, nullable=False, comment="id of the party; project and milestone joined by /"),
        Column("before", JSONB, comment="null for what was promised first"),
        Column("after", JSONB, comment="null for what was taken away"),
        Column("changed_at", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
        Column("changed_by", Text, nullable=False, server_default=text(WHO)),
        info={"grant": "SELECT", "sql": ("0007_records.sql",)},
    )
    Index("ix_record_changes_list_key", table.c.list, table.c.key, table.c.id)

"""
Who changed which row of a code table (代码表变更), before and after: append-only, written by trigger whoever writes.

The code tables belong to the office: an administrator changes them by command (`./matian codes`), never by code.
"""

from sqlalchemy import BigInteger, Column, Identity, MetaData, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

from layers.tables import WHO


def define_tables(metadata: MetaData) -> None:
    """Add `code_changes`."""
    Table(
        "code_changes",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("list", Text, nullable=False, comment="name of the code table"),
        Column("code", Text, nullable=False, comment="key of the row, parts joined by /"),
        Column("before", JSONB, comment="null for a row that was added"),
        Column("after", JSONB, comment="null for a row that was taken away"),
        Column("changed_at", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
        Column("changed_by", Text, nullable=False, server_default=text(WHO)),
        info={
            "grant": "SELECT",
            "sql": ("0004_code_tables.sql",),
        },
    )

"""
The form of every log of events: append-only, with the day on which it happened and the instant of recording.

An event states something, or voids an earlier event, or both: a correction voids the event that was wrong and states
what is right. Nothing is changed or taken away.
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

STAMPED = ("id", "recorded_at", "recorded_by", "transaction")


def transaction_column() -> Column[Any]:
    """Return the column that tells by which transaction a row was written: what readers of a log go by."""
    return Column(
        "transaction",
        BigInteger,
        nullable=False,
        server_default=text("pg_current_xact_id()::text::bigint"),
        comment="transaction (xid8) that wrote the row",
    )


def event_log(
    name: str,
    metadata: MetaData,
    subject: str,
    states: str,
    codes: str,
    *more: Column[Any],
    sql: tuple[str, ...],
    stamped: tuple[str, ...] = (),
) -> Table:
    """
    Add a log of events.

    Parameters
    ----------
    name, metadata
        Name of the table, and where to.
    subject
        Column that names what it happened to (`parcel`, `project`).
    states
        Column that says what was reached.
    codes
        Table of the codes that may stand there.
    more
        Further columns, before `voids`.
    sql
        Files of `migrations/sql/` with the functions and triggers beside it.
    stamped
        Further columns that the database alone writes.
    """
    log = Table(
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
        transaction_column(),
        CheckConstraint(f"{states} IS NOT NULL OR voids IS NOT NULL", name="says_something"),
        CheckConstraint(f"({states} IS NULL) = (happened_on IS NULL)", name="dated"),
        info={"append_only": (*STAMPED, *stamped), "sql": sql},
    )
    Index(f"ix_{name}_transaction", log.c.transaction)
    Index(f"ix_{name}_recorded_at", log.c.recorded_at)
    return log

"""
Who may come in: tokens, one-time logins and sessions. No secret is stored, only its SHA-256.

A secret is 32 random bytes, so a plain hash suffices: there is nothing to guess that salting would slow down.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP

from layers.tables import WHO

ROLES = ("viewer", "planner", "analyst", "officer", "lead", "administrator")
INSTANT = TIMESTAMP(timezone=True)


def _role() -> Column[str]:
    known = ", ".join(f"'{role}'" for role in ROLES)
    return Column("role", Text, CheckConstraint(f"role IN ({known})", name="role"), nullable=False)


def _made_at() -> Column[object]:
    return Column("created_at", INSTANT, nullable=False, server_default=text("now()"))


def define_tables(metadata: MetaData) -> None:
    """Add `tokens`, `one_time_logins` and `sessions`; a row's name and role are never changed once it is made."""
    Table(
        "tokens",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("hash", LargeBinary, nullable=False, unique=True),
        Column("name", Text, nullable=False, comment="stands as who in whatever its bearer does"),
        _role(),
        _made_at(),
        Column("created_by", Text, nullable=False, server_default=text(WHO)),
        Column("expires_at", INSTANT),
        Column("revoked_at", INSTANT),
        Column("last_used_at", INSTANT),
        info={"grant": "SELECT, INSERT, UPDATE (revoked_at, last_used_at)"},
    )
    Table(
        "one_time_logins",
        metadata,
        Column("hash", LargeBinary, primary_key=True),
        Column("name", Text, nullable=False),
        _role(),
        _made_at(),
        Column("expires_at", INSTANT, nullable=False),
        Column("used_at", INSTANT),
        info={"grant": "SELECT, INSERT, UPDATE (used_at), DELETE"},
    )
    Table(
        "sessions",
        metadata,
        Column("hash", LargeBinary, primary_key=True),
        Column("name", Text, nullable=False),
        _role(),
        Column("token", BigInteger, ForeignKey("tokens.id"), comment="the token that it was opened with"),
        _made_at(),
        Column("expires_at", INSTANT, nullable=False),
        info={"grant": "SELECT, INSERT, DELETE"},
    )

"""Tokens, one-time logins and sessions in the database. A secret leaves this module once, when it is made."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

import asyncpg

from api.roles import Role

Connection: TypeAlias = asyncpg.Connection

LOGIN_MINUTES = 15
SESSION_HOURS = 12
SQL = {path.stem: path.read_text(encoding="utf-8") for path in (Path(__file__).parent / "sql").glob("*.sql")}


@dataclass(frozen=True)
class Holder:
    """One who may come in: the name that stands as who, and the role."""

    name: str
    role: Role


@dataclass(frozen=True)
class Token:
    """What is kept of a token, without the secret."""

    id: int
    name: str
    role: Role
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


def hash_of(secret: str) -> bytes:
    """Return what is stored of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


async def create_token(connection: Connection, holder: Holder, *, days: float | None = None) -> tuple[Token, str]:
    """Make a token that ends after `days` (never when `None`), and return what is kept of it and its secret."""
    secret = f"matian_{secrets.token_urlsafe(32)}"
    expires = None if days is None else datetime.now(UTC) + timedelta(days=days)
    row = await connection.fetchrow(SQL["create_token"], hash_of(secret), holder.name, holder.role, expires)
    assert row is not None  # noqa: S101  (INSERT … RETURNING)
    return _token(row), secret


async def list_tokens(connection: Connection) -> list[Token]:
    """Return every token, the newest first."""
    return [_token(row) for row in await connection.fetch(SQL["list_tokens"])]


async def revoke_token(connection: Connection, number: int) -> Token | None:
    """End a token and the sessions opened with it; `None` when there is no such token."""
    row = await connection.fetchrow(SQL["revoke_token"], number)
    return None if row is None else _token(row)


async def token_holder(connection: Connection, secret: str) -> Holder | None:
    """Return whose token this is, and note its use; `None` when it is unknown, revoked or over."""
    row = await connection.fetchrow(SQL["token_holder"], hash_of(secret))
    return None if row is None else Holder(row["name"], Role(row["role"]))


async def create_login(connection: Connection, holder: Holder) -> str:
    """Make a login that works once within `LOGIN_MINUTES`, and return its secret."""
    secret = secrets.token_urlsafe(32)
    await connection.execute(
        SQL["create_login"], hash_of(secret), holder.name, holder.role, timedelta(minutes=LOGIN_MINUTES)
    )
    return secret


async def session_by_login(connection: Connection, secret: str) -> str | None:
    """Use a one-time login up and return the secret of a new session; `None` when it is unknown, used or over."""
    session = secrets.token_urlsafe(32)
    done = await connection.fetchval(
        SQL["session_by_login"], hash_of(secret), hash_of(session), timedelta(hours=SESSION_HOURS)
    )
    return session if done else None


async def session_by_token(connection: Connection, secret: str) -> str | None:
    """Return the secret of a new session of a token's holder; `None` when the token is unknown, revoked or over."""
    session = secrets.token_urlsafe(32)
    done = await connection.fetchval(
        SQL["session_by_token"], hash_of(secret), hash_of(session), timedelta(hours=SESSION_HOURS)
    )
    return session if done else None


async def session_holder(connection: Connection, secret: str) -> Holder | None:
    """Return whose session this is; `None` when it is unknown or over, or its token was revoked."""
    row = await connection.fetchrow(SQL["session_holder"], hash_of(secret))
    return None if row is None else Holder(row["name"], Role(row["role"]))


async def end_session(connection: Connection, secret: str) -> None:
    """End a session."""
    await connection.execute("DELETE FROM sessions WHERE hash = $1", hash_of(secret))


def _token(row: asyncpg.Record) -> Token:
    return Token(
        row["id"],
        row["name"],
        Role(row["role"]),
        row["created_at"],
        row["created_by"],
        row["expires_at"],
        row["revoked_at"],
        row["last_used_at"],
    )

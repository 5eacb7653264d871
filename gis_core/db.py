"""Connections: psycopg for work, SQLAlchemy for schema, asyncpg for the hot way. All speak in the place's time zone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

import psycopg

from gis_core.errors import EnvironmentProblemError
from gis_core.instance import Instance

if TYPE_CHECKING:  # both are slow to import, and most commands need neither
    import asyncpg
    from sqlalchemy import Engine

Role = Literal["app", "owner"]


def dsn(instance: Instance, role: Role = "app") -> str:
    """Return the libpq URL of a role (`app`: least rights; `owner`: migrations, the demo's backfilling)."""
    return instance.secret(f"{role}_dsn")


@contextmanager
def connect(
    instance: Instance, *, who: str | None = None, role: Role = "app", acting_as: str | None = None
) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """
    Open one transaction: committed at the end of the block, rolled back when it raises.

    Parameters
    ----------
    instance
        Whose database.
    who
        Name that stands as `updated_by` and `superseded_by`; the database role's name when not given.
    role
        `app` or `owner`.
    acting_as
        What the person may see (`matian.role`: officer, …): personal data are masked for those who may not.

    Raises
    ------
    EnvironmentProblemError
        If the database can't be reached.
    """
    try:
        connection = psycopg.connect(dsn(instance, role), application_name="matian", connect_timeout=10)
    except psycopg.OperationalError as error:
        raise EnvironmentProblemError(
            f"the database of {instance.home} can't be reached ({str(error).strip()}); run ./matian db start"
        ) from error
    with connection:
        connection.execute("SELECT set_config('TimeZone', %s, false)", [instance.place.time.zone])
        if who is not None:
            connection.execute("SELECT set_config('matian.who', %s, false)", [who])
        if acting_as is not None:
            connection.execute("SELECT set_config('matian.role', %s, false)", [acting_as])
        yield connection


def engine(instance: Instance, *, role: Role = "app") -> Engine:
    """Return a SQLAlchemy engine (psycopg 3); the caller disposes of it."""
    from sqlalchemy import create_engine  # noqa: PLC0415  (slow to import)

    url = dsn(instance, role).replace("postgresql://", "postgresql+psycopg://", 1)
    return create_engine(url, connect_args={"options": f"-c TimeZone={instance.place.time.zone}"})


async def pool(
    instance: Instance, *, size: int = 8, statement_timeout_s: float = 15.0, role: Role = "app"
) -> asyncpg.Pool[asyncpg.Record]:
    """
    Open the shared asyncpg pool of a server process.

    Each new connection asks the instance anew where its database is: a cluster that was started again may have another
    port.

    Parameters
    ----------
    instance
        Whose database.
    size
        Most connections at once.
    statement_timeout_s
        Seconds after which PostgreSQL gives up a statement.
    role
        `app` or `owner`.
    """
    import asyncpg  # noqa: PLC0415  (slow to import)

    async def connect(*_given: object, **options: Any) -> asyncpg.Connection[asyncpg.Record]:
        return await asyncpg.connect(dsn(instance, role), **options)

    async def leave_as_it_is(_connection: object) -> None:
        """Spare a round trip a request: what runs on the pool changes nothing of its session."""

    return await asyncpg.create_pool(
        connect=connect,
        reset=leave_as_it_is,
        timeout=10,
        min_size=1,
        max_size=size,
        max_cacheable_statement_size=0,  # no limit: a tile of all layers takes 40 kB of SQL
        server_settings={
            "application_name": "matian-server",
            "TimeZone": instance.place.time.zone,
            "statement_timeout": str(int(statement_timeout_s * 1000)),
            "jit": "off",
        },
    )

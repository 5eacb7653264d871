"""
Jobs (后台任务): work that takes longer than a request may, as its owner sees it.

The queue itself is procrastinate's, in tables of the same schema; `state`, the times and `cancel_asked` follow it by
trigger, so that there is one truth of where a job stands. What this table adds is whose it is, how far it is and what
came out.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Double,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

from layers.access import ROLES

SCHEMA = "jobs"
STATES = ("waiting", "running", "done", "failed", "cancelled")
INSTANT = TIMESTAMP(timezone=True)
APPLICATION_MAY = (
    "SELECT, INSERT (id, kind, arguments, who, role), UPDATE (progress, doing_zh, doing_en, result, error), DELETE"
)


def _one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    known = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({known})", name=column)


def define_tables(metadata: MetaData) -> None:
    """Add `jobs.jobs`."""
    table = Table(
        "jobs",
        metadata,
        Column("id", BigInteger, primary_key=True, autoincrement=False, comment="number in procrastinate's queue"),
        Column("kind", Text, nullable=False),
        Column("arguments", JSONB, nullable=False),
        Column("who", Text, nullable=False, comment="whose it is; stands as who in whatever it does"),
        Column("role", Text, _one_of("role", ROLES), nullable=False, comment="under which it works"),
        Column("state", Text, _one_of("state", STATES), nullable=False, server_default=text("'waiting'::text")),
        Column("cancel_asked", Boolean, nullable=False, server_default=text("false")),
        Column("attempts", Integer, nullable=False, server_default=text("0"), comment="how often it was tried"),
        Column(
            "progress",
            Double,
            CheckConstraint("progress BETWEEN 0 AND 1", name="progress"),
            nullable=False,
            server_default=text("0"),
        ),
        Column("doing_zh", Text, comment="what it is at, in a word or two"),
        Column("doing_en", Text),
        Column("result", JSONB),
        Column("error", Text, comment="one sentence"),
        Column("submitted_at", INSTANT, nullable=False, server_default=text("now()")),
        Column("started_at", INSTANT),
        Column("finished_at", INSTANT),
        schema=SCHEMA,
        info={"grant": APPLICATION_MAY},
    )
    Index("ix_jobs_who", table.c.who, table.c.id)

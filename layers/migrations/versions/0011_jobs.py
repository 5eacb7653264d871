"""jobs: procrastinate's queue in a schema of its own, and what their owners see of them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from layers.migrations.survey import sql_file

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ROLES = "role IN ('viewer', 'planner', 'analyst', 'officer', 'lead', 'administrator')"
STATES = "state IN ('waiting', 'running', 'done', 'failed', 'cancelled')"


def upgrade() -> None:
    """Apply."""
    op.execute("CREATE SCHEMA jobs")
    op.execute("SET LOCAL search_path = jobs")
    op.execute(sql_file("0011_procrastinate.sql"))
    op.create_table(
        "jobs",
        sa.Column(
            "id", sa.BigInteger(), autoincrement=False, nullable=False, comment="number in procrastinate's queue"
        ),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("arguments", postgresql.JSONB(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False, comment="whose it is; stands as who in whatever it does"),
        sa.Column("role", sa.Text(), nullable=False, comment="under which it works"),
        sa.Column("state", sa.Text(), server_default=sa.text("'waiting'::text"), nullable=False),
        sa.Column("cancel_asked", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "attempts", sa.Integer(), server_default=sa.text("0"), nullable=False, comment="how often it was tried"
        ),
        sa.Column("progress", sa.Double(), server_default=sa.text("0"), nullable=False),
        sa.Column("doing_zh", sa.Text(), nullable=True, comment="what it is at, in a word or two"),
        sa.Column("doing_en", sa.Text(), nullable=True),
        sa.Column("result", postgresql.JSONB(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True, comment="one sentence"),
        sa.Column("submitted_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("started_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("finished_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(ROLES, name=op.f("ck_jobs_role")),
        sa.CheckConstraint(STATES, name=op.f("ck_jobs_state")),
        sa.CheckConstraint("progress BETWEEN 0 AND 1", name=op.f("ck_jobs_progress")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        schema="jobs",
    )
    op.create_index("ix_jobs_who", "jobs", ["who", "id"], unique=False, schema="jobs")
    op.execute(
        "GRANT SELECT, INSERT (id, kind, arguments, who, role), UPDATE (progress, doing_zh, doing_en, result, error),"
        " DELETE ON jobs.jobs TO matian_application"
    )
    op.execute(sql_file("0011_jobs.sql"))
    op.execute("RESET search_path")


def downgrade() -> None:
    """Take back."""
    op.execute("DROP SCHEMA jobs CASCADE")

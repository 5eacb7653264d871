"""selections held on the server, and the log of exports"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

WHO = "COALESCE(NULLIF(current_setting('matian.who'::text, true), ''::text), (SESSION_USER)::text)"
EVENTS = "event IN ('asked', 'approved', 'refused', 'queued', 'began', 'finished', 'failed', 'downloaded', 'removed')"
ONCE = {
    "decided": "event IN ('approved', 'refused')",
    "queued": "event = 'queued'",
    "finished": "event = 'finished'",
    "removed": "event = 'removed'",
}


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "selections",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("layer", sa.Text(), nullable=False),
        sa.Column("filters", postgresql.ARRAY(sa.Text()), nullable=False, comment="CQL2, all of which must hold"),
        sa.Column("listed", sa.BigInteger(), nullable=True, comment="how many codes were given; null where none were"),
        sa.Column("at", sa.Date(), nullable=False),
        sa.Column("known", postgresql.TIMESTAMP(timezone=True), nullable=False, comment="as recorded by then"),
        sa.Column(
            "count", sa.BigInteger(), server_default=sa.text("0"), nullable=False, comment="rows when it was made"
        ),
        sa.Column(
            "bbox",
            postgresql.ARRAY(sa.Double()),
            nullable=True,
            comment="west, south, east, north in degrees; null when it is empty",
        ),
        sa.Column("who", sa.Text(), server_default=sa.text(WHO), nullable=False, comment="whose it is"),
        sa.Column("made_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_selections")),
    )
    op.create_index("ix_selections_expires_at", "selections", ["expires_at"], unique=False)
    op.create_table(
        "selection_members",
        sa.Column("selection", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["selection"], ["selections.id"], name=op.f("fk_selection_members_selection"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("selection", "code", name=op.f("pk_selection_members")),
    )
    op.create_table(
        "export_log",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("export", sa.BigInteger(), nullable=True, comment="the row that asked; null in that row"),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("job", sa.BigInteger(), nullable=True, comment="number of the job that makes it"),
        sa.Column("detail", postgresql.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column(
            "happened_at",
            postgresql.TIMESTAMP(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("who", sa.Text(), server_default=sa.text(WHO), nullable=False),
        sa.CheckConstraint(EVENTS, name=op.f("ck_export_log_event")),
        sa.CheckConstraint("(export IS NULL) = (event = 'asked')", name=op.f("ck_export_log_asked")),
        sa.ForeignKeyConstraint(["export"], ["export_log.id"], name=op.f("fk_export_log_export")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_log")),
    )
    op.create_index("ix_export_log_export", "export_log", ["export"], unique=False)
    op.create_index(
        "ix_export_log_who", "export_log", ["who", "id"], unique=False, postgresql_where=sa.text("event = 'asked'")
    )
    for name, condition in ONCE.items():
        op.create_index(
            f"uq_export_log_{name}", "export_log", ["export"], unique=True, postgresql_where=sa.text(condition)
        )
    op.execute(
        "GRANT SELECT, INSERT (layer, filters, listed, at, known, expires_at), UPDATE (count, bbox), DELETE ON selections TO matian_application"
    )
    op.execute("GRANT SELECT, INSERT ON selection_members TO matian_application")
    op.execute("CALL matian.append_only('export_log', 'id', 'happened_at', 'who')")


def downgrade() -> None:
    """Take back."""
    op.drop_table("export_log")
    op.drop_table("selection_members")
    op.drop_table("selections")

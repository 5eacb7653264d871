"""what figures stand on, and figures that are frozen"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from layers.migrations.survey import sql_file

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INDEXED = (
    ("consolidation_parcels", "valid_from"),
    ("consolidation_parcels_history", "valid_from"),
    ("consolidation_parcels_history", "superseded_on"),
)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "frozen_figures",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("figure", sa.Text(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("known", postgresql.TIMESTAMP(timezone=True), nullable=False, comment="as recorded by then"),
        sa.Column(
            "known_asked",
            postgresql.TIMESTAMP(timezone=True),
            nullable=True,
            comment="the same, null when “now” was asked for",
        ),
        sa.Column("scope", postgresql.JSONB(), nullable=False, comment="zone, community, project, type"),
        sa.Column("parameters", postgresql.JSONB(), nullable=False),
        sa.Column("definition", postgresql.JSONB(), nullable=False, comment="as it read then, zh and en"),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("value", sa.Numeric(), nullable=True, comment="null: a rate of nothing"),
        sa.Column(
            "evidence",
            postgresql.JSONB(),
            nullable=False,
            comment="the rows; numbers as text, so that no digit is lost",
        ),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True, comment="where it was published"),
        sa.Column("frozen_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "frozen_by",
            sa.Text(),
            server_default=sa.text(
                "COALESCE(NULLIF(current_setting('matian.who'::text, true), ''::text), (SESSION_USER)::text)"
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_figures")),
    )
    op.create_index("ix_stage_events_happened_on", "stage_events", ["happened_on"], unique=False)
    for table, column in INDEXED:
        op.create_index(f"ix_{table}_{column}", table, [column], unique=False)
    for table in ("consolidation_parcels", "consolidation_parcels_history"):
        op.create_index(
            f"ix_{table}_valid_to",
            table,
            ["valid_to"],
            unique=False,
            postgresql_where=sa.text("valid_to IS NOT NULL"),
        )
    op.execute("CALL matian.append_only('frozen_figures', 'id', 'frozen_at', 'frozen_by')")
    op.execute(sql_file("0006_figures.sql"))


def downgrade() -> None:
    """Undo."""
    op.execute(sql_file("0006_figures_down.sql"))
    for table in ("consolidation_parcels_history", "consolidation_parcels"):
        op.drop_index(f"ix_{table}_valid_to", table_name=table)
    for table, column in reversed(INDEXED):
        op.drop_index(f"ix_{table}_{column}", table_name=table)
    op.drop_index("ix_stage_events_happened_on", table_name="stage_events")
    op.drop_table("frozen_figures")

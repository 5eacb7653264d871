"""runs of site selection"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

WHO = "COALESCE(NULLIF(current_setting('matian.who'::text, true), ''::text), (SESSION_USER)::text)"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "siting_runs",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("preset", sa.Text(), nullable=True, comment="that the document was made from"),
        sa.Column("document", postgresql.JSONB(), nullable=False, comment="whole, with every default"),
        sa.Column("at", sa.Date(), nullable=False),
        sa.Column("known", postgresql.TIMESTAMP(timezone=True), nullable=False, comment="as recorded by then"),
        sa.Column("data", postgresql.JSONB(), nullable=False, comment="state of each layer and file that was read"),
        sa.Column("code", sa.Text(), nullable=False, comment="hash of the program's sources"),
        sa.Column("result", postgresql.JSONB(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False, comment="of document and result"),
        sa.Column("rerun_of", sa.BigInteger(), nullable=True, comment="run that this one repeats"),
        sa.Column("made_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("made_by", sa.Text(), server_default=sa.text(WHO), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_siting_runs")),
    )
    op.create_index("ix_siting_runs_made_at", "siting_runs", ["made_at"], unique=False)
    op.execute("CALL matian.append_only('siting_runs', 'id', 'made_at', 'made_by')")


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_siting_runs_made_at", table_name="siting_runs")
    op.drop_table("siting_runs")

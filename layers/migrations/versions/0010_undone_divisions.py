"""a division that was recorded in error is undone"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from layers.migrations.survey import sql_file

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

WHO = "COALESCE(NULLIF(current_setting('matian.who'::text, true), ''::text), (SESSION_USER)::text)"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "undone_divisions",
        sa.Column("child", sa.Text(), nullable=False, comment="code of the part, never used again"),
        sa.Column("parent", sa.Text(), nullable=False, comment="code of the parcel that is whole again"),
        sa.Column("divided_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", postgresql.TIMESTAMP(timezone=True), nullable=False, comment="when it was divided"),
        sa.Column("recorded_by", sa.Text(), nullable=False, comment="who divided it"),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("undone_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("undone_by", sa.Text(), server_default=sa.text(WHO), nullable=False),
        sa.PrimaryKeyConstraint("child", name=op.f("pk_undone_divisions")),
    )
    op.create_index(op.f("ix_undone_divisions_parent"), "undone_divisions", ["parent"], unique=False)
    op.execute("GRANT SELECT ON undone_divisions TO matian_application")
    op.execute(sql_file("0010_undone_divisions.sql"))


def downgrade() -> None:
    """Take back."""
    op.execute(sql_file("0010_undone_divisions_down.sql"))
    op.drop_index(op.f("ix_undone_divisions_parent"), table_name="undone_divisions")
    op.drop_table("undone_divisions")

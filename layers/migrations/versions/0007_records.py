"""what is recorded over HTTP besides events: payments, tenants, promised days, documents withdrawn"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from layers.migrations.survey import sql_file

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

WHO = "COALESCE(NULLIF(current_setting('matian.who'::text, true), ''::text), (SESSION_USER)::text)"


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "project_documents",
        sa.Column(
            "restricted",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="holds personal data: only roles that see these may open it or read its title",
        ),
    )
    op.create_table(
        "document_withdrawals",
        sa.Column("document", sa.UUID(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("recorded_by", sa.Text(), server_default=sa.text(WHO), nullable=False),
        sa.CheckConstraint("length(reason) BETWEEN 1 AND 4000", name=op.f("ck_document_withdrawals_reason")),
        sa.ForeignKeyConstraint(["document"], ["project_documents.id"], name=op.f("fk_document_withdrawals_document")),
        sa.PrimaryKeyConstraint("document", name=op.f("pk_document_withdrawals")),
    )
    op.create_table(
        "record_changes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("list", sa.Text(), nullable=False, comment="tenants, right_holders or project_milestone_dates"),
        sa.Column("key", sa.Text(), nullable=False, comment="id of the party; project and milestone joined by /"),
        sa.Column("before", postgresql.JSONB(), nullable=True, comment="null for what was promised first"),
        sa.Column("after", postgresql.JSONB(), nullable=True, comment="null for what was taken away"),
        sa.Column("changed_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_by", sa.Text(), server_default=sa.text(WHO), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_changes")),
    )
    op.create_index("ix_record_changes_list_key", "record_changes", ["list", "key", "id"], unique=False)
    op.create_table(
        "payment_changes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("payment", sa.BigInteger(), nullable=False, comment="number of the payment"),
        sa.Column("before", postgresql.JSONB(), nullable=False),
        sa.Column("after", postgresql.JSONB(), nullable=True, comment="null for a payment that was taken back"),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("changed_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_by", sa.Text(), server_default=sa.text(WHO), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_changes")),
        schema="personal",
    )
    op.create_index(op.f("ix_payment_changes_payment"), "payment_changes", ["payment"], unique=False, schema="personal")
    op.execute("CALL matian.append_only('document_withdrawals', 'recorded_at', 'recorded_by')")
    op.execute("GRANT SELECT ON record_changes TO matian_application")
    op.execute(sql_file("0007_records.sql"))


def downgrade() -> None:
    """Undo."""
    op.execute(sql_file("0007_records_down.sql"))
    op.drop_index(op.f("ix_payment_changes_payment"), table_name="payment_changes", schema="personal")
    op.drop_table("payment_changes", schema="personal")
    op.drop_index("ix_record_changes_list_key", table_name="record_changes")
    op.drop_table("record_changes")
    op.drop_table("document_withdrawals")
    op.drop_column("project_documents", "restricted")

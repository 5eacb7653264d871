"""cheaper history: a single edit needs neither joins nor aggregates nor settings"""

from __future__ import annotations

from alembic import op

from layers.migrations.survey import sql_file

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.execute(sql_file("0003_cheaper_history.sql"))


def downgrade() -> None:
    """Take back."""
    op.execute(sql_file("0003_cheaper_history_down.sql"))

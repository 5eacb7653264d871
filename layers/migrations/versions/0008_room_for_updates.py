"""room in each page for the row's next version"""

from __future__ import annotations

from alembic import op

from layers.migrations.survey import sql_file

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.execute(sql_file("0008_room_for_updates.sql"))


def downgrade() -> None:
    """Take back."""
    op.execute(sql_file("0008_room_for_updates_down.sql"))

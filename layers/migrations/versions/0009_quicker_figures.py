"""quicker figures: days and instants of versions by index, statements on all processors, stages without a sort"""

from __future__ import annotations

from alembic import op

from layers.migrations.survey import sql_file

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

HISTORY = "consolidation_parcels_history"


def upgrade() -> None:
    """Apply."""
    op.drop_index(f"ix_{HISTORY}_superseded_on", table_name=HISTORY)
    op.create_index(f"ix_{HISTORY}_superseded_on", HISTORY, ["superseded_on", "valid_from"], unique=False)
    op.create_index(f"ix_{HISTORY}_superseded_at", HISTORY, ["superseded_at"], unique=False)
    op.execute(sql_file("0009_quicker_figures.sql"))


def downgrade() -> None:
    """Take back."""
    op.execute(sql_file("0009_quicker_figures_down.sql"))
    op.drop_index(f"ix_{HISTORY}_superseded_at", table_name=HISTORY)
    op.drop_index(f"ix_{HISTORY}_superseded_on", table_name=HISTORY)
    op.create_index(f"ix_{HISTORY}_superseded_on", HISTORY, ["superseded_on"], unique=False)

"""the funnel of a kept run is the list of its constraints; what became of the candidates stands beside it"""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# The hash of a kept run stays that of the answer as it was given.
APART = """
UPDATE siting_runs
   SET result = result || jsonb_build_object('funnel', result #> '{funnel,steps}', 'sifted', (result -> 'funnel') - 'steps')
 WHERE jsonb_typeof(result -> 'funnel') = 'object'
"""
TOGETHER = """
UPDATE siting_runs
   SET result = (result - 'sifted')
                || jsonb_build_object('funnel', (result -> 'sifted') || jsonb_build_object('steps', result -> 'funnel'))
 WHERE jsonb_typeof(result -> 'funnel') = 'array'
"""


def upgrade() -> None:
    """Apply."""
    op.execute(APART)


def downgrade() -> None:
    """Take back."""
    op.execute(TOGETHER)

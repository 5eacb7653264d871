"""shapes of a run's candidates; drafts of projects; the area that two polygons share"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

from layers.migrations.survey import sql_file

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

WHO = "COALESCE(NULLIF(current_setting('matian.who'::text, true), ''::text), (SESSION_USER)::text)"
NOW = sa.text("now()")


def upgrade() -> None:
    """Apply."""
    shape = Geometry("GEOMETRY", srid=-1, spatial_index=False)
    stamp = postgresql.TIMESTAMP(timezone=True)
    op.create_table(
        "siting_shapes",
        sa.Column("run", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("geom", shape, nullable=False),
        sa.ForeignKeyConstraint(["run"], ["siting_runs.id"], name=op.f("fk_siting_shapes_run_siting_runs")),
        sa.PrimaryKeyConstraint("run", "code", name=op.f("pk_siting_shapes")),
    )
    op.create_table(
        "project_drafts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("run", sa.BigInteger(), nullable=False),
        sa.Column("codes", postgresql.ARRAY(sa.Text()), nullable=False, comment="of the run's candidates"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("project_type", sa.Text(), nullable=True, comment="that is thought of"),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("area_m2", sa.Numeric(18, 6), nullable=False, comment="planar, survey CRS"),
        sa.Column("geom", shape, nullable=False, comment="the sites together"),
        sa.Column("recorded_at", stamp, server_default=NOW, nullable=False),
        sa.Column("recorded_by", sa.Text(), server_default=sa.text(WHO), nullable=False),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 200", name=op.f("ck_project_drafts_name_length")),
        sa.CheckConstraint("length(note) BETWEEN 1 AND 4000", name=op.f("ck_project_drafts_note_length")),
        sa.ForeignKeyConstraint(["run"], ["siting_runs.id"], name=op.f("fk_project_drafts_run_siting_runs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_drafts")),
    )
    op.create_index(op.f("ix_project_drafts_run"), "project_drafts", ["run"], unique=False)
    op.create_table(
        "draft_states",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("draft", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("project", sa.Text(), nullable=True, comment="code of the project that it became part of"),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("recorded_at", stamp, server_default=NOW, nullable=False),
        sa.Column("recorded_by", sa.Text(), server_default=sa.text(WHO), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'taken_up', 'withdrawn')", name=op.f("ck_draft_states_known")),
        sa.CheckConstraint("length(reason) BETWEEN 1 AND 4000", name=op.f("ck_draft_states_reason_length")),
        sa.ForeignKeyConstraint(["draft"], ["project_drafts.id"], name=op.f("fk_draft_states_draft_project_drafts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_states")),
    )
    op.create_index(op.f("ix_draft_states_draft"), "draft_states", ["draft"], unique=False)
    op.execute("CALL matian.append_only('siting_shapes', VARIADIC ARRAY[]::text[])")
    op.execute("CALL matian.append_only('project_drafts', 'id', 'recorded_at', 'recorded_by')")
    op.execute("CALL matian.append_only('draft_states', 'id', 'recorded_at', 'recorded_by')")
    op.execute(sql_file("0013_shared_area.sql"))


def downgrade() -> None:
    """Take back."""
    op.execute("DROP FUNCTION matian.shared_area(geometry, geometry)")
    op.drop_table("draft_states")
    op.drop_table("project_drafts")
    op.drop_table("siting_shapes")

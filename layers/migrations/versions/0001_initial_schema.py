"""initial schema"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

from layers.migrations.survey import sql_file, survey_srid

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.execute(sql_file("0001_history.sql"))
    op.create_table(
        "deliveries",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("layer", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("crs", sa.Text(), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("loaded", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("repaired", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column(
            "options", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column("loaded_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "loaded_by",
            sa.Text(),
            server_default=sa.text(
                "COALESCE(NULLIF(current_setting('matian.who'::text, true), ''::text), (SESSION_USER)::text)"
            ),
            nullable=False,
        ),
        sa.Column("undoes", sa.UUID(), nullable=True, comment="the delivery that this row takes back"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("number", name=op.f("uq_deliveries_number")),
        info={"append_only": ("number", "loaded_at", "loaded_by")},
    )
    op.create_table(
        "parcels",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("land_use", sa.Text(), nullable=True),
        sa.Column("zoning", sa.Text(), nullable=True),
        sa.Column("community", sa.Text(), nullable=True),
        sa.Column("registered_area_m2", sa.Numeric(precision=18, scale=6), nullable=True),
        sa.Column("vacant", sa.Boolean(), nullable=True),
        sa.Column("geom", Geometry("MULTIPOLYGON", srid=survey_srid(), spatial_index=False), nullable=False),
        sa.Column(
            "area_m2",
            sa.Numeric(precision=18, scale=6),
            sa.Computed("round((st_area(geom))::numeric, 6)", persisted=True),
            nullable=True,
        ),
        sa.Column(
            "geom_3857",
            Geometry("MULTIPOLYGON", srid=3857, spatial_index=False),
            sa.Computed("st_transform(geom, 3857)", persisted=True),
            nullable=True,
        ),
        sa.Column("valid_from", sa.Date(), server_default=sa.text("CURRENT_DATE"), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), server_default=sa.text("''::text"), nullable=False),
        sa.Column("delivery", sa.UUID(), nullable=True),
        sa.Column("revision", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "updated_by",
            sa.Text(),
            server_default=sa.text(
                "COALESCE(NULLIF(current_setting('matian.who'::text, true), ''::text), (SESSION_USER)::text)"
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcels")),
        comment="地块 · Parcels",
    )
    op.create_index("ix_parcels_geom", "parcels", ["geom"], unique=False, postgresql_using="gist")
    op.create_index("ix_parcels_geom_3857", "parcels", ["geom_3857"], unique=False, postgresql_using="gist")
    op.create_index("ix_parcels_land_use", "parcels", ["land_use"], unique=False)
    op.create_index("uq_parcels_code", "parcels", ["code"], unique=True)
    op.create_table(
        "parcels_history",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("land_use", sa.Text(), nullable=True),
        sa.Column("zoning", sa.Text(), nullable=True),
        sa.Column("community", sa.Text(), nullable=True),
        sa.Column("registered_area_m2", sa.Numeric(precision=18, scale=6), nullable=True),
        sa.Column("vacant", sa.Boolean(), nullable=True),
        sa.Column("geom", Geometry("MULTIPOLYGON", srid=survey_srid(), spatial_index=False), nullable=False),
        sa.Column("area_m2", sa.Numeric(precision=18, scale=6), nullable=True),
        sa.Column("geom_3857", Geometry("MULTIPOLYGON", srid=3857, spatial_index=False), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("delivery", sa.UUID(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("superseded_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("superseded_on", sa.Date(), nullable=False),
        sa.Column("superseded_by", sa.Text(), nullable=False),
        sa.Column(
            "recorded_to",
            postgresql.TIMESTAMP(timezone=True),
            server_default=sa.text("'infinity'::timestamp with time zone"),
            nullable=False,
        ),
        comment="地块（历史） · Parcels (history)",
    )
    op.create_index("ix_parcels_history_code", "parcels_history", ["code"], unique=False)
    op.create_index(
        "ix_parcels_history_geom_3857", "parcels_history", ["geom_3857"], unique=False, postgresql_using="gist"
    )
    op.create_index("ix_parcels_history_id", "parcels_history", ["id"], unique=False)
    op.execute("CALL matian.append_only('deliveries', 'number', 'loaded_at', 'loaded_by')")
    op.execute("CALL matian.track('parcels')")


def downgrade() -> None:
    """Take back."""
    op.execute("CALL matian.untrack('parcels')")
    op.drop_index("ix_parcels_history_id", table_name="parcels_history")
    op.drop_index("ix_parcels_history_geom_3857", table_name="parcels_history", postgresql_using="gist")
    op.drop_index("ix_parcels_history_code", table_name="parcels_history")
    op.drop_table("parcels_history")
    op.drop_index("uq_parcels_code", table_name="parcels")
    op.drop_index("ix_parcels_land_use", table_name="parcels")
    op.drop_index("ix_parcels_geom_3857", table_name="parcels", postgresql_using="gist")
    op.drop_index("ix_parcels_geom", table_name="parcels", postgresql_using="gist")
    op.drop_table("parcels")
    op.drop_table("deliveries")
    op.execute(sql_file("0001_history_down.sql"))

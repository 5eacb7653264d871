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
        "buildings",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("use", sa.Text(), nullable=True),
        sa.Column("parcel", sa.Text(), nullable=True),
        sa.Column("community", sa.Text(), nullable=True),
        sa.Column("floors", sa.Integer(), nullable=True),
        sa.Column("height_m", sa.Double(), nullable=True),
        sa.Column("floor_area_m2", sa.Double(), nullable=True),
        sa.Column("built_year", sa.Integer(), nullable=True),
        sa.Column("residents", sa.Integer(), nullable=True),
        sa.Column("residents_over_60", sa.Integer(), nullable=True),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_buildings")),
        comment="建筑物 · Buildings",
    )
    op.create_index("ix_buildings_geom", "buildings", ["geom"], unique=False, postgresql_using="gist")
    op.create_index("ix_buildings_geom_3857", "buildings", ["geom_3857"], unique=False, postgresql_using="gist")
    op.create_index("ix_buildings_parcel", "buildings", ["parcel"], unique=False)
    op.create_index("ix_buildings_use", "buildings", ["use"], unique=False)
    op.create_index("uq_buildings_code", "buildings", ["code"], unique=True)
    op.create_table(
        "buildings_history",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("use", sa.Text(), nullable=True),
        sa.Column("parcel", sa.Text(), nullable=True),
        sa.Column("community", sa.Text(), nullable=True),
        sa.Column("floors", sa.Integer(), nullable=True),
        sa.Column("height_m", sa.Double(), nullable=True),
        sa.Column("floor_area_m2", sa.Double(), nullable=True),
        sa.Column("built_year", sa.Integer(), nullable=True),
        sa.Column("residents", sa.Integer(), nullable=True),
        sa.Column("residents_over_60", sa.Integer(), nullable=True),
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
        comment="建筑物（历史） · Buildings (history)",
    )
    op.create_index("ix_buildings_history_code", "buildings_history", ["code"], unique=False)
    op.create_index(
        "ix_buildings_history_geom_3857", "buildings_history", ["geom_3857"], unique=False, postgresql_using="gist"
    )
    op.create_index("ix_buildings_history_id", "buildings_history", ["id"], unique=False)
    op.create_table(
        "communities",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_communities")),
        comment="社区 · Communities",
    )
    op.create_index("ix_communities_geom", "communities", ["geom"], unique=False, postgresql_using="gist")
    op.create_index("ix_communities_geom_3857", "communities", ["geom_3857"], unique=False, postgresql_using="gist")
    op.create_index("uq_communities_code", "communities", ["code"], unique=True)
    op.create_table(
        "communities_history",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("population", sa.Integer(), nullable=True),
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
        comment="社区（历史） · Communities (history)",
    )
    op.create_index("ix_communities_history_code", "communities_history", ["code"], unique=False)
    op.create_index(
        "ix_communities_history_geom_3857", "communities_history", ["geom_3857"], unique=False, postgresql_using="gist"
    )
    op.create_index("ix_communities_history_id", "communities_history", ["id"], unique=False)
    op.create_table(
        "consolidation_parcels",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("parcel", sa.Text(), nullable=True),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("stage_since", sa.Date(), nullable=True),
        sa.Column("land_kind", sa.Text(), nullable=False),
        sa.Column("title_category", sa.Text(), nullable=True),
        sa.Column("registered_area_m2", sa.Numeric(precision=18, scale=6), nullable=True),
        sa.Column("floor_area_m2", sa.Double(), nullable=True),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consolidation_parcels")),
        comment="整备地块 · Consolidation parcels",
    )
    op.create_index(
        "ix_consolidation_parcels_geom", "consolidation_parcels", ["geom"], unique=False, postgresql_using="gist"
    )
    op.create_index(
        "ix_consolidation_parcels_geom_3857",
        "consolidation_parcels",
        ["geom_3857"],
        unique=False,
        postgresql_using="gist",
    )
    op.create_index("ix_consolidation_parcels_parcel", "consolidation_parcels", ["parcel"], unique=False)
    op.create_index("ix_consolidation_parcels_project", "consolidation_parcels", ["project"], unique=False)
    op.create_index("ix_consolidation_parcels_stage", "consolidation_parcels", ["stage"], unique=False)
    op.create_index("uq_consolidation_parcels_code", "consolidation_parcels", ["code"], unique=True)
    op.create_table(
        "consolidation_parcels_history",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("project", sa.Text(), nullable=True),
        sa.Column("parcel", sa.Text(), nullable=True),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("stage_since", sa.Date(), nullable=True),
        sa.Column("land_kind", sa.Text(), nullable=True),
        sa.Column("title_category", sa.Text(), nullable=True),
        sa.Column("registered_area_m2", sa.Numeric(precision=18, scale=6), nullable=True),
        sa.Column("floor_area_m2", sa.Double(), nullable=True),
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
        comment="整备地块（历史） · Consolidation parcels (history)",
    )
    op.create_index("ix_consolidation_parcels_history_code", "consolidation_parcels_history", ["code"], unique=False)
    op.create_index(
        "ix_consolidation_parcels_history_geom_3857",
        "consolidation_parcels_history",
        ["geom_3857"],
        unique=False,
        postgresql_using="gist",
    )
    op.create_index("ix_consolidation_parcels_history_id", "consolidation_parcels_history", ["id"], unique=False)
    op.create_table(
        "consolidation_projects",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("project_type", sa.Text(), nullable=False),
        sa.Column("community", sa.Text(), nullable=True),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("begun_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("planned_area_m2", sa.Numeric(precision=18, scale=6), nullable=True),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consolidation_projects")),
        comment="土地整备项目 · Consolidation projects",
    )
    op.create_index(
        "ix_consolidation_projects_geom", "consolidation_projects", ["geom"], unique=False, postgresql_using="gist"
    )
    op.create_index(
        "ix_consolidation_projects_geom_3857",
        "consolidation_projects",
        ["geom_3857"],
        unique=False,
        postgresql_using="gist",
    )
    op.create_index("ix_consolidation_projects_project_type", "consolidation_projects", ["project_type"], unique=False)
    op.create_index("uq_consolidation_projects_code", "consolidation_projects", ["code"], unique=True)
    op.create_table(
        "consolidation_projects_history",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("project_type", sa.Text(), nullable=True),
        sa.Column("community", sa.Text(), nullable=True),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("begun_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("planned_area_m2", sa.Numeric(precision=18, scale=6), nullable=True),
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
        comment="土地整备项目（历史） · Consolidation projects (history)",
    )
    op.create_index("ix_consolidation_projects_history_code", "consolidation_projects_history", ["code"], unique=False)
    op.create_index(
        "ix_consolidation_projects_history_geom_3857",
        "consolidation_projects_history",
        ["geom_3857"],
        unique=False,
        postgresql_using="gist",
    )
    op.create_index("ix_consolidation_projects_history_id", "consolidation_projects_history", ["id"], unique=False)
    op.create_table(
        "corridor_lines",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corridor_lines")),
        comment="河道与道路控制线 · River and road lines",
    )
    op.create_index("ix_corridor_lines_geom", "corridor_lines", ["geom"], unique=False, postgresql_using="gist")
    op.create_index(
        "ix_corridor_lines_geom_3857", "corridor_lines", ["geom_3857"], unique=False, postgresql_using="gist"
    )
    op.create_index("uq_corridor_lines_code", "corridor_lines", ["code"], unique=True)
    op.create_table(
        "corridor_lines_history",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
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
        comment="河道与道路控制线（历史） · River and road lines (history)",
    )
    op.create_index("ix_corridor_lines_history_code", "corridor_lines_history", ["code"], unique=False)
    op.create_index(
        "ix_corridor_lines_history_geom_3857",
        "corridor_lines_history",
        ["geom_3857"],
        unique=False,
        postgresql_using="gist",
    )
    op.create_index("ix_corridor_lines_history_id", "corridor_lines_history", ["id"], unique=False)
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
        "development_axes",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=True),
        sa.Column("geom", Geometry("MULTILINESTRING", srid=survey_srid(), spatial_index=False), nullable=False),
        sa.Column(
            "length_m",
            sa.Numeric(precision=18, scale=6),
            sa.Computed("round((st_length(geom))::numeric, 6)", persisted=True),
            nullable=True,
        ),
        sa.Column(
            "geom_3857",
            Geometry("MULTILINESTRING", srid=3857, spatial_index=False),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_development_axes")),
        comment="发展轴 · Development axes",
    )
    op.create_index("ix_development_axes_geom", "development_axes", ["geom"], unique=False, postgresql_using="gist")
    op.create_index(
        "ix_development_axes_geom_3857", "development_axes", ["geom_3857"], unique=False, postgresql_using="gist"
    )
    op.create_index("uq_development_axes_code", "development_axes", ["code"], unique=True)
    op.create_table(
        "development_axes_history",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("theme", sa.Text(), nullable=True),
        sa.Column("geom", Geometry("MULTILINESTRING", srid=survey_srid(), spatial_index=False), nullable=False),
        sa.Column("length_m", sa.Numeric(precision=18, scale=6), nullable=True),
        sa.Column("geom_3857", Geometry("MULTILINESTRING", srid=3857, spatial_index=False), nullable=True),
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
        comment="发展轴（历史） · Development axes (history)",
    )
    op.create_index("ix_development_axes_history_code", "development_axes_history", ["code"], unique=False)
    op.create_index(
        "ix_development_axes_history_geom_3857",
        "development_axes_history",
        ["geom_3857"],
        unique=False,
        postgresql_using="gist",
    )
    op.create_index("ix_development_axes_history_id", "development_axes_history", ["id"], unique=False)
    op.create_table(
        "ecological_line",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ecological_line")),
        comment="基本生态控制线 · Basic ecological control line",
    )
    op.create_index("ix_ecological_line_geom", "ecological_line", ["geom"], unique=False, postgresql_using="gist")
    op.create_index(
        "ix_ecological_line_geom_3857", "ecological_line", ["geom_3857"], unique=False, postgresql_using="gist"
    )
    op.create_index("uq_ecological_line_code", "ecological_line", ["code"], unique=True)
    op.create_table(
        "ecological_line_history",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
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
        comment="基本生态控制线（历史） · Basic ecological control line (history)",
    )
    op.create_index("ix_ecological_line_history_code", "ecological_line_history", ["code"], unique=False)
    op.create_index(
        "ix_ecological_line_history_geom_3857",
        "ecological_line_history",
        ["geom_3857"],
        unique=False,
        postgresql_using="gist",
    )
    op.create_index("ix_ecological_line_history_id", "ecological_line_history", ["id"], unique=False)
    op.create_table(
        "facilities",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("community", sa.Text(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("geom", Geometry("POINT", srid=survey_srid(), spatial_index=False), nullable=False),
        sa.Column(
            "geom_3857",
            Geometry("POINT", srid=3857, spatial_index=False),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facilities")),
        comment="公共服务设施 · Facilities",
    )
    op.create_index("ix_facilities_geom", "facilities", ["geom"], unique=False, postgresql_using="gist")
    op.create_index("ix_facilities_geom_3857", "facilities", ["geom_3857"], unique=False, postgresql_using="gist")
    op.create_index("ix_facilities_kind", "facilities", ["kind"], unique=False)
    op.create_index("ix_facilities_opened_on", "facilities", ["opened_on"], unique=False)
    op.create_index("uq_facilities_code", "facilities", ["code"], unique=True)
    op.create_table(
        "facilities_history",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("community", sa.Text(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("geom", Geometry("POINT", srid=survey_srid(), spatial_index=False), nullable=False),
        sa.Column("geom_3857", Geometry("POINT", srid=3857, spatial_index=False), nullable=True),
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
        comment="公共服务设施（历史） · Facilities (history)",
    )
    op.create_index("ix_facilities_history_code", "facilities_history", ["code"], unique=False)
    op.create_index(
        "ix_facilities_history_geom_3857", "facilities_history", ["geom_3857"], unique=False, postgresql_using="gist"
    )
    op.create_index("ix_facilities_history_id", "facilities_history", ["id"], unique=False)
    op.create_table(
        "focus_areas",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=True),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_focus_areas")),
        comment="重点片区 · Focus areas",
    )
    op.create_index("ix_focus_areas_geom", "focus_areas", ["geom"], unique=False, postgresql_using="gist")
    op.create_index("ix_focus_areas_geom_3857", "focus_areas", ["geom_3857"], unique=False, postgresql_using="gist")
    op.create_index("uq_focus_areas_code", "focus_areas", ["code"], unique=True)
    op.create_table(
        "focus_areas_history",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("theme", sa.Text(), nullable=True),
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
        comment="重点片区（历史） · Focus areas (history)",
    )
    op.create_index("ix_focus_areas_history_code", "focus_areas_history", ["code"], unique=False)
    op.create_index(
        "ix_focus_areas_history_geom_3857", "focus_areas_history", ["geom_3857"], unique=False, postgresql_using="gist"
    )
    op.create_index("ix_focus_areas_history_id", "focus_areas_history", ["id"], unique=False)
    op.create_table(
        "functional_zones",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=True),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_functional_zones")),
        comment="功能片区 · Functional zones",
    )
    op.create_index("ix_functional_zones_geom", "functional_zones", ["geom"], unique=False, postgresql_using="gist")
    op.create_index(
        "ix_functional_zones_geom_3857", "functional_zones", ["geom_3857"], unique=False, postgresql_using="gist"
    )
    op.create_index("uq_functional_zones_code", "functional_zones", ["code"], unique=True)
    op.create_table(
        "functional_zones_history",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("theme", sa.Text(), nullable=True),
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
        comment="功能片区（历史） · Functional zones (history)",
    )
    op.create_index("ix_functional_zones_history_code", "functional_zones_history", ["code"], unique=False)
    op.create_index(
        "ix_functional_zones_history_geom_3857",
        "functional_zones_history",
        ["geom_3857"],
        unique=False,
        postgresql_using="gist",
    )
    op.create_index("ix_functional_zones_history_id", "functional_zones_history", ["id"], unique=False)
    op.create_table(
        "hazards",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("hazard_class", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=True),
        sa.Column("community", sa.Text(), nullable=True),
        sa.Column("found_on", sa.Date(), nullable=True),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("geom", Geometry("POINT", srid=survey_srid(), spatial_index=False), nullable=False),
        sa.Column(
            "geom_3857",
            Geometry("POINT", srid=3857, spatial_index=False),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hazards")),
        comment="安全隐患 · Hazards",
    )
    op.create_index("ix_hazards_geom", "hazards", ["geom"], unique=False, postgresql_using="gist")
    op.create_index("ix_hazards_geom_3857", "hazards", ["geom_3857"], unique=False, postgresql_using="gist")
    op.create_index("uq_hazards_code", "hazards", ["code"], unique=True)
    op.create_table(
        "hazards_history",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("hazard_class", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("severity", sa.Integer(), nullable=True),
        sa.Column("community", sa.Text(), nullable=True),
        sa.Column("found_on", sa.Date(), nullable=True),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("geom", Geometry("POINT", srid=survey_srid(), spatial_index=False), nullable=False),
        sa.Column("geom_3857", Geometry("POINT", srid=3857, spatial_index=False), nullable=True),
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
        comment="安全隐患（历史） · Hazards (history)",
    )
    op.create_index("ix_hazards_history_code", "hazards_history", ["code"], unique=False)
    op.create_index(
        "ix_hazards_history_geom_3857", "hazards_history", ["geom_3857"], unique=False, postgresql_using="gist"
    )
    op.create_index("ix_hazards_history_id", "hazards_history", ["id"], unique=False)
    op.create_table(
        "heritage_places",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("geom", Geometry("POINT", srid=survey_srid(), spatial_index=False), nullable=False),
        sa.Column(
            "geom_3857",
            Geometry("POINT", srid=3857, spatial_index=False),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heritage_places")),
        comment="文化遗产点 · Heritage places",
    )
    op.create_index("ix_heritage_places_geom", "heritage_places", ["geom"], unique=False, postgresql_using="gist")
    op.create_index(
        "ix_heritage_places_geom_3857", "heritage_places", ["geom_3857"], unique=False, postgresql_using="gist"
    )
    op.create_index("uq_heritage_places_code", "heritage_places", ["code"], unique=True)
    op.create_table(
        "heritage_places_history",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("geom", Geometry("POINT", srid=survey_srid(), spatial_index=False), nullable=False),
        sa.Column("geom_3857", Geometry("POINT", srid=3857, spatial_index=False), nullable=True),
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
        comment="文化遗产点（历史） · Heritage places (history)",
    )
    op.create_index("ix_heritage_places_history_code", "heritage_places_history", ["code"], unique=False)
    op.create_index(
        "ix_heritage_places_history_geom_3857",
        "heritage_places_history",
        ["geom_3857"],
        unique=False,
        postgresql_using="gist",
    )
    op.create_index("ix_heritage_places_history_id", "heritage_places_history", ["id"], unique=False)
    op.create_table(
        "industrial_block_lines",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=False),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_industrial_block_lines")),
        comment="工业区块线 · Industrial block lines",
    )
    op.create_index(
        "ix_industrial_block_lines_geom", "industrial_block_lines", ["geom"], unique=False, postgresql_using="gist"
    )
    op.create_index(
        "ix_industrial_block_lines_geom_3857",
        "industrial_block_lines",
        ["geom_3857"],
        unique=False,
        postgresql_using="gist",
    )
    op.create_index("uq_industrial_block_lines_code", "industrial_block_lines", ["code"], unique=True)
    op.create_table(
        "industrial_block_lines_history",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
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
        comment="工业区块线（历史） · Industrial block lines (history)",
    )
    op.create_index("ix_industrial_block_lines_history_code", "industrial_block_lines_history", ["code"], unique=False)
    op.create_index(
        "ix_industrial_block_lines_history_geom_3857",
        "industrial_block_lines_history",
        ["geom_3857"],
        unique=False,
        postgresql_using="gist",
    )
    op.create_index("ix_industrial_block_lines_history_id", "industrial_block_lines_history", ["id"], unique=False)
    op.create_table(
        "industrial_parks",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("industry", sa.Text(), nullable=True),
        sa.Column("community", sa.Text(), nullable=True),
        sa.Column("floor_area_m2", sa.Double(), nullable=True),
        sa.Column("firms", sa.Integer(), nullable=True),
        sa.Column("built_year", sa.Integer(), nullable=True),
        sa.Column("upgraded_on", sa.Date(), nullable=True),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_industrial_parks")),
        comment="工业园区 · Industrial parks",
    )
    op.create_index("ix_industrial_parks_geom", "industrial_parks", ["geom"], unique=False, postgresql_using="gist")
    op.create_index(
        "ix_industrial_parks_geom_3857", "industrial_parks", ["geom_3857"], unique=False, postgresql_using="gist"
    )
    op.create_index("ix_industrial_parks_upgraded_on", "industrial_parks", ["upgraded_on"], unique=False)
    op.create_index("uq_industrial_parks_code", "industrial_parks", ["code"], unique=True)
    op.create_table(
        "industrial_parks_history",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("industry", sa.Text(), nullable=True),
        sa.Column("community", sa.Text(), nullable=True),
        sa.Column("floor_area_m2", sa.Double(), nullable=True),
        sa.Column("firms", sa.Integer(), nullable=True),
        sa.Column("built_year", sa.Integer(), nullable=True),
        sa.Column("upgraded_on", sa.Date(), nullable=True),
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
        comment="工业园区（历史） · Industrial parks (history)",
    )
    op.create_index("ix_industrial_parks_history_code", "industrial_parks_history", ["code"], unique=False)
    op.create_index(
        "ix_industrial_parks_history_geom_3857",
        "industrial_parks_history",
        ["geom_3857"],
        unique=False,
        postgresql_using="gist",
    )
    op.create_index("ix_industrial_parks_history_id", "industrial_parks_history", ["id"], unique=False)
    op.create_table(
        "instance_facts",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_instance_facts")),
        info={"grant": "SELECT"},
    )
    op.create_table(
        "tile_blocks",
        sa.Column("layer", sa.Text(), nullable=False),
        sa.Column("z", sa.SmallInteger(), nullable=False, comment="zoom of the tiles that it is drawn in"),
        sa.Column("x", sa.Integer(), nullable=False, comment="column of the cell in the grid of its zoom"),
        sa.Column("y", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True, comment="of the field by which the layer is dissolved"),
        sa.Column("shape", Geometry("MULTIPOLYGON", srid=-1, spatial_index=False), nullable=False),
        schema="matian",
        comment="blocks in tile units from the cell's upper left corner, exterior rings clockwise as drawn",
        info={"grant": "SELECT, INSERT, DELETE"},
    )
    op.create_index("ix_tile_blocks_cell", "tile_blocks", ["layer", "z", "x", "y"], unique=False, schema="matian")
    op.create_table(
        "tile_changes",
        sa.Column("layer", sa.Text(), nullable=False),
        sa.Column(
            "changed_by",
            sa.BigInteger(),
            server_default=sa.text("pg_current_xact_id()::text::bigint"),
            nullable=False,
            comment="transaction (xid8)",
        ),
        sa.Column("west", sa.Double(), nullable=False, comment="EPSG:3857, infinite where everything may have changed"),
        sa.Column("south", sa.Double(), nullable=False),
        sa.Column("east", sa.Double(), nullable=False),
        sa.Column("north", sa.Double(), nullable=False),
        sa.Column(
            "past_only",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="no live row was touched",
        ),
        sa.Column(
            "noted_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        schema="matian",
        info={"grant": "SELECT"},
    )
    op.create_index("ix_tile_changes_changed_by", "tile_changes", ["changed_by"], unique=False, schema="matian")
    op.create_table(
        "tile_log_floor",
        sa.Column(
            "transaction",
            sa.BigInteger(),
            nullable=False,
            comment="changes by older transactions may have been dropped",
        ),
        schema="matian",
        info={"grant": "SELECT"},
    )
    op.create_table(
        "tile_preparations",
        sa.Column("layer", sa.Text(), nullable=False),
        sa.Column(
            "snapshot", sa.Text(), nullable=False, comment="pg_snapshot that all blocks of the layer stand for at least"
        ),
        sa.PrimaryKeyConstraint("layer", name=op.f("pk_tile_preparations")),
        schema="matian",
        info={"grant": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_table(
        "metro_lines",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("geom", Geometry("MULTILINESTRING", srid=survey_srid(), spatial_index=False), nullable=False),
        sa.Column(
            "length_m",
            sa.Numeric(precision=18, scale=6),
            sa.Computed("round((st_length(geom))::numeric, 6)", persisted=True),
            nullable=True,
        ),
        sa.Column(
            "geom_3857",
            Geometry("MULTILINESTRING", srid=3857, spatial_index=False),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metro_lines")),
        comment="轨道交通线 · Metro lines",
    )
    op.create_index("ix_metro_lines_geom", "metro_lines", ["geom"], unique=False, postgresql_using="gist")
    op.create_index("ix_metro_lines_geom_3857", "metro_lines", ["geom_3857"], unique=False, postgresql_using="gist")
    op.create_index("uq_metro_lines_code", "metro_lines", ["code"], unique=True)
    op.create_table(
        "metro_lines_history",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("geom", Geometry("MULTILINESTRING", srid=survey_srid(), spatial_index=False), nullable=False),
        sa.Column("length_m", sa.Numeric(precision=18, scale=6), nullable=True),
        sa.Column("geom_3857", Geometry("MULTILINESTRING", srid=3857, spatial_index=False), nullable=True),
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
        comment="轨道交通线（历史） · Metro lines (history)",
    )
    op.create_index("ix_metro_lines_history_code", "metro_lines_history", ["code"], unique=False)
    op.create_index(
        "ix_metro_lines_history_geom_3857", "metro_lines_history", ["geom_3857"], unique=False, postgresql_using="gist"
    )
    op.create_index("ix_metro_lines_history_id", "metro_lines_history", ["id"], unique=False)
    op.create_table(
        "milestones",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label_zh", sa.Text(), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_milestones")),
        sa.UniqueConstraint("position", name=op.f("uq_milestones_position")),
        info={"grant": "SELECT"},
    )
    op.create_table(
        "one_time_logins",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("used_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_one_time_logins")),
        info={"grant": "SELECT, INSERT, UPDATE (used_at), DELETE"},
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
    op.create_table(
        "parking",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("spaces", sa.Integer(), nullable=False),
        sa.Column("charging_spaces", sa.Integer(), nullable=True),
        sa.Column("community", sa.Text(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parking")),
        comment="停车场 · Parking",
    )
    op.create_index("ix_parking_geom", "parking", ["geom"], unique=False, postgresql_using="gist")
    op.create_index("ix_parking_geom_3857", "parking", ["geom_3857"], unique=False, postgresql_using="gist")
    op.create_index("ix_parking_opened_on", "parking", ["opened_on"], unique=False)
    op.create_index("uq_parking_code", "parking", ["code"], unique=True)
    op.create_table(
        "parking_history",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("spaces", sa.Integer(), nullable=True),
        sa.Column("charging_spaces", sa.Integer(), nullable=True),
        sa.Column("community", sa.Text(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
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
        comment="停车场（历史） · Parking (history)",
    )
    op.create_index("ix_parking_history_code", "parking_history", ["code"], unique=False)
    op.create_index(
        "ix_parking_history_geom_3857", "parking_history", ["geom_3857"], unique=False, postgresql_using="gist"
    )
    op.create_index("ix_parking_history_id", "parking_history", ["id"], unique=False)
    op.create_table(
        "negotiations",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("party", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("amount_yuan", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "recorded_by",
            sa.Text(),
            server_default=sa.text(
                "COALESCE(NULLIF(current_setting('matian.who'::text, true), ''::text), (SESSION_USER)::text)"
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_negotiations")),
        schema="personal",
    )
    op.create_index(op.f("ix_negotiations_party"), "negotiations", ["party"], unique=False, schema="personal")
    op.create_table(
        "payments",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("party", sa.UUID(), nullable=False),
        sa.Column("amount_yuan", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "recorded_by",
            sa.Text(),
            server_default=sa.text(
                "COALESCE(NULLIF(current_setting('matian.who'::text, true), ''::text), (SESSION_USER)::text)"
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        schema="personal",
    )
    op.create_index(op.f("ix_payments_party"), "payments", ["party"], unique=False, schema="personal")
    op.create_table(
        "people",
        sa.Column("party", sa.UUID(), nullable=False, comment="id of the right holder or tenant"),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("keep_until", sa.Date(), nullable=False),
        sa.Column("erased_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("party", name=op.f("pk_people")),
        schema="personal",
    )
    op.create_table(
        "readings",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("read_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("read_by", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("parties", sa.Integer(), nullable=False, comment="how many parties were shown"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readings")),
        schema="personal",
    )
    op.create_table(
        "plan_parcels",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("zoning", sa.Text(), nullable=False),
        sa.Column("floor_area_ratio", sa.Double(), nullable=True),
        sa.Column("height_limit_m", sa.Double(), nullable=True),
        sa.Column("green_ratio", sa.Double(), nullable=True),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_parcels")),
        comment="法定图则地块 · Statutory plan parcels",
    )
    op.create_index("ix_plan_parcels_geom", "plan_parcels", ["geom"], unique=False, postgresql_using="gist")
    op.create_index("ix_plan_parcels_geom_3857", "plan_parcels", ["geom_3857"], unique=False, postgresql_using="gist")
    op.create_index("ix_plan_parcels_unit", "plan_parcels", ["unit"], unique=False)
    op.create_index("ix_plan_parcels_zoning", "plan_parcels", ["zoning"], unique=False)
    op.create_index("uq_plan_parcels_code", "plan_parcels", ["code"], unique=True)
    op.create_table(
        "plan_parcels_history",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("zoning", sa.Text(), nullable=True),
        sa.Column("floor_area_ratio", sa.Double(), nullable=True),
        sa.Column("height_limit_m", sa.Double(), nullable=True),
        sa.Column("green_ratio", sa.Double(), nullable=True),
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
        comment="法定图则地块（历史） · Statutory plan parcels (history)",
    )
    op.create_index("ix_plan_parcels_history_code", "plan_parcels_history", ["code"], unique=False)
    op.create_index(
        "ix_plan_parcels_history_geom_3857",
        "plan_parcels_history",
        ["geom_3857"],
        unique=False,
        postgresql_using="gist",
    )
    op.create_index("ix_plan_parcels_history_id", "plan_parcels_history", ["id"], unique=False)
    op.create_table(
        "plan_units",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_units")),
        comment="法定图则单元 · Statutory plan units",
    )
    op.create_index("ix_plan_units_geom", "plan_units", ["geom"], unique=False, postgresql_using="gist")
    op.create_index("ix_plan_units_geom_3857", "plan_units", ["geom_3857"], unique=False, postgresql_using="gist")
    op.create_index("uq_plan_units_code", "plan_units", ["code"], unique=True)
    op.create_table(
        "plan_units_history",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
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
        comment="法定图则单元（历史） · Statutory plan units (history)",
    )
    op.create_index("ix_plan_units_history_code", "plan_units_history", ["code"], unique=False)
    op.create_index(
        "ix_plan_units_history_geom_3857", "plan_units_history", ["geom_3857"], unique=False, postgresql_using="gist"
    )
    op.create_index("ix_plan_units_history_id", "plan_units_history", ["id"], unique=False)
    op.create_table(
        "pocket_parks",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("community", sa.Text(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pocket_parks")),
        comment="口袋公园与绿地 · Pocket parks and greens",
    )
    op.create_index("ix_pocket_parks_geom", "pocket_parks", ["geom"], unique=False, postgresql_using="gist")
    op.create_index("ix_pocket_parks_geom_3857", "pocket_parks", ["geom_3857"], unique=False, postgresql_using="gist")
    op.create_index("ix_pocket_parks_opened_on", "pocket_parks", ["opened_on"], unique=False)
    op.create_index("uq_pocket_parks_code", "pocket_parks", ["code"], unique=True)
    op.create_table(
        "pocket_parks_history",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("community", sa.Text(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
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
        comment="口袋公园与绿地（历史） · Pocket parks and greens (history)",
    )
    op.create_index("ix_pocket_parks_history_code", "pocket_parks_history", ["code"], unique=False)
    op.create_index(
        "ix_pocket_parks_history_geom_3857",
        "pocket_parks_history",
        ["geom_3857"],
        unique=False,
        postgresql_using="gist",
    )
    op.create_index("ix_pocket_parks_history_id", "pocket_parks_history", ["id"], unique=False)
    op.create_table(
        "project_documents",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "file_name", sa.Text(), nullable=False, comment="name under the instance's files, outside the web root"
        ),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("added_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "added_by",
            sa.Text(),
            server_default=sa.text(
                "COALESCE(NULLIF(current_setting('matian.who'::text, true), ''::text), (SESSION_USER)::text)"
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_documents")),
        info={"grant": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(op.f("ix_project_documents_project"), "project_documents", ["project"], unique=False)
    op.create_table(
        "project_funds",
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("planned_yuan", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.PrimaryKeyConstraint("project", "year", "quarter", name=op.f("pk_project_funds")),
        info={"grant": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_table(
        "project_targets",
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("land_kind", sa.Text(), nullable=False),
        sa.Column(
            "area_m2", sa.Numeric(precision=18, scale=6), nullable=False, comment="to be completed in the quarter, m²"
        ),
        sa.PrimaryKeyConstraint("project", "year", "quarter", "land_kind", name=op.f("pk_project_targets")),
        info={"grant": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_table(
        "project_types",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label_zh", sa.Text(), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_project_types")),
        sa.UniqueConstraint("position", name=op.f("uq_project_types_position")),
        info={"grant": "SELECT"},
    )
    op.create_table(
        "retained_land",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("community", sa.Text(), nullable=True),
        sa.Column("project", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=True),
        sa.Column("registered_area_m2", sa.Numeric(precision=18, scale=6), nullable=True),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retained_land")),
        comment="留用土地 · Retained land",
    )
    op.create_index("ix_retained_land_geom", "retained_land", ["geom"], unique=False, postgresql_using="gist")
    op.create_index("ix_retained_land_geom_3857", "retained_land", ["geom_3857"], unique=False, postgresql_using="gist")
    op.create_index("ix_retained_land_project", "retained_land", ["project"], unique=False)
    op.create_index("uq_retained_land_code", "retained_land", ["code"], unique=True)
    op.create_table(
        "retained_land_history",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("community", sa.Text(), nullable=True),
        sa.Column("project", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("given_on", sa.Date(), nullable=True),
        sa.Column("registered_area_m2", sa.Numeric(precision=18, scale=6), nullable=True),
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
        comment="留用土地（历史） · Retained land (history)",
    )
    op.create_index("ix_retained_land_history_code", "retained_land_history", ["code"], unique=False)
    op.create_index(
        "ix_retained_land_history_geom_3857",
        "retained_land_history",
        ["geom_3857"],
        unique=False,
        postgresql_using="gist",
    )
    op.create_index("ix_retained_land_history_id", "retained_land_history", ["id"], unique=False)
    op.create_table(
        "right_holders",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("parcel", sa.Text(), nullable=False, comment="code of the consolidation parcel"),
        sa.Column("kind", sa.Text(), nullable=False, comment="household, firm or joint_stock_company (股份公司)"),
        sa.Column("title_category", sa.Text(), nullable=True),
        sa.Column("land_m2", sa.Numeric(precision=18, scale=6), nullable=False, comment="share of the parcel, m²"),
        sa.Column("floor_m2", sa.Numeric(precision=18, scale=6), nullable=False, comment="floor area held, m²"),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_right_holders")),
        info={"grant": "SELECT, INSERT, UPDATE"},
    )
    op.create_index(op.f("ix_right_holders_parcel"), "right_holders", ["parcel"], unique=False)
    op.create_table(
        "roads",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("class", sa.Text(), nullable=False),
        sa.Column("lanes", sa.Integer(), nullable=True),
        sa.Column("width_m", sa.Double(), nullable=True),
        sa.Column("bicycle_lane", sa.Boolean(), nullable=True),
        sa.Column("oneway", sa.Boolean(), nullable=True),
        sa.Column("municipal", sa.Boolean(), nullable=True),
        sa.Column("from_node", sa.Integer(), nullable=True),
        sa.Column("to_node", sa.Integer(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("geom", Geometry("LINESTRING", srid=survey_srid(), spatial_index=False), nullable=False),
        sa.Column(
            "length_m",
            sa.Numeric(precision=18, scale=6),
            sa.Computed("round((st_length(geom))::numeric, 6)", persisted=True),
            nullable=True,
        ),
        sa.Column(
            "geom_3857",
            Geometry("LINESTRING", srid=3857, spatial_index=False),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roads")),
        comment="道路 · Roads",
    )
    op.create_index("ix_roads_class", "roads", ["class"], unique=False)
    op.create_index("ix_roads_from_node", "roads", ["from_node"], unique=False)
    op.create_index("ix_roads_geom", "roads", ["geom"], unique=False, postgresql_using="gist")
    op.create_index("ix_roads_geom_3857", "roads", ["geom_3857"], unique=False, postgresql_using="gist")
    op.create_index("ix_roads_opened_on", "roads", ["opened_on"], unique=False)
    op.create_index("ix_roads_to_node", "roads", ["to_node"], unique=False)
    op.create_index("uq_roads_code", "roads", ["code"], unique=True)
    op.create_table(
        "roads_history",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("class", sa.Text(), nullable=True),
        sa.Column("lanes", sa.Integer(), nullable=True),
        sa.Column("width_m", sa.Double(), nullable=True),
        sa.Column("bicycle_lane", sa.Boolean(), nullable=True),
        sa.Column("oneway", sa.Boolean(), nullable=True),
        sa.Column("municipal", sa.Boolean(), nullable=True),
        sa.Column("from_node", sa.Integer(), nullable=True),
        sa.Column("to_node", sa.Integer(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("geom", Geometry("LINESTRING", srid=survey_srid(), spatial_index=False), nullable=False),
        sa.Column("length_m", sa.Numeric(precision=18, scale=6), nullable=True),
        sa.Column("geom_3857", Geometry("LINESTRING", srid=3857, spatial_index=False), nullable=True),
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
        comment="道路（历史） · Roads (history)",
    )
    op.create_index("ix_roads_history_code", "roads_history", ["code"], unique=False)
    op.create_index("ix_roads_history_geom_3857", "roads_history", ["geom_3857"], unique=False, postgresql_using="gist")
    op.create_index("ix_roads_history_id", "roads_history", ["id"], unique=False)
    op.create_table(
        "service_grids",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("community", sa.Text(), nullable=True),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_grids")),
        comment="服务格 · Service grids",
    )
    op.create_index("ix_service_grids_geom", "service_grids", ["geom"], unique=False, postgresql_using="gist")
    op.create_index("ix_service_grids_geom_3857", "service_grids", ["geom_3857"], unique=False, postgresql_using="gist")
    op.create_index("uq_service_grids_code", "service_grids", ["code"], unique=True)
    op.create_table(
        "service_grids_history",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("community", sa.Text(), nullable=True),
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
        comment="服务格（历史） · Service grids (history)",
    )
    op.create_index("ix_service_grids_history_code", "service_grids_history", ["code"], unique=False)
    op.create_index(
        "ix_service_grids_history_geom_3857",
        "service_grids_history",
        ["geom_3857"],
        unique=False,
        postgresql_using="gist",
    )
    op.create_index("ix_service_grids_history_id", "service_grids_history", ["id"], unique=False)
    op.create_table(
        "stages",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label_zh", sa.Text(), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=False),
        sa.Column("requires", sa.Text(), nullable=True, comment="stage that must stand before"),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["requires"], ["stages.code"], name=op.f("fk_stages_requires")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_stages")),
        sa.UniqueConstraint("position", name=op.f("uq_stages_position")),
        info={"grant": "SELECT"},
    )
    op.create_table(
        "subdistrict",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subdistrict")),
        comment="街道界 · Subdistrict boundary",
    )
    op.create_index("ix_subdistrict_geom", "subdistrict", ["geom"], unique=False, postgresql_using="gist")
    op.create_index("ix_subdistrict_geom_3857", "subdistrict", ["geom_3857"], unique=False, postgresql_using="gist")
    op.create_index("uq_subdistrict_code", "subdistrict", ["code"], unique=True)
    op.create_table(
        "subdistrict_history",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
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
        comment="街道界（历史） · Subdistrict boundary (history)",
    )
    op.create_index("ix_subdistrict_history_code", "subdistrict_history", ["code"], unique=False)
    op.create_index(
        "ix_subdistrict_history_geom_3857", "subdistrict_history", ["geom_3857"], unique=False, postgresql_using="gist"
    )
    op.create_index("ix_subdistrict_history_id", "subdistrict_history", ["id"], unique=False)
    op.create_table(
        "tenants",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("parcel", sa.Text(), nullable=False, comment="code of the consolidation parcel"),
        sa.Column("kind", sa.Text(), nullable=False, comment="shop, firm or resident"),
        sa.Column("floor_m2", sa.Numeric(precision=18, scale=6), nullable=False, comment="floor area let, m²"),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("vacated_on", sa.Date(), nullable=True),
        sa.Column("moves_to", sa.Text(), nullable=True, comment="where the tenant goes, as a community or a district"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenants")),
        info={"grant": "SELECT, INSERT, UPDATE"},
    )
    op.create_index(op.f("ix_tenants_parcel"), "tenants", ["parcel"], unique=False)
    op.create_table(
        "tenure",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("parcel", sa.Text(), nullable=True),
        sa.Column("ownership", sa.Text(), nullable=False),
        sa.Column("holder_kind", sa.Text(), nullable=True),
        sa.Column("use_right", sa.Text(), nullable=True),
        sa.Column("title_category", sa.Text(), nullable=True),
        sa.Column("certificate", sa.Text(), nullable=True),
        sa.Column("conversion_completed", sa.Boolean(), nullable=True),
        sa.Column("use_until", sa.Date(), nullable=True),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenure")),
        comment="权属 · Tenure",
    )
    op.create_index("ix_tenure_geom", "tenure", ["geom"], unique=False, postgresql_using="gist")
    op.create_index("ix_tenure_geom_3857", "tenure", ["geom_3857"], unique=False, postgresql_using="gist")
    op.create_index("ix_tenure_ownership", "tenure", ["ownership"], unique=False)
    op.create_index("ix_tenure_parcel", "tenure", ["parcel"], unique=False)
    op.create_index("uq_tenure_code", "tenure", ["code"], unique=True)
    op.create_table(
        "tenure_history",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("parcel", sa.Text(), nullable=True),
        sa.Column("ownership", sa.Text(), nullable=True),
        sa.Column("holder_kind", sa.Text(), nullable=True),
        sa.Column("use_right", sa.Text(), nullable=True),
        sa.Column("title_category", sa.Text(), nullable=True),
        sa.Column("certificate", sa.Text(), nullable=True),
        sa.Column("conversion_completed", sa.Boolean(), nullable=True),
        sa.Column("use_until", sa.Date(), nullable=True),
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
        comment="权属（历史） · Tenure (history)",
    )
    op.create_index("ix_tenure_history_code", "tenure_history", ["code"], unique=False)
    op.create_index(
        "ix_tenure_history_geom_3857", "tenure_history", ["geom_3857"], unique=False, postgresql_using="gist"
    )
    op.create_index("ix_tenure_history_id", "tenure_history", ["id"], unique=False)
    op.create_table(
        "three_lines",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_three_lines")),
        comment="三区三线 · Three lines",
    )
    op.create_index("ix_three_lines_geom", "three_lines", ["geom"], unique=False, postgresql_using="gist")
    op.create_index("ix_three_lines_geom_3857", "three_lines", ["geom_3857"], unique=False, postgresql_using="gist")
    op.create_index("uq_three_lines_code", "three_lines", ["code"], unique=True)
    op.create_table(
        "three_lines_history",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
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
        comment="三区三线（历史） · Three lines (history)",
    )
    op.create_index("ix_three_lines_history_code", "three_lines_history", ["code"], unique=False)
    op.create_index(
        "ix_three_lines_history_geom_3857", "three_lines_history", ["geom_3857"], unique=False, postgresql_using="gist"
    )
    op.create_index("ix_three_lines_history_id", "three_lines_history", ["id"], unique=False)
    op.create_table(
        "tokens",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="stands as who in whatever its bearer does"),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "created_by",
            sa.Text(),
            server_default=sa.text(
                "COALESCE(NULLIF(current_setting('matian.who'::text, true), ''::text), (SESSION_USER)::text)"
            ),
            nullable=False,
        ),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("revoked_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("last_used_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("hash", name=op.f("uq_tokens_hash")),
        info={"grant": "SELECT, INSERT, UPDATE (revoked_at, last_used_at)"},
    )
    op.create_table(
        "tour_routes",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("geom", Geometry("MULTILINESTRING", srid=survey_srid(), spatial_index=False), nullable=False),
        sa.Column(
            "length_m",
            sa.Numeric(precision=18, scale=6),
            sa.Computed("round((st_length(geom))::numeric, 6)", persisted=True),
            nullable=True,
        ),
        sa.Column(
            "geom_3857",
            Geometry("MULTILINESTRING", srid=3857, spatial_index=False),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tour_routes")),
        comment="工业遗产游径 · Heritage tour route",
    )
    op.create_index("ix_tour_routes_geom", "tour_routes", ["geom"], unique=False, postgresql_using="gist")
    op.create_index("ix_tour_routes_geom_3857", "tour_routes", ["geom_3857"], unique=False, postgresql_using="gist")
    op.create_index("uq_tour_routes_code", "tour_routes", ["code"], unique=True)
    op.create_table(
        "tour_routes_history",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("geom", Geometry("MULTILINESTRING", srid=survey_srid(), spatial_index=False), nullable=False),
        sa.Column("length_m", sa.Numeric(precision=18, scale=6), nullable=True),
        sa.Column("geom_3857", Geometry("MULTILINESTRING", srid=3857, spatial_index=False), nullable=True),
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
        comment="工业遗产游径（历史） · Heritage tour route (history)",
    )
    op.create_index("ix_tour_routes_history_code", "tour_routes_history", ["code"], unique=False)
    op.create_index(
        "ix_tour_routes_history_geom_3857", "tour_routes_history", ["geom_3857"], unique=False, postgresql_using="gist"
    )
    op.create_index("ix_tour_routes_history_id", "tour_routes_history", ["id"], unique=False)
    op.create_table(
        "transit_stations",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=True),
        sa.Column("geom", Geometry("POINT", srid=survey_srid(), spatial_index=False), nullable=False),
        sa.Column(
            "geom_3857",
            Geometry("POINT", srid=3857, spatial_index=False),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transit_stations")),
        comment="公共交通站点 · Transit stations",
    )
    op.create_index("ix_transit_stations_geom", "transit_stations", ["geom"], unique=False, postgresql_using="gist")
    op.create_index(
        "ix_transit_stations_geom_3857", "transit_stations", ["geom_3857"], unique=False, postgresql_using="gist"
    )
    op.create_index("uq_transit_stations_code", "transit_stations", ["code"], unique=True)
    op.create_table(
        "transit_stations_history",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("line", sa.Text(), nullable=True),
        sa.Column("geom", Geometry("POINT", srid=survey_srid(), spatial_index=False), nullable=False),
        sa.Column("geom_3857", Geometry("POINT", srid=3857, spatial_index=False), nullable=True),
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
        comment="公共交通站点（历史） · Transit stations (history)",
    )
    op.create_index("ix_transit_stations_history_code", "transit_stations_history", ["code"], unique=False)
    op.create_index(
        "ix_transit_stations_history_geom_3857",
        "transit_stations_history",
        ["geom_3857"],
        unique=False,
        postgresql_using="gist",
    )
    op.create_index("ix_transit_stations_history_id", "transit_stations_history", ["id"], unique=False)
    op.create_table(
        "water",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_water")),
        comment="水系 · Water",
    )
    op.create_index("ix_water_geom", "water", ["geom"], unique=False, postgresql_using="gist")
    op.create_index("ix_water_geom_3857", "water", ["geom_3857"], unique=False, postgresql_using="gist")
    op.create_index("uq_water_code", "water", ["code"], unique=True)
    op.create_table(
        "water_history",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
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
        comment="水系（历史） · Water (history)",
    )
    op.create_index("ix_water_history_code", "water_history", ["code"], unique=False)
    op.create_index("ix_water_history_geom_3857", "water_history", ["geom_3857"], unique=False, postgresql_using="gist")
    op.create_index("ix_water_history_id", "water_history", ["id"], unique=False)
    op.create_table(
        "milestone_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("project", sa.Text(), nullable=False, comment="code of the project"),
        sa.Column("milestone", sa.Text(), nullable=True, comment="what it reached; null when the event only voids"),
        sa.Column(
            "happened_on", sa.Date(), nullable=True, comment="the day on which it was true, by the end of that day"
        ),
        sa.Column("voids", sa.BigInteger(), nullable=True, comment="the event that this one corrects"),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "recorded_by",
            sa.Text(),
            server_default=sa.text(
                "COALESCE(NULLIF(current_setting('matian.who'::text, true), ''::text), (SESSION_USER)::text)"
            ),
            nullable=False,
        ),
        sa.CheckConstraint("(milestone IS NULL) = (happened_on IS NULL)", name=op.f("ck_milestone_events_dated")),
        sa.CheckConstraint(
            "milestone IS NOT NULL OR voids IS NOT NULL", name=op.f("ck_milestone_events_says_something")
        ),
        sa.ForeignKeyConstraint(["milestone"], ["milestones.code"], name=op.f("fk_milestone_events_milestone")),
        sa.ForeignKeyConstraint(["voids"], ["milestone_events.id"], name=op.f("fk_milestone_events_voids")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone_events")),
        sa.UniqueConstraint("voids", name=op.f("uq_milestone_events_voids")),
        info={"append_only": ("id", "recorded_at", "recorded_by")},
    )
    op.create_index("ix_milestone_events_project", "milestone_events", ["project"], unique=False)
    op.create_table(
        "project_milestone_dates",
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("milestone", sa.Text(), nullable=False),
        sa.Column("original_on", sa.Date(), nullable=False, comment="promised first"),
        sa.Column("adjusted_on", sa.Date(), nullable=True, comment="promised since"),
        sa.Column("reason", sa.Text(), nullable=True, comment="why it was adjusted"),
        sa.ForeignKeyConstraint(["milestone"], ["milestones.code"], name=op.f("fk_project_milestone_dates_milestone")),
        sa.PrimaryKeyConstraint("project", "milestone", name=op.f("pk_project_milestone_dates")),
        info={"grant": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_table(
        "project_type_milestones",
        sa.Column("project_type", sa.Text(), nullable=False),
        sa.Column("milestone", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("optional", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(["milestone"], ["milestones.code"], name=op.f("fk_project_type_milestones_milestone")),
        sa.ForeignKeyConstraint(
            ["project_type"], ["project_types.code"], name=op.f("fk_project_type_milestones_project_type")
        ),
        sa.PrimaryKeyConstraint("project_type", "milestone", name=op.f("pk_project_type_milestones")),
        info={"grant": "SELECT"},
    )
    op.create_table(
        "sessions",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("token", sa.BigInteger(), nullable=True, comment="the token that it was opened with"),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["token"], ["tokens.id"], name=op.f("fk_sessions_token")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_sessions")),
        info={"grant": "SELECT, INSERT, DELETE"},
    )
    op.create_table(
        "stage_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("parcel", sa.Text(), nullable=False, comment="code of the parcel"),
        sa.Column("stage", sa.Text(), nullable=True, comment="what it reached; null when the event only voids"),
        sa.Column(
            "happened_on", sa.Date(), nullable=True, comment="the day on which it was true, by the end of that day"
        ),
        sa.Column("override_reason", sa.Text(), nullable=True, comment="why the order of stages does not hold here"),
        sa.Column("voids", sa.BigInteger(), nullable=True, comment="the event that this one corrects"),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "recorded_by",
            sa.Text(),
            server_default=sa.text(
                "COALESCE(NULLIF(current_setting('matian.who'::text, true), ''::text), (SESSION_USER)::text)"
            ),
            nullable=False,
        ),
        sa.CheckConstraint("(stage IS NULL) = (happened_on IS NULL)", name=op.f("ck_stage_events_dated")),
        sa.CheckConstraint("stage IS NOT NULL OR voids IS NOT NULL", name=op.f("ck_stage_events_says_something")),
        sa.ForeignKeyConstraint(["stage"], ["stages.code"], name=op.f("fk_stage_events_stage")),
        sa.ForeignKeyConstraint(["voids"], ["stage_events.id"], name=op.f("fk_stage_events_voids")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_events")),
        sa.UniqueConstraint("voids", name=op.f("uq_stage_events_voids")),
        info={"append_only": ("id", "recorded_at", "recorded_by")},
    )
    op.create_index("ix_stage_events_parcel", "stage_events", ["parcel"], unique=False)
    op.create_index("ix_stage_events_stage_happened_on", "stage_events", ["stage", "happened_on"], unique=False)
    op.execute("CALL matian.track('buildings')")
    op.execute("CALL matian.track('communities')")
    op.execute("CALL matian.track('consolidation_parcels')")
    op.execute("CALL matian.track('consolidation_projects')")
    op.execute("CALL matian.track('corridor_lines')")
    op.execute("CALL matian.append_only('deliveries', 'number', 'loaded_at', 'loaded_by')")
    op.execute("CALL matian.track('development_axes')")
    op.execute("CALL matian.track('ecological_line')")
    op.execute("CALL matian.track('facilities')")
    op.execute("CALL matian.track('focus_areas')")
    op.execute("CALL matian.track('functional_zones')")
    op.execute("CALL matian.track('hazards')")
    op.execute("CALL matian.track('heritage_places')")
    op.execute("CALL matian.track('industrial_block_lines')")
    op.execute("CALL matian.track('industrial_parks')")
    op.execute("GRANT SELECT ON instance_facts TO matian_application")
    op.execute("GRANT SELECT, INSERT, DELETE ON matian.tile_blocks TO matian_application")
    op.execute("GRANT SELECT ON matian.tile_changes TO matian_application")
    op.execute("GRANT SELECT ON matian.tile_log_floor TO matian_application")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON matian.tile_preparations TO matian_application")
    op.execute("CALL matian.track('metro_lines')")
    op.execute("GRANT SELECT ON milestones TO matian_application")
    op.bulk_insert(
        sa.table(
            "milestones",
            sa.column("code"),
            sa.column("position"),
            sa.column("label_zh"),
            sa.column("label_en"),
            sa.column("source"),
        ),
        [
            {
                "code": "listed",
                "position": 1,
                "label_zh": "列入年度计划",
                "label_en": "Listed in the yearly plan",
                "source": "深圳市城市更新和土地整备年度计划",
            },
            {
                "code": "initiated",
                "position": 2,
                "label_zh": "立项",
                "label_en": "Initiated",
                "source": "深圳市土地整备利益统筹项目管理办法（深规土规〔2018〕6号）",
            },
            {
                "code": "surveyed",
                "position": 3,
                "label_zh": "现状调查与权属核查",
                "label_en": "Land and titles surveyed",
                "source": "深圳市土地整备利益统筹项目管理办法（深规土规〔2018〕6号）",
            },
            {
                "code": "plan_drafted",
                "position": 4,
                "label_zh": "实施方案",
                "label_en": "Plan drafted",
                "source": "深圳市土地整备利益统筹项目管理办法（深规土规〔2018〕6号）",
            },
            {
                "code": "plan_approved",
                "position": 5,
                "label_zh": "批复",
                "label_en": "Plan approved",
                "source": "深圳市土地整备利益统筹项目管理办法（深规土规〔2018〕6号）",
            },
            {
                "code": "agreement_signed",
                "position": 6,
                "label_zh": "签订协议",
                "label_en": "Agreement signed",
                "source": "深圳市土地整备利益统筹项目管理办法（深规土规〔2018〕6号）",
            },
            {
                "code": "cleared",
                "position": 7,
                "label_zh": "清拆",
                "label_en": "Cleared",
                "source": "深圳市土地整备利益统筹项目管理办法（深规土规〔2018〕6号）",
            },
            {
                "code": "completed",
                "position": 8,
                "label_zh": "整备完成",
                "label_en": "Consolidation completed",
                "source": "深圳市土地整备利益统筹项目管理办法（深规土规〔2018〕6号）",
            },
            {
                "code": "stored",
                "position": 9,
                "label_zh": "移交入库",
                "label_en": "Stored",
                "source": "深圳市土地整备利益统筹项目管理办法（深规土规〔2018〕6号）",
            },
            {
                "code": "supplied",
                "position": 10,
                "label_zh": "供应/留用地出让",
                "label_en": "Supplied",
                "source": "深圳市土地整备利益统筹项目管理办法（深规土规〔2018〕6号）",
            },
            {
                "code": "consented",
                "position": 11,
                "label_zh": "意愿征集",
                "label_en": "Owners' consent",
                "source": "深圳经济特区城市更新条例（2021）",
            },
            {
                "code": "unit_listed",
                "position": 12,
                "label_zh": "单元计划",
                "label_en": "Unit plan listed",
                "source": "深圳经济特区城市更新条例（2021）",
            },
            {
                "code": "checked",
                "position": 13,
                "label_zh": "信息核查",
                "label_en": "Land and buildings checked",
                "source": "深圳经济特区城市更新条例（2021）",
            },
            {
                "code": "unit_approved",
                "position": 14,
                "label_zh": "单元规划",
                "label_en": "Unit plan approved",
                "source": "深圳经济特区城市更新条例（2021）",
            },
            {
                "code": "party_confirmed",
                "position": 15,
                "label_zh": "实施主体确认",
                "label_en": "Implementing party confirmed",
                "source": "深圳经济特区城市更新条例（2021）",
            },
            {
                "code": "land_supplied",
                "position": 16,
                "label_zh": "供地",
                "label_en": "Land supplied",
                "source": "深圳经济特区城市更新条例（2021）",
            },
        ],
    )
    op.execute("GRANT SELECT, INSERT, UPDATE (used_at), DELETE ON one_time_logins TO matian_application")
    op.execute("CALL matian.track('parcels')")
    op.execute("CALL matian.track('parking')")
    op.execute("CALL matian.track('plan_parcels')")
    op.execute("CALL matian.track('plan_units')")
    op.execute("CALL matian.track('pocket_parks')")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON project_documents TO matian_application")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON project_funds TO matian_application")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON project_targets TO matian_application")
    op.execute("GRANT SELECT ON project_types TO matian_application")
    op.bulk_insert(
        sa.table(
            "project_types",
            sa.column("code"),
            sa.column("position"),
            sa.column("label_zh"),
            sa.column("label_en"),
            sa.column("source"),
        ),
        [
            {
                "code": "interest_sharing",
                "position": 1,
                "label_zh": "利益统筹",
                "label_en": "Interest sharing",
                "source": "深圳市土地整备利益统筹项目管理办法（深规土规〔2018〕6号）",
            },
            {
                "code": "expropriation",
                "position": 2,
                "label_zh": "房屋征收",
                "label_en": "Expropriation",
                "source": "深圳市房屋征收与补偿实施办法（试行）",
            },
            {
                "code": "land_recovery",
                "position": 3,
                "label_zh": "收地",
                "label_en": "Land recovery",
                "source": "深圳市闲置土地处置与土地收回工作规程",
            },
            {
                "code": "urban_renewal",
                "position": 4,
                "label_zh": "城市更新",
                "label_en": "Urban renewal",
                "source": "深圳经济特区城市更新条例（2021）",
            },
            {
                "code": "old_building_clearance",
                "position": 5,
                "label_zh": "旧屋清拆",
                "label_en": "Old-building clearance",
                "source": "深圳市房屋征收与补偿实施办法（试行）",
            },
        ],
    )
    op.execute("CALL matian.track('retained_land')")
    op.execute("GRANT SELECT, INSERT, UPDATE ON right_holders TO matian_application")
    op.execute("CALL matian.track('roads')")
    op.execute("CALL matian.track('service_grids')")
    op.execute("GRANT SELECT ON stages TO matian_application")
    op.bulk_insert(
        sa.table(
            "stages",
            sa.column("code"),
            sa.column("position"),
            sa.column("label_zh"),
            sa.column("label_en"),
            sa.column("source"),
            sa.column("requires"),
        ),
        [
            {
                "code": "identified",
                "position": 1,
                "label_zh": "摸底",
                "label_en": "Identified",
                "source": "深圳市土地整备利益统筹项目工作流程；阶段划分按马田街道台账",
                "requires": None,
            },
            {
                "code": "surveyed",
                "position": 2,
                "label_zh": "测绘",
                "label_en": "Surveyed",
                "source": "深圳市土地整备利益统筹项目工作流程；阶段划分按马田街道台账",
                "requires": None,
            },
            {
                "code": "assessed",
                "position": 3,
                "label_zh": "评估",
                "label_en": "Assessed",
                "source": "深圳市土地整备利益统筹项目工作流程；阶段划分按马田街道台账",
                "requires": None,
            },
            {
                "code": "negotiating",
                "position": 4,
                "label_zh": "谈判",
                "label_en": "Negotiating",
                "source": "深圳市土地整备利益统筹项目工作流程；阶段划分按马田街道台账",
                "requires": None,
            },
            {
                "code": "signed",
                "position": 5,
                "label_zh": "签约",
                "label_en": "Signed",
                "source": "深圳市土地整备利益统筹项目工作流程；阶段划分按马田街道台账",
                "requires": None,
            },
            {
                "code": "paid",
                "position": 6,
                "label_zh": "补偿",
                "label_en": "Paid",
                "source": "深圳市土地整备利益统筹项目工作流程；阶段划分按马田街道台账",
                "requires": "signed",
            },
            {
                "code": "vacated",
                "position": 7,
                "label_zh": "清租腾空",
                "label_en": "Tenants out",
                "source": "深圳市土地整备利益统筹项目工作流程；阶段划分按马田街道台账",
                "requires": None,
            },
            {
                "code": "demolished",
                "position": 8,
                "label_zh": "清拆",
                "label_en": "Demolished",
                "source": "深圳市土地整备利益统筹项目工作流程；阶段划分按马田街道台账",
                "requires": "signed",
            },
            {
                "code": "completed",
                "position": 9,
                "label_zh": "整备完成",
                "label_en": "Completed",
                "source": "深圳市土地整备利益统筹项目工作流程；阶段划分按马田街道台账",
                "requires": "signed",
            },
            {
                "code": "stored",
                "position": 10,
                "label_zh": "移交入库",
                "label_en": "Stored",
                "source": "深圳市土地整备利益统筹项目工作流程；阶段划分按马田街道台账",
                "requires": "completed",
            },
        ],
    )
    op.execute("CALL matian.track('subdistrict')")
    op.execute("GRANT SELECT, INSERT, UPDATE ON tenants TO matian_application")
    op.execute("CALL matian.track('tenure')")
    op.execute("CALL matian.track('three_lines')")
    op.execute("GRANT SELECT, INSERT, UPDATE (revoked_at, last_used_at) ON tokens TO matian_application")
    op.execute("CALL matian.track('tour_routes')")
    op.execute("CALL matian.track('transit_stations')")
    op.execute("CALL matian.track('water')")
    op.execute("CALL matian.append_only('milestone_events', 'id', 'recorded_at', 'recorded_by')")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON project_milestone_dates TO matian_application")
    op.execute("GRANT SELECT ON project_type_milestones TO matian_application")
    op.bulk_insert(
        sa.table("project_type_milestones", sa.column("project_type"), sa.column("milestone"), sa.column("position")),
        [
            {"project_type": "interest_sharing", "milestone": "listed", "position": 1},
            {"project_type": "interest_sharing", "milestone": "initiated", "position": 2},
            {"project_type": "interest_sharing", "milestone": "surveyed", "position": 3},
            {"project_type": "interest_sharing", "milestone": "plan_drafted", "position": 4},
            {"project_type": "interest_sharing", "milestone": "plan_approved", "position": 5},
            {"project_type": "interest_sharing", "milestone": "agreement_signed", "position": 6},
            {"project_type": "interest_sharing", "milestone": "cleared", "position": 7},
            {"project_type": "interest_sharing", "milestone": "completed", "position": 8},
            {"project_type": "interest_sharing", "milestone": "stored", "position": 9},
            {"project_type": "interest_sharing", "milestone": "supplied", "position": 10},
            {"project_type": "expropriation", "milestone": "listed", "position": 1},
            {"project_type": "expropriation", "milestone": "initiated", "position": 2},
            {"project_type": "expropriation", "milestone": "surveyed", "position": 3},
            {"project_type": "expropriation", "milestone": "plan_drafted", "position": 4},
            {"project_type": "expropriation", "milestone": "plan_approved", "position": 5},
            {"project_type": "expropriation", "milestone": "agreement_signed", "position": 6},
            {"project_type": "expropriation", "milestone": "cleared", "position": 7},
            {"project_type": "expropriation", "milestone": "completed", "position": 8},
            {"project_type": "expropriation", "milestone": "stored", "position": 9},
            {"project_type": "expropriation", "milestone": "supplied", "position": 10},
            {"project_type": "land_recovery", "milestone": "listed", "position": 1},
            {"project_type": "land_recovery", "milestone": "initiated", "position": 2},
            {"project_type": "land_recovery", "milestone": "surveyed", "position": 3},
            {"project_type": "land_recovery", "milestone": "agreement_signed", "position": 4},
            {"project_type": "land_recovery", "milestone": "cleared", "position": 5},
            {"project_type": "land_recovery", "milestone": "completed", "position": 6},
            {"project_type": "land_recovery", "milestone": "stored", "position": 7},
            {"project_type": "land_recovery", "milestone": "supplied", "position": 8},
            {"project_type": "urban_renewal", "milestone": "listed", "position": 1},
            {"project_type": "urban_renewal", "milestone": "consented", "position": 2},
            {"project_type": "urban_renewal", "milestone": "unit_listed", "position": 3},
            {"project_type": "urban_renewal", "milestone": "checked", "position": 4},
            {"project_type": "urban_renewal", "milestone": "unit_approved", "position": 5},
            {"project_type": "urban_renewal", "milestone": "party_confirmed", "position": 6},
            {"project_type": "urban_renewal", "milestone": "land_supplied", "position": 7},
            {"project_type": "old_building_clearance", "milestone": "listed", "position": 1},
            {"project_type": "old_building_clearance", "milestone": "surveyed", "position": 2},
            {"project_type": "old_building_clearance", "milestone": "plan_drafted", "position": 3},
            {"project_type": "old_building_clearance", "milestone": "plan_approved", "position": 4},
            {"project_type": "old_building_clearance", "milestone": "agreement_signed", "position": 5},
            {"project_type": "old_building_clearance", "milestone": "cleared", "position": 6},
            {"project_type": "old_building_clearance", "milestone": "completed", "position": 7},
            {"project_type": "old_building_clearance", "milestone": "stored", "position": 8},
        ],
    )
    op.execute("GRANT SELECT, INSERT, DELETE ON sessions TO matian_application")
    op.execute("CALL matian.append_only('stage_events', 'id', 'recorded_at', 'recorded_by')")
    op.execute(sql_file("0001_tiles.sql"))
    op.execute(sql_file("0001_personal.sql"))
    op.execute(sql_file("0001_milestone_events.sql"))
    op.execute(sql_file("0001_stage_events.sql"))
    op.execute(sql_file("0001_contiguous.sql"))


def downgrade() -> None:
    """Take back."""
    op.execute(sql_file("0001_contiguous_down.sql"))
    op.execute(sql_file("0001_stage_events_down.sql"))
    op.execute(sql_file("0001_milestone_events_down.sql"))
    op.execute(sql_file("0001_personal_down.sql"))
    op.execute(sql_file("0001_tiles_down.sql"))
    op.execute("CALL matian.untrack('water')")
    op.execute("CALL matian.untrack('transit_stations')")
    op.execute("CALL matian.untrack('tour_routes')")
    op.execute("CALL matian.untrack('three_lines')")
    op.execute("CALL matian.untrack('tenure')")
    op.execute("CALL matian.untrack('subdistrict')")
    op.execute("CALL matian.untrack('service_grids')")
    op.execute("CALL matian.untrack('roads')")
    op.execute("CALL matian.untrack('retained_land')")
    op.execute("CALL matian.untrack('pocket_parks')")
    op.execute("CALL matian.untrack('plan_units')")
    op.execute("CALL matian.untrack('plan_parcels')")
    op.execute("CALL matian.untrack('parking')")
    op.execute("CALL matian.untrack('parcels')")
    op.execute("CALL matian.untrack('metro_lines')")
    op.execute("CALL matian.untrack('industrial_parks')")
    op.execute("CALL matian.untrack('industrial_block_lines')")
    op.execute("CALL matian.untrack('heritage_places')")
    op.execute("CALL matian.untrack('hazards')")
    op.execute("CALL matian.untrack('functional_zones')")
    op.execute("CALL matian.untrack('focus_areas')")
    op.execute("CALL matian.untrack('facilities')")
    op.execute("CALL matian.untrack('ecological_line')")
    op.execute("CALL matian.untrack('development_axes')")
    op.execute("CALL matian.untrack('corridor_lines')")
    op.execute("CALL matian.untrack('consolidation_projects')")
    op.execute("CALL matian.untrack('consolidation_parcels')")
    op.execute("CALL matian.untrack('communities')")
    op.execute("CALL matian.untrack('buildings')")
    op.drop_index("ix_stage_events_stage_happened_on", table_name="stage_events")
    op.drop_index("ix_stage_events_parcel", table_name="stage_events")
    op.drop_table("stage_events")
    op.drop_table("sessions")
    op.drop_table("project_type_milestones")
    op.drop_table("project_milestone_dates")
    op.drop_index("ix_milestone_events_project", table_name="milestone_events")
    op.drop_table("milestone_events")
    op.drop_index("ix_water_history_id", table_name="water_history")
    op.drop_index("ix_water_history_geom_3857", table_name="water_history", postgresql_using="gist")
    op.drop_index("ix_water_history_code", table_name="water_history")
    op.drop_table("water_history")
    op.drop_index("uq_water_code", table_name="water")
    op.drop_index("ix_water_geom_3857", table_name="water", postgresql_using="gist")
    op.drop_index("ix_water_geom", table_name="water", postgresql_using="gist")
    op.drop_table("water")
    op.drop_index("ix_transit_stations_history_id", table_name="transit_stations_history")
    op.drop_index(
        "ix_transit_stations_history_geom_3857", table_name="transit_stations_history", postgresql_using="gist"
    )
    op.drop_index("ix_transit_stations_history_code", table_name="transit_stations_history")
    op.drop_table("transit_stations_history")
    op.drop_index("uq_transit_stations_code", table_name="transit_stations")
    op.drop_index("ix_transit_stations_geom_3857", table_name="transit_stations", postgresql_using="gist")
    op.drop_index("ix_transit_stations_geom", table_name="transit_stations", postgresql_using="gist")
    op.drop_table("transit_stations")
    op.drop_index("ix_tour_routes_history_id", table_name="tour_routes_history")
    op.drop_index("ix_tour_routes_history_geom_3857", table_name="tour_routes_history", postgresql_using="gist")
    op.drop_index("ix_tour_routes_history_code", table_name="tour_routes_history")
    op.drop_table("tour_routes_history")
    op.drop_index("uq_tour_routes_code", table_name="tour_routes")
    op.drop_index("ix_tour_routes_geom_3857", table_name="tour_routes", postgresql_using="gist")
    op.drop_index("ix_tour_routes_geom", table_name="tour_routes", postgresql_using="gist")
    op.drop_table("tour_routes")
    op.drop_table("tokens")
    op.drop_index("ix_three_lines_history_id", table_name="three_lines_history")
    op.drop_index("ix_three_lines_history_geom_3857", table_name="three_lines_history", postgresql_using="gist")
    op.drop_index("ix_three_lines_history_code", table_name="three_lines_history")
    op.drop_table("three_lines_history")
    op.drop_index("uq_three_lines_code", table_name="three_lines")
    op.drop_index("ix_three_lines_geom_3857", table_name="three_lines", postgresql_using="gist")
    op.drop_index("ix_three_lines_geom", table_name="three_lines", postgresql_using="gist")
    op.drop_table("three_lines")
    op.drop_index("ix_tenure_history_id", table_name="tenure_history")
    op.drop_index("ix_tenure_history_geom_3857", table_name="tenure_history", postgresql_using="gist")
    op.drop_index("ix_tenure_history_code", table_name="tenure_history")
    op.drop_table("tenure_history")
    op.drop_index("uq_tenure_code", table_name="tenure")
    op.drop_index("ix_tenure_parcel", table_name="tenure")
    op.drop_index("ix_tenure_ownership", table_name="tenure")
    op.drop_index("ix_tenure_geom_3857", table_name="tenure", postgresql_using="gist")
    op.drop_index("ix_tenure_geom", table_name="tenure", postgresql_using="gist")
    op.drop_table("tenure")
    op.drop_index(op.f("ix_tenants_parcel"), table_name="tenants")
    op.drop_table("tenants")
    op.drop_index("ix_subdistrict_history_id", table_name="subdistrict_history")
    op.drop_index("ix_subdistrict_history_geom_3857", table_name="subdistrict_history", postgresql_using="gist")
    op.drop_index("ix_subdistrict_history_code", table_name="subdistrict_history")
    op.drop_table("subdistrict_history")
    op.drop_index("uq_subdistrict_code", table_name="subdistrict")
    op.drop_index("ix_subdistrict_geom_3857", table_name="subdistrict", postgresql_using="gist")
    op.drop_index("ix_subdistrict_geom", table_name="subdistrict", postgresql_using="gist")
    op.drop_table("subdistrict")
    op.drop_table("stages")
    op.drop_index("ix_service_grids_history_id", table_name="service_grids_history")
    op.drop_index("ix_service_grids_history_geom_3857", table_name="service_grids_history", postgresql_using="gist")
    op.drop_index("ix_service_grids_history_code", table_name="service_grids_history")
    op.drop_table("service_grids_history")
    op.drop_index("uq_service_grids_code", table_name="service_grids")
    op.drop_index("ix_service_grids_geom_3857", table_name="service_grids", postgresql_using="gist")
    op.drop_index("ix_service_grids_geom", table_name="service_grids", postgresql_using="gist")
    op.drop_table("service_grids")
    op.drop_index("ix_roads_history_id", table_name="roads_history")
    op.drop_index("ix_roads_history_geom_3857", table_name="roads_history", postgresql_using="gist")
    op.drop_index("ix_roads_history_code", table_name="roads_history")
    op.drop_table("roads_history")
    op.drop_index("uq_roads_code", table_name="roads")
    op.drop_index("ix_roads_to_node", table_name="roads")
    op.drop_index("ix_roads_opened_on", table_name="roads")
    op.drop_index("ix_roads_geom_3857", table_name="roads", postgresql_using="gist")
    op.drop_index("ix_roads_geom", table_name="roads", postgresql_using="gist")
    op.drop_index("ix_roads_from_node", table_name="roads")
    op.drop_index("ix_roads_class", table_name="roads")
    op.drop_table("roads")
    op.drop_index(op.f("ix_right_holders_parcel"), table_name="right_holders")
    op.drop_table("right_holders")
    op.drop_index("ix_retained_land_history_id", table_name="retained_land_history")
    op.drop_index("ix_retained_land_history_geom_3857", table_name="retained_land_history", postgresql_using="gist")
    op.drop_index("ix_retained_land_history_code", table_name="retained_land_history")
    op.drop_table("retained_land_history")
    op.drop_index("uq_retained_land_code", table_name="retained_land")
    op.drop_index("ix_retained_land_project", table_name="retained_land")
    op.drop_index("ix_retained_land_geom_3857", table_name="retained_land", postgresql_using="gist")
    op.drop_index("ix_retained_land_geom", table_name="retained_land", postgresql_using="gist")
    op.drop_table("retained_land")
    op.drop_table("project_types")
    op.drop_table("project_targets")
    op.drop_table("project_funds")
    op.drop_index(op.f("ix_project_documents_project"), table_name="project_documents")
    op.drop_table("project_documents")
    op.drop_index("ix_pocket_parks_history_id", table_name="pocket_parks_history")
    op.drop_index("ix_pocket_parks_history_geom_3857", table_name="pocket_parks_history", postgresql_using="gist")
    op.drop_index("ix_pocket_parks_history_code", table_name="pocket_parks_history")
    op.drop_table("pocket_parks_history")
    op.drop_index("uq_pocket_parks_code", table_name="pocket_parks")
    op.drop_index("ix_pocket_parks_opened_on", table_name="pocket_parks")
    op.drop_index("ix_pocket_parks_geom_3857", table_name="pocket_parks", postgresql_using="gist")
    op.drop_index("ix_pocket_parks_geom", table_name="pocket_parks", postgresql_using="gist")
    op.drop_table("pocket_parks")
    op.drop_index("ix_plan_units_history_id", table_name="plan_units_history")
    op.drop_index("ix_plan_units_history_geom_3857", table_name="plan_units_history", postgresql_using="gist")
    op.drop_index("ix_plan_units_history_code", table_name="plan_units_history")
    op.drop_table("plan_units_history")
    op.drop_index("uq_plan_units_code", table_name="plan_units")
    op.drop_index("ix_plan_units_geom_3857", table_name="plan_units", postgresql_using="gist")
    op.drop_index("ix_plan_units_geom", table_name="plan_units", postgresql_using="gist")
    op.drop_table("plan_units")
    op.drop_index("ix_plan_parcels_history_id", table_name="plan_parcels_history")
    op.drop_index("ix_plan_parcels_history_geom_3857", table_name="plan_parcels_history", postgresql_using="gist")
    op.drop_index("ix_plan_parcels_history_code", table_name="plan_parcels_history")
    op.drop_table("plan_parcels_history")
    op.drop_index("uq_plan_parcels_code", table_name="plan_parcels")
    op.drop_index("ix_plan_parcels_zoning", table_name="plan_parcels")
    op.drop_index("ix_plan_parcels_unit", table_name="plan_parcels")
    op.drop_index("ix_plan_parcels_geom_3857", table_name="plan_parcels", postgresql_using="gist")
    op.drop_index("ix_plan_parcels_geom", table_name="plan_parcels", postgresql_using="gist")
    op.drop_table("plan_parcels")
    op.drop_table("readings", schema="personal")
    op.drop_table("people", schema="personal")
    op.drop_index(op.f("ix_payments_party"), table_name="payments", schema="personal")
    op.drop_table("payments", schema="personal")
    op.drop_index(op.f("ix_negotiations_party"), table_name="negotiations", schema="personal")
    op.drop_table("negotiations", schema="personal")
    op.drop_index("ix_parking_history_id", table_name="parking_history")
    op.drop_index("ix_parking_history_geom_3857", table_name="parking_history", postgresql_using="gist")
    op.drop_index("ix_parking_history_code", table_name="parking_history")
    op.drop_table("parking_history")
    op.drop_index("uq_parking_code", table_name="parking")
    op.drop_index("ix_parking_opened_on", table_name="parking")
    op.drop_index("ix_parking_geom_3857", table_name="parking", postgresql_using="gist")
    op.drop_index("ix_parking_geom", table_name="parking", postgresql_using="gist")
    op.drop_table("parking")
    op.drop_index("ix_parcels_history_id", table_name="parcels_history")
    op.drop_index("ix_parcels_history_geom_3857", table_name="parcels_history", postgresql_using="gist")
    op.drop_index("ix_parcels_history_code", table_name="parcels_history")
    op.drop_table("parcels_history")
    op.drop_index("uq_parcels_code", table_name="parcels")
    op.drop_index("ix_parcels_land_use", table_name="parcels")
    op.drop_index("ix_parcels_geom_3857", table_name="parcels", postgresql_using="gist")
    op.drop_index("ix_parcels_geom", table_name="parcels", postgresql_using="gist")
    op.drop_table("parcels")
    op.drop_table("one_time_logins")
    op.drop_table("milestones")
    op.drop_index("ix_metro_lines_history_id", table_name="metro_lines_history")
    op.drop_index("ix_metro_lines_history_geom_3857", table_name="metro_lines_history", postgresql_using="gist")
    op.drop_index("ix_metro_lines_history_code", table_name="metro_lines_history")
    op.drop_table("metro_lines_history")
    op.drop_index("uq_metro_lines_code", table_name="metro_lines")
    op.drop_index("ix_metro_lines_geom_3857", table_name="metro_lines", postgresql_using="gist")
    op.drop_index("ix_metro_lines_geom", table_name="metro_lines", postgresql_using="gist")
    op.drop_table("metro_lines")
    op.drop_table("tile_preparations", schema="matian")
    op.drop_table("tile_log_floor", schema="matian")
    op.drop_index("ix_tile_changes_changed_by", table_name="tile_changes", schema="matian")
    op.drop_table("tile_changes", schema="matian")
    op.drop_index("ix_tile_blocks_cell", table_name="tile_blocks", schema="matian")
    op.drop_table("tile_blocks", schema="matian")
    op.drop_table("instance_facts")
    op.drop_index("ix_industrial_parks_history_id", table_name="industrial_parks_history")
    op.drop_index(
        "ix_industrial_parks_history_geom_3857", table_name="industrial_parks_history", postgresql_using="gist"
    )
    op.drop_index("ix_industrial_parks_history_code", table_name="industrial_parks_history")
    op.drop_table("industrial_parks_history")
    op.drop_index("uq_industrial_parks_code", table_name="industrial_parks")
    op.drop_index("ix_industrial_parks_upgraded_on", table_name="industrial_parks")
    op.drop_index("ix_industrial_parks_geom_3857", table_name="industrial_parks", postgresql_using="gist")
    op.drop_index("ix_industrial_parks_geom", table_name="industrial_parks", postgresql_using="gist")
    op.drop_table("industrial_parks")
    op.drop_index("ix_industrial_block_lines_history_id", table_name="industrial_block_lines_history")
    op.drop_index(
        "ix_industrial_block_lines_history_geom_3857",
        table_name="industrial_block_lines_history",
        postgresql_using="gist",
    )
    op.drop_index("ix_industrial_block_lines_history_code", table_name="industrial_block_lines_history")
    op.drop_table("industrial_block_lines_history")
    op.drop_index("uq_industrial_block_lines_code", table_name="industrial_block_lines")
    op.drop_index("ix_industrial_block_lines_geom_3857", table_name="industrial_block_lines", postgresql_using="gist")
    op.drop_index("ix_industrial_block_lines_geom", table_name="industrial_block_lines", postgresql_using="gist")
    op.drop_table("industrial_block_lines")
    op.drop_index("ix_heritage_places_history_id", table_name="heritage_places_history")
    op.drop_index("ix_heritage_places_history_geom_3857", table_name="heritage_places_history", postgresql_using="gist")
    op.drop_index("ix_heritage_places_history_code", table_name="heritage_places_history")
    op.drop_table("heritage_places_history")
    op.drop_index("uq_heritage_places_code", table_name="heritage_places")
    op.drop_index("ix_heritage_places_geom_3857", table_name="heritage_places", postgresql_using="gist")
    op.drop_index("ix_heritage_places_geom", table_name="heritage_places", postgresql_using="gist")
    op.drop_table("heritage_places")
    op.drop_index("ix_hazards_history_id", table_name="hazards_history")
    op.drop_index("ix_hazards_history_geom_3857", table_name="hazards_history", postgresql_using="gist")
    op.drop_index("ix_hazards_history_code", table_name="hazards_history")
    op.drop_table("hazards_history")
    op.drop_index("uq_hazards_code", table_name="hazards")
    op.drop_index("ix_hazards_geom_3857", table_name="hazards", postgresql_using="gist")
    op.drop_index("ix_hazards_geom", table_name="hazards", postgresql_using="gist")
    op.drop_table("hazards")
    op.drop_index("ix_functional_zones_history_id", table_name="functional_zones_history")
    op.drop_index(
        "ix_functional_zones_history_geom_3857", table_name="functional_zones_history", postgresql_using="gist"
    )
    op.drop_index("ix_functional_zones_history_code", table_name="functional_zones_history")
    op.drop_table("functional_zones_history")
    op.drop_index("uq_functional_zones_code", table_name="functional_zones")
    op.drop_index("ix_functional_zones_geom_3857", table_name="functional_zones", postgresql_using="gist")
    op.drop_index("ix_functional_zones_geom", table_name="functional_zones", postgresql_using="gist")
    op.drop_table("functional_zones")
    op.drop_index("ix_focus_areas_history_id", table_name="focus_areas_history")
    op.drop_index("ix_focus_areas_history_geom_3857", table_name="focus_areas_history", postgresql_using="gist")
    op.drop_index("ix_focus_areas_history_code", table_name="focus_areas_history")
    op.drop_table("focus_areas_history")
    op.drop_index("uq_focus_areas_code", table_name="focus_areas")
    op.drop_index("ix_focus_areas_geom_3857", table_name="focus_areas", postgresql_using="gist")
    op.drop_index("ix_focus_areas_geom", table_name="focus_areas", postgresql_using="gist")
    op.drop_table("focus_areas")
    op.drop_index("ix_facilities_history_id", table_name="facilities_history")
    op.drop_index("ix_facilities_history_geom_3857", table_name="facilities_history", postgresql_using="gist")
    op.drop_index("ix_facilities_history_code", table_name="facilities_history")
    op.drop_table("facilities_history")
    op.drop_index("uq_facilities_code", table_name="facilities")
    op.drop_index("ix_facilities_opened_on", table_name="facilities")
    op.drop_index("ix_facilities_kind", table_name="facilities")
    op.drop_index("ix_facilities_geom_3857", table_name="facilities", postgresql_using="gist")
    op.drop_index("ix_facilities_geom", table_name="facilities", postgresql_using="gist")
    op.drop_table("facilities")
    op.drop_index("ix_ecological_line_history_id", table_name="ecological_line_history")
    op.drop_index("ix_ecological_line_history_geom_3857", table_name="ecological_line_history", postgresql_using="gist")
    op.drop_index("ix_ecological_line_history_code", table_name="ecological_line_history")
    op.drop_table("ecological_line_history")
    op.drop_index("uq_ecological_line_code", table_name="ecological_line")
    op.drop_index("ix_ecological_line_geom_3857", table_name="ecological_line", postgresql_using="gist")
    op.drop_index("ix_ecological_line_geom", table_name="ecological_line", postgresql_using="gist")
    op.drop_table("ecological_line")
    op.drop_index("ix_development_axes_history_id", table_name="development_axes_history")
    op.drop_index(
        "ix_development_axes_history_geom_3857", table_name="development_axes_history", postgresql_using="gist"
    )
    op.drop_index("ix_development_axes_history_code", table_name="development_axes_history")
    op.drop_table("development_axes_history")
    op.drop_index("uq_development_axes_code", table_name="development_axes")
    op.drop_index("ix_development_axes_geom_3857", table_name="development_axes", postgresql_using="gist")
    op.drop_index("ix_development_axes_geom", table_name="development_axes", postgresql_using="gist")
    op.drop_table("development_axes")
    op.drop_table("deliveries")
    op.drop_index("ix_corridor_lines_history_id", table_name="corridor_lines_history")
    op.drop_index("ix_corridor_lines_history_geom_3857", table_name="corridor_lines_history", postgresql_using="gist")
    op.drop_index("ix_corridor_lines_history_code", table_name="corridor_lines_history")
    op.drop_table("corridor_lines_history")
    op.drop_index("uq_corridor_lines_code", table_name="corridor_lines")
    op.drop_index("ix_corridor_lines_geom_3857", table_name="corridor_lines", postgresql_using="gist")
    op.drop_index("ix_corridor_lines_geom", table_name="corridor_lines", postgresql_using="gist")
    op.drop_table("corridor_lines")
    op.drop_index("ix_consolidation_projects_history_id", table_name="consolidation_projects_history")
    op.drop_index(
        "ix_consolidation_projects_history_geom_3857",
        table_name="consolidation_projects_history",
        postgresql_using="gist",
    )
    op.drop_index("ix_consolidation_projects_history_code", table_name="consolidation_projects_history")
    op.drop_table("consolidation_projects_history")
    op.drop_index("uq_consolidation_projects_code", table_name="consolidation_projects")
    op.drop_index("ix_consolidation_projects_project_type", table_name="consolidation_projects")
    op.drop_index("ix_consolidation_projects_geom_3857", table_name="consolidation_projects", postgresql_using="gist")
    op.drop_index("ix_consolidation_projects_geom", table_name="consolidation_projects", postgresql_using="gist")
    op.drop_table("consolidation_projects")
    op.drop_index("ix_consolidation_parcels_history_id", table_name="consolidation_parcels_history")
    op.drop_index(
        "ix_consolidation_parcels_history_geom_3857",
        table_name="consolidation_parcels_history",
        postgresql_using="gist",
    )
    op.drop_index("ix_consolidation_parcels_history_code", table_name="consolidation_parcels_history")
    op.drop_table("consolidation_parcels_history")
    op.drop_index("uq_consolidation_parcels_code", table_name="consolidation_parcels")
    op.drop_index("ix_consolidation_parcels_stage", table_name="consolidation_parcels")
    op.drop_index("ix_consolidation_parcels_project", table_name="consolidation_parcels")
    op.drop_index("ix_consolidation_parcels_parcel", table_name="consolidation_parcels")
    op.drop_index("ix_consolidation_parcels_geom_3857", table_name="consolidation_parcels", postgresql_using="gist")
    op.drop_index("ix_consolidation_parcels_geom", table_name="consolidation_parcels", postgresql_using="gist")
    op.drop_table("consolidation_parcels")
    op.drop_index("ix_communities_history_id", table_name="communities_history")
    op.drop_index("ix_communities_history_geom_3857", table_name="communities_history", postgresql_using="gist")
    op.drop_index("ix_communities_history_code", table_name="communities_history")
    op.drop_table("communities_history")
    op.drop_index("uq_communities_code", table_name="communities")
    op.drop_index("ix_communities_geom_3857", table_name="communities", postgresql_using="gist")
    op.drop_index("ix_communities_geom", table_name="communities", postgresql_using="gist")
    op.drop_table("communities")
    op.drop_index("ix_buildings_history_id", table_name="buildings_history")
    op.drop_index("ix_buildings_history_geom_3857", table_name="buildings_history", postgresql_using="gist")
    op.drop_index("ix_buildings_history_code", table_name="buildings_history")
    op.drop_table("buildings_history")
    op.drop_index("uq_buildings_code", table_name="buildings")
    op.drop_index("ix_buildings_use", table_name="buildings")
    op.drop_index("ix_buildings_parcel", table_name="buildings")
    op.drop_index("ix_buildings_geom_3857", table_name="buildings", postgresql_using="gist")
    op.drop_index("ix_buildings_geom", table_name="buildings", postgresql_using="gist")
    op.drop_table("buildings")
    op.execute(sql_file("0001_history_down.sql"))

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
        "instance_facts",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_instance_facts")),
        info={"grant": "SELECT"},
    )
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
    op.execute("CALL matian.track('consolidation_parcels')")
    op.execute("CALL matian.track('consolidation_projects')")
    op.execute("CALL matian.append_only('deliveries', 'number', 'loaded_at', 'loaded_by')")
    op.execute("GRANT SELECT ON instance_facts TO matian_application")
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
    op.execute("GRANT SELECT, INSERT, UPDATE ON right_holders TO matian_application")
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
    op.execute("GRANT SELECT, INSERT, UPDATE ON tenants TO matian_application")
    op.execute("GRANT SELECT, INSERT, UPDATE (revoked_at, last_used_at) ON tokens TO matian_application")
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
    op.execute(sql_file("0001_personal.sql"))
    op.execute(sql_file("0001_milestone_events.sql"))
    op.execute(sql_file("0001_stage_events.sql"))


def downgrade() -> None:
    """Take back."""
    op.execute(sql_file("0001_stage_events_down.sql"))
    op.execute(sql_file("0001_milestone_events_down.sql"))
    op.execute(sql_file("0001_personal_down.sql"))
    op.execute("CALL matian.untrack('parcels')")
    op.execute("CALL matian.untrack('consolidation_projects')")
    op.execute("CALL matian.untrack('consolidation_parcels')")
    op.drop_index("ix_stage_events_stage_happened_on", table_name="stage_events")
    op.drop_index("ix_stage_events_parcel", table_name="stage_events")
    op.drop_table("stage_events")
    op.drop_table("sessions")
    op.drop_table("project_type_milestones")
    op.drop_table("project_milestone_dates")
    op.drop_index("ix_milestone_events_project", table_name="milestone_events")
    op.drop_table("milestone_events")
    op.drop_table("tokens")
    op.drop_index(op.f("ix_tenants_parcel"), table_name="tenants")
    op.drop_table("tenants")
    op.drop_table("stages")
    op.drop_index(op.f("ix_right_holders_parcel"), table_name="right_holders")
    op.drop_table("right_holders")
    op.drop_table("project_types")
    op.drop_table("project_targets")
    op.drop_table("project_funds")
    op.drop_index(op.f("ix_project_documents_project"), table_name="project_documents")
    op.drop_table("project_documents")
    op.drop_table("readings", schema="personal")
    op.drop_table("people", schema="personal")
    op.drop_index(op.f("ix_payments_party"), table_name="payments", schema="personal")
    op.drop_table("payments", schema="personal")
    op.drop_index(op.f("ix_negotiations_party"), table_name="negotiations", schema="personal")
    op.drop_table("negotiations", schema="personal")
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
    op.drop_table("instance_facts")
    op.drop_table("deliveries")
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
    op.execute(sql_file("0001_history_down.sql"))

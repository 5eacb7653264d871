"""records: divisions, custody, notes, override reasons, changes of code tables; events that name their transaction"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from layers.migrations.survey import sql_file

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Functions that speak of the changed tables: those of 0001 go, those of 0004 come, and the other way round.
REPLACED = ("stage_events", "milestone_events", "personal")
COLOURS = {
    "stages": {
        "identified": "#fbfcc8",
        "surveyed": "#edf8b4",
        "assessed": "#d3eeb3",
        "negotiating": "#a5dbb8",
        "signed": "#73c8bd",
        "paid": "#45b4c2",
        "vacated": "#2897bf",
        "demolished": "#2072b2",
        "completed": "#234da0",
        "stored": "#172976",
    },
    "project_types": {
        "interest_sharing": "#b3261e",
        "expropriation": "#8a4f9e",
        "land_recovery": "#3a6ea5",
        "urban_renewal": "#c77700",
        "old_building_clearance": "#5d7f3c",
    },
}


def upgrade() -> None:
    """Apply."""
    for name in REPLACED:
        op.execute(sql_file(f"0001_{name}_down.sql"))
    op.create_table(
        "code_changes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("list", sa.Text(), nullable=False, comment="name of the code table"),
        sa.Column("code", sa.Text(), nullable=False, comment="key of the row, parts joined by /"),
        sa.Column(
            "before", postgresql.JSONB(astext_type=sa.Text()), nullable=True, comment="null for a row that was added"
        ),
        sa.Column(
            "after",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=True,
            comment="null for a row that was taken away",
        ),
        sa.Column("changed_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "changed_by",
            sa.Text(),
            server_default=sa.text(
                "COALESCE(NULLIF(current_setting('matian.who'::text, true), ''::text), (SESSION_USER)::text)"
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_changes")),
        info={"grant": "SELECT"},
    )
    op.create_table(
        "parcel_divisions",
        sa.Column("child", sa.Text(), nullable=False, comment="code of the consolidation parcel that came into being"),
        sa.Column("parent", sa.Text(), nullable=False, comment="code of the one that it was part of"),
        sa.Column(
            "divided_on", sa.Date(), nullable=False, comment="first day of the child, on which the parent is gone"
        ),
        sa.Column("recorded_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "recorded_by",
            sa.Text(),
            server_default=sa.text(
                "COALESCE(NULLIF(current_setting('matian.who'::text, true), ''::text), (SESSION_USER)::text)"
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("child", name=op.f("pk_parcel_divisions")),
        info={"grant": "SELECT"},
    )
    op.create_index(op.f("ix_parcel_divisions_parent"), "parcel_divisions", ["parent"], unique=False)
    op.create_table(
        "project_notes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("project", sa.Text(), nullable=False, comment="code of the project"),
        sa.Column(
            "note",
            sa.Text(),
            sa.CheckConstraint("length(note) BETWEEN 1 AND 4000", name=op.f("ck_project_notes_length")),
            nullable=True,
        ),
        sa.Column("voids", sa.BigInteger(), nullable=True, comment="the note that it takes back"),
        sa.Column("recorded_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "recorded_by",
            sa.Text(),
            server_default=sa.text(
                "COALESCE(NULLIF(current_setting('matian.who'::text, true), ''::text), (SESSION_USER)::text)"
            ),
            nullable=False,
        ),
        sa.CheckConstraint("note IS NOT NULL OR voids IS NOT NULL", name=op.f("ck_project_notes_says_something")),
        sa.ForeignKeyConstraint(["voids"], ["project_notes.id"], name=op.f("fk_project_notes_voids")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_notes")),
        sa.UniqueConstraint("voids", name=op.f("uq_project_notes_voids")),
        info={"append_only": ("id", "recorded_at", "recorded_by")},
    )
    op.create_index(op.f("ix_project_notes_project"), "project_notes", ["project"], unique=False)
    op.create_table(
        "override_reasons",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label_zh", sa.Text(), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_override_reasons")),
        sa.UniqueConstraint("position", name=op.f("uq_override_reasons_position")),
        info={"grant": "SELECT"},
    )
    op.create_table(
        "custody_states",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label_zh", sa.Text(), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=False),
        sa.Column("requires", sa.Text(), nullable=True, comment="stage that the parcel must have reached"),
        sa.Column("colour", sa.Text(), nullable=True, comment="#rrggbb"),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["requires"], ["stages.code"], name=op.f("fk_custody_states_requires")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_custody_states")),
        sa.UniqueConstraint("position", name=op.f("uq_custody_states_position")),
        info={"grant": "SELECT"},
    )
    op.create_table(
        "custody_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("parcel", sa.Text(), nullable=False, comment="code of the parcel"),
        sa.Column("state", sa.Text(), nullable=True, comment="what it reached; null when the event only voids"),
        sa.Column(
            "happened_on", sa.Date(), nullable=True, comment="the day on which it was true, by the end of that day"
        ),
        sa.Column("until", sa.Date(), nullable=True, comment="last day of the term, of land that is let"),
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
        sa.Column(
            "transaction",
            sa.BigInteger(),
            server_default=sa.text("pg_current_xact_id()::text::bigint"),
            nullable=False,
            comment="transaction (xid8) that wrote the row",
        ),
        sa.CheckConstraint("(state IS NULL) = (happened_on IS NULL)", name=op.f("ck_custody_events_dated")),
        sa.CheckConstraint("state IS NOT NULL OR voids IS NOT NULL", name=op.f("ck_custody_events_says_something")),
        sa.CheckConstraint("until >= happened_on", name=op.f("ck_custody_events_term")),
        sa.ForeignKeyConstraint(["state"], ["custody_states.code"], name=op.f("fk_custody_events_state")),
        sa.ForeignKeyConstraint(["voids"], ["custody_events.id"], name=op.f("fk_custody_events_voids")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody_events")),
        sa.UniqueConstraint("voids", name=op.f("uq_custody_events_voids")),
        info={"append_only": ("id", "recorded_at", "recorded_by", "transaction")},
    )
    op.create_index("ix_custody_events_parcel", "custody_events", ["parcel"], unique=False)
    op.create_index("ix_custody_events_recorded_at", "custody_events", ["recorded_at"], unique=False)
    op.create_index("ix_custody_events_transaction", "custody_events", ["transaction"], unique=False)
    op.add_column("consolidation_projects", sa.Column("responsible", sa.Text(), nullable=True))
    op.add_column("consolidation_projects_history", sa.Column("responsible", sa.Text(), nullable=True))
    op.add_column(
        "milestone_events",
        sa.Column(
            "transaction",
            sa.BigInteger(),
            server_default=sa.text("pg_current_xact_id()::text::bigint"),
            nullable=False,
            comment="transaction (xid8) that wrote the row",
        ),
    )
    op.create_index("ix_milestone_events_recorded_at", "milestone_events", ["recorded_at"], unique=False)
    op.create_index("ix_milestone_events_transaction", "milestone_events", ["transaction"], unique=False)
    op.add_column(
        "project_types", sa.Column("colour", sa.Text(), nullable=True, comment="#rrggbb; how the map draws it")
    )
    op.add_column(
        "right_holders",
        sa.Column(
            "carried_from",
            sa.UUID(),
            nullable=True,
            comment="the same party before its parcel was divided: the person and the money stand under that id",
        ),
    )
    op.create_index(op.f("ix_right_holders_carried_from"), "right_holders", ["carried_from"], unique=False)
    op.add_column(
        "stage_events",
        sa.Column(
            "inherits",
            sa.BigInteger(),
            nullable=True,
            comment="the event of the parcel that this one was divided from; stands as long as that one stands",
        ),
    )
    op.add_column(
        "stage_events",
        sa.Column(
            "transaction",
            sa.BigInteger(),
            server_default=sa.text("pg_current_xact_id()::text::bigint"),
            nullable=False,
            comment="transaction (xid8) that wrote the row",
        ),
    )
    op.create_index(
        "ix_stage_events_inherits",
        "stage_events",
        ["inherits"],
        unique=False,
        postgresql_where=sa.text("inherits IS NOT NULL"),
    )
    op.create_index("ix_stage_events_recorded_at", "stage_events", ["recorded_at"], unique=False)
    op.create_index("ix_stage_events_transaction", "stage_events", ["transaction"], unique=False)
    op.create_foreign_key(op.f("fk_stage_events_inherits"), "stage_events", "stage_events", ["inherits"], ["id"])
    op.add_column("stages", sa.Column("colour", sa.Text(), nullable=True, comment="#rrggbb; how the map draws it"))
    op.add_column("tenants", sa.Column("paid_on", sa.Date(), nullable=True, comment="compensation paid in full"))
    op.add_column(
        "tenants",
        sa.Column(
            "carried_from",
            sa.UUID(),
            nullable=True,
            comment="the same party before its parcel was divided: the person and the money stand under that id",
        ),
    )
    op.alter_column(
        "tenants", "agreed_on", existing_type=sa.DATE(), comment="agreement on moving out", existing_nullable=True
    )
    op.create_index(op.f("ix_tenants_carried_from"), "tenants", ["carried_from"], unique=False)
    op.execute("GRANT SELECT ON code_changes TO matian_application")
    op.execute("GRANT SELECT ON parcel_divisions TO matian_application")
    op.execute("CALL matian.append_only('project_notes', 'id', 'recorded_at', 'recorded_by')")
    op.execute("GRANT SELECT ON override_reasons TO matian_application")
    op.bulk_insert(
        sa.table(
            "override_reasons",
            sa.column("code"),
            sa.column("position"),
            sa.column("label_zh"),
            sa.column("label_en"),
            sa.column("source"),
        ),
        [
            {
                "code": "state_recovery",
                "position": 1,
                "label_zh": "政府直接收回，无需签约",
                "label_en": "Recovered by the state, unsigned",
                "source": "马田街道土地整备台账填报口径（示例，由街道办确定）",
            },
            {
                "code": "expropriated",
                "position": 2,
                "label_zh": "依征收决定实施",
                "label_en": "Carried out under an expropriation decision",
                "source": "马田街道土地整备台账填报口径（示例，由街道办确定）",
            },
            {
                "code": "no_building",
                "position": 3,
                "label_zh": "净地，无建筑物",
                "label_en": "Vacant land, nothing to clear",
                "source": "马田街道土地整备台账填报口径（示例，由街道办确定）",
            },
            {
                "code": "record_lost",
                "position": 4,
                "label_zh": "早期资料缺失，补录",
                "label_en": "Early papers are lost; recorded afterwards",
                "source": "马田街道土地整备台账填报口径（示例，由街道办确定）",
            },
            {
                "code": "advance_possession",
                "position": 5,
                "label_zh": "经同意先行进场",
                "label_en": "Entered early with consent",
                "source": "马田街道土地整备台账填报口径（示例，由街道办确定）",
            },
        ],
    )
    op.execute("GRANT SELECT ON custody_states TO matian_application")
    op.bulk_insert(
        sa.table(
            "custody_states",
            sa.column("code"),
            sa.column("position"),
            sa.column("label_zh"),
            sa.column("label_en"),
            sa.column("source"),
            sa.column("colour"),
            sa.column("requires"),
        ),
        [
            {
                "code": "stored",
                "position": 1,
                "label_zh": "在库",
                "label_en": "In store",
                "source": "土地储备管理办法（国土资规〔2017〕17号）",
                "colour": "#172976",
                "requires": "stored",
            },
            {
                "code": "let",
                "position": 2,
                "label_zh": "临时利用",
                "label_en": "Let for a time",
                "source": "土地储备管理办法（国土资规〔2017〕17号）",
                "colour": "#3f8f8b",
                "requires": "stored",
            },
            {
                "code": "supplied",
                "position": 3,
                "label_zh": "已供应",
                "label_en": "Supplied",
                "source": "土地储备管理办法（国土资规〔2017〕17号）",
                "colour": "#8a4f9e",
                "requires": "stored",
            },
            {
                "code": "given_back",
                "position": 4,
                "label_zh": "已返还",
                "label_en": "Given back",
                "source": "土地储备管理办法（国土资规〔2017〕17号）",
                "colour": "#a98b4f",
                "requires": "stored",
            },
        ],
    )
    op.execute("CALL matian.append_only('custody_events', 'id', 'recorded_at', 'recorded_by', 'transaction')")
    for name, colours in COLOURS.items():
        rows = sa.table(name, sa.column("code"), sa.column("colour"))
        for code, colour in colours.items():
            op.execute(rows.update().where(rows.c.code == code).values(colour=colour))
    op.execute("CALL matian.track('consolidation_projects')")
    for name in REPLACED:
        op.execute(sql_file(f"0004_{name}.sql"))
    op.execute(sql_file("0004_code_tables.sql"))
    op.execute(sql_file("0004_divisions.sql"))
    op.execute(sql_file("0004_one_project.sql"))
    op.execute(sql_file("0004_custody_events.sql"))


def downgrade() -> None:
    """Take back."""
    op.execute("DELETE FROM stage_events WHERE inherits IS NOT NULL")  # what they say is said by the originals
    op.execute(sql_file("0004_custody_events_down.sql"))
    op.execute(sql_file("0004_one_project_down.sql"))
    op.execute(sql_file("0004_divisions_down.sql"))
    op.execute(sql_file("0004_code_tables_down.sql"))
    for name in reversed(REPLACED):
        op.execute(sql_file(f"0004_{name}_down.sql"))
    op.drop_index(op.f("ix_tenants_carried_from"), table_name="tenants")
    op.alter_column(
        "tenants",
        "agreed_on",
        existing_type=sa.DATE(),
        comment=None,
        existing_comment="agreement on moving out",
        existing_nullable=True,
    )
    op.drop_column("tenants", "carried_from")
    op.drop_column("tenants", "paid_on")
    op.drop_column("stages", "colour")
    op.drop_constraint(op.f("fk_stage_events_inherits"), "stage_events", type_="foreignkey")
    op.drop_index("ix_stage_events_transaction", table_name="stage_events")
    op.drop_index("ix_stage_events_recorded_at", table_name="stage_events")
    op.drop_index(
        "ix_stage_events_inherits", table_name="stage_events", postgresql_where=sa.text("inherits IS NOT NULL")
    )
    op.drop_column("stage_events", "transaction")
    op.drop_column("stage_events", "inherits")
    op.drop_index(op.f("ix_right_holders_carried_from"), table_name="right_holders")
    op.drop_column("right_holders", "carried_from")
    op.drop_column("project_types", "colour")
    op.drop_index("ix_milestone_events_transaction", table_name="milestone_events")
    op.drop_index("ix_milestone_events_recorded_at", table_name="milestone_events")
    op.drop_column("milestone_events", "transaction")
    op.drop_column("consolidation_projects_history", "responsible")
    op.drop_column("consolidation_projects", "responsible")
    op.drop_index("ix_custody_events_transaction", table_name="custody_events")
    op.drop_index("ix_custody_events_recorded_at", table_name="custody_events")
    op.drop_index("ix_custody_events_parcel", table_name="custody_events")
    op.drop_table("custody_events")
    op.drop_table("custody_states")
    op.drop_table("override_reasons")
    op.drop_index(op.f("ix_project_notes_project"), table_name="project_notes")
    op.drop_table("project_notes")
    op.drop_index(op.f("ix_parcel_divisions_parent"), table_name="parcel_divisions")
    op.drop_table("parcel_divisions")
    op.drop_table("code_changes")
    op.execute("CALL matian.track('consolidation_projects')")
    for name in REPLACED:
        op.execute(sql_file(f"0001_{name}.sql"))

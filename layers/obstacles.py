"""
What holds a consolidation parcel or project back (堵点台账): reason, owner, next action and its date; never rewritten.

The last note of a parcel (or of a project as a whole) is what stands; a note that says `removed` takes it off the list.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    MetaData,
    Table,
    Text,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP

from layers.base import Code, CodeList, Label
from layers.stages import PRACTICE, code_rows, code_table
from layers.tables import WHO

OBSTACLE_REASONS = CodeList(
    "obstacle_reasons",
    (
        Code("price", Label("补偿价格分歧", "Price disputed"), None, PRACTICE),
        Code("title", Label("权属争议", "Title disputed"), None, PRACTICE),
        Code("heirs", Label("继承人未到齐", "Heirs not all found"), None, PRACTICE),
        Code("absent", Label("权利人失联", "Holder can't be reached"), None, PRACTICE),
        Code("tenants", Label("租户未清", "Tenants still in"), None, PRACTICE),
        Code("relocation", Label("安置未落实", "Nowhere to move to"), None, PRACTICE),
        Code("funds", Label("资金未到位", "Funds not there"), None, PRACTICE),
        Code("approval", Label("审批未完成", "Approval pending"), None, PRACTICE),
        Code("litigation", Label("诉讼", "In court"), None, PRACTICE),
        Code("mortgage", Label("抵押查封", "Mortgaged or seized"), None, PRACTICE),
        Code("utilities", Label("管线迁改", "Utilities to be moved"), None, PRACTICE),
        Code("other", Label("其他", "Other"), None, PRACTICE),
    ),
    source=PRACTICE,
)


def define_tables(metadata: MetaData) -> None:
    """Add `obstacle_reasons` and the log `obstacles`."""
    code_table("obstacle_reasons", metadata, rows=code_rows(OBSTACLE_REASONS))
    table = Table(
        "obstacles",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("project", Text, nullable=False, comment="code of the project"),
        Column("parcel", Text, comment="code of the consolidation parcel; null for the project as a whole"),
        Column("reason", Text, ForeignKey("obstacle_reasons.code"), nullable=False),
        Column("owner", Text, nullable=False, comment="who sees to it: an officer or a team"),
        Column("next_action", Text, nullable=False),
        Column("next_on", Date, nullable=False, comment="day by which the next action is due"),
        Column("note", Text),
        Column("removed", Boolean, nullable=False, server_default=false()),
        Column("recorded_at", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
        Column("recorded_by", Text, nullable=False, server_default=text(WHO)),
        CheckConstraint("length(owner) > 0 AND length(next_action) > 0", name="says_who_and_what"),
        info={"append_only": ("id", "recorded_at", "recorded_by"), "sql": ("0005_obstacles.sql",)},
    )
    Index("ix_obstacles_project_parcel", table.c.project, table.c.parcel, table.c.id)

"""
Figures that were published (定格指标): what was asked, what was answered, and the evidence, append-only.

The hash stands over the question, the value and the rows: what was published can be shown to be what was frozen.
"""

from sqlalchemy import BigInteger, Column, Date, Identity, Integer, MetaData, Numeric, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

from layers.tables import WHO

STAMPED = ("id", "frozen_at", "frozen_by")


def define_tables(metadata: MetaData) -> None:
    """Add `frozen_figures`."""
    Table(
        "frozen_figures",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("figure", Text, nullable=False),
        Column("first", Date, nullable=False),
        Column("last", Date, nullable=False),
        Column("known", TIMESTAMP(timezone=True), nullable=False, comment="as recorded by then"),
        Column("known_asked", TIMESTAMP(timezone=True), comment="the same, null when “now” was asked for"),
        Column("scope", JSONB, nullable=False, comment="zone, community, project, type"),
        Column("parameters", JSONB, nullable=False),
        Column("definition", JSONB, nullable=False, comment="as it read then, zh and en"),
        Column("unit", Text, nullable=False),
        Column("value", Numeric, comment="null: a rate of nothing"),
        Column("evidence", JSONB, nullable=False, comment="the rows; numbers as text, so that no digit is lost"),
        Column("rows", Integer, nullable=False),
        Column("sha256", Text, nullable=False),
        Column("note", Text, comment="where it was published"),
        Column("frozen_at", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
        Column("frozen_by", Text, nullable=False, server_default=text(WHO)),
        info={"append_only": STAMPED},
    )

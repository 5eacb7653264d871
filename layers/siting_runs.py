"""
Runs of site selection (选址方案运行): the document, what it stood on, and the answer, append-only.

A run can be made again: the document, the two times, the seed and the state of the data stand here; the hash tells
whether the answer is the same.
"""

from sqlalchemy import BigInteger, Column, Date, Identity, Index, MetaData, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

from layers.tables import WHO

STAMPED = ("id", "made_at", "made_by")


def define_tables(metadata: MetaData) -> None:
    """Add `siting_runs`."""
    table = Table(
        "siting_runs",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("name", Text, nullable=False),
        Column("preset", Text, comment="that the document was made from"),
        Column("document", JSONB, nullable=False, comment="whole, with every default"),
        Column("at", Date, nullable=False),
        Column("known", TIMESTAMP(timezone=True), nullable=False, comment="as recorded by then"),
        Column("data", JSONB, nullable=False, comment="state of each layer and file that was read"),
        Column("code", Text, nullable=False, comment="hash of the program's sources"),
        Column("result", JSONB, nullable=False),
        Column("sha256", Text, nullable=False, comment="of document and result"),
        Column("rerun_of", BigInteger, comment="run that this one repeats"),
        Column("made_at", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
        Column("made_by", Text, nullable=False, server_default=text(WHO)),
        info={"append_only": STAMPED},
    )
    Index("ix_siting_runs_made_at", table.c.made_at)

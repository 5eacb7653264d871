"""
Selections (选择集) that are held on the server: a filter, or a list of codes, with its owner and its end.

A list of codes stands in a table of its own, so that it may be as long as the layer.
"""

from sqlalchemy import BigInteger, Column, Date, Double, ForeignKey, Index, MetaData, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP, UUID

from layers.tables import WHO

INSTANT = TIMESTAMP(timezone=True)


def define_tables(metadata: MetaData) -> None:
    """Add `selections` and `selection_members`."""
    table = Table(
        "selections",
        metadata,
        Column("id", UUID, primary_key=True, server_default=text("gen_random_uuid()")),
        Column("layer", Text, nullable=False),
        Column("filters", ARRAY(Text), nullable=False, comment="CQL2, all of which must hold"),
        Column("listed", BigInteger, comment="how many codes were given; null where none were"),
        Column("at", Date, nullable=False),
        Column("known", INSTANT, nullable=False, comment="as recorded by then"),
        Column("count", BigInteger, nullable=False, server_default=text("0"), comment="rows when it was made"),
        Column("bbox", ARRAY(Double), comment="west, south, east, north in degrees; null when it is empty"),
        Column("who", Text, nullable=False, server_default=text(WHO), comment="whose it is"),
        Column("made_at", INSTANT, nullable=False, server_default=text("now()")),
        Column("expires_at", INSTANT, nullable=False),
        info={"grant": "SELECT, INSERT (layer, filters, listed, at, known, expires_at), UPDATE (count, bbox), DELETE"},
    )
    Index("ix_selections_expires_at", table.c.expires_at)
    Table(
        "selection_members",
        metadata,
        Column("selection", UUID, ForeignKey("selections.id", ondelete="CASCADE"), primary_key=True),
        Column("code", Text, primary_key=True),
        info={"grant": "SELECT, INSERT"},
    )

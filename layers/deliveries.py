"""The log of deliveries (数据交付): what came, from which file, with which result, and whether it was taken back."""

from sqlalchemy import BigInteger, Column, Identity, Integer, MetaData, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, UUID

from layers.tables import WHO


def define_tables(metadata: MetaData) -> None:
    """Add the table `deliveries`: one row for each load and for each undoing; rows are never changed."""
    Table(
        "deliveries",
        metadata,
        Column("id", UUID, primary_key=True, server_default=text("gen_random_uuid()")),
        Column("number", BigInteger, Identity(always=True), nullable=False, unique=True),
        Column("layer", Text, nullable=False),
        Column("file_name", Text, nullable=False),
        Column("sha256", Text, nullable=False),
        Column("crs", Text, nullable=False),
        Column("read", Integer, nullable=False),
        Column("loaded", Integer, nullable=False),
        Column("unchanged", Integer, nullable=False),
        Column("repaired", Integer, nullable=False),
        Column("refused", Integer, nullable=False),
        Column("options", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
        Column("loaded_at", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
        Column("loaded_by", Text, nullable=False, server_default=text(WHO)),
        Column("undoes", UUID, comment="the delivery that this row takes back"),
        info={"append_only": ("number", "loaded_at", "loaded_by")},
    )

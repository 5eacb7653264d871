"""Facts about the instance itself: whether its records are synthetic, from which seed, of which date."""

from sqlalchemy import Column, MetaData, Table, Text


def define_tables(metadata: MetaData) -> None:
    """Add `instance_facts`; the demo writes `synthetic`, `scale`, `seed` and `data_date` when it is wholly loaded."""
    Table(
        "instance_facts",
        metadata,
        Column("key", Text, primary_key=True),
        Column("value", Text, nullable=False),
        info={"grant": "SELECT"},
    )

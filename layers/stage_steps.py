"""Indexes by which a step of the time slider finds the consolidation parcels that change between two days."""

from sqlalchemy import Index, MetaData


def define_tables(metadata: MetaData) -> None:
    """Add indexes on the days on which versions of consolidation parcels begin and end."""
    live, past = (metadata.tables[f"consolidation_parcels{part}"] for part in ("", "_history"))
    Index("ix_consolidation_parcels_valid_from", live.c.valid_from)
    Index("ix_consolidation_parcels_history_valid_from", past.c.valid_from)
    Index("ix_consolidation_parcels_history_superseded_on", past.c.superseded_on)
    for table in (live, past):
        ends = table.c.valid_to
        Index(f"ix_{table.name}_valid_to", ends, postgresql_where=ends.isnot(None))

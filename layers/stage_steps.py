"""
Indexes on the days of versions of consolidation parcels.

A step of the time slider finds by them what changes between two days. A figure of a day finds by the last two, `or`ed
in `…_as_of`, the few superseded versions that still speak for it (superseded after that day and begun by it, or
superseded after the instant that is asked about), and leaves the rest of the history unread.
"""

from sqlalchemy import Index, MetaData


def define_tables(metadata: MetaData) -> None:
    """Add indexes on the days on which versions of consolidation parcels begin and end."""
    live, past = (metadata.tables[f"consolidation_parcels{part}"] for part in ("", "_history"))
    Index("ix_consolidation_parcels_valid_from", live.c.valid_from)
    Index("ix_consolidation_parcels_history_valid_from", past.c.valid_from)
    Index("ix_consolidation_parcels_history_superseded_on", past.c.superseded_on, past.c.valid_from)
    Index("ix_consolidation_parcels_history_superseded_at", past.c.superseded_at)
    for table in (live, past):
        ends = table.c.valid_to
        Index(f"ix_{table.name}_valid_to", ends, postgresql_where=ends.isnot(None))

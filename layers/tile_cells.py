"""
What the tiles keep in the database: blocks for small scales made beforehand, and the log of what was changed where.

The log is what makes both honest. Each writing statement notes the rectangles that it touched together with its
transaction (`matian.track`). A prepared block, or a tile in a server's cache, is known by the snapshot in which it was
made; it is out of date when the log holds a change there by a transaction that this snapshot did not see.
"""

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, Boolean, Column, Double, Index, Integer, MetaData, SmallInteger, Table, Text, text
from sqlalchemy.dialects.postgresql import TIMESTAMP


def define_tables(metadata: MetaData) -> None:
    """Add `matian.tile_blocks`, `matian.tile_preparations`, `matian.tile_changes` and `matian.tile_log_floor`."""
    blocks = Table(
        "tile_blocks",
        metadata,
        Column("layer", Text, nullable=False),
        Column("z", SmallInteger, nullable=False, comment="zoom of the tiles that it is drawn in"),
        Column("x", Integer, nullable=False, comment="column of the cell in the grid of its zoom"),
        Column("y", Integer, nullable=False),
        Column("value", Text, comment="of the field by which the layer is dissolved"),
        Column("shape", Geometry("MultiPolygon", srid=-1, spatial_index=False), nullable=False),
        schema="matian",
        info={"grant": "SELECT, INSERT, DELETE", "sql": ("0001_tiles.sql",)},
        comment="blocks in tile units from the cell's upper left corner, exterior rings clockwise as drawn",
    )
    Index("ix_tile_blocks_cell", blocks.c.layer, blocks.c.z, blocks.c.x, blocks.c.y)
    Table(
        "tile_preparations",
        metadata,
        Column("layer", Text, primary_key=True),
        Column("snapshot", Text, nullable=False, comment="pg_snapshot that all blocks of the layer stand for at least"),
        schema="matian",
        info={"grant": "SELECT, INSERT, UPDATE, DELETE"},
    )
    changes = Table(
        "tile_changes",
        metadata,
        Column("layer", Text, nullable=False),
        Column(
            "changed_by",
            BigInteger,
            nullable=False,
            server_default=text("pg_current_xact_id()::text::bigint"),
            comment="transaction (xid8)",
        ),
        Column("west", Double, nullable=False, comment="EPSG:3857, infinite where everything may have changed"),
        Column("south", Double, nullable=False),
        Column("east", Double, nullable=False),
        Column("north", Double, nullable=False),
        Column("past_only", Boolean, nullable=False, server_default=text("false"), comment="no live row was touched"),
        Column("noted_at", TIMESTAMP(timezone=True), nullable=False, server_default=text("clock_timestamp()")),
        schema="matian",
        info={"grant": "SELECT"},
    )
    Index("ix_tile_changes_changed_by", changes.c.changed_by)
    Table(
        "tile_log_floor",
        metadata,
        Column(
            "transaction", BigInteger, nullable=False, comment="changes by older transactions may have been dropped"
        ),
        schema="matian",
        info={"grant": "SELECT"},
    )

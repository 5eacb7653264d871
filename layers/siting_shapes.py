"""
Shapes of a run's candidates (选址候选图形), as they were on the day that was asked: append-only, survey CRS.

A leftover plot or a grid cell is no feature of any layer: without its shape it couldn't be drawn or handed over.
"""

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, Column, ForeignKey, MetaData, Table, Text


def define_tables(metadata: MetaData) -> None:
    """Add `siting_shapes`."""
    Table(
        "siting_shapes",
        metadata,
        Column("run", BigInteger, ForeignKey("siting_runs.id"), primary_key=True),
        Column("code", Text, primary_key=True),
        Column("geom", Geometry("GEOMETRY", srid=-1, spatial_index=False), nullable=False),
        info={"append_only": ()},
    )

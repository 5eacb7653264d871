"""
Reading layers: a page of features, one feature with its history, search, counts. Each is one SQL statement.

Identifiers in a statement come from the layer registry alone, quoted; everything that a caller says is a parameter.
PostgreSQL writes the GeoJSON, so no feature becomes a Python object on its way out.
"""

from gis_core.features.area import Box, Coordinates, read_box, read_crs
from gis_core.features.columns import columns
from gis_core.features.counts import counts_statement
from gis_core.features.one import history_statement, one_statement
from gis_core.features.page import Cursor, Page, count_statement, page_statement, read_cursor
from gis_core.features.search import search_statement
from gis_core.features.statement import Statement

__all__ = [
    "Box",
    "Coordinates",
    "Cursor",
    "Page",
    "Statement",
    "columns",
    "count_statement",
    "counts_statement",
    "history_statement",
    "one_statement",
    "page_statement",
    "read_box",
    "read_crs",
    "read_cursor",
    "search_statement",
]

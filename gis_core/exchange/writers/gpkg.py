"""GeoPackage 1.3 (OGC 12-128): our names, Chinese titles of fields, lists of codes, metadata and our style in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from gis_core.cartography.qgis.style import qml
from gis_core.cartography.sld import sld
from gis_core.exchange.numbers_out import Fitting
from gis_core.exchange.ogr_out import cant_write, codes_without_shape, write
from gis_core.exchange.writer import EVERYTHING, GEOMETRY, Outgoing, Writer, one_after_another
from layers.base import Label

VERSION = "1.3"
"""Newer ones are read with a warning by what offices have (GDAL 3.6)."""
SCHEMA_TABLES = """
CREATE TABLE IF NOT EXISTS gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT,
  constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE IF NOT EXISTS gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN,
  max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
CREATE TABLE IF NOT EXISTS gpkg_metadata (
  id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL, md_scope TEXT NOT NULL DEFAULT 'dataset',
  md_standard_uri TEXT NOT NULL, mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS gpkg_metadata_reference (
  reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT, row_id_value INTEGER,
  timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), md_file_id INTEGER NOT NULL,
  md_parent_id INTEGER, CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata (id),
  CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata (id));
CREATE TABLE IF NOT EXISTS layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT, f_table_schema TEXT, f_table_name TEXT,
  f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
  owner TEXT, ui TEXT, update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')));
"""
EXTENSIONS = (
    ("gpkg_data_columns", "gpkg_schema", "http://www.geopackage.org/spec121/#extension_schema"),
    ("gpkg_data_column_constraints", "gpkg_schema", "http://www.geopackage.org/spec121/#extension_schema"),
    ("gpkg_metadata", "gpkg_metadata", "http://www.geopackage.org/spec121/#extension_metadata"),
    ("gpkg_metadata_reference", "gpkg_metadata", "http://www.geopackage.org/spec121/#extension_metadata"),
)


def _write(outgoing: Outgoing) -> None:
    options: dict[str, Any] = {"DESCRIPTION": outgoing.notice} if outgoing.notice else {}
    numbers = Fitting(lambda array: pc.invert(pc.is_nan(array)))  # which SQLite takes for NULL
    bare: list[str] = []

    def batches() -> Iterator[pa.RecordBatch]:
        for batch in numbers.batches(outgoing.batches):
            bare.extend(codes_without_shape(batch))
            yield batch

    rows = write(
        replace(outgoing, batches=batches()), "GPKG", IDENTIFIER=outgoing.layer.label.zh, VERSION=VERSION, **options
    )
    numbers.tell(outgoing)
    try:
        with closing(sqlite3.connect(outgoing.path)) as file, file:
            _describe(file, outgoing)
            _check_whole(file, outgoing, rows, rows - len(bare))
    except sqlite3.DatabaseError as error:
        raise cant_write(outgoing.path, error) from error


def _check_whole(file: sqlite3.Connection, outgoing: Outgoing, rows: int, indexed: int) -> None:
    """Refuse a file whose pages, rows or spatial index aren't all there; GDAL says nothing of an index that failed."""
    name = outgoing.layer.name  # from the registry
    counts = [
        file.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608
        for table in (name, f"rtree_{name}_{GEOMETRY}")
    ]
    if counts != [rows, indexed] or file.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise cant_write(outgoing.path, f"{min(counts):,} of {rows:,} rows are there")


def _describe(file: sqlite3.Connection, outgoing: Outgoing) -> None:
    file.executescript(SCHEMA_TABLES)
    layer = outgoing.layer
    lists = {}
    titles: set[str] = set()
    for column in outgoing.columns:
        title = column.title
        if title in titles:  # unique within a table, by the standard
            title = f"{title} ({column.name})"
        titles.add(title)
        constraint = source = None
        if column.codes is not None:
            lists[column.codes.name] = column.codes
            constraint = column.codes.name if column.codes.open_prefix is None else None
            source = column.codes.source or None
        file.execute(
            "INSERT INTO gpkg_data_columns VALUES (?, ?, ?, ?, ?, NULL, ?)",
            (layer.name, column.name, title, column.label.en, source, constraint),
        )
    for codes in lists.values():
        file.executemany(
            "INSERT OR IGNORE INTO gpkg_data_column_constraints VALUES (?, 'enum', ?, NULL, NULL, NULL, NULL, ?)",
            [(codes.name, code.code, code.label.zh) for code in codes.codes],
        )
    told = "\n".join(f"{label.zh} · {label.en}" if label.zh != label.en else label.zh for label in outgoing.about)
    key = file.execute(
        "INSERT INTO gpkg_metadata (md_standard_uri, mime_type, metadata) VALUES (?, 'text/plain', ?)",
        ("http://purl.org/dc/terms/description", told),
    ).lastrowid
    file.execute(
        "INSERT INTO gpkg_metadata_reference (reference_scope, table_name, md_file_id) VALUES ('table', ?, ?)",
        (layer.name, key),
    )
    if layer.style is not None:
        file.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName,"
            " styleQML, styleSLD, useAsDefault, description, owner) VALUES ('', '', ?, ?, ?, ?, ?, 1, ?, '')",
            (layer.name, GEOMETRY, layer.label.zh, qml(layer, outgoing.latitude), sld(layer), layer.label.en),
        )
    for table, name, address in EXTENSIONS:
        known = file.execute("SELECT 1 FROM gpkg_extensions WHERE table_name = ?", (table,)).fetchone()
        if known is None:  # of a layer before
            file.execute("INSERT INTO gpkg_extensions VALUES (?, NULL, ?, ?, 'read-write')", (table, name, address))


WRITER = Writer(
    "gpkg",
    Label("GeoPackage", "GeoPackage"),
    ".gpkg",
    "application/geopackage+sqlite3",
    _write,
    EVERYTHING,
    strays=("-wal", "-shm", "-journal"),
    write_layers=one_after_another(_write),
)

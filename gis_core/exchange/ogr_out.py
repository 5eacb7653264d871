"""Writing through GDAL: Arrow batches handed over without a Python object a row."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyogrio
import shapely

from gis_core.errors import EnvironmentProblemError
from gis_core.exchange.ogr import GDAL_ERRORS
from gis_core.exchange.writer import GEOMETRY, Outgoing

BATCH = 10_000
SMALL_WKB = 90
"""Bytes below which a shape may be an empty one; the larger ones needn't be looked into."""


def write(
    outgoing: Outgoing, driver: str, path: Path | None = None, *, encoding: str | None = None, **options: str
) -> int:
    """
    Write the batches to one file through a driver and return the number of rows.

    Raises
    ------
    EnvironmentProblemError
        If GDAL can't write it, as when the disk is full.
    """
    counted = Counted(outgoing)
    target = path or outgoing.path
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # what a format changes is listed as its losses
            pyogrio.write_arrow(
                counted.reader(),
                target,
                layer=outgoing.layer.name,
                driver=driver,
                geometry_name=GEOMETRY,
                geometry_type=outgoing.layer.geometry,
                crs=outgoing.wkt,
                encoding=encoding,
                append=target.exists(),  # a layer more in the same file
                **options,
            )
    except (RuntimeError, *GDAL_ERRORS) as error:
        if counted.failure is not None:
            raise counted.failure from error
        raise cant_write(target, error) from error
    return counted.rows


def cant_write(target: Path, error: BaseException | str) -> EnvironmentProblemError:
    """Return the error that a file can't be written, in one sentence."""
    told = " ".join(str(error).replace(str(target), target.name).split())[:200]
    return EnvironmentProblemError(f"{target.name} can't be written ({told}); is there room left on the disk?")


def check_whole(path: Path, rows: int, *, layer: str | None = None) -> None:
    """
    Refuse a file that doesn't hold what was written, by reading it: GDAL closes a file on a full disk without a word.

    Raises
    ------
    EnvironmentProblemError
        If it can't be read to its end, or its rows are fewer.
    """
    found = 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            with pyogrio.open_arrow(path, layer=layer, use_pyarrow=True, batch_size=BATCH) as (_, reader):
                for batch in reader:
                    found += batch.num_rows
    except (RuntimeError, OSError, *GDAL_ERRORS) as error:
        raise cant_write(path, error) from error
    if found != rows:
        raise cant_write(path, f"it holds {found:,} of {rows:,} rows")


def codes_without_shape(batch: pa.RecordBatch) -> list[str]:
    """Return the codes of the records whose shape is missing or empty."""
    small = pc.fill_null(pc.less(pc.binary_length(batch.column(GEOMETRY)), SMALL_WKB), True)
    few = batch.select(["code", GEOMETRY]).filter(small)
    shapes = shapely.from_wkb(few.column(GEOMETRY).to_numpy(zero_copy_only=False))
    bare = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    return [code for code, is_bare in zip(few.column("code").to_pylist(), bare.tolist(), strict=True) if is_bare]


class Counted:
    """Counts the rows that a writer pulls, and keeps why there were no more: GDAL forgets it."""

    def __init__(self, outgoing: Outgoing, batches: Iterable[pa.RecordBatch] | None = None) -> None:
        self._batches = outgoing.batches if batches is None else batches
        self._schema = outgoing.schema
        self.rows = 0
        self.failure: Exception | None = None

    def reader(self) -> pa.RecordBatchReader:
        """Return the batches for a writer to pull."""
        return pa.RecordBatchReader.from_batches(self._schema, self._pull())

    def _pull(self) -> Iterable[pa.RecordBatch]:
        try:
            for batch in self._batches:
                self.rows += batch.num_rows
                yield batch
        except Exception as error:
            self.failure = error
            raise


def renamed(outgoing: Outgoing, names: dict[str, str]) -> Outgoing:
    """Return the same records under other names of columns."""
    columns = tuple(replace(column, name=names.get(column.name, column.name)) for column in outgoing.columns)
    changed = replace(outgoing, columns=columns)
    schema = changed.schema
    changed.batches = (pa.RecordBatch.from_arrays(batch.columns, schema=schema) for batch in outgoing.batches)
    return changed

"""A layer back out of the database: GeoPackage or GeoJSON, in the CRS asked for, streamed, whole or not at all."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

import numpy as np
import psycopg
import pyarrow as pa
import pyogrio
import shapely
from psycopg import sql

from gis_core import crs as systems
from gis_core import db
from gis_core.crs import System
from gis_core.errors import RefusedInputError, WrongUseError
from gis_core.exchange.ogr import GDAL_ERRORS
from gis_core.exchange.values import ARROW_TYPES
from gis_core.instance import Instance
from gis_core.synthetic import synthetic_mark
from layers.base import Layer

FormatName = Literal["gpkg", "geojson"]
DRIVERS: dict[FormatName, str] = {"gpkg": "GPKG", "geojson": "GeoJSON"}
AT_ONCE = 20_000
GEOMETRY = "geom"

MARGINAL: dict[str, tuple[str, pa.DataType]] = {
    "valid_from": ("valid_from", pa.date32()),
    "valid_to": ("valid_to", pa.date32()),
    "source": ("source", pa.string()),
    "revision": ("revision", pa.int32()),
    "updated_at": ("updated_at", pa.timestamp("us", tz="UTC")),
    "updated_by": ("updated_by", pa.string()),
}
"""What stands beside the fields in an export: column, how it is asked for, its type."""

NAMED_WKT = {
    "GCJ-02": "the shifted coordinates of web maps in China",
    "BD-09": "the shifted coordinates of Baidu's maps",
}


@dataclass(frozen=True)
class Export:
    """What was written: where, how many rows, in which CRS."""

    path: Path
    rows: int
    crs: str


def write_layer(
    instance: Instance,
    layer: Layer,
    *,
    out: Path,
    format_name: FormatName,
    crs: str | None = None,
    at: dt.date | None = None,
    known: dt.datetime | None = None,
) -> Export:
    """
    Write a layer's rows to a file, which is replaced as a whole when it exists.

    Parameters
    ----------
    instance
        Whose records.
    layer
        Which layer.
    out
        File to write.
    format_name
        `gpkg` (one layer of our layer's name) or `geojson` (with a member `crs` unless it is EPSG:4326).
    crs
        System of the coordinates; the survey CRS when not given. Shifted coordinates are written only when asked for.
    at, known
        The day for which, and the instant by which the records are asked; live rows when neither is given.

    Raises
    ------
    WrongUseError
        If the folder of `out` doesn't exist or can't be written to, or `out` is a folder.
    CrsError
        If the CRS is unknown, or gives the northing first, which neither format allows.
    """
    place = instance.place
    target = systems.parse(crs or place.crs.survey, place)
    if target.swapped:
        raise WrongUseError(f"--crs {crs}: {format_name} always gives easting or longitude first; leave /yx away")
    out = _writable(out)
    part = out.with_name(f".{out.name}.{os.getpid()}.part.{format_name}")
    try:
        with db.connect(instance) as connection, connection.cursor(name="export", binary=True) as cursor:
            notice = synthetic_mark(connection)
            cursor.itersize = AT_ONCE
            cursor.execute(query(layer, at=at, known=known), {"at": at, "known": known})
            stream = Stream(cursor, layer, systems.parse(place.crs.survey), target)
            _write(stream, part, format_name, target, notice)
        if format_name == "geojson" and target.to_hub is not None:
            _name_crs(part, _wkt(target))
        part.replace(out)
    finally:
        for left in (part, part.with_name(part.name + "-journal")):
            left.unlink(missing_ok=True)
    return Export(out, stream.rows, target.name)


def _writable(out: Path) -> Path:
    out = out.expanduser().absolute()
    if out.is_dir():
        raise WrongUseError(f"--out {out} is a folder; give a file")
    if not out.parent.is_dir():
        raise WrongUseError(f"--out {out}: there is no folder {out.parent}")
    if not os.access(out.parent, os.W_OK):
        raise WrongUseError(f"--out {out}: no right to write in {out.parent}")
    return out


def query(layer: Layer, *, at: dt.date | None, known: dt.datetime | None) -> sql.Composed:
    """Return the statement that reads a layer's columns, geometry last, in order of code."""
    columns = [sql.SQL(expression) for expression, _ in columns_of(layer).values()]
    if at is None and known is None:
        rows: sql.Composable = sql.Identifier(layer.name)
    else:
        rows = sql.SQL("{}(coalesce(%(at)s, current_date), coalesce(%(known)s, now()))").format(
            sql.Identifier(f"{layer.name}_as_of")
        )
    text = sql.SQL("SELECT {columns}, ST_AsBinary(geom) FROM {rows} AS r ORDER BY code")
    return text.format(columns=sql.SQL(", ").join(columns), rows=rows)


def columns_of(layer: Layer) -> dict[str, tuple[Any, pa.DataType]]:
    """Return an export's columns: name, SQL expression (declared names only), Arrow type."""
    columns: dict[str, tuple[Any, pa.DataType]] = {"code": ("code", pa.string())}
    for field in layer.fields:
        cast = "::float8" if field.kind == "area" else ""
        columns[field.name] = (f'"{field.name}"{cast}', ARROW_TYPES[field.kind])
    if layer.is_polygonal:
        columns["area_m2"] = ("area_m2::float8", pa.float64())
    elif layer.is_linear:
        columns["length_m"] = ("length_m::float8", pa.float64())
    return columns | MARGINAL


class Stream:
    """The rows of a cursor as Arrow batches, carried into the target CRS on the way; counts them."""

    def __init__(self, cursor: psycopg.ServerCursor[Any], layer: Layer, survey: System, target: System) -> None:
        self._cursor = cursor
        self._survey = survey
        self._target = target
        self.layer = layer
        self.rows = 0
        self.failure: Exception | None = None
        columns = columns_of(layer)
        fields = [pa.field(name, kind) for name, (_, kind) in columns.items()]
        self.schema = pa.schema([*fields, pa.field(GEOMETRY, pa.binary())])

    def reader(self) -> pa.RecordBatchReader:
        """Return the batches for a writer to pull."""
        return pa.RecordBatchReader.from_batches(self.schema, self._batches())

    def _batches(self) -> Iterator[pa.RecordBatch]:
        try:
            while rows := self._cursor.fetchmany(AT_ONCE):
                self.rows += len(rows)
                *values, shapes = zip(*rows, strict=True)
                arrays = [pa.array(column, field.type) for column, field in zip(values, self.schema, strict=False)]
                yield pa.record_batch([*arrays, pa.array(self._carried(shapes), pa.binary())], schema=self.schema)
        except Exception as error:
            self.failure = error  # the writer that pulls the batches forgets why there are no more
            raise

    def _carried(self, shapes: tuple[bytes, ...]) -> list[bytes]:
        if self._survey == self._target:
            return list(shapes)
        moved = systems.transform(shapely.from_wkb(np.array(shapes, dtype=object)), self._survey, self._target)
        carried: list[bytes] = shapely.to_wkb(moved).tolist()
        return carried


def _write(stream: Stream, part: Path, format_name: FormatName, target: System, notice: str | None) -> None:
    layer = stream.layer
    options: dict[str, Any] = {"DESCRIPTION": notice} if notice else {}
    try:
        pyogrio.write_arrow(
            stream.reader(),
            part,
            layer=layer.name,
            driver=DRIVERS[format_name],
            geometry_name=GEOMETRY,
            geometry_type=layer.geometry,
            crs=_wkt(target),
            **options,
        )
    except (RuntimeError, *GDAL_ERRORS) as error:
        if stream.failure is not None:
            raise stream.failure from error
        raise RefusedInputError(f"{part.parent} can't take the file: {error}") from error


def _wkt(target: System) -> str:
    """Return the CRS as the file states it; one outside the register keeps its name there and claims no datum."""
    if target.to_hub is None:
        return target.name if target.name.startswith("EPSG:") else target.hub.to_wkt()
    if target.geographic:
        return (
            f'GEOGCRS["{target.name}",DATUM["{NAMED_WKT[target.name]}",ELLIPSOID["WGS 84",6378137,298.257223563]],'
            'CS[ellipsoidal,2],AXIS["latitude",north],AXIS["longitude",east],ANGLEUNIT["degree",0.0174532925199433]]'
        )
    return (
        f'ENGCRS["{target.name}",EDATUM["{target.name}"],CS[Cartesian,2],'
        'AXIS["easting",east],AXIS["northing",north],LENGTHUNIT["metre",1]]'
    )


def _name_crs(part: Path, wkt: str) -> None:
    """
    Write a CRS outside the register into a GeoJSON file, which otherwise would pass for WGS 84.

    As well-known text in the place of a name, for GDAL takes `null` and any name that it doesn't know for WGS 84.
    """
    named = part.with_name(part.name + "-journal")
    with part.open("rb") as read, named.open("wb") as write:
        member = {"type": "name", "properties": {"name": wkt}}
        told = f'\n"crs": {json.dumps(member)},'.encode()
        _insert(read, write, b'"type": "FeatureCollection",', told)
    named.replace(part)


def _insert(read: IO[bytes], write: IO[bytes], behind: bytes, what: bytes) -> None:
    head = read.read(4096)
    write.write(head.replace(behind, behind + what, 1))
    shutil.copyfileobj(read, write)

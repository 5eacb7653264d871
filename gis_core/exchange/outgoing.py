"""Rows of a selection as Arrow batches, out of the database and into the CRS that is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import psycopg
import pyarrow as pa
import shapely
from psycopg import sql

from gis_core import crs as systems
from gis_core.crs import System
from gis_core.errors import CrsError, RefusedInputError
from gis_core.exchange.values import ARROW_TYPES
from gis_core.exchange.writer import GEOMETRY, Column
from gis_core.selection.selection import saying_what_overflows
from layers.base import Label, Layer

if TYPE_CHECKING:
    import geopandas as gpd

AT_ONCE = 20_000

MARGINAL = (
    Column("valid_from", Label("生效日期", "Valid from"), "date", pa.date32()),
    Column("valid_to", Label("失效日期", "Valid to"), "date", pa.date32()),
    Column("source", Label("数据来源", "Source"), "text", pa.string()),
    Column("revision", Label("版本号", "Revision"), "integer", pa.int32()),
    Column("updated_at", Label("更新时间", "Updated at"), "instant", pa.timestamp("us", tz="UTC")),
    Column("updated_by", Label("更新人", "Updated by"), "text", pa.string()),
)
"""What stands beside the fields in every export."""
CODE = Column("code", Label("编码", "Code"), "text", pa.string())


def columns_of(layer: Layer) -> tuple[Column, ...]:
    """Return an export's columns in order, without the shape."""
    measure: tuple[Column, ...] = ()
    if layer.is_polygonal:
        measure = (Column("area_m2", Label("平面面积", "Planar area"), "area", pa.float64(), "m²"),)
    elif layer.is_linear:
        measure = (Column("length_m", Label("平面长度", "Planar length"), "area", pa.float64(), "m"),)
    return (*worked_out_columns(layer), *measure, *MARGINAL)


def worked_out_columns(layer: Layer) -> tuple[Column, ...]:
    """Return the columns of features that were worked out: the code and the layer's fields."""
    own = tuple(
        Column(field.name, field.label, field.kind, ARROW_TYPES[field.kind], field.unit, field.codes)
        for field in layer.fields
    )
    return (CODE, *own)


def frame_batches(
    frame: gpd.GeoDataFrame, columns: tuple[Column, ...], survey: System, target: System
) -> Iterator[pa.RecordBatch]:
    """Yield a GeoDataFrame (by code, in the survey CRS) as one batch of these columns and the shape in another CRS."""
    values = [pa.array(frame.index.astype(str), pa.string())]
    values += [pa.array(frame[column.name], column.type, from_pandas=True) for column in columns[1:]]
    shapes = shapely.to_wkb(systems.transform(frame.geometry.to_numpy(), survey, target))
    yield pa.record_batch(
        [*values, pa.array(shapes, pa.binary())], names=[*(column.name for column in columns), GEOMETRY]
    )


def selected_columns(columns: tuple[Column, ...]) -> list[sql.Composable]:
    """Return the columns and the shape as SQL reads them of the rows `r`."""
    read: list[sql.Composable] = []
    for column in columns:
        name = sql.Identifier("r", column.name)
        read.append(sql.SQL("{}::float8").format(name) if column.kind == "area" else name)
    return [*read, sql.SQL("ST_AsBinary(r.geom)")]


class Stream:
    """
    The rows of a cursor as Arrow batches, carried into the target CRS on the way; counts them.

    Raises
    ------
    CrsError, WrongUseError, RefusedInputError
        While it is read, if a shape has no image in that CRS, a sum in a filter overflows, or a date is one that no
        file holds.
    """

    def __init__(
        self,
        layer: Layer,
        cursor: psycopg.ServerCursor[Any],
        survey: System,
        target: System,
        report: Callable[[int], None] = lambda _rows: None,
    ) -> None:
        self._layer = layer
        self._cursor = cursor
        self._survey = survey
        self._target = target
        self._report = report
        self.columns = columns_of(layer)
        self.rows = 0
        fields = [pa.field(column.name, column.type) for column in self.columns]
        self.schema = pa.schema([*fields, pa.field(GEOMETRY, pa.binary())])

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the rows."""
        while rows := self._fetched():
            self.rows += len(rows)
            *values, shapes = zip(*rows, strict=True)
            arrays = [pa.array(column, field.type) for column, field in zip(values, self.schema, strict=False)]
            yield pa.record_batch([*arrays, pa.array(self._carried(shapes), pa.binary())], schema=self.schema)
            self._report(self.rows)

    def _fetched(self) -> list[tuple[Any, ...]]:
        try:
            with saying_what_overflows():
                return self._cursor.fetchmany(AT_ONCE)
        except psycopg.DataError as error:
            if error.sqlstate is not None:  # the database's own word
                raise
            raise RefusedInputError(
                f"{self._layer.name}: a date or an instant of its records can't be written ({error}); files hold the"
                " years 1 to 9999: correct the record, or filter it away"
            ) from error

    def _carried(self, shapes: tuple[bytes, ...]) -> list[bytes]:
        if self._survey == self._target:
            return list(shapes)
        moved = systems.transform(shapely.from_wkb(np.array(shapes, dtype=object)), self._survey, self._target)
        if not np.isfinite(shapely.get_coordinates(moved)).all():
            raise CrsError(
                f"crs {self._target.title}: some shapes have no image in it; it isn't made for this place", field="crs"
            )
        carried: list[bytes] = shapely.to_wkb(moved).tolist()
        return carried

"""Read a delivery: in a child process, identified, carried into the survey CRS, under our names, in our kinds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray

from gis_core import crs as systems
from gis_core.errors import RefusedInputError
from gis_core.exchange.collector import collector_paused
from gis_core.exchange.delivery import Delivery, Finding, Geometries, RowNumbers, Severity, Spot
from gis_core.exchange.fields import CODE, Column, kind_of, label_of, match_columns
from gis_core.exchange.identify import identify
from gis_core.exchange.raw import shape_of
from gis_core.exchange.rings import UNCLOSED
from gis_core.exchange.sandbox import read_raw
from gis_core.exchange.values import convert
from gis_core.instance import Instance
from gis_core.place import Place
from gis_core.settings import Settings
from layers.base import FieldKind, Label, Layer

PARSE_AT_ONCE = 20_000
LONGEST_SHOWN = 60


@collector_paused()
def read_delivery(
    path: Path,
    *,
    layer: Layer,
    instance: Instance,
    crs: str | None = None,
    mapping: Mapping[str, str] | None = None,
    source_layer: str | None = None,
    settings: Settings | None = None,
) -> Delivery:
    """
    Read the file at `path` as a delivery of `layer`.

    Parameters
    ----------
    path
        File, or folder of a File Geodatabase.
    layer
        Our layer that it is for.
    instance
        Whose survey CRS it is carried into, and whose records tell whether its coordinates fit.
    crs
        System of its coordinates where somebody knows it (`--crs`), else the file's word is taken if it fits.
    mapping
        Their columns to our fields (`--map`), where names alone don't tell.
    source_layer
        Layer inside the file, where it has several.
    settings
        Limits of the reading process; those of this process when not given.

    Raises
    ------
    RefusedInputError
        If the file can't be read.
    CrsError
        If nobody says in which CRS its coordinates are, or what the file says doesn't fit; the sentence proposes one.
    WrongUseError
        If `mapping` names a column or field that isn't there.
    """
    place = instance.place
    raw, format_name, sha256 = read_raw(
        path,
        shape=shape_of(layer),
        source_layer=source_layer,
        settings=settings,
        meanwhile=lambda: systems.prepare(place),
    )
    if len(raw.rows) == 0:
        raise RefusedInputError(f"{path.name} holds no row")
    rows = raw.rows.to_numpy()
    shapes, open_rings, notes = parse_shapes(raw.shapes)
    columns = match_columns(raw.columns.column_names, layer, mapping)
    attributes, bad = convert_columns(raw.columns, columns, layer)
    codes = attributes.get(CODE)
    found, more = identify(raw, shapes, codes, layer=layer, instance=instance, given=crs, name=path.name)
    taken = {column.theirs for column in columns}
    carried = Carried(rows, systems.transform(shapes, found.crs, place.crs.survey, place=place), codes, place)
    findings = (
        *(carried.finding(fault.at, fault.rule, fault.message) for fault in raw.faults),
        *_ring_findings(open_rings, carried),
        *_value_findings(bad, raw.columns, carried, layer),
    )
    return Delivery(
        file_name=path.name,
        sha256=sha256,
        format=format_name,
        source_layer=raw.source_layer,
        encoding=raw.encoding,
        declared_crs=raw.crs,
        identified=found,
        row_numbers=rows,
        geometries=carried.shapes,
        attributes=attributes,
        mapping={column.theirs: column.ours for column in columns},
        unmapped=tuple(name for name in raw.columns.column_names if name not in taken),
        findings=findings,
        notes=(*raw.notes, *notes, *more),
        delivered=raw.columns,
    )


def parse_shapes(shapes: pa.ChunkedArray) -> tuple[Geometries, NDArray[np.int64], list[Label]]:
    """
    Parse WKB into 2D geometries.

    Returns
    -------
    geometries, open_rings, notes
        The geometries; positions whose rings did not close (they come closed, as nothing else can be held); what was
        dropped.
    """
    wkb = shapes.to_numpy()
    # one after the other: making Python's objects holds its lock, and threads that wait for it make it slower
    parsed = [_parse(wkb[start : start + PARSE_AT_ONCE]) for start in range(0, len(wkb), PARSE_AT_ONCE)]
    geometries = np.concatenate([geometry for geometry, _ in parsed]) if parsed else np.zeros(0, dtype=object)
    opened = [positions + index * PARSE_AT_ONCE for index, (_, positions) in enumerate(parsed)]
    notes = []
    if (shapely.has_z(geometries) | shapely.has_m(geometries)).any():
        geometries = shapely.force_2d(geometries)
        notes.append(Label("高程（Z）或量测值（M）未读入", "heights (Z) or measures (M) were dropped"))
    return geometries, np.concatenate(opened) if opened else np.zeros(0, dtype=np.int64), notes


def _parse(wkb: NDArray[np.object_]) -> tuple[Geometries, NDArray[np.int64]]:
    try:
        return shapely.from_wkb(wkb), np.zeros(0, dtype=np.int64)
    except shapely.GEOSException:
        strict = shapely.from_wkb(wkb, on_invalid="ignore")
        mended = shapely.from_wkb(wkb, on_invalid="fix")
        return mended, np.flatnonzero(shapely.is_missing(strict) & ~shapely.is_missing(mended)).astype(np.int64)


def convert_columns(
    table: pa.Table, columns: list[Column], layer: Layer
) -> tuple[pd.DataFrame, dict[Column, NDArray[np.int64]]]:
    """Return our fields from their columns, and for each column the positions whose value could not be converted."""
    arrays: dict[str, pd.Series] = {}
    bad: dict[Column, NDArray[np.int64]] = {}
    for column in columns:
        converted = convert(table[column.theirs], kind_of(column.ours, layer), column.factor)
        arrays[column.ours] = pd.Series(pd.arrays.ArrowExtensionArray(converted.values))
        if len(converted.bad):
            bad[column] = converted.bad
    return pd.DataFrame(arrays, index=pd.RangeIndex(table.num_rows)), bad


@dataclass(frozen=True)
class Carried:
    """Rows as they were carried into the survey CRS, so that a finding can name row, code and place."""

    rows: RowNumbers
    shapes: Geometries
    codes: pd.Series | None
    place: Place

    @cached_property
    def _ways(self) -> tuple[systems.System, systems.System]:
        return systems.parse(self.place.crs.survey), systems.parse(systems.WGS84)

    def finding(self, at: int, rule: str, message: Label, field: str | None = None) -> Finding:
        """Return a finding that refuses the row at position `at`."""
        code = None if self.codes is None or pd.isna(self.codes.iloc[at]) else str(self.codes.iloc[at])
        return Finding(int(self.rows[at]), code, rule, Severity.REFUSE, message, self.spot(at), field)

    def spot(self, at: int) -> Spot | None:
        """Return the middle of a row's geometry, or `None` when it has none."""
        west, south, east, north = shapely.bounds(self.shapes[at])
        x, y = np.array([(west + east) / 2]), np.array([(south + north) / 2])
        if not np.isfinite([x[0], y[0]]).all():
            return None
        lon, lat = systems.move(x, y, *self._ways)
        return Spot(float(x[0]), float(y[0]), float(lon[0]), float(lat[0]))


def _ring_findings(positions: NDArray[np.int64], carried: Carried) -> list[Finding]:
    return [carried.finding(at, "unclosed_ring", UNCLOSED) for at in positions]


def _value_findings(
    bad: dict[Column, NDArray[np.int64]], table: pa.Table, carried: Carried, layer: Layer
) -> list[Finding]:
    findings = []
    for column, positions in bad.items():
        label, kind = label_of(column.ours, layer), kind_of(column.ours, layer)
        values = pc.take(table[column.theirs], pa.array(positions)).to_pylist()
        for at, value in zip(positions, values, strict=True):
            shown = value[:LONGEST_SHOWN] if isinstance(value, str) else value
            message = Label(
                f"{label.zh}（{column.theirs}）的值“{shown}”不是{KINDS[kind].zh}",
                f"{label.en} ({column.theirs}): {shown!r} is {KINDS[kind].en}",
            )
            findings.append(carried.finding(at, "value", message, column.ours))
    return findings


KINDS: dict[FieldKind, Label] = {
    "text": Label("完整的文本（位数已丢失）", "a number that has lost digits; send it as text"),
    "integer": Label("整数", "no whole number"),
    "real": Label("数值", "no number"),
    "area": Label("面积", "no area"),
    "date": Label("日期", "no date"),
    "boolean": Label("是或否", "neither yes nor no"),
}
"""What a value that could not be converted is not."""

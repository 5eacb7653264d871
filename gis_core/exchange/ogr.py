"""
Reading through GDAL, one driver at a time, inside the child process of `sandbox`.

Every other driver is unloaded first, so that no file can make GDAL open something else in its name (a virtual format, a
pipeline, a web service).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyogrio
from pyogrio import _ogr
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from gis_core.errors import RefusedInputError
from gis_core.exchange.raw import Raw, Shape, Source, named_once
from layers.base import Label

GDAL_ERRORS = (DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError, pa.ArrowException, ValueError)

SHAPE_TYPES: dict[Shape, tuple[str, ...]] = {
    "polygon": ("polygon", "surface", "tin", "triangle"),
    "line": ("line", "curve", "circularstring"),
    "point": ("point",),
}
STYLES = "layer_styles"
"""Table in which QGIS keeps styles in a GeoPackage; no layer of records."""
FIRST_CURVE, LAST_CURVE = 8, 14
"""WKB numbers of CircularString … Surface (ISO 13249-3; with Z, M, ZM they lie 1000, 2000, 3000 higher)."""


def only(*drivers: str) -> None:
    """Unload every GDAL driver but these, for the rest of the process."""
    others = [name for name in pyogrio.list_drivers() if name not in drivers]
    if others:
        pyogrio.set_gdal_config_options({"GDAL_SKIP": ",".join(others)})
        _ogr._register_drivers()  # registering again is what applies GDAL_SKIP


def read(
    source: Source,
    driver: str,
    *,
    path: Path | None = None,
    encoding: str | None = None,
    crs_by_format: str | None = None,
    options: dict[str, str] | None = None,
    deleted: int = 0,
) -> Raw:
    """
    Read the layer that is wanted of `source`.

    Parameters
    ----------
    source
        What to read.
    driver
        The one GDAL driver that may open it.
    path
        What to hand to GDAL where it isn't the source's path.
    encoding
        Encoding of its text, or `None` where the driver knows.
    crs_by_format
        CRS that the format means, where the file doesn't speak of it.
    options
        Open options of the driver.
    deleted
        How many rows are counted by the file and yet marked as deleted, so that they are passed over.

    Raises
    ------
    RefusedInputError
        If GDAL can't read it, or it holds several layers and none was named.
    """
    only(driver)
    where = str(path or source.path)
    given: dict[str, Any] = dict(options or {})
    try:
        listed = [(str(name), None if kind is None else str(kind)) for name, kind in pyogrio.list_layers(where)]
        layers = [(name, kind) for name, kind in listed if name != STYLES]
        name, notes = choose_layer(layers, source)
        meta, table = pyogrio.read_arrow(where, layer=name, encoding=encoding, **given)
        expected = int(pyogrio.read_info(where, layer=name, encoding=encoding, **given)["features"])
    except GDAL_ERRORS as error:
        raise RefusedInputError(f"{source.name} can't be read: {reason(error, source)}") from error
    if expected >= 0 and expected - deleted != table.num_rows:
        raise RefusedInputError(
            f"{source.name} is damaged: it promises {expected - deleted} rows, and {table.num_rows} can be read"
        )
    geometry = meta["geometry_name"] or "wkb_geometry"
    if geometry not in table.column_names:
        raise RefusedInputError(f"{source.name}: layer {name} holds no geometry")
    at = max(index for index, column in enumerate(table.column_names) if column == geometry)
    shapes: pa.Array | pa.ChunkedArray = table.column(at).cast(pa.binary())
    columns = table.remove_column(at).replace_schema_metadata(None)
    columns = columns.rename_columns(named_once(columns.column_names))
    _refuse_broken_text(columns, source)
    if any(has_curves(chunk) for chunk in shapes.chunks):
        shapes = _straightened(where, name, encoding, given)
        notes.append(Label("弧线已折成线段", "curves were turned into line segments"))
    return Raw(
        columns=columns,
        shapes=shapes,
        rows=pa.array(np.arange(1, table.num_rows + 1)),
        crs=crs_by_format or meta["crs"],
        crs_by_format=crs_by_format is not None,
        source_layer=name,
        encoding=encoding,
        notes=tuple(notes),
    )


def _refuse_broken_text(columns: pa.Table, source: Source) -> None:
    for column, field in zip(columns.columns, columns.schema, strict=True):
        if pa.types.is_string(field.type) or pa.types.is_large_string(field.type):
            try:
                column.validate(full=True)
            except pa.ArrowInvalid as error:
                raise RefusedInputError(
                    f"{source.name} holds text that is not in UTF-8, as its format asks; save it so and send it again"
                ) from error


def choose_layer(layers: list[tuple[str, str | None]], source: Source) -> tuple[str, list[Label]]:
    """
    Return the layer to read, and what is to be said of the choice.

    It is the one that was asked for, or the only one, or the only one of the wanted shape.

    Raises
    ------
    RefusedInputError
        If there is none, or several could be meant; the sentence lists them.
    """
    names = [name for name, _ in layers]
    if not names:
        raise RefusedInputError(f"{source.name} holds no layer")
    if source.layer is not None:
        if source.layer not in names:
            raise RefusedInputError(f"{source.name} has no layer {source.layer!r}; it has {', '.join(names)}")
        return source.layer, []
    if len(names) == 1:
        return names[0], []
    wanted = SHAPE_TYPES[source.shape]
    fitting = [name for name, kind in layers if kind and any(word in kind.lower() for word in wanted)]
    if not fitting:
        fitting = [name for name, kind in layers if kind in ("Unknown", "GeometryCollection")]
    if len(fitting) != 1:
        listed = ", ".join(f"{name} ({kind or 'no geometry'})" for name, kind in layers)
        raise RefusedInputError(f"{source.name} holds several layers; name one with --source-layer: {listed}")
    told = Label(
        f"文件有 {len(names)} 个图层，只有“{fitting[0]}”类型相符，读取该图层",
        f"of {len(names)} layers {fitting[0]!r} was read, the only one with {source.shape}s",
    )
    return fitting[0], [told]


def has_curves(shapes: pa.Array) -> bool:
    """Tell whether any WKB in the array is of a curved type, or may contain one."""
    kinds = wkb_kinds(shapes)
    return bool(((kinds >= FIRST_CURVE) & (kinds <= LAST_CURVE)).any())


def wkb_kinds(shapes: pa.Array) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return the type number of each WKB that is not null (Polygon 3, CurvePolygon 10, …), Z and M taken off."""
    present = shapes.drop_null()
    if len(present) == 0:
        return np.zeros(0, dtype=np.int64)
    _, offsets_buffer, data = present.buffers()
    offsets = np.frombuffer(offsets_buffer, dtype=np.int32)[present.offset : present.offset + len(present)]
    octets = np.frombuffer(data, dtype=np.uint8)
    little = octets[offsets] == 1
    words = np.stack([octets[offsets + i] for i in range(1, 5)], axis=1).astype(np.int64)
    numbers = np.where(little, words @ [1, 1 << 8, 1 << 16, 1 << 24], words @ [1 << 24, 1 << 16, 1 << 8, 1])
    kinds: np.ndarray[Any, np.dtype[np.int64]] = (numbers & 0x0FFFFFFF) % 1000
    return kinds


def _straightened(where: str, layer: str, encoding: str | None, options: dict[str, Any]) -> pa.Array:
    """Read the geometries once more, on the way on which GDAL turns arcs into chords (at most 4 degrees each)."""
    _, _, geometries, _ = pyogrio.raw.read(where, layer=layer, encoding=encoding, columns=[], **options)
    return pa.array(list(geometries), type=pa.binary())


def reason(error: BaseException, source: Source) -> str:
    """Return what GDAL said, in one line, under the file's own name."""
    text = " ".join(str(error).split())
    for path in (str(source.path), str(source.path.parent)):
        text = text.replace(path, source.name if path == str(source.path) else "")
    text = text.split("It might help")[0].rstrip(".; ")
    return text[:300] or type(error).__name__

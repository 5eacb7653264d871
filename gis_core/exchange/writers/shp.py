"""
Esri Shapefile: .shp, .shx, .dbf, .prj and .cpg, Chinese names of fields cut to ten bytes, a codebook beside them.

Source: ESRI Shapefile Technical Description (1998); dBASE III: names of 10 bytes, texts of 254.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from gis_core.exchange.codebook import write_codebook
from gis_core.exchange.encoding_out import CODECS, GBK, UTF8, Encoder
from gis_core.exchange.numbers_out import Fitting
from gis_core.exchange.ogr_out import cant_write, renamed, write
from gis_core.exchange.writer import GEOMETRY, Column, Keep, Outgoing, Writer
from layers.base import Label

NAME_BYTES, TEXT_BYTES = 10, 254
LARGEST = 1e23
"""A number from here on has more digits than the 24 of its column; GDAL would cut them off and write another number."""
SHAPE_HEAD = 100
DESCRIPTOR = 32
"""Bytes of a .dbf's head, and of each field in it; a field begins with its name."""
INDEXES = (".qix", ".sbn", ".sbx", ".ain", ".aih", ".idm", ".ind")
"""Spatial indexes and those of attributes, as GDAL, QGIS and ArcGIS lay them beside a Shapefile."""


def _write(outgoing: Outgoing) -> None:
    outgoing.path.mkdir()
    encoding = outgoing.encoding or GBK
    encode = Encoder(encoding)
    names = short_names(outgoing.columns, encoding)
    write_codebook(outgoing.path / f"{outgoing.path.name}.codebook.csv", outgoing.columns, names)
    cut = _Cut(encode)
    columns = tuple(replace(column, type=_written_as(column.type)) for column in outgoing.columns)
    written = replace(outgoing, columns=columns, batches=cut.batches(outgoing.batches, columns))
    main = outgoing.path / f"{outgoing.path.name}.shp"
    stand_ins = {column.name: f"F{number}" for number, column in enumerate(columns)}
    rows = write(renamed(written, stand_ins), "ESRI Shapefile", main, encoding=encoding)
    _name_fields(main.with_suffix(".dbf"), [names[column.name].encode(CODECS[encoding]) for column in columns])
    main.with_suffix(".cpg").write_text(encoding, encoding="ascii")
    _check_whole(main, rows, len(columns))
    encode.tell(outgoing)
    cut.numbers.tell(outgoing)
    outgoing.lost(
        cut.shortened,
        f"{{}} 个文本超过 {TEXT_BYTES} 字节，已截断",
        f"{{}} texts of more than {TEXT_BYTES} bytes were cut off",
    )


def short_names(columns: tuple[Column, ...], encoding: str) -> dict[str, str]:
    """
    Return names of at most ten bytes, all different (case set aside): Chinese labels, cut and numbered.

    A label of which the encoding has no character gives way to our own name.
    """
    codec = CODECS[encoding]
    names: dict[str, str] = {}
    taken: set[str] = set()
    for column in columns:
        label = column.label.zh if _cut_to(column.label.zh, NAME_BYTES, codec) else column.name
        name = _cut_to(label, NAME_BYTES, codec)
        number = 1
        while name.casefold() in taken:
            number += 1
            name = _cut_to(label, NAME_BYTES - len(str(number)), codec) + str(number)
        taken.add(name.casefold())
        names[column.name] = name
    return names


def _name_fields(table: Path, names: list[bytes]) -> None:
    """Write the names of fields into a .dbf; GDAL cuts them to ten bytes of UTF-8, whatever the encoding is."""
    with table.open("r+b") as file:
        for number, name in enumerate(names):
            file.seek(DESCRIPTOR * (number + 1))
            file.write(name.ljust(NAME_BYTES + 1, b"\0"))


def _check_whole(main: Path, rows: int, fields: int) -> None:
    """Refuse a Shapefile of which a part was cut off; GDAL writes on when the disk is full."""
    table = main.with_suffix(".dbf")
    with main.open("rb") as shapes, table.open("rb") as values:
        head = values.read(DESCRIPTOR)
        promised = {
            main: int.from_bytes(shapes.read(28)[24:], "big") * 2,
            main.with_suffix(".shx"): SHAPE_HEAD + 8 * rows,
            table: DESCRIPTOR * (fields + 1) + 1 + rows * int.from_bytes(head[10:12], "little"),
        }
    if not any(head[10:12]):
        raise cant_write(table, "its head is missing")
    for path, size in promised.items():
        if path.stat().st_size < size:
            raise cant_write(path, f"it has {path.stat().st_size:,} of {size:,} bytes")


def _cut_to(text: str, most: int, codec: str) -> str:
    fitting = text.encode(codec, errors="ignore")[:most].decode(codec, errors="ignore")
    return fitting.strip()


class _Cut:
    """Texts and numbers that fit the table: in its encoding, of 254 bytes, below 1e23; counts what didn't."""

    def __init__(self, encode: Encoder) -> None:
        self._encode = encode
        self._codec = CODECS[encode.name]
        self.shortened = 0
        self.numbers = Fitting(lambda numbers: pc.less(pc.abs(numbers), LARGEST))  # not of NaN

    def batches(self, batches: Iterator[pa.RecordBatch], columns: tuple[Column, ...]) -> Iterator[pa.RecordBatch]:
        """Yield batches whose columns can be written."""
        fields = [pa.field(column.name, column.type) for column in columns]
        schema = pa.schema([*fields, pa.field(GEOMETRY, pa.binary())])
        for batch in batches:
            yield pa.RecordBatch.from_arrays([self._fitted(array) for array in batch.columns], schema=schema)

    def _fitted(self, array: pa.Array) -> pa.Array:
        if pa.types.is_timestamp(array.type):
            return pc.strftime(array, "%Y-%m-%dT%H:%M:%SZ")
        if pa.types.is_boolean(array.type):
            return array.cast(pa.int32())
        if pa.types.is_floating(array.type):
            return self.numbers(array)
        if not pa.types.is_string(array.type):
            return array
        encoded = pc.dictionary_encode(array)
        return pa.array([self._text(text) for text in encoded.dictionary.to_pylist()], pa.string()).take(
            encoded.indices
        )

    def _text(self, text: str) -> str:
        octets = self._encode(text)
        if len(octets) <= TEXT_BYTES:
            return octets.decode(self._codec)
        self.shortened += 1
        return octets[:TEXT_BYTES].decode(self._codec, errors="ignore")


def _written_as(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_timestamp(kind):
        return pa.string()
    return pa.int32() if pa.types.is_boolean(kind) else kind


WRITER = Writer(
    "shp",
    Label("Shapefile", "Shapefile"),
    ".shp",
    "application/zip",
    _write,
    frozenset({Keep.GEOMETRY, Keep.EXACT, Keep.PARTS, Keep.HOLES, Keep.ATTRIBUTES, Keep.DATES, Keep.CRS, Keep.LABELS}),
    losses={
        Keep.TEXT: Label(
            f"文本最长 {TEXT_BYTES} 字节，首尾的空白读回时会丢失",
            f"texts have at most {TEXT_BYTES} bytes, and blanks at their ends get lost when they are read",
        ),
        Keep.NAMES: Label(
            "字段名为中文，截至 10 字节，见对照表", "fields have Chinese names of 10 bytes; see the codebook"
        ),
    },
    encodings=(GBK, UTF8),
    folder=True,
    strays=INDEXES,
)

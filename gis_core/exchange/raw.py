"""A delivery as its format gives it, before anything is understood; and what a format has to say of itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa

from gis_core.errors import RefusedInputError
from layers.base import Label, Layer

Shape = Literal["polygon", "line", "point"]

HEAD_BYTES = 65536
ROW_COLUMN = "\x00row"
SHAPE_COLUMN = "\x00shape"
TOLD = b"matian"


def named_once(names: Iterable[str]) -> list[str]:
    """Return the names of columns with a number behind one that stood before (`name`, `name (2)`)."""
    told: list[str] = []
    for name in names:
        once, times = name, 1
        while once in told:
            times += 1
            once = f"{name} ({times})"
        told.append(once)
    return told


def shape_of(layer: Layer) -> Shape:
    """Return what kind of shape a layer holds."""
    if layer.is_polygonal:
        return "polygon"
    return "line" if layer.is_linear else "point"


@dataclass(frozen=True)
class Source:
    """
    A file (or folder) to read.

    Parameters
    ----------
    path
        Where it lies now; perhaps unpacked into the scratch folder.
    name
        Its name as people know it.
    scratch
        Folder that is thrown away afterwards.
    shape
        Kind of shape that is wanted of it.
    layer
        Layer inside the file that was asked for, or `None`.
    """

    path: Path
    name: str
    scratch: Path
    shape: Shape = "polygon"
    layer: str | None = None

    @property
    def suffix(self) -> str:
        """The name's ending, in small letters, with its dot."""
        return self.path.suffix.lower()

    def head(self) -> bytes:
        """Return the first 64 KiB, or nothing of a folder."""
        if self.path.is_dir():
            return b""
        with self.path.open("rb") as file:
            return file.read(HEAD_BYTES)


@dataclass(frozen=True)
class Fault:
    """What a format found wrong with the row at position `at` (0-based)."""

    at: int
    rule: str
    message: Label


@dataclass(frozen=True)
class Raw:
    """
    What a format read.

    Parameters
    ----------
    columns
        Attributes in file order, under their own names.
    shapes
        WKB, null where a row has no geometry; x before y, however the file orders them.
    rows
        Number of each row as people find it in the file.
    crs
        What the file says of its CRS: an EPSG name, WKT, or `None`.
    crs_by_format
        Whether `crs` is the format's rule (KML, GeoJSON without a word) rather than the file's own statement.
    order_known
        Whether the format fixes which coordinate is easting; a table with columns `X` and `Y` doesn't.
    source_layer, encoding
        As in `Delivery`.
    notes
        What reading did or left out.
    faults
        What is wrong with single rows: position (0-based), rule, sentence.
    """

    columns: pa.Table
    shapes: pa.Array | pa.ChunkedArray
    rows: pa.Array | pa.ChunkedArray
    crs: str | None = None
    crs_by_format: bool = False
    order_known: bool = True
    source_layer: str | None = None
    encoding: str | None = None
    notes: tuple[Label, ...] = ()
    faults: tuple[Fault, ...] = ()

    def pack(self, format_name: str) -> pa.Table:
        """Return everything as one Arrow table, for the way out of the child process."""
        told = {
            "format": format_name,
            "crs": self.crs,
            "crs_by_format": self.crs_by_format,
            "order_known": self.order_known,
            "source_layer": self.source_layer,
            "encoding": self.encoding,
            "notes": [[note.zh, note.en] for note in self.notes],
            "faults": [[fault.at, fault.rule, fault.message.zh, fault.message.en] for fault in self.faults],
        }
        table = pa.table({ROW_COLUMN: self.rows, SHAPE_COLUMN: self.shapes})
        for name, column in zip(self.columns.column_names, self.columns.columns, strict=True):
            table = table.append_column(name, column)
        return table.replace_schema_metadata({TOLD: json.dumps(told).encode()})


def unpack(table: pa.Table) -> tuple[Raw, str]:
    """Return what `Raw.pack` packed, and the format's name."""
    told: dict[str, Any] = json.loads(table.schema.metadata[TOLD])
    raw = Raw(
        columns=table.select(range(2, table.num_columns)),  # by place: a file's columns may be called anything
        shapes=table.column(1),
        rows=table.column(0),
        crs=told["crs"],
        crs_by_format=told["crs_by_format"],
        order_known=told["order_known"],
        source_layer=told["source_layer"],
        encoding=told["encoding"],
        notes=tuple(Label(zh, en) for zh, en in told["notes"]),
        faults=tuple(Fault(at, rule, Label(zh, en)) for at, rule, zh, en in told["faults"]),
    )
    return raw, str(told["format"])


@dataclass(frozen=True)
class Format:
    """
    A format that deliveries come in.

    Parameters
    ----------
    name
        Identifier (`gpkg`).
    label
        What people call it.
    suffixes
        Endings of its files, in small letters.
    recognise
        Tells from name and first bytes whether a source is of this format; content counts more than the ending.
    read
        Reads it; `None` for a format that is recognised only to say what to ask for instead.
    refusal
        That sentence, with `{name}` for the file's.
    rank
        Formats of lower rank are asked first; raise it for one that recognises only by its ending.
    """

    name: str
    label: Label
    suffixes: tuple[str, ...]
    recognise: Callable[[Source], bool]
    read: Callable[[Source], Raw] | None = None
    refusal: str = ""
    rank: int = 50

    def open(self, source: Source) -> Raw:
        """
        Read `source`.

        Raises
        ------
        RefusedInputError
            If it can't be read, or the format is one that we don't read.
        """
        if self.read is None:
            raise RefusedInputError(self.refusal.format(name=source.name))
        return self.read(source)

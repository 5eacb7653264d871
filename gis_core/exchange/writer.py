"""What a format that records are written in has to say of itself: how it is written, and what it keeps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Literal

import pyarrow as pa

from gis_core.crs import System
from layers.base import CodeList, FieldKind, Label, Layer

GEOMETRY = "geom"
Kind = FieldKind | Literal["instant"]


class Keep(StrEnum):
    """What may survive the way through a file; each is a promise that the tests hold a format to."""

    GEOMETRY = "geometry"
    EXACT = "exact"
    PARTS = "parts"
    HOLES = "holes"
    ATTRIBUTES = "attributes"
    NAMES = "names"
    NULLS = "nulls"
    EMPTY = "empty_text"
    TEXT = "text"
    CHARACTERS = "characters"
    NUMBERS = "numbers"
    DATES = "dates"
    INSTANTS = "instants"
    BOOLEANS = "booleans"
    CRS = "crs"
    LABELS = "labels"
    STYLE = "style"


LOSSES: dict[Keep, Label] = {
    Keep.GEOMETRY: Label("图形不在文件中", "shapes are not in the file"),
    Keep.EXACT: Label(
        "坐标取到毫米（经纬度取到 1e-9 度）", "coordinates are rounded to the millimetre (degrees to 1e-9)"
    ),
    Keep.PARTS: Label("多部件图形拆成单个部件", "features of several parts fall into their parts"),
    Keep.HOLES: Label("洞不与外环相连", "holes are not tied to their outer rings"),
    Keep.ATTRIBUTES: Label("只有部分字段", "only some of the fields are there"),
    Keep.NAMES: Label("字段名有改动，见对照表", "field names are changed; the codebook tells which is which"),
    Keep.NULLS: Label("空值（NULL）不能区分于 0 或空文本", "a missing value can't be told from 0 or empty text"),
    Keep.EMPTY: Label("空文本不能区分于空值（NULL）", "empty text can't be told from a missing value"),
    Keep.TEXT: Label("长文本被截断", "long texts are cut off"),
    Keep.CHARACTERS: Label("编码没有的字符写成“？”", "characters that the encoding lacks become “?”"),
    Keep.NUMBERS: Label("数值取到有限位数", "numbers are rounded to fewer digits"),
    Keep.DATES: Label("日期成为文本", "dates become text"),
    Keep.INSTANTS: Label("时间成为文本", "instants become text"),
    Keep.BOOLEANS: Label("是/否成为 1/0 或文本", "truth values become 1 and 0, or text"),
    Keep.CRS: Label("文件不写坐标系", "the file doesn't name its CRS"),
    Keep.LABELS: Label(
        "中文字段名与代码含义不在文件中", "Chinese names of fields and meanings of codes are not in the file"
    ),
    Keep.STYLE: Label("不带样式", "styles are not in the file"),
}
"""What is lost where a format doesn't keep a thing."""

KEPT: dict[Keep, Label] = {
    Keep.GEOMETRY: Label("图形", "Shapes"),
    Keep.EXACT: Label("坐标全精度", "Coordinates to the last digit"),
    Keep.PARTS: Label("多部件", "Several parts"),
    Keep.HOLES: Label("洞", "Holes"),
    Keep.ATTRIBUTES: Label("全部字段", "All fields"),
    Keep.NAMES: Label("字段名", "Names of fields"),
    Keep.NULLS: Label("空值（NULL）", "Missing values"),
    Keep.EMPTY: Label("空文本", "Empty texts"),
    Keep.TEXT: Label("长文本", "Long texts"),
    Keep.CHARACTERS: Label("生僻字", "Rare characters"),
    Keep.NUMBERS: Label("数值全精度", "Numbers to the last digit"),
    Keep.DATES: Label("日期", "Dates"),
    Keep.INSTANTS: Label("时间（至毫秒）", "Instants (to the millisecond)"),
    Keep.BOOLEANS: Label("是/否", "Truth values"),
    Keep.CRS: Label("坐标系", "The CRS"),
    Keep.LABELS: Label("中文字段名与代码含义", "Chinese names of fields, meanings of codes"),
    Keep.STYLE: Label("样式", "Styles"),
}
"""What a thing that is kept is called."""

EVERYTHING = frozenset(Keep)


@dataclass(frozen=True)
class Column:
    """A column of an export: its name, what people read, its kind, its unit, the list that explains its codes."""

    name: str
    label: Label
    kind: Kind
    type: pa.DataType
    unit: str | None = None
    codes: CodeList | None = None

    @property
    def title(self) -> str:
        """Its Chinese name with its unit."""
        return f"{self.label.zh}（{self.unit}）" if self.unit else self.label.zh


@dataclass
class Outgoing:
    """
    Records on their way into a file.

    Parameters
    ----------
    layer
        What they are of.
    columns
        In order, without the shape.
    batches
        Record batches of `schema`: the columns, and the shape as WKB in `system`, last.
    system, wkt
        CRS of the shapes, and how a file states it: an EPSG name or well-known text.
    path
        File (or folder, of a format of several files) to write; it exists only where a layer went into it before.
    about
        Sentences that belong with the records: the two times, the rule of the areas, that they are synthetic.
    notice
        That they are synthetic, or `None`.
    at, known
        The two times of the records; `None` where they weren't said.
    encoding
        Of the texts, where the format leaves a choice.
    latitude
        Of the place's middle, degrees; scales of the web map become denominators by it.
    met
        What was lost indeed, filled by the writer beside what the format declares.
    """

    layer: Layer
    columns: tuple[Column, ...]
    batches: Iterator[pa.RecordBatch]
    system: System
    wkt: str
    path: Path
    about: tuple[Label, ...] = ()
    notice: str | None = None
    encoding: str | None = None
    at: dt.date | None = None
    known: dt.datetime | None = None
    latitude: float = 0.0
    met: list[Label] = field(default_factory=list)

    @property
    def schema(self) -> pa.Schema:
        """Of the batches."""
        fields = [pa.field(column.name, column.type) for column in self.columns]
        return pa.schema([*fields, pa.field(GEOMETRY, pa.binary())])

    def lost(self, count: int, zh: str, en: str) -> None:
        """Note what was lost of so many things, if of any; `{}` in the sentences is how many."""
        if count:
            self.met.append(Label(zh.format(f"{count:,}"), en.format(f"{count:,}")))


@dataclass(frozen=True)
class Writer:
    """
    A format that records are written in.

    Parameters
    ----------
    name
        Identifier (`gpkg`).
    label
        What people call it.
    extension
        Ending of its file, with the dot.
    media_type
        Of the file as it is downloaded.
    write
        Writes `Outgoing.path`.
    keeps
        What comes back the same; all else of `Keep` is a loss, and is listed.
    losses
        Own words for what isn't kept.
    crs
        The only CRS that it can be in, or `None`.
    encodings
        Encodings of its texts, the first by itself; empty where there is no choice.
    folder
        Whether `path` is a folder of several files: packed as ZIP, or laid beside each other.
    bundle
        Whether that folder bears the ending itself and is moved as one (`.gdb`).
    shapes
        Geometry types of the layers that can be written; empty for any.
    most_rows
        Most rows of a layer that it holds, or `None`.
    strays
        What other programs lay beside such a file and that speaks of its contents, so that it goes when the file is
        replaced: endings in place of the file's own (`.qix`), or behind its whole name (`-wal`).
    check
        Raises `CrsError` for a CRS that it can't be in; `None` where it can be in any.
    write_layers
        Writes several layers into one file, where the format holds them: gets them in order, each to be read to its
        end before the next one is asked for; `None` where a file holds one layer.
    """

    name: str
    label: Label
    extension: str
    media_type: str
    write: Callable[[Outgoing], None]
    keeps: frozenset[Keep]
    losses: Mapping[Keep, Label] = field(default_factory=dict)
    crs: str | None = None
    encodings: tuple[str, ...] = ()
    folder: bool = False
    bundle: bool = False
    shapes: tuple[str, ...] = ()
    most_rows: int | None = None
    strays: tuple[str, ...] = ()
    check: Callable[[System], None] | None = None
    write_layers: Callable[[Iterator[Outgoing]], None] | None = None

    def lost(self, layer: Layer | None = None, encoding: str | None = None) -> list[Label]:
        """Return what is lost of a layer's records (of any when `None`), by declaration."""
        kept = set(self.keeps)
        if encoding is not None and encoding.lower().replace("-", "") == "utf8":
            kept.add(Keep.CHARACTERS)
        if layer is not None:
            if not layer.is_polygonal:
                kept.add(Keep.HOLES)
            if not layer.geometry.startswith("Multi"):
                kept.add(Keep.PARTS)
            if layer.style is None:
                kept.add(Keep.STYLE)
        return [self.losses.get(keep, LOSSES[keep]) for keep in Keep if keep not in kept]


def one_after_another(write: Callable[[Outgoing], None]) -> Callable[[Iterator[Outgoing]], None]:
    """Return how several layers are written by a format whose `write` adds to a file that exists."""

    def write_layers(layers: Iterator[Outgoing]) -> None:
        for outgoing in layers:
            write(outgoing)

    return write_layers

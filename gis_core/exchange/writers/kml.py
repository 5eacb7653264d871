"""
KML 2.2 (OGC 07-147r2): always longitude and latitude of WGS 84; typed fields under Chinese names, coloured as our maps.

Several layers are a document each, inside of one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import shapely

from gis_core.crs import WGS84
from gis_core.exchange.writer import EVERYTHING, GEOMETRY, Column, Keep, Outgoing, Writer
from layers.base import Label, Layer

BEGIN = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">'
NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TYPES = {"integer": "int", "real": "double", "area": "double", "boolean": "bool"}
OTHER = "other"
NAME = "name"
"""A field of this name is the placemark's own."""
LINE_WIDTH = 1.2


def _write(outgoing: Outgoing) -> None:
    with outgoing.path.open("w", encoding="utf-8", newline="\n") as out:
        out.write(BEGIN)
        _write_document(out, outgoing, alone=True)
        out.write("</kml>\n")


def _write_layers(layers: Iterator[Outgoing]) -> None:
    with ExitStack() as files:
        out: IO[str] | None = None
        for outgoing in layers:
            if out is None:
                out = files.enter_context(outgoing.path.open("w", encoding="utf-8", newline="\n"))
                out.write(f"{BEGIN}<Document>\n")
            _write_document(out, outgoing, alone=False)
        if out is not None:
            out.write("</Document></kml>\n")


def _write_document(out: IO[str], outgoing: Outgoing, *, alone: bool) -> None:
    """
    Write one layer as a document with its own styles and fields.

    Readers call a layer by what its placemarks stand in: a folder of its name, or among others the document itself.
    """
    text = _Text()
    columns = outgoing.columns
    layer = outgoing.layer
    by = layer.coloured_by
    named = NAME if any(column.name == NAME for column in columns) else layer.name_field or "code"
    _head(out, outgoing, text, name=layer.label.zh if alone else layer.name)
    out.write(f"<Folder><name>{text(layer.name)}</name>\n" if alone else "")
    for batch in outgoing.batches:
        shapes = shapely.from_wkb(batch.column(GEOMETRY).to_numpy(zero_copy_only=False))
        for values, shape in zip(batch.drop_columns([GEOMETRY]).to_pylist(), shapes, strict=True):
            called = values.get(named)
            style = values.get(by.name) if by else None
            out.write("<Placemark>" + ("" if called is None else f"<name>{text(str(called))}</name>"))
            out.write(f"<styleUrl>#{_style_id(layer, style)}</styleUrl>")
            out.write(f'<ExtendedData><SchemaData schemaUrl="#fields_{layer.name}">')
            out.writelines(_data(columns, values, text))
            out.write("</SchemaData></ExtendedData>")
            out.writelines(_shape(shape))
            out.write("</Placemark>\n")
    out.write("</Folder></Document>\n" if alone else "</Document>\n")
    outgoing.lost(
        text.left_out,
        "{} 个控制字符不能写入 XML，已去掉",
        "{} control characters that XML can't hold were left out",
    )


class _Text:
    """Text as XML holds it; counts the characters that it can't."""

    def __init__(self) -> None:
        self.left_out = 0

    def __call__(self, value: str) -> str:
        """Return the text, escaped."""
        plain, count = NO_XML.subn("", value)
        self.left_out += count
        return escape(plain, {"\r": "&#13;"})  # a bare one is read as a line feed


def _head(out: IO[str], outgoing: Outgoing, text: _Text, *, name: str) -> None:
    layer = outgoing.layer
    out.write(f"<Document><name>{text(name)}</name>")
    about = "\n".join(f"{label.zh} · {label.en}" if label.zh != label.en else label.zh for label in outgoing.about)
    out.write(f"<description>{text(about)}</description>\n")
    for style, fill, line in _styles(layer):
        out.write(
            f'<Style id="{style}"><LineStyle><color>{line}</color><width>{LINE_WIDTH}</width></LineStyle>'
            f"<PolyStyle><color>{fill}</color></PolyStyle></Style>\n"
        )
    out.write(f'<Schema id="fields_{layer.name}" name="fields_{layer.name}">')
    for column in (each for each in outgoing.columns if each.name != NAME):
        kind = TYPES.get(column.kind, "string")
        out.write(f'<SimpleField type="{kind}" name={quoteattr(column.name)}>')
        out.write(f"<displayName>{text(column.title)}</displayName></SimpleField>")
    out.write("</Schema>\n")


def _styles(layer: Layer) -> Iterator[tuple[str, str, str]]:
    """Yield id, colour of the fill and of the line (`aabbggrr`) for each code, and for what has none."""
    style = layer.style
    opacity = round(255 * (style.opacity if style else 0.5))
    line = _colour(style.line if style and style.line else "#333333", 255)
    codes = layer.coloured_by.codes if layer.coloured_by else None
    for row in codes.codes if codes else ():
        if row.colour:
            yield _style_id(layer, row.code), _colour(row.colour, opacity), line
    yield _style_id(layer, None), _colour(style.fill if style and style.fill else "#999999", opacity), line


def _style_id(layer: Layer, code: Any) -> str:
    codes = layer.coloured_by.codes if layer.coloured_by else None
    row = codes.find(str(code)) if codes and code is not None else None
    own = "".join(f"{ord(character):x}-" for character in row.code) if row and row.colour else OTHER
    return f"{layer.name}-{own}"


def _colour(colour: str, opacity: int) -> str:
    red, green, blue = colour[1:3], colour[3:5], colour[5:7]
    return f"{opacity:02x}{blue}{green}{red}"


def _data(columns: Iterable[Column], values: dict[str, Any], text: _Text) -> Iterator[str]:
    for column in columns:
        value = values[column.name]
        if value is not None and column.name != NAME:  # a reader would find it twice, and keep one of the two
            yield f"<SimpleData name={quoteattr(column.name)}>{text(_told(value))}</SimpleData>"


def _told(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _shape(shape: Any) -> Iterator[str]:
    if shape is None:
        return
    parts = shapely.get_parts(shape)
    several = len(parts) > 1
    yield "<MultiGeometry>" if several else ""
    for part in parts:
        if part.geom_type == "Polygon":
            yield f"<Polygon><outerBoundaryIs><LinearRing>{_points(part.exterior)}</LinearRing></outerBoundaryIs>"
            for ring in part.interiors:
                yield f"<innerBoundaryIs><LinearRing>{_points(ring)}</LinearRing></innerBoundaryIs>"
            yield "</Polygon>"
        else:
            kind = "Point" if part.geom_type == "Point" else "LineString"
            yield f"<{kind}>{_points(part)}</{kind}>"
    yield "</MultiGeometry>" if several else ""


def _points(shape: Any) -> str:
    corners: np.ndarray[Any, Any] = shapely.get_coordinates(shape)
    return f"<coordinates>{' '.join(f'{x!r},{y!r}' for x, y in corners.tolist())}</coordinates>"


WRITER = Writer(
    "kml",
    Label("KML", "KML"),
    ".kml",
    "application/vnd.google-earth.kml+xml",
    _write,
    EVERYTHING - {Keep.TEXT, Keep.EMPTY, Keep.CHARACTERS, Keep.DATES, Keep.INSTANTS, Keep.LABELS},
    losses={
        Keep.LABELS: Label("有中文字段名，代码含义不在文件中", "fields have Chinese names, codes no meanings"),
        Keep.TEXT: Label("文本首尾的空白读回时会丢失", "blanks at the ends of texts get lost when it is read"),
        Keep.CHARACTERS: Label("XML 没有的控制字符去掉", "control characters, which XML can't hold, are left out"),
    },
    crs=WGS84,
    write_layers=_write_layers,
)

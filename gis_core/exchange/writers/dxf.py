"""
DXF: a layer a use, closed polylines, the code as text inside each and as extended data; handles.

In GBK as AutoCAD 2004 has it, which all programs read; in UTF-8 as AutoCAD 2010 has it, which GDAL and QGIS take for
the code page that its head names, and misread.

Several layers of ours share a drawing; its layers are then named by both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pyproj
import shapely

from gis_core.crs import System
from gis_core.errors import CrsError
from gis_core.exchange.encoding_out import CODECS, CONTROL, GBK, UTF8, Encoder
from gis_core.exchange.writer import GEOMETRY, Keep, Outgoing, Writer
from layers.base import Label, Layer

APPLICATION = "MATIAN"
VERSIONS = {GBK: "R2004", UTF8: "R2010"}
"""The first with colours of any mixture, and one that is always in UTF-8 (from AutoCAD 2007 on)."""
TEXT_LAYER = "注记_编码"
FONT = ("宋体", "simsun.ttf")
FORBIDDEN = re.compile(r"[<>/\\\":;?*|=`,\x00-\x1f]")
"""What names of layers may not hold."""
TEXT_HEIGHTS_M = (0.5, 4.0)
CHARACTER_WIDTH = 0.9
"""Of a figure or capital with its space, in text heights; a code shall stay inside its parcel."""
LONGEST_NAME = 200
LONGEST_DATA = 255
UNITS = {"metre": 6, "foot": 2, "US survey foot": 21}
"""Values of $INSUNITS. Source: Autodesk, DXF Reference (AutoCAD 2010), header variables."""


def _write(outgoing: Outgoing) -> None:
    _write_layers(iter([outgoing]), several=False)


def _write_layers(layers: Iterator[Outgoing], *, several: bool = True) -> None:
    # slow to import, and most exports are no drawings
    from ezdxf.filemanagement import new  # noqa: PLC0415

    drawing: Any = None
    for outgoing in layers:
        if drawing is None:
            path, encoding = outgoing.path, outgoing.encoding or GBK
            drawing = new(VERSIONS[encoding], setup=False)
            drawing.encoding = CODECS[encoding]
            drawing.header["$INSUNITS"] = _unit(outgoing.system.hub)
            drawing.styles.add(FONT[0], font=FONT[1])
            drawing.appids.add(APPLICATION)
            drawing.layers.add(TEXT_LAYER, color=7)
        _draw_layer(drawing, outgoing, Encoder(encoding), several=several)
    drawing.saveas(path)


def _check(system: System) -> None:
    """Refuse degrees, in which a text as high as half a metre would span the country."""
    if system.geographic:
        raise CrsError(
            f"crs {system.title}: drawings (dxf) are in metres; give a projected CRS such as EPSG:4547", field="crs"
        )


def _unit(crs: pyproj.CRS) -> int:
    return UNITS.get(crs.axis_info[0].unit_name, 0) if crs.axis_info else 0


def _draw_layer(drawing: Any, outgoing: Outgoing, encode: Encoder, *, several: bool) -> None:
    by = outgoing.layer.coloured_by
    layers = _Layers(drawing, outgoing.layer, encode, prefix=f"{outgoing.layer.label.zh}_" if several else "")
    space = drawing.modelspace()
    changed = 0
    for batch in outgoing.batches:
        shapes = shapely.from_wkb(batch.column(GEOMETRY).to_numpy(zero_copy_only=False))
        codes = batch.column("code").to_pylist()
        uses = batch.column(by.name).to_pylist() if by else [None] * len(codes)
        for code, use, shape in zip(codes, uses, shapes, strict=True):
            written = CONTROL.sub(" ", code)[:LONGEST_DATA]
            changed += written != code
            _draw(space, encode.fitted(written), layers.of(use), shape)
    encode.tell(outgoing)
    outgoing.lost(
        changed,
        f"{{}} 个编码含控制字符或超过 {LONGEST_DATA} 个字符，已替换或截断",
        f"{{}} codes with control characters or of more than {LONGEST_DATA} characters were changed",
    )


class _Layers:
    """The drawing's layers: one for each code of the field that colours the layer."""

    def __init__(self, drawing: Any, layer: Layer, encode: Encoder, *, prefix: str) -> None:
        self._drawing = drawing
        self._encode = encode
        self._layer = layer
        self._prefix = prefix
        self._codes = layer.coloured_by.codes if layer.coloured_by else None
        self._known: dict[Any, str] = {}

    def of(self, use: str | None) -> str:
        """Return the name of the layer for a use, which is made when it is met first."""
        if use not in self._known:
            row = self._codes.find(use) if self._codes and use else None
            told = f"{use} {row.label.zh}" if row and use else use or self._layer.label.zh
            name = self._encode.fitted(FORBIDDEN.sub("_", self._prefix + told)[:LONGEST_NAME].strip()) or "0"
            if not self._drawing.layers.has_entry(name):
                made = self._drawing.layers.add(name)
                colour = row.colour if row else self._layer.style.fill if self._layer.style else None
                if colour:
                    made.rgb = tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
            self._known[use] = name
        return self._known[use]


def _draw(space: Any, code: str, layer: str, shape: Any) -> None:
    data = [(1000, code)]
    for part in shapely.get_parts(shape):
        kind = part.geom_type
        if kind == "Polygon":
            for ring in (part.exterior, *part.interiors):
                line = space.add_lwpolyline(list(ring.coords)[:-1], close=True, dxfattribs={"layer": layer})
                line.set_xdata(APPLICATION, data)
            inside = shapely.point_on_surface(part)
            west, _, east, _ = part.bounds
            fitting = min(part.area**0.5 / 12, (east - west) / (CHARACTER_WIDTH * max(len(code), 1)))
            size = min(max(fitting, TEXT_HEIGHTS_M[0]), TEXT_HEIGHTS_M[1])
            attributes = {"layer": TEXT_LAYER, "style": FONT[0], "height": size}
            text = space.add_text(code, dxfattribs=attributes)
            text.dxf.insert = text.dxf.align_point = (inside.x, inside.y)
            text.dxf.halign, text.dxf.valign = 1, 2
        elif kind == "LineString":
            line = space.add_lwpolyline(list(part.coords), dxfattribs={"layer": layer})
            line.set_xdata(APPLICATION, data)
        else:
            space.add_point((part.x, part.y), dxfattribs={"layer": layer}).set_xdata(APPLICATION, data)


WRITER = Writer(
    "dxf",
    Label("DXF 图形", "DXF drawing"),
    ".dxf",
    "image/vnd.dxf",
    _write,
    frozenset({Keep.GEOMETRY, Keep.EXACT}),
    losses={
        Keep.ATTRIBUTES: Label(
            "没有属性表，只有编码（文字与扩展数据）和用途（图层）", "no table: only the code (text) and the use (layer)"
        ),
        Keep.NAMES: Label("没有字段名", "fields have no names"),
    },
    encodings=(GBK, UTF8),
    most_rows=100_000,
    check=_check,
    write_layers=_write_layers,
)

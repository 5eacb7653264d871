"""
DXF (AutoCAD 2010): a layer a use, closed polylines, the code as text inside each and as extended data; handles.
"""

from __future__ import annotations

import re
from typing import Any

import shapely

from gis_core.exchange.writer import GEOMETRY, Keep, Outgoing, Writer
from layers.base import Label, Layer

APPLICATION = "MATIAN"
TEXT_LAYER = "注记_编码"
FONT = ("宋体", "simsun.ttf")
FORBIDDEN = re.compile(r"[<>/\\\":;?*|=`,\x00-\x1f]")
"""What names of layers may not hold."""
TEXT_HEIGHTS_M = (0.5, 4.0)
CHARACTER_WIDTH = 0.9
"""Of a figure or capital with its space, in text heights; a code shall stay inside its parcel."""
LONGEST_NAME = 200


def _write(outgoing: Outgoing) -> None:
    # slow to import, and most exports are no drawings
    from ezdxf.filemanagement import new  # noqa: PLC0415

    drawing = new("R2010", setup=False)
    drawing.header["$INSUNITS"] = 6  # metres
    drawing.styles.add(FONT[0], font=FONT[1])
    drawing.appids.add(APPLICATION)
    drawing.layers.add(TEXT_LAYER, color=7)
    by = outgoing.layer.style.by if outgoing.layer.style else None
    layers = _Layers(drawing, outgoing.layer, by)
    space = drawing.modelspace()
    for batch in outgoing.batches:
        shapes = shapely.from_wkb(batch.column(GEOMETRY).to_numpy(zero_copy_only=False))
        codes = batch.column("code").to_pylist()
        uses = batch.column(by).to_pylist() if by else [None] * len(codes)
        for code, use, shape in zip(codes, uses, shapes, strict=True):
            _draw(space, code, layers.of(use), shape)
    drawing.saveas(outgoing.path)


class _Layers:
    """The drawing's layers: one for each code of the field that colours the layer."""

    def __init__(self, drawing: Any, layer: Layer, by: str | None) -> None:
        self._drawing = drawing
        self._layer = layer
        self._codes = layer.field_named(by).codes if by else None
        self._known: dict[Any, str] = {}

    def of(self, use: str | None) -> str:
        """Return the name of the layer for a use, which is made when it is met first."""
        if use not in self._known:
            row = self._codes.find(use) if self._codes and use else None
            told = f"{use} {row.label.zh}" if row and use else use or self._layer.label.zh
            name = FORBIDDEN.sub("_", told)[:LONGEST_NAME].strip() or "0"
            if not self._drawing.layers.has_entry(name):
                made = self._drawing.layers.add(name)
                colour = row.colour if row else self._layer.style.fill if self._layer.style else None
                if colour:
                    made.rgb = tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
            self._known[use] = name
        return self._known[use]


def _draw(space: Any, code: str, layer: str, shape: Any) -> None:
    data = [(1000, code[:255])]
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
    frozenset({Keep.GEOMETRY, Keep.EXACT, Keep.CHARACTERS}),
    losses={
        Keep.ATTRIBUTES: Label(
            "没有属性表，只有编码（文字与扩展数据）和用途（图层）", "no table: only the code (text) and the use (layer)"
        ),
    },
    most_rows=100_000,
)

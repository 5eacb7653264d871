"""
DXF drawings: closed polylines are parcels, text inside them is their code; arcs are turned into chords.

Source: AutoCAD DXF reference (LWPOLYLINE, POLYLINE, bulge = tan of a quarter of the arc's angle).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from gis_core.errors import RefusedInputError
from gis_core.exchange.encodings import Reading, decode_mostly
from gis_core.exchange.raw import Fault, Format, Raw, Shape, Source
from gis_core.exchange.rings import LEAST_POINTS, closed, polygon_of
from layers.base import Label

BINARY_MAGIC = b"AutoCAD Binary DXF"
SAGITTA_M = 0.005
"""How far a chord may lie from its arc: half a centimetre, the accuracy of a boundary point (精度 in survey files)."""
OUTLINES = ("LWPOLYLINE", "POLYLINE", "CIRCLE", "ELLIPSE", "SPLINE")
LINES = (*OUTLINES, "LINE", "ARC")
POINTS = ("POINT", "INSERT")
TEXTS = ("TEXT", "MTEXT")
HATCH = "HATCH"
CODE_PAGE = b"$DWGCODEPAGE"
NEARLY_CLOSED = 1e-6


@dataclass(frozen=True)
class Drawn:
    """One entity of a drawing as a shape, with its DXF layer and handle."""

    shape: Any
    layer: str
    handle: str


def _recognise(source: Source) -> bool:
    head = source.head()
    if head.startswith(BINARY_MAGIC):
        return True
    lines = [line.strip() for line in head[:2000].splitlines()[:12]]
    return b"SECTION" in lines and (b"0" in lines[:2] or b"999" in lines[:1] or source.suffix == ".dxf")


def _read(source: Source) -> Raw:
    # slow to import, and most deliveries are no drawings
    from ezdxf.filemanagement import readfile  # noqa: PLC0415
    from ezdxf.lldxf.const import DXFError  # noqa: PLC0415

    reading = _unsaid_encoding(source)
    try:
        space = readfile(source.path, encoding=None if reading is None else reading.encoding).modelspace()
    except (DXFError, OSError, UnicodeError, ValueError, KeyError, IndexError) as error:
        raise RefusedInputError(f"{source.name} can't be read as DXF: {error}") from error
    drawn, left_out = _drawn(space, source.shape)
    notes = [] if reading is None else list(reading.notes)
    if source.shape == "polygon" and not drawn and (drawn := _hatched(space)):
        left_out.pop(HATCH, None)
        notes.append(Label("没有闭合多段线，按填充边界读取", "there is no closed polyline; hatches were read"))
    notes += [
        Label(f"{count} 个{kind}未读入", f"{count} entities {kind} were left out") for kind, count in left_out.items()
    ]
    if source.shape == "polygon" and not drawn and (blocks := left_out["INSERT"]):
        raise RefusedInputError(
            f"{source.name} holds no closed polyline but {blocks} block references; EXPLODE them and save it again"
        )
    drawn, chosen = _on_one_layer(drawn, source)
    shapes = np.array([*(item.shape for item in drawn), None], dtype=object)[:-1]
    codes, faults = label_shapes(shapes, _texts(space))
    columns = {
        "code": pa.array(codes, pa.string()),
        "layer": pa.array([item.layer for item in drawn], pa.string()),
        "handle": pa.array([item.handle for item in drawn], pa.string()),
    }
    return Raw(
        columns=pa.table(columns),
        shapes=pa.array(shapely.to_wkb(shapes).tolist(), pa.binary()),
        rows=pa.array(range(1, len(drawn) + 1), pa.int64()),
        source_layer=chosen,
        encoding=None if reading is None else reading.encoding,
        notes=tuple(notes),
        faults=tuple(faults),
    )


def _unsaid_encoding(source: Source) -> Reading | None:
    """Return what a drawing without a word on its code page is written in, `None` where there is nothing to tell."""
    if source.head().startswith(BINARY_MAGIC) or CODE_PAGE in source.head():
        return None
    octets = source.path.read_bytes()
    if octets.isascii():
        return None
    reading = decode_mostly(octets, None)
    return reading if reading.encoding == "GBK" else None


def _hatched(space: Any) -> list[Drawn]:
    """Return the outlines of hatches; some programs (GDAL) write polygons so and draw no line around them."""
    from ezdxf import path  # noqa: PLC0415

    found = []
    for hatch in space.query(HATCH):
        lines = [list(line.flattening(SAGITTA_M)) for line in path.from_hatch(hatch)]
        rings = [closed(np.array([(at.x, at.y) for at in line]))[0] for line in lines if len(line) >= LEAST_POINTS]
        shape = polygon_of(rings)
        if shape is not None:
            found.append(Drawn(shape, hatch.dxf.layer, hatch.dxf.handle))
    return found


def _drawn(space: Any, shape: Shape) -> tuple[list[Drawn], Counter[str]]:
    """Return the entities of the wanted shape in drawing order, and how many others there are by kind."""
    found: list[Drawn] = []
    left_out: Counter[str] = Counter()
    for entity in space:
        kind = entity.dxftype()
        if kind in TEXTS:
            continue
        geometry = None
        if shape == "point" and kind in POINTS:
            at = entity.dxf.location if kind == "POINT" else entity.dxf.insert
            geometry = shapely.points(at.x, at.y)
        elif shape == "line" and kind in LINES:
            points = _flattened(entity)
            geometry = shapely.linestrings(points) if len(points) > 1 else None
        elif shape == "polygon" and kind in OUTLINES:
            geometry = _outline(entity)
        if geometry is None:
            left_out[f"{kind}（未闭合）" if shape == "polygon" and kind in OUTLINES else kind] += 1
        else:
            found.append(Drawn(geometry, entity.dxf.layer, entity.dxf.handle))
    return found, left_out


def _flattened(entity: Any) -> Any:
    """Return an entity's line as points (x, y), arcs as chords."""
    from ezdxf import path  # noqa: PLC0415

    try:
        vertices = list(path.make_path(entity).flattening(SAGITTA_M))
    except TypeError:  # a mesh is a POLYLINE too, and has no path
        vertices = []
    return np.array([(vertex.x, vertex.y) for vertex in vertices]).reshape(-1, 2)


def _outline(entity: Any) -> Any:
    """Return the polygon of a closed line, `None` of an open one; closed by flag, or by ending where it starts."""
    points = _flattened(entity)
    if len(points) < LEAST_POINTS:
        return None
    ends_meet = bool(np.hypot(*(points[0] - points[-1])) <= NEARLY_CLOSED)
    if not (getattr(entity, "is_closed", False) or getattr(entity, "closed", False) or ends_meet):
        return None
    if ends_meet:
        points = np.vstack([points[:-1], points[:1]])
    ring, _ = closed(points)
    return shapely.polygons(ring) if len(ring) > LEAST_POINTS else None


def _on_one_layer(drawn: list[Drawn], source: Source) -> tuple[list[Drawn], str]:
    """Keep what is on the DXF layer that is wanted: the one asked for, or the only one with such shapes."""
    layers = Counter(item.layer for item in drawn)
    if source.layer is not None:
        layers = Counter({name: count for name, count in layers.items() if name == source.layer})
    if not layers:
        where = f" on layer {source.layer}" if source.layer else ""
        what = {"polygon": "closed polyline", "line": "line", "point": "point"}[source.shape]
        raise RefusedInputError(f"{source.name} holds no {what}{where}; ask the surveyor for one that does")
    if len(layers) > 1:
        listed = ", ".join(f"{name} ({count})" for name, count in sorted(layers.items()))
        raise RefusedInputError(f"{source.name} draws on several layers; name one with --source-layer: {listed}")
    (chosen,) = layers
    return [item for item in drawn if item.layer == chosen], chosen


def _texts(space: Any) -> list[tuple[str, float, float]]:
    """Return the drawing's texts and its blocks' attributes, each with the point that it is placed by."""
    found = []
    labels = [attribute for block in space.query("INSERT") for attribute in block.attribs]
    for entity in (*space.query(" ".join(TEXTS)), *labels):
        at = entity.dxf.insert if entity.dxftype() == "MTEXT" else _placed(entity)
        text = _spelled_out(entity.plain_text()).strip()
        if text:
            found.append((text, float(at.x), float(at.y)))
    return found


def _spelled_out(text: str) -> str:
    """Return text with the characters that older DXF writes as `\\U+5DE5`; ezdxf decodes only capitals."""
    spelled = re.sub(r"\\U\+([0-9A-Fa-f]{4})", lambda match: chr(int(match[1], 16)), text)
    return spelled.encode("utf-8", errors="replace").decode()


def _placed(text: Any) -> Any:
    """Return where a TEXT is placed: its second point when it is aligned by one."""
    aligned = text.dxf.halign or text.dxf.valign
    return text.dxf.align_point if aligned and text.dxf.hasattr("align_point") else text.dxf.insert


def label_shapes(shapes: Any, texts: list[tuple[str, float, float]]) -> tuple[list[str | None], list[Fault]]:
    """
    Return each shape's code: the text inside it (in the smallest shape that holds it, and in no other).

    Where several texts lie inside, the only one that holds a digit counts; otherwise none does, and a fault names them.
    """
    inside: dict[int, list[str]] = {}
    if texts and len(shapes):
        points = shapely.points([(x, y) for _, x, y in texts])
        areas = shapely.area(shapes)
        text_at, shape_at = shapely.STRtree(shapes).query(points, predicate="intersects")
        smallest: dict[int, int] = {}
        for text, shape in zip(text_at.tolist(), shape_at.tolist(), strict=True):
            if text not in smallest or areas[shape] < areas[smallest[text]]:
                smallest[text] = shape
        for text, shape in smallest.items():
            inside.setdefault(shape, []).append(texts[text][0])
    codes: list[str | None] = [None] * len(shapes)
    faults: list[Fault] = []
    for shape, found in inside.items():
        candidates = list(dict.fromkeys(found))
        numbered = [text for text in candidates if any(character.isdigit() for character in text)]
        if len(candidates) == 1:
            codes[shape] = candidates[0]
        elif len(numbered) == 1:
            codes[shape] = numbered[0]
        else:
            listed = ", ".join(candidates[:5])
            message = Label(
                f"图形内有多个文字（{listed}），无法确定代码",
                f"several texts lie inside ({listed}); which is the code?",
            )
            faults.append(Fault(shape, "value", message))
    return codes, faults


FORMAT = Format("dxf", Label("DXF", "DXF"), (".dxf",), _recognise, _read, rank=30)

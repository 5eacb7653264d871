"""
The boundary-point text file of natural-resources offices (界址点坐标交换格式): X is northing, Y easting with its zone.

Source: 勘测定界界址点坐标交换格式, version 1.01, as offices use it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pyproj
import shapely

from gis_core.crs import INDEPENDENT, System
from gis_core.errors import CrsError
from gis_core.exchange.encoding_out import CONTROL, GBK, UTF8, Encoder
from gis_core.exchange.writer import GEOMETRY, Keep, Outgoing, Writer
from layers.base import Label, Layer

ZONE_DEGREES = 3
ZONE_M = 1_000_000
MERIDIAN, FALSE_EASTING = "8802", "8806"
"""EPSG's numbers of a projection's parameters."""
PARTING = str.maketrans({",": "、", "，": "、", "@": "＠", "[": "【", "]": "】"})
"""What parts the fields and lines of this format, and what stands for it in a name."""


def _write(outgoing: Outgoing) -> None:
    name, zone, prefix = _zone(outgoing.system)
    encode = Encoder(outgoing.encoding or GBK)
    changed = 0
    with outgoing.path.open("wb") as out:
        out.write(encode.start + encode(_head(name, zone)))
        for batch in outgoing.batches:
            columns = {field: batch.column(field).to_pylist() for field in _fields(outgoing.layer)}
            shapes = shapely.from_wkb(batch.column(GEOMETRY).to_numpy(zero_copy_only=False))
            _refuse_other_zones(outgoing.system, shapes, zone, prefix)
            for at, shape in enumerate(shapes):
                cells = {field: "" if values[at] is None else str(values[at]) for field, values in columns.items()}
                plain = {field: CONTROL.sub(" ", value).translate(PARTING) for field, value in cells.items()}
                changed += plain != cells
                out.write(encode("\r\n".join([*_parcel(outgoing.layer, plain, shape, prefix), ""])))
    encode.tell(outgoing)
    outgoing.lost(
        changed,
        "{} 个地块的名称中，逗号、@ 等格式符号已替换",
        "commas, @ and the like, which part this format, were replaced in the names of {} parcels",
    )


def _zone(system: System) -> tuple[str, int | None, int]:
    """Return how the file names the CRS, its zone, and what is added to eastings."""
    if system.name == INDEPENDENT:  # without zones
        return "独立坐标系", None, 0
    crs: pyproj.CRS = system.hub
    projection = crs.coordinate_operation if crs.is_projected else None
    numbers = {str(each.code): float(each.value) for each in projection.params} if projection else {}
    meridian, easting = numbers.get(MERIDIAN), numbers.get(FALSE_EASTING)
    if system.to_hub is None and "CGCS2000" in crs.name and meridian is not None and meridian % ZONE_DEGREES == 0:
        zone = int(meridian // ZONE_DEGREES)
        if easting == 500_000:
            return "2000国家大地坐标系", zone, zone * ZONE_M
        if easting == zone * ZONE_M + 500_000:
            return "2000国家大地坐标系", zone, 0
    raise CrsError(
        f"crs {system.title}: boundary-point files are in CGCS2000, 3-degree zones (EPSG:4547, EPSG:4526), or in the"
        " independent system",
        field="crs",
    )


def _check(system: System) -> None:
    _zone(system)


def _refuse_other_zones(system: System, shapes: Any, zone: int | None, prefix: int) -> None:
    """Refuse eastings that begin with the number of another zone, by which a reader would place them elsewhere."""
    eastings = shapely.get_coordinates(shapes)[:, 0] + prefix
    if zone is not None and len(eastings) and set((eastings // ZONE_M).tolist()) != {zone}:
        raise CrsError(
            f"crs {system.title}: the land lies too far from the meridian of zone {zone}, and its eastings would read"
            " as another zone's; take the zone in which it lies",
            field="crs",
        )


def _head(name: str, zone: int | None) -> str:
    told = [
        "[属性描述]",
        "格式版本号=1.01版本",
        "数据产生单位=",
        f"数据产生日期={dt.date.today():%Y-%m-%d}",  # noqa: DTZ011  (the office's own day)
        f"坐标系={name}",
        f"几度分带={'' if zone is None else ZONE_DEGREES}",
        "投影类型=高斯克吕格",
        "计量单位=米",
        f"带号={'' if zone is None else zone}",
        "精度=0.001",
        "转换参数=,,,,,,",
        "[地块坐标]",
    ]
    return "\r\n".join([*told, ""])


def _fields(layer: Layer) -> list[str]:
    use = layer.coloured_by
    return ["code", "area_m2", *([layer.name_field] if layer.name_field else []), *([use.name] if use else [])]


def _parcel(layer: Layer, cells: dict[str, str], shape: Any, prefix: int) -> Iterator[str]:
    rings = [ring for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors)]
    points = sum(len(ring.coords) for ring in rings)
    by = layer.coloured_by
    use = cells[by.name] if by else ""
    meaning = by.codes.find(use) if by and by.codes and use else None
    hectares = f"{float(cells['area_m2'] or 0) / 10_000:.4f}"
    name = cells.get(layer.name_field or "", "")
    told = meaning.label.zh.translate(PARTING) if meaning else ""
    yield ",".join([str(points), hectares, cells["code"], name, "面", "", told, use, "@"])
    number = 0
    for ring_number, ring in enumerate(rings, start=1):
        first = number + 1
        corners = shapely.get_coordinates(ring)
        for place, (x, y) in enumerate(corners):
            closing = place == len(corners) - 1
            number += not closing
            yield f"J{first if closing else number},{ring_number},{y:.3f},{x + prefix:.3f}"


WRITER = Writer(
    "txt",
    Label("界址点坐标文本", "Boundary-point text"),
    ".txt",
    "text/plain",
    _write,
    frozenset({Keep.GEOMETRY, Keep.PARTS, Keep.HOLES, Keep.CRS}),
    losses={
        Keep.ATTRIBUTES: Label("只有编码、名称、用途和面积", "only code, name, use and area are there"),
        Keep.NAMES: Label("字段名为本格式自有", "fields bear the names of this format"),
        Keep.EXACT: Label("坐标取到毫米", "coordinates are rounded to the millimetre"),
    },
    encodings=(GBK, UTF8),
    shapes=("Polygon", "MultiPolygon"),
    check=_check,
)

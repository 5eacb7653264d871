"""
The boundary-point text file of natural-resources offices (界址点坐标交换格式): attributes, then parcels of points.

    [属性描述]
    坐标系=2000国家大地坐标系
    几度分带=3
    带号=38
    [地块坐标]
    点数,面积(公顷),地块编号,地块名称,面,图幅号,地块用途,地类编码,@
    J1,1,2519632.123,38487654.321        point, ring, X northing, Y easting

Source: 勘测定界界址点坐标交换格式, version 1.01, as offices use it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from gis_core.errors import RefusedInputError
from gis_core.exchange.encodings import decode
from gis_core.exchange.raw import Fault, Format, Raw, Source
from gis_core.exchange.rings import LEAST_POINTS, closed, polygon_of
from gis_core.exchange.zones import gauss_kruger
from layers.base import Label

ATTRIBUTES, PARCELS = "属性描述", "地块坐标"
HEADERS = (PARCELS.encode(), PARCELS.encode("gbk"), ATTRIBUTES.encode(), ATTRIBUTES.encode("gbk"))
COLUMNS = ("点数", "面积(公顷)", "地块编号", "地块名称", "图形属性", "图幅号", "地块用途", "地类编码")
KIND_AT = COLUMNS.index("图形属性")
PREFIXED = 1e7
"""An easting from here on carries its zone before it (38 million for zone 38)."""
PLANE_UNITS = ("", "米", "m", "meter", "metre")
DEGREE_UNITS = ("度", "经纬度", "degree")


@dataclass
class Ring:
    """One ring of a parcel: its number in the file, and its points (northing, easting)."""

    number: str
    points: list[tuple[float, float]]

    @property
    def is_closed(self) -> bool:
        """Whether it has come back to its first point."""
        return len(self.points) > LEAST_POINTS and self.points[0] == self.points[-1]


@dataclass
class Parcel:
    """One parcel as the file gives it: its line, its attributes, its rings."""

    line: int
    cells: list[str]
    rings: list[Ring] = field(default_factory=list)

    @property
    def points(self) -> int:
        """How many points its rings have."""
        return sum(len(ring.points) for ring in self.rings)

    def add(self, number: str, point: tuple[float, float]) -> None:
        """Add a point; another ring begins with another number, and after one that has closed (several outlines)."""
        if not self.rings or self.rings[-1].number != number or self.rings[-1].is_closed:
            self.rings.append(Ring(number, []))
        self.rings[-1].points.append(point)


def _recognise(source: Source) -> bool:
    head = source.head()
    return any(b"[" + header + b"]" in head for header in HEADERS)


def _read(source: Source) -> Raw:
    text, reading = decode(source.path.read_bytes(), source.name)
    told, parcels = parse(text, source.name)
    if not parcels:
        raise RefusedInputError(f"{source.name} holds no parcel below [{PARCELS}]")
    shapes, faults, unclosed = _shapes(parcels)
    crs, notes = _crs(told, parcels)
    if unclosed:
        notes.append(
            Label(
                f"{unclosed} 个环未重复起点，已按格式闭合", f"{unclosed} rings did not repeat their first point; closed"
            )
        )
    if any(part.strip(" 0.") for part in told.get("转换参数", "").split(",")):
        notes.append(Label("文件中的转换参数未使用", "the file's conversion parameters were not applied"))
    return Raw(
        columns=pa.table({name: [_cell(parcel, at) for parcel in parcels] for at, name in enumerate(COLUMNS)}),
        shapes=pa.array(shapely.to_wkb(shapes).tolist(), pa.binary()),
        rows=pa.array([parcel.line for parcel in parcels], pa.int64()),
        crs=crs,
        encoding=reading.encoding,
        notes=tuple(notes),
        faults=tuple(faults),
    )


def parse(text: str, name: str) -> tuple[dict[str, str], list[Parcel]]:
    """
    Return the attributes and the parcels of a boundary-point text.

    Raises
    ------
    RefusedInputError
        If a line is neither an attribute, a parcel nor a point; the sentence gives its number.
    """
    told: dict[str, str] = {}
    parcels: list[Parcel] = []
    section = ""
    for number, raw_line in enumerate(text.splitlines(), start=1):
        line = raw_line.strip().replace("，", ",")
        if not line:
            continue
        if heading := re.fullmatch(r"\[(.+)\]", line):
            section = heading[1].strip()
        elif section == PARCELS and line.endswith("@"):
            parcels.append(Parcel(number, [cell.strip() for cell in line.removesuffix("@").split(",")]))
        elif section == PARCELS:
            _add_point(parcels, line, number, name)
        elif "=" in line:
            key, _, value = line.partition("=")
            told[key.strip()] = value.strip()
    return told, parcels


def _add_point(parcels: list[Parcel], line: str, number: int, name: str) -> None:
    cells = line.split(",")
    try:
        ring, northing, easting = cells[1].strip(), float(cells[2]), float(cells[3])
        int(northing + easting)  # no number, or an infinite one
    except (IndexError, ValueError, OverflowError) as error:
        raise RefusedInputError(
            f"{name}, line {number}: {line[:60]!r} is no point; a point is: name, ring, X (northing), Y (easting), "
            "and a parcel's own line ends in @"
        ) from error
    if not parcels:
        raise RefusedInputError(
            f"{name}, line {number}: a point stands before the first parcel (a line that ends in @)"
        )
    parcels[-1].add(ring, (northing, easting))


def _cell(parcel: Parcel, at: int) -> str | None:
    return (parcel.cells[at] or None) if at < len(parcel.cells) else None


def _shapes(parcels: list[Parcel]) -> tuple[np.ndarray[tuple[int], np.dtype[np.object_]], list[Fault], int]:
    """Return the shapes (x = easting), what is wrong with single parcels, and how many rings were left open."""
    shapes = np.full(len(parcels), None, dtype=object)
    faults: list[Fault] = []
    unclosed = 0
    for at, parcel in enumerate(parcels):
        kind = _cell(parcel, KIND_AT) or "面"
        rings = [np.array(ring.points)[:, ::-1] for ring in parcel.rings]
        closings = 0
        if kind == "点":
            shapes[at] = shapely.points(rings[0][0]) if rings else None
        elif kind == "线":
            lines: Any = [shapely.linestrings(ring) for ring in rings if len(ring) > 1]
            shapes[at] = shapely.multilinestrings(lines) if lines else None
        else:
            whole = [closed(ring) for ring in rings]
            closings = sum(was_closed for _, was_closed in whole)
            unclosed += len(whole) - closings
            shapes[at] = polygon_of([ring for ring, _ in whole])
        promised = _cell(parcel, 0)
        if promised and promised.isdecimal() and int(promised) not in (parcel.points, parcel.points - closings):
            faults.append(
                Fault(
                    at,
                    "point_count",
                    Label(
                        f"注明 {promised} 个界址点，实有 {parcel.points} 个",
                        f"it promises {promised} points and has {parcel.points}",
                    ),
                )
            )
    return shapes, faults, unclosed


def _crs(told: dict[str, str], parcels: list[Parcel]) -> tuple[str | None, list[Label]]:
    """Return the CRS that the attributes and the zone prefix say together; `None` when they don't, or contradict."""
    name = told.get("坐标系", "")
    unit = told.get("计量单位", "").lower()
    if "独立" in name:
        return "independent", []
    if unit in DEGREE_UNITS:
        return ("EPSG:4490", []) if _is_cgcs2000(name) else (None, [])
    eastings = [easting for parcel in parcels for ring in parcel.rings for _, easting in ring.points]
    prefixes = {int(easting // 1e6) for easting in eastings if easting >= PREFIXED}
    prefixed = bool(prefixes) and all(easting >= PREFIXED for easting in eastings)
    zone_text = re.sub(r"\D", "", told.get("带号", ""))
    zone = int(zone_text) if zone_text else None
    if len(prefixes) > 1 or (prefixes and not prefixed) or (prefixes and zone is not None and prefixes != {zone}):
        listed = ", ".join(str(prefix) for prefix in sorted(prefixes))
        return None, [
            Label(f"带号 {zone_text} 与坐标前缀 {listed} 不符", f"zone {zone_text} and prefix {listed} contradict")
        ]
    if zone is None and prefixes:
        zone = prefixes.pop()
    if zone is None or unit not in PLANE_UNITS:
        return None, []
    width = 6 if told.get("几度分带", "").startswith("6") else 3
    return gauss_kruger(name, width, zone, prefixed=prefixed), []


def _is_cgcs2000(name: str) -> bool:
    return "2000" in name


FORMAT = Format(
    "boundary-points",
    Label("界址点坐标文本", "boundary-point text"),
    (".txt",),
    _recognise,
    _read,
    rank=20,
)

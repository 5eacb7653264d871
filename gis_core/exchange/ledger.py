"""
Ledgers: tables (CSV, spreadsheets) whose cells hold coordinates, in one of the ways in which offices write them.

- a column of well-known text, or of whole outlines as text;
- two columns of coordinates, one row a boundary point, the points of a parcel one below the other under its code;
- two columns of coordinates, one row a thing (a point).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from gis_core.errors import RefusedInputError
from gis_core.exchange.cells import LEAST_POINTS, coordinate, from_wkt, is_wkt, outline, stated_srid
from gis_core.exchange.fields import CODE, CODE_ALIASES, plain
from gis_core.exchange.raw import Fault, Raw, Shape, named_once
from gis_core.exchange.rings import UNCLOSED, closed, polygon_of
from layers.base import Label

Row = Sequence[Any]

EAST = ("经度", "lon", "lng", "long", "longitude", "东坐标", "east", "easting", "横坐标", "e")
NORTH = ("纬度", "lat", "latitude", "北坐标", "north", "northing", "纵坐标", "n")
FIRST = ("x", "x坐标", "坐标x", "xcoord", "pointx", "x(m)", "x(米)", "x坐标(m)", "x坐标(米)", "centroidx", "中心点x")
SECOND = ("y", "y坐标", "坐标y", "ycoord", "pointy", "y(m)", "y(米)", "y坐标(m)", "y坐标(米)", "centroidy", "中心点y")
WHOLE = (
    "wkt", "geometry", "geom", "thegeom", "shape", "几何", "坐标", "坐标串", "界址点坐标", "坐标文本", "边界坐标",
    "四至坐标", "coordinates", "coords", "图形",
)  # fmt: skip
RING = ("圈号", "环号", "ring", "环", "地块圈号")
"""What offices call the columns, compared as `fields.plain` has them."""

HEADER_WITHIN = 30
LOST_DIGITS = 1 << 53
"""From here on a spreadsheet's numbers no longer hold every digit."""


@dataclass(frozen=True)
class Header:
    """Where the header row stands (0-based), its names made unique, and which columns hold coordinates."""

    at: int
    names: tuple[str, ...]
    pair: tuple[int, int] | None
    whole: int | None
    order_known: bool

    @property
    def coordinate_columns(self) -> set[int]:
        """Columns that hold nothing but coordinates."""
        return {column for column in (*(self.pair or ()), self.whole) if column is not None}


def find_header(rows: Sequence[Row]) -> Header | None:
    """Return the first row that names coordinate columns, titles above it passed over; `None` when there is none."""
    for at, cells in enumerate(rows[:HEADER_WITHIN]):
        row = _below_merged(cells, rows[at - 1] if at else ())
        names = [plain(str(cell)) if cell is not None else "" for cell in row]
        if sum(1 for name in names if name) < 2 and not _one_of(names, WHOLE[:4]):
            continue
        east, north = _position(names, EAST), _position(names, NORTH)
        first, second = _position(names, FIRST), _position(names, SECOND)
        whole = _position(names, WHOLE)
        pair = None
        if east is not None and north is not None:
            pair = (east, north)
        elif first is not None and second is not None:
            pair = (first, second)
        use_whole = whole if _has_coordinates(rows[at + 1 :], whole) else None
        if pair is not None or use_whole is not None:
            known = pair is not None and pair == (east, north)
            return Header(at, _unique(row), None if use_whole is not None else pair, use_whole, known)
    return None


def _one_of(names: Iterable[str], words: Iterable[str]) -> bool:
    return bool(set(names) & set(words))


def _position(names: list[str], words: tuple[str, ...]) -> int | None:
    for word in words:
        for at, name in enumerate(names):
            if name == word or name.split("(")[0] == word:
                return at
    return None


def _has_coordinates(rows: Sequence[Row], column: int | None) -> bool:
    """Tell whether a column holds text with numbers, or nothing at all, and not the second line of a header."""
    if column is None:
        return False
    texts = [row[column] for row in rows[:50] if column < len(row) and str(row[column] or "").strip()]
    return not texts or any(isinstance(text, str) and any(map(str.isdigit, text)) for text in texts)


def _below_merged(row: Row, above: Row) -> Row:
    """Return a header whose blank cells hold what stands above them, as where a name reaches over two rows."""
    if len([cell for cell in above if cell not in (None, "")]) < 2:
        return row
    above = [*above, *[None] * (len(row) - len(above))]
    return [upper if cell in (None, "") else cell for cell, upper in zip(row, above, strict=False)]


def _unique(row: Row) -> tuple[str, ...]:
    names = (str(cell).strip() if cell not in (None, "") else f"column {at}" for at, cell in enumerate(row, start=1))
    return tuple(named_once(names))


def read_ledger(rows: Sequence[Row], header: Header, numbers: Sequence[int], shape: Shape, name: str) -> Raw:
    """
    Return the rows of a ledger with their shapes.

    Parameters
    ----------
    rows, numbers
        Rows below the header, and the line or sheet row of each.
    header
        As found.
    shape
        Kind of shape that is wanted: points of one code make a polygon, or a line, where that is it.
    name
        The file's name.

    Raises
    ------
    RefusedInputError
        If there is no row.
    """
    width = len(header.names)
    filled = [[*row[:width], *[None] * (width - len(row))] for row in rows]
    kept = [(row, number) for row, number in zip(filled, numbers, strict=True) if any(c not in (None, "") for c in row)]
    if not kept:
        raise RefusedInputError(f"{name} holds no row below its header")
    table = [row for row, _ in kept]
    lines = [number for _, number in kept]
    faults: list[Fault] = []
    crs: str | None = None
    if header.whole is not None:
        cells = [row[header.whole] for row in table]
        shapes, order_known = _whole_shapes(cells, shape, faults)
        crs = stated_srid(cells)
    else:
        pairs = _pairs(table, header, faults)
        groups = _groups(table, header) if shape != "point" else None
        order_known = header.order_known
        if groups is not None:
            rings = _ring_names(table, header)
            joined = [_joined(pairs[rows_of], [rings[at] for at in rows_of], shape) for rows_of in groups]
            shapes = np.array([None, *joined], dtype=object)[1:]
            group_of = {row: at for at, rows_of in enumerate(groups) for row in rows_of}
            faults = [Fault(group_of[fault.at], fault.rule, fault.message) for fault in faults]
            table, lines = [table[rows_of[0]] for rows_of in groups], [lines[rows_of[0]] for rows_of in groups]
        else:
            shapes = np.array([None if np.isnan(pair).any() else shapely.points(pair) for pair in pairs] + [0], object)[
                :-1
            ]
    _lose_numbers_without_digits(table, header, faults)
    kept_columns = [at for at in range(width) if at not in header.coordinate_columns]
    return Raw(
        columns=pa.table({header.names[at]: column_of([row[at] for row in table]) for at in kept_columns}),
        shapes=pa.array(shapely.to_wkb(shapes).tolist(), pa.binary()),
        rows=pa.array(lines, pa.int64()),
        crs=crs,
        order_known=order_known,
        faults=tuple(faults),
    )


def _lose_numbers_without_digits(table: list[list[Any]], header: Header, faults: list[Fault]) -> None:
    """Take out numbers so large that the spreadsheet has dropped their last digits (codes, mostly), and say so."""
    for at, row in enumerate(table):
        for column, cell in enumerate(row):
            if isinstance(cell, int | float) and abs(cell) >= LOST_DIGITS:
                row[column] = None
                name = header.names[column]
                zh, en = (
                    f"{name}按数值保存，末位数字已丢失",
                    f"{name} is a number that has lost digits; send it as text",
                )
                faults.append(Fault(at, "value", Label(zh, en)))


def _whole_shapes(cells: list[Any], shape: Shape, faults: list[Fault]) -> tuple[Any, bool]:
    """Read one whole shape a cell; well-known text has its order fixed, text of coordinates hasn't."""
    shapes = np.full(len(cells), None, dtype=object)
    order_known = True
    for at, cell in enumerate(cells):
        if cell is None or not str(cell).strip():
            continue
        try:
            if is_wkt(cell):
                shapes[at], is_closed = from_wkt(cell)
                if not is_closed:
                    faults.append(Fault(at, "unclosed_ring", UNCLOSED))
            else:
                order_known = False
                shapes[at] = _drawn(outline(str(cell)), shape)
        except ValueError as error:
            faults.append(Fault(at, "value", Label("坐标无法读取", f"its coordinates can't be read ({error})")))
    return shapes, order_known


def _drawn(rings: list[Any], shape: Shape) -> Any:
    if shape == "point":
        return shapely.points(rings[0][0])
    if shape == "line":
        lines = [shapely.linestrings(ring) for ring in rings if len(ring) > 1]
        return lines[0] if len(lines) == 1 else shapely.multilinestrings(lines)
    return polygon_of([closed(ring)[0] for ring in rings])


def _pairs(table: list[list[Any]], header: Header, faults: list[Fault]) -> Any:
    assert header.pair is not None  # noqa: S101  (the caller has looked)
    pairs = np.full((len(table), 2), np.nan)
    for at, row in enumerate(table):
        for side, column in enumerate(header.pair):
            try:
                number = coordinate(row[column])
            except ValueError as error:
                faults.append(Fault(at, "value", Label("坐标无法读取", f"its coordinates can't be read ({error})")))
                break
            pairs[at, side] = np.nan if number is None else number
    return pairs


def _groups(table: list[list[Any]], header: Header) -> list[list[int]] | None:
    """
    Return the rows of each parcel where several rows in a run carry one code (or none, below the first); else `None`.
    """
    names = [plain(name) for name in header.names]
    column = _position(names, tuple(plain(word) for word in (CODE, *CODE_ALIASES)))
    if column is None:
        return None
    groups: list[list[int]] = []
    before: Any = None
    for at, row in enumerate(table):
        code = row[column]
        if groups and (code in (None, "") or code == before):
            groups[-1].append(at)
        else:
            groups.append([at])
            before = code
    return groups if any(len(group) >= LEAST_POINTS for group in groups) else None


def _ring_names(table: list[list[Any]], header: Header) -> list[Any]:
    """Return in which ring each row's point stands, where a column tells."""
    column = _position([plain(name) for name in header.names], RING)
    return [None] * len(table) if column is None else [row[column] for row in table]


def _joined(points: Any, ring_names: list[Any], shape: Shape) -> Any:
    """Return the shape of one parcel's points: a ring ends where it comes back to its start, or its name changes."""
    there = ~np.isnan(points).any(axis=1)
    points = points[there]
    named = [name for name, usable in zip(ring_names, there, strict=True) if usable]
    if not len(points):
        return None
    if shape == "line":
        return shapely.linestrings(points) if len(points) > 1 else shapely.points(points[0])
    if len(points) < LEAST_POINTS:
        return shapely.points(points[0]) if len(points) == 1 else shapely.linestrings(points)
    rings: list[list[Any]] = [[]]
    for at, point in enumerate(points):
        came_back = len(rings[-1]) > LEAST_POINTS and np.array_equal(rings[-1][0], rings[-1][-1])
        if came_back or (at > 0 and named[at] != named[at - 1]):
            rings.append([])
        rings[-1].append(point)
    return polygon_of([closed(np.array(ring))[0] for ring in rings])


def column_of(cells: list[Any]) -> pa.Array:
    """Return cells as one Arrow column: of their common type, or as text where they have none."""
    values = [None if cell == "" else cell for cell in cells]
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {int, float}:
        return pa.array(values, pa.float64())
    if kinds <= {dt.date, dt.datetime}:
        return pa.array([value.date() if isinstance(value, dt.datetime) else value for value in values], pa.date32())
    if kinds == {bool}:
        return pa.array(values, pa.bool_())
    return pa.array([None if value is None else _text(value) for value in values], pa.string())


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)

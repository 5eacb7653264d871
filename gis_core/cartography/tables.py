"""
Tables on paper: columns with shares of the width, cells that wrap, headers that come again on each page.

A table is laid into boxes, one a page, so that a boundary-point table can begin beside a map and go on where there is
room. Nothing is cut off: a row is as high as its longest cell, and one that is higher than a page is split by lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

from shapely.geometry import LineString, MultiLineString, box
from shapely.geometry.base import BaseGeometry

from gis_core.cartography import fonts
from gis_core.cartography.scene import Across, Colour, Fill, Item, Shapes, Stroke, Text
from gis_core.errors import WrongUseError
from layers.base import Label, Language

Box = tuple[float, float, float, float]
HAIRLINE = Stroke("#9aa5b1", 0.1)
OUTLINE = Stroke("#3e4c59", 0.2)
LEADING = 1.3  # from baseline to baseline, of the size of the type


@dataclass(frozen=True)
class Column:
    """
    One column.

    Parameters
    ----------
    heading
        What its header says.
    width
        In mm, more where a word of the heading is longer; 0 shares what the others leave, by `weight`.
    weight
        Its share among the columns without a width.
    across
        How its cells stand; numbers stand right.
    write
        How a value becomes text: a format (`,.2f`) or a function. Nothing (`None`) is always an empty cell.
    """

    heading: Label
    width: float = 0.0
    weight: float = 1.0
    across: Across = "left"
    write: str | Callable[[Any], str] = ""

    def grown(self, factor: float) -> Column:
        """Return it for type that is so many times as large."""
        return replace(self, width=self.width * factor)


@dataclass(frozen=True)
class Look:
    """
    How a table looks, in mm.

    Parameters
    ----------
    size
        Of the type.
    padding
        Between a cell's edge and its text, at the sides.
    zebra
        Colour of every other row, or `None`.
    grid
        Whether all cells have hairlines around them (tables of surveyors), or rows have one below (ledgers).
    """

    size: float = 2.4
    padding: float = 0.8
    zebra: Colour | None = "#f5f7f9"
    grid: bool = False
    head: Colour = "#e8edf2"
    ink: Colour = "#1f2933"
    line: Stroke = HAIRLINE
    frame: Stroke = OUTLINE


@dataclass(frozen=True)
class Laid:
    """
    What of a table stands in one box.

    Parameters
    ----------
    items
        To draw, in order.
    first, last
        The rows that begin here: `rows[first:last]`.
    bottom
        y of the table's lower edge.
    rows
        Of each row that begins here: its number, the y of its lower and of its upper edge.
    """

    items: tuple[Item, ...]
    first: int
    last: int
    bottom: float
    rows: tuple[tuple[int, float, float], ...] = ()


@dataclass(frozen=True)
class _Row:
    cells: tuple[list[str], ...]
    number: int  # in the table; -1 is the header

    @property
    def lines(self) -> int:
        return max(len(cell) for cell in self.cells)

    def height(self, look: Look) -> float:
        return (self.lines * LEADING + 0.5) * look.size

    def split(self, lines: int) -> tuple[_Row, _Row]:
        """Part a row that is higher than a page after so many lines."""
        return (
            _Row(tuple(cell[:lines] for cell in self.cells), self.number),
            _Row(tuple(cell[lines:] for cell in self.cells), -2),
        )


def lay(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Any]],
    boxes: Iterable[Box],
    look: Look | None = None,
    language: Language = "zh",
) -> list[Laid]:
    """
    Lay a table into boxes, top down, one after another; the last is used again (on another page) until all rows have
    a place. A box is asked for when it is needed, so that there may be boxes without end.

    Parameters
    ----------
    columns, rows
        A row has a value for each column; a sum is a row like any other.
    boxes
        x0, y0, x1, y1 in mm on paper.
    look
        Sizes and colours.
    language
        Of the headings.

    Raises
    ------
    WrongUseError
        If a box is too small for the header and one line, or a row hasn't as many values as there are columns.
    """
    look = look or Look()
    places = _again(boxes)
    pages: list[Laid] = []
    waiting: list[_Row] = []
    source = iter(_read(columns, rows))
    headings = [column.heading.said(language) for column in columns]
    fixed = [
        max(column.width, fonts.longest_piece(said, look.size, bold=True) + 2 * look.padding) if column.width else 0.0
        for column, said in zip(columns, headings, strict=True)
    ]
    begun = 0
    while True:
        place = next(places)
        widths = _widths(columns, fixed, place[2] - place[0])
        head = _Row(_cells(headings, widths, look, bold=True), -1)
        y = place[3] - head.height(look)
        if y - (LEADING + 0.5) * look.size < place[1] - 1e-9:
            raise WrongUseError(f"a table with these columns doesn't fit a box {place[3] - place[1]:.1f} mm high")
        shown = [head]
        while True:
            row = waiting.pop() if waiting else next(source, None)
            if row is None:
                break
            row = row if isinstance(row, _Row) else _Row(_cells(row[1], widths, look), row[0])
            if y - row.height(look) >= place[1] - 1e-9:
                y -= row.height(look)
                shown.append(row)
                continue
            room = int(((y - place[1]) / look.size - 0.5) / LEADING + 1e-9)
            if len(shown) == 1 and room < row.lines:
                part, row = row.split(room)
                y -= part.height(look)
                shown.append(part)
            waiting.append(row)
            break
        done = begun + sum(row.number >= 0 for row in shown)
        edges = list(accumulate((row.height(look) for row in shown), lambda top, high: top - high, initial=place[3]))
        begin = tuple(
            (row.number, low, high)
            for row, high, low in zip(shown, edges[:-1], edges[1:], strict=True)
            if row.number >= 0
        )
        pages.append(Laid(tuple(_drawn(shown, columns, widths, place, look)), begun, done, y, begin))
        begun = done
        if not waiting and begun == len(rows):
            return pages


def _again(boxes: Iterable[Box]) -> Iterator[Box]:
    """Yield boxes, the last one without end."""
    for one in boxes:
        yield one
    while True:
        yield one


def _read(columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(rows):
        if len(row) != len(columns):
            raise WrongUseError(f"row {number + 1} of a table has {len(row)} values for {len(columns)} columns")
        yield number, [_written(value, column) for value, column in zip(row, columns, strict=True)]


def _written(value: Any, column: Column) -> str:
    if value is None:
        return ""
    return column.write(value) if callable(column.write) else format(value, column.write)


def _widths(columns: Sequence[Column], fixed: Sequence[float], room: float) -> list[float]:
    left = room - sum(fixed)
    shares = sum(column.weight for column in columns if not column.width)
    return [width or left * column.weight / shares for column, width in zip(columns, fixed, strict=True)]


def _cells(texts: Sequence[str], widths: Sequence[float], look: Look, *, bold: bool = False) -> tuple[list[str], ...]:
    return tuple(
        fonts.wrap(text, look.size, max(width - 2 * look.padding, look.size), bold=bold)
        for text, width in zip(texts, widths, strict=True)
    )


def _drawn(
    shown: Sequence[_Row], columns: Sequence[Column], widths: Sequence[float], place: Box, look: Look
) -> Iterator[Item]:
    left, right = place[0], place[0] + sum(widths)
    edges = [left]
    for width in widths:
        edges.append(edges[-1] + width)
    tops = [place[3]]
    for row in shown:
        tops.append(tops[-1] - row.height(look))
    yield Shapes((box(left, tops[1], right, tops[0]),), fill=Fill(look.head))
    striped: list[BaseGeometry] = [
        box(left, tops[at + 1], right, tops[at]) for at, row in enumerate(shown) if row.number % 2 == 1 and at
    ]
    if look.zebra and striped:
        yield Shapes(tuple(striped), fill=Fill(look.zebra))
    lines = [LineString([(left, y), (right, y)]) for y in tops[1:-1]]
    if look.grid:
        lines += [LineString([(x, tops[-1]), (x, tops[0])]) for x in edges[1:-1]]
    if lines:
        yield Shapes((MultiLineString(lines),), stroke=look.line)
    yield Shapes((box(left, tops[-1], right, tops[0]),), stroke=look.frame)
    for row, top in zip(shown, tops, strict=False):
        for cell, column, start, end in zip(row.cells, columns, edges[:-1], edges[1:], strict=True):
            across: Across = "centre" if row.number == -1 and look.grid else column.across
            x = {"left": start + look.padding, "centre": (start + end) / 2, "right": end - look.padding}[across]
            free = (row.lines - len(cell)) / 2 if look.grid else 0.0
            y = top - (0.25 + (LEADING - 1) / 2 + fonts.ASCENT + free * LEADING) * look.size
            for line in cell:
                if line:
                    yield Text(x, y, line, look.size, look.ink, across, bold=row.number == -1)
                y -= LEADING * look.size

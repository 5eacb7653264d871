"""What explains the map, put into the panel one after another; what finds no room there goes on on further pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from gis_core.cartography import fonts, tables
from gis_core.cartography.scene import Item, Text
from gis_core.cartography.sheets.layout import FOOT, MARGIN, TITLE, Box, Layout, side_by_side
from gis_core.cartography.sheets.template import SheetTable
from gis_core.cartography.tables import Look
from gis_core.cartography.tokens import INK
from gis_core.cartography.tokens import INK_2 as QUIET
from layers.base import Label, Language

HEADING, NOTE = 2.8, 1.9  # mm
LEADING = 1.35  # from baseline to baseline, of the size of the type
BELOW = 4.0  # mm between two sections
LEAST_TABLE = 24.0  # mm; a table doesn't begin in less


class Flow:
    """
    The panel of a sheet and the pages after it.

    Parameters
    ----------
    layout
        Of the sheet.
    reserved
        Height in mm at the foot of the panel's last column that stays free (the imprint stands there). Where it leaves
        less than a table needs, nothing else stands in that column.
    language
        Of headings, notes and tables.
    """

    def __init__(self, layout: Layout, reserved: float, language: Language) -> None:
        self._layout = layout
        self.language = language
        first = list(layout.columns)
        x0, y0, x1, y1 = first[-1]
        first[-1] = (x0, y0 + reserved, x1, y1)
        self.pages: list[list[Item]] = [[]]
        self._boxes: list[tuple[int, Box]] = [(0, box) for box in first if box[3] - box[1] >= LEAST_TABLE * self.grow]
        if not self._boxes:
            self._more()
        self._at = 0
        self._top = self._boxes[0][1][3]

    @property
    def grow(self) -> float:
        """Factor of type."""
        return self._layout.grows

    @property
    def width(self) -> float:
        """Width of the column that is being filled."""
        box = self._boxes[self._at][1]
        return box[2] - box[0]

    def put(self, height: float, draw: Callable[[float, float, float], Sequence[Item]], *, together: float = 0) -> None:
        """
        Draw a block at the next place that is high enough.

        Parameters
        ----------
        height
            Of the block in mm.
        draw
            Gets left edge, upper edge and width, and returns the items.
        together
            Height of what follows that must stand in the same column.
        """
        while self._top - height - together < self._boxes[self._at][1][1] - 1e-9:
            if self._fresh() and self._boxes[self._at][0]:
                break  # a whole page isn't high enough either
            self._next()
        page, box = self._boxes[self._at]
        self.pages[page].extend(draw(box[0], self._top, box[2] - box[0]))
        self._top -= height

    def gap(self, height: float = BELOW) -> None:
        """Leave room before the next section, unless a column begins."""
        if not self._fresh():
            self._top -= height * self.grow

    def heading(self, label: Label, *, together: float = 0) -> None:
        """Begin a section."""
        self.gap()
        size = HEADING * self.grow
        lines = fonts.wrap(label.said(self.language), size, self.width, bold=True)

        def draw(x: float, top: float, _width: float) -> list[Item]:
            return [
                Text(x, top - n * LEADING * size - fonts.ascent(size), line, size, INK, bold=True)
                for n, line in enumerate(lines)
            ]

        self.put(size * (0.2 + LEADING * len(lines)), draw, together=together)

    def note(self, label: Label) -> None:
        """Write a paragraph."""
        high = NOTE * self.grow
        text = label.said(self.language)

        def draw(x: float, top: float, width: float) -> list[Item]:
            return [
                Text(x, top - (0.7 + n * LEADING) * high - fonts.ascent(high), line, high, QUIET)
                for n, line in enumerate(fonts.wrap(text, high, width))
            ]

        self.put(len(fonts.wrap(text, high, self.width)) * high * LEADING + 0.9 * high, draw)

    def table(self, table: SheetTable) -> None:
        """Lay a table and its note; where it goes on in another column its header comes again."""
        self.heading(table.title, together=LEAST_TABLE * self.grow)
        look = Look(size=2.1 * self.grow, padding=0.7 * self.grow, grid=True)
        columns = [column.grown(self.grow) for column in table.columns]
        begun = self._at
        laid = tables.lay(columns, table.rows, self._places(), look, self.language)
        for at, part in enumerate(laid, start=begun):
            self.pages[self._boxes[at][0]].extend(part.items)
        self._top = laid[-1].bottom
        if table.note:
            self.note(table.note)

    def _fresh(self) -> bool:
        return self._top >= self._boxes[self._at][1][3] - 1e-9

    def _next(self) -> None:
        self._at += 1
        if self._at == len(self._boxes):
            self._more()
        self._top = self._boxes[self._at][1][3]

    def _places(self) -> Iterator[Box]:
        """Yield what is left of this column, then whole columns for as long as they are asked for."""
        x0, y0, x1, _ = self._boxes[self._at][1]
        yield (x0, y0, x1, self._top)
        while True:
            self._next()
            yield self._boxes[self._at][1]

    def _more(self) -> None:
        """Begin a further page."""
        paper, grow = self._layout.paper, self.grow
        margin = MARGIN * grow
        whole = (margin, margin + FOOT * grow / 2, paper.width - margin, paper.height - margin - TITLE * grow)
        self.pages.append([])
        self._boxes += [(len(self.pages) - 1, box) for box in side_by_side(whole, grow * 1.25)]

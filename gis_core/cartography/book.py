"""A map set: sheets bound into one PDF with a contents page, bookmarks, links and page numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gis_core.cartography import tables, watermark
from gis_core.cartography.engines import pdf
from gis_core.cartography.engines.pdf import Bookmark
from gis_core.cartography.scene import Item, Link, Scene, SceneLayer, Text
from gis_core.cartography.sheets.furniture.heading import heading
from gis_core.cartography.tokens import INK
from gis_core.errors import WrongUseError
from layers.base import Label

MARGIN = 20.0  # of a contents page, in mm
WIDEST = 200.0  # its table
EDGE, TITLE, TYPE = 10.0, 22.0, 1.1  # of its heading: from the paper's edge, height, factor of the type
ABOVE = 44.0  # of its table, from the paper's upper edge
NUMBER_SIZE = 2.4
NUMBER_AT = (12.0, 5.0)
"""Of the number on each page: its right end from the paper's right edge, its baseline from the lower edge, in mm."""
CONTENTS = Label("目录", "Contents")
HEADING, GOES_ON = Label("目　录", "Contents"), Label("目　录（续）", "Contents (continued)")
NUMBER = Label("第 {page} 页　共 {pages} 页", "Page {page} of {pages}")
COLUMNS = (
    tables.Column(Label("序号", "No."), 14, across="centre"),
    tables.Column(Label("图名", "Sheet")),
    tables.Column(Label("页码", "Page"), 16, across="right"),
)


@dataclass(frozen=True)
class Chapter:
    """
    Sheets that belong together.

    Parameters
    ----------
    title
        In the contents and the bookmarks.
    scenes
        Its pages. Pages with the same title in a row are one entry (a ledger of several pages).
    """

    title: str
    scenes: tuple[Scene, ...]


@dataclass(frozen=True)
class Bound:
    """A map set: the file, and how many pages it has, contents included."""

    pdf: bytes
    pages: int


@dataclass(frozen=True)
class _Entry:
    title: str
    page: int  # among the sheets, from 0
    below: bool


def bind(
    chapters: Sequence[Chapter] | Sequence[Scene],
    *,
    title: str,
    date: dt.datetime,
    subtitle: str = "",
    mark: str = "",
    notice: Sequence[Item] = (),
) -> Bound:
    """
    Bind sheets into one PDF, with contents in the language of the first.

    Parameters
    ----------
    chapters
        Chapters, or sheets that are a chapter each.
    title, subtitle
        Of the set, above the contents. A long title shrinks and wraps.
    mark
        Classification mark (密级) of the set.
    notice
        What else stands on each page of the contents.
    date
        That the file bears (see `engines.pdf.moment`).

    Raises
    ------
    WrongUseError
        If there is no sheet.
    """
    parts = [one if isinstance(one, Chapter) else Chapter(one.title, (one,)) for one in chapters]
    sheets = [scene for part in parts for scene in part.scenes]
    if not sheets:
        raise WrongUseError("there is no sheet to bind")
    entries = _entries(parts)
    first = sheets[0]
    count = len(_lay(entries, first, 0))  # how many pages the contents take doesn't depend on the numbers in it
    said = (title, subtitle, mark)
    contents = [_contents_page(page, entries, first, (count, said, notice)) for page in _lay(entries, first, count)]
    pages = [_numbered(scene, at + 1, len(contents) + len(sheets)) for at, scene in enumerate([*contents, *sheets])]
    bookmarks = [Bookmark(CONTENTS.said(first.language), 0), *_bookmarks(entries, len(contents))]
    return Bound(pdf.draw(pages, date=date, title=title, bookmarks=bookmarks), len(pages))


def _entries(parts: Sequence[Chapter]) -> list[_Entry]:
    found: list[_Entry] = []
    page = 0
    for part in parts:
        if not part.scenes:
            continue
        found.append(_Entry(part.title, page, below=False))
        before = part.title
        several = len({scene.title for scene in part.scenes}) > 1
        for scene in part.scenes:
            if several and scene.title != before:
                found.append(_Entry(scene.title, page, below=True))
            before = scene.title
            page += 1
    return found


def _bookmarks(entries: Sequence[_Entry], offset: int) -> list[Bookmark]:
    found: list[Bookmark] = []
    for entry in entries:
        one = Bookmark(entry.title, entry.page + offset)
        if entry.below and found:
            found[-1] = replace(found[-1], below=(*found[-1].below, one))
        else:
            found.append(one)
    return found


def _lay(entries: Sequence[_Entry], paper: Scene, offset: int) -> list[tables.Laid]:
    rows: list[tuple[str, str, str]] = []
    for entry in entries:
        number = "" if entry.below else str(sum(row[0] != "" for row in rows) + 1)
        rows.append((number, ("　　" if entry.below else "") + entry.title, str(entry.page + offset + 1)))
    box = (side(paper), MARGIN, paper.width - side(paper), paper.height - ABOVE)
    return tables.lay(COLUMNS, rows, [box], tables.Look(size=3.2, padding=1.5), paper.language)


def side(paper: Scene) -> float:
    """Return where the table of a contents page begins, in mm from the paper's side."""
    return max(MARGIN, (paper.width - WIDEST) / 2)


def _contents_page(
    page: tables.Laid,
    entries: Sequence[_Entry],
    paper: Scene,
    about: tuple[int, tuple[str, str, str], Sequence[Item]],
) -> Scene:
    offset, said, notice = about
    top = (EDGE, paper.height - EDGE - TITLE, paper.width - EDGE, paper.height - EDGE)
    items = heading(top, said, TYPE, 0.0)
    words = (GOES_ON if page.first else HEADING).said(paper.language)
    items.append(Text(side(paper), paper.height - ABOVE + 3, words, 4, INK, bold=True))
    items += [*page.items, *notice]
    links = tuple(
        Link((side(paper), low, paper.width - side(paper), high), entries[number].page + offset)
        for number, low, high in page.rows
    )
    marks = (layer for layer in paper.layers if layer.name == watermark.NAME)  # of who took the set out
    layers = (SceneLayer("contents", CONTENTS, tuple(items), optional=False), *marks)
    return replace(paper, title=CONTENTS.said(paper.language), layers=layers, ground=None, counts={}, links=links)


def _numbered(scene: Scene, page: int, pages: int) -> Scene:
    said = NUMBER.said(scene.language).format(page=page, pages=pages)
    text = Text(scene.width - NUMBER_AT[0], NUMBER_AT[1], said, NUMBER_SIZE, INK, "right")
    layer = SceneLayer("page_number", Label("页码", "Page number"), (text,), optional=False)
    return replace(scene, layers=(*scene.layers, layer))

"""Spreadsheets (XLSX, XLS, ODS) as ledgers: the one sheet whose header names coordinates."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from gis_core.errors import RefusedInputError
from gis_core.exchange.archive import refuse_bomb
from gis_core.exchange.ledger import Header, find_header, read_ledger
from gis_core.exchange.raw import Format, Raw, Source
from layers.base import Label

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGIC = b"PK\x03\x04"


def _recognise(source: Source) -> bool:
    head = source.head()
    if head.startswith(OLE_MAGIC):
        return source.suffix in FORMAT.suffixes
    if not head.startswith(ZIP_MAGIC):
        return False
    return source.suffix in FORMAT.suffixes or (source.suffix != ".zip" and b"[Content_Types].xml" in head)


def _read(source: Source) -> Raw:
    if source.head().startswith(ZIP_MAGIC):
        try:
            with zipfile.ZipFile(source.path) as archive:
                refuse_bomb(archive, source.name)
        except zipfile.BadZipFile as error:
            raise RefusedInputError(f"{source.name} is a damaged spreadsheet; send it again") from error
    try:
        with CalamineWorkbook.from_path(source.path) as book:
            sheets = {name: _rows(book, name) for name in book.sheet_names if source.layer in (None, name)}
            names = book.sheet_names
    except PasswordError as error:
        raise RefusedInputError(f"{source.name} is locked with a password; send it unlocked") from error
    except (CalamineError, ValueError, OSError) as error:
        raise RefusedInputError(f"{source.name} can't be read as a spreadsheet: {error}") from error
    if source.layer is not None and source.layer not in names:
        raise RefusedInputError(f"{source.name} has no sheet {source.layer!r}; it has {', '.join(names)}")
    return _read_sheet(*_chosen(sheets, source), source)


def _rows(book: Any, name: str) -> tuple[list[list[Any]], int]:
    """Return the rows of a sheet from its first filled one on, and that one's number."""
    sheet = book.get_sheet_by_name(name)
    start = sheet.start[0] if sheet.start else 0
    return sheet.to_python(skip_empty_area=True), start + 1


def _chosen(sheets: dict[str, tuple[list[list[Any]], int]], source: Source) -> tuple[str, list[list[Any]], int, Header]:
    found = []
    for name, (rows, start) in sheets.items():
        header = find_header(rows)
        if header is not None:
            found.append((name, rows, start, header))
    if not found:
        raise RefusedInputError(
            f"{source.name} has no columns of coordinates; name them x and y, lon and lat (经度, 纬度) or wkt"
        )
    if len(found) > 1:
        names = ", ".join(name for name, *_ in found)
        raise RefusedInputError(f"{source.name} holds several sheets; name one with --source-layer: {names}")
    return found[0]


def _read_sheet(name: str, rows: list[list[Any]], start: int, header: Header, source: Source) -> Raw:
    below = header.at + 1
    numbers = range(start + below, start + len(rows))
    raw = read_ledger(rows[below:], header, numbers, source.shape, source.name)
    return replace(raw, source_layer=name)


FORMAT = Format(
    "xlsx",
    Label("电子表格台账", "spreadsheet ledger (XLSX)"),
    (".xlsx", ".xlsm", ".xls", ".ods"),
    _recognise,
    _read,
    rank=40,
)

"""CSV ledgers: UTF-8 or GBK, parted by comma, semicolon, tab or bar; titles may stand above the header."""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import replace

from gis_core.errors import RefusedInputError
from gis_core.exchange.encodings import decode
from gis_core.exchange.formulas import bare
from gis_core.exchange.ledger import HEADER_WITHIN, find_header, read_ledger
from gis_core.exchange.raw import Format, Raw, Source
from layers.base import Label

DELIMITERS = ",\t;|"
LONGEST_CELL = 1 << 30
LOOKED_AT = 200_000
COMMA = re.compile(r"[+-]?(\d+|\d{1,3}(\.\d{3})+),\d+")
ONLY_COMMA = re.compile(r"[+-]?(\d{4,},\d+|\d+,(\d{1,2}|\d{4,})|\d{1,3}(\.\d{3})+,\d+)")
POINTED = re.compile(r"[+-]?(\d+\.(\d{1,2}|\d{4,})|\d{4,}\.\d+)")


def _recognise(source: Source) -> bool:
    return source.suffix in FORMAT.suffixes and not source.path.is_dir()


def _read(source: Source) -> Raw:
    head = source.head()
    if b"\0" in head and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise RefusedInputError(f"{source.name} is no text, whatever its name says")
    text, reading = decode(source.path.read_bytes(), source.name)
    csv.field_size_limit(LONGEST_CELL)
    try:
        delimiter = _delimiter(text)
        if delimiter is None:
            raise RefusedInputError(
                f"{source.name} has no columns of coordinates; name them x and y, lon and lat (经度, 纬度) or wkt"
            )
        rows, numbers = _rows(text, delimiter)
        if delimiter != ",":
            rows = with_points(rows)
    except csv.Error as error:
        raise RefusedInputError(f"{source.name} can't be read as CSV: {error}") from error
    header = find_header(rows)
    assert header is not None  # noqa: S101  (the delimiter was chosen by finding it)
    below = header.at + 1
    raw = read_ledger(rows[below:], header, numbers[below:], source.shape, source.name)
    return replace(raw, encoding=reading.encoding, notes=(*raw.notes, *reading.notes))


def _delimiter(text: str) -> str | None:
    """Return the delimiter under which a header with coordinates is found, `None` when there is none."""
    start = "\n".join(text[:LOOKED_AT].splitlines()[:HEADER_WITHIN])
    return next((mark for mark in DELIMITERS if find_header(_rows(start, mark)[0]) is not None), None)


def with_points(rows: list[list[str]]) -> list[list[str]]:
    """
    Return rows whose numbers have a decimal point, where they have a comma (as spreadsheets in much of Europe write).

    They have when some number can be read in no other way (`488000,12`) and none has a decimal point.
    """
    cells = [cell.strip() for row in rows for cell in row]
    if any(POINTED.fullmatch(cell) for cell in cells) or not any(ONLY_COMMA.fullmatch(cell) for cell in cells):
        return rows
    return [
        [cell.replace(".", "").replace(",", ".") if COMMA.fullmatch(cell.strip()) else cell for cell in row]
        for row in rows
    ]


def _rows(text: str, delimiter: str) -> tuple[list[list[str]], list[int]]:
    """Return the rows and the number of the line on which each begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    numbers: list[int] = []
    line = 1
    for row in reader:
        rows.append([bare(cell) for cell in row])
        numbers.append(line)
        line = reader.line_num + 1
    return rows, numbers


FORMAT = Format("csv", Label("CSV 台账", "CSV ledger"), (".csv", ".tsv", ".txt"), _recognise, _read, rank=90)

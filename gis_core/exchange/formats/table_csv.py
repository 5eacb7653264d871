"""CSV ledgers: UTF-8 or GBK, parted by comma, semicolon, tab or bar; titles may stand above the header."""

from __future__ import annotations

import csv
import io

from dataclasses import replace

from gis_core.errors import RefusedInputError
from gis_core.exchange.encodings import decode
from gis_core.exchange.ledger import find_header, read_ledger
from gis_core.exchange.raw import Format, Raw, Source
from layers.base import Label

DELIMITERS = ",\t;|"
LONGEST_CELL = 1 << 30


def _recognise(source: Source) -> bool:
    return source.suffix in FORMAT.suffixes and not source.path.is_dir()


def _read(source: Source) -> Raw:
    text, reading = decode(source.path.read_bytes(), source.name)
    csv.field_size_limit(LONGEST_CELL)
    first = text[:20_000].splitlines()[:30]
    delimiter = max(DELIMITERS, key=lambda mark: max((line.count(mark) for line in first), default=0))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    numbers: list[int] = []
    try:
        line = 1
        for row in reader:
            rows.append(row)
            numbers.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise RefusedInputError(f"{source.name}, line {reader.line_num}: {error}") from error
    header = find_header(rows)
    if header is None:
        raise RefusedInputError(
            f"{source.name} has no columns of coordinates; name them x and y, lon and lat (经度, 纬度) or wkt"
        )
    below = header.at + 1
    raw = read_ledger(rows[below:], header, numbers[below:], source.shape, source.name)
    return replace(raw, encoding=reading.encoding, notes=reading.notes)


FORMAT = Format("csv", Label("CSV 台账", "CSV ledger"), (".csv", ".tsv", ".txt"), _recognise, _read, rank=90)

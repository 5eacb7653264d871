"""Coordinates as offices write them into the cells of a table: numbers, degrees with minutes, whole outlines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import numpy as np
import shapely
from numpy.typing import NDArray

Points = NDArray[np.float64]

NUMBER = r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?"
MINUTES = re.compile(
    rf"([+-]?\d+)\s*[°度]\s*(\d+)\s*['′分]\s*(?:({NUMBER})\s*(?:[\"″秒]|''|′′))?\s*([NSEW东西南北])?", re.I
)
GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(?![\d,])")
SRID = re.compile(r"\s*SRID=(\d+);", re.I)
WKT = re.compile(r"\s*(SRID=\d+;)?\s*(MULTI)?(POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION)\b", re.I)
RING_BREAK = re.compile(r"[|@#&]+|\n\s*\n")
POINT_BREAK = re.compile(r"[;；\n\r]+|(?<=\))\s*[,，]?\s*(?=\()")
SOUTH_OR_WEST = frozenset("SWsw南西")
LEAST_POINTS = 3


def coordinate(value: object) -> float | None:
    """
    Return a cell's number, in the unit that it has; degrees, minutes and seconds become degrees.

    Raises
    ------
    ValueError
        If it holds something that is no coordinate.
    """
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    text = unicodedata.normalize("NFKC", str(value)).strip().replace("，", ",")
    if not text:
        return None
    if match := MINUTES.fullmatch(text):
        degrees, minutes, seconds, side = match.groups()
        size = abs(float(degrees)) + float(minutes) / 60 + float(seconds or 0) / 3600
        negative = degrees.startswith("-") or (side or "") in SOUTH_OR_WEST
        return -size if negative else size
    plain = re.sub(r"(?<=\d),(?=\d{3}(\D|$))", "", text) if GROUPED.match(text) else text
    if match := re.fullmatch(rf"({NUMBER})\s*(m|米|°|度)?", plain):
        return float(match[1])
    raise ValueError(f"{text[:40]!r} is no coordinate")


def is_wkt(value: object) -> bool:
    """Tell whether a cell starts like well-known text."""
    return isinstance(value, str) and WKT.match(value) is not None


def outline(text: str) -> list[Points]:
    """
    Return the rings (or lines, or the point) that a cell of coordinate text holds, two numbers a point, as written.

    Points are parted by `;`, a new line or brackets, else two numbers make a point; rings by `|`, `@`, `#`, `&` or an
    empty line. Where a point has more than two numbers or a name (`J1,2519632.1,487654.3`), the last two count.

    Raises
    ------
    ValueError
        If numbers are missing.
    """
    plain = unicodedata.normalize("NFKC", text).replace("，", ",").strip()
    rings = []
    for part in RING_BREAK.split(plain):
        pieces = [piece for piece in POINT_BREAK.split(part) if piece.strip(" ,()[]")]
        if not pieces:
            continue
        if len(pieces) == 1:
            numbers = [float(number) for number in re.findall(NUMBER, pieces[0])]
            if len(numbers) % 2:
                raise ValueError("an odd number of coordinates")
            rings.append(np.array(numbers).reshape(-1, 2))
        else:
            rings.append(np.array([_last_two(piece) for piece in pieces]))
    if not rings:
        raise ValueError("no coordinates")
    return rings


def _last_two(piece: str) -> tuple[float, float]:
    numbers = re.findall(rf"(?<![A-Za-z\d.])({NUMBER})", piece)
    if len(numbers) < 2:
        raise ValueError(f"{piece.strip()[:40]!r} is no point")
    return float(numbers[-2]), float(numbers[-1])


def stated_srid(cells: Iterable[object]) -> str | None:
    """Return the CRS that cells of well-known text name before it (`SRID=4547;…`), `None` unless it is one."""
    stated = {match[1] for cell in cells if isinstance(cell, str) and (match := SRID.match(cell))}
    return f"EPSG:{stated.pop()}" if len(stated) == 1 else None


def from_wkt(text: str) -> tuple[shapely.Geometry | None, bool]:
    """
    Return the geometry of well-known text, `SRID=…;` before it passed over, and whether its rings were closed.

    Raises
    ------
    ValueError
        If it can't be read.
    """
    plain = SRID.sub("", text, count=1)
    try:
        return shapely.from_wkt(plain), True
    except shapely.GEOSException as error:
        mended = shapely.from_wkt(plain, on_invalid="fix")
        if mended is None:
            raise ValueError(str(error)) from error
        return mended, False

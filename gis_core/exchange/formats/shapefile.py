"""
Esri Shapefile: .shp with .shx and .dbf beside it, or a folder of them.

Programs in China write GBK and often no .cpg, or a wrong one, so the encoding is what the bytes of the .dbf read as.

Source: ESRI Shapefile Technical Description (1998).
"""

from __future__ import annotations

import codecs
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyogrio

from gis_core.errors import RefusedInputError
from gis_core.exchange import ogr
from gis_core.exchange.encodings import GBK, Reading, decode_mostly
from gis_core.exchange.raw import Format, Raw, Source
from layers.base import Label

MAGIC = b"\x00\x00\x27\x0a"
SIDE_FILES = (".shx", ".dbf")
DBF_LOOKED_AT = 32 << 20
DELETED = ord("*")
DBF_LANGUAGES = {
    0x4D: "936", 0x7A: "936", 0x4F: "950", 0x78: "950", 0x13: "932", 0x7B: "932", 0x4E: "949", 0x79: "949",
    0x64: "852", 0xC8: "1250", 0x65: "866", 0xC9: "1251",
}  # fmt: skip
"""Code pages by the language mark of a .dbf (byte 29); the western ones are left out, as programs write them always."""


def _recognise(source: Source) -> bool:
    if source.path.is_dir():
        return any(path.suffix.lower() == ".shp" for path in source.path.iterdir())
    return source.head().startswith(MAGIC) or source.suffix in (".shp", *SIDE_FILES)


def _read(source: Source) -> Raw:
    if source.path.is_dir():
        return _read_one(_chosen(source), source)
    return _read_one(source.path, source)


def _chosen(source: Source) -> Path:
    """Return the Shapefile of a folder that is wanted, by the rule for layers of a file."""
    ogr.only("ESRI Shapefile")
    files = {path.stem: path for path in sorted(source.path.iterdir()) if path.suffix.lower() == ".shp"}
    kinds: list[tuple[str, str | None]] = []
    for stem, path in files.items():
        _look_at(path, source)
        try:
            kinds.append((stem, str(pyogrio.list_layers(path)[0][1])))
        except ogr.GDAL_ERRORS as error:
            raise RefusedInputError(f"{path.name} can't be read: {ogr.reason(error, source)}") from error
    return files[ogr.choose_layer(kinds, source)[0]]


def _look_at(path: Path, source: Source) -> None:
    """Refuse a Shapefile that is cut off or not whole; GDAL would make do with what is there."""
    if path.suffix.lower() != ".shp":
        raise RefusedInputError(
            f"{source.name} is one part of a Shapefile; give the .shp with its .shx and .dbf beside it"
        )
    for suffix in SIDE_FILES:
        if _beside(path, suffix) is None:
            raise RefusedInputError(
                f"{path.name} comes without its {suffix}; a Shapefile is .shp, .shx and .dbf together"
            )
    with path.open("rb") as file:
        head = file.read(100)
    promised = int.from_bytes(head[24:28], "big") * 2
    size = path.stat().st_size
    if not head.startswith(MAGIC) or len(head) < 100:
        raise RefusedInputError(f"{path.name} is no Shapefile, whatever its name says")
    if size < promised:
        raise RefusedInputError(
            f"{path.name} is cut off: it should have {promised:,} bytes and has {size:,}; send it again"
        )
    _look_at_table(path)


def _look_at_table(path: Path) -> None:
    table = _beside(path, ".dbf")
    index = _beside(path, ".shx")
    assert table is not None and index is not None  # noqa: S101  (looked for just before)
    with table.open("rb") as file:
        head = file.read(32)
    rows, start, width = (int.from_bytes(head[a:b], "little") for a, b in ((4, 8), (8, 10), (10, 12)))
    if len(head) < 32 or table.stat().st_size < start + rows * width:
        raise RefusedInputError(f"{table.name} is cut off: it should hold {rows:,} rows; send it again")
    shapes = max(0, index.stat().st_size - 100) // 8
    if shapes != rows:
        raise RefusedInputError(f"{path.name} has {shapes:,} shapes and {rows:,} rows of attributes; send it again")


def _beside(path: Path, suffix: str) -> Path | None:
    """Return the side file of a Shapefile, whatever the case of its ending."""
    for candidate in (suffix, suffix.upper()):
        if (found := path.with_suffix(candidate)).is_file():
            return found
    return None


def _read_one(path: Path, source: Source) -> Raw:
    _look_at(path, source)
    reading = _encoding_of(path)
    one = Source(path, source.name, source.scratch, source.shape)
    deleted = _deleted_rows(path)
    raw = ogr.read(one, "ESRI Shapefile", encoding=reading.encoding, deleted=deleted)
    notes = [*raw.notes, *reading.notes]
    if deleted:
        notes.append(Label(f"{deleted} 行已标记删除，未读入", f"{deleted} rows marked as deleted were left out"))
    return replace(raw, notes=tuple(notes))


def _deleted_rows(path: Path) -> int:
    """Return how many rows of the .dbf are marked as deleted; programs leave them there until they pack the file."""
    table = _beside(path, ".dbf")
    assert table is not None  # noqa: S101
    octets = np.memmap(table, dtype=np.uint8, mode="r")
    rows, start, width = (int.from_bytes(bytes(octets[a:b]), "little") for a, b in ((4, 8), (8, 10), (10, 12)))
    return int(np.count_nonzero(octets[start : start + rows * width : max(width, 1)] == DELETED))


def _encoding_of(path: Path) -> Reading:
    """Return in which encoding the .dbf reads best: what the .cpg says, unless its bytes say otherwise."""
    table = _beside(path, ".dbf")
    assert table is not None  # noqa: S101
    with table.open("rb") as file:
        octets = file.read(DBF_LOOKED_AT)
    start = int.from_bytes(octets[8:10], "little")
    names = b"\n".join(octets[at : at + 11].split(b"\0")[0] for at in range(32, start - 1, 32))
    cpg = _beside(path, ".cpg")
    said = cpg.read_text(encoding="ascii", errors="replace").strip() if cpg else DBF_LANGUAGES.get(octets[29])
    return decode_mostly(names + b"\n" + octets[start:], _codec(said))


def _codec(said: str | None) -> str | None:
    """Return Python's name of what a .cpg says (`936`, `GBK`, `UTF-8`, `ANSI 936`), or `None`."""
    if not said:
        return None
    word = said.upper().removeprefix("ANSI").strip().removeprefix("CP").strip()
    for name in (f"cp{word}", word):
        try:
            codec = codecs.lookup(name).name
        except LookupError:
            continue
        return GBK if codec in ("gbk", "gb2312", "gb18030", "cp936") else codec
    return None


FORMAT = Format("shapefile", Label("Shapefile", "Shapefile"), (".shp",), _recognise, _read)

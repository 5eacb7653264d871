"""Zip archives: unpacked into the scratch folder by our own rules, never by GDAL."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath
from typing import IO

from gis_core.errors import RefusedInputError
from gis_core.exchange.formats import find_format
from gis_core.exchange.raw import Source

ZIP_MAGIC = b"PK\x03\x04"
EMPTY_ZIP_MAGIC = b"PK\x05\x06"
OTHER_ARCHIVES = {b"Rar!\x1a\x07": "RAR", b"7z\xbc\xaf\x27\x1c": "7-Zip", b"\x1f\x8b": "gzip"}

MOST_BYTES = 4 << 30
MOST_FILES = 10_000
MOST_RATIO = 250
"""Survey files shrink 3 to 20 times, zeros a thousand times; a bomb is told by the whole archive's ratio."""
SMALL = 64 << 20
"""Below this size unpacked, any ratio is harmless."""
CHUNK = 1 << 20
BY_ENDING = 90
"""Rank of formats that are told by their ending alone."""
UTF8_NAME_FLAG = 0x800
UNIX_LINK = 0o120000


def unwrap(source: Source) -> Source:
    """
    Return what is to be read: `source` itself, or the one delivery inside it when it is a zip archive.

    Archives inside archives are not opened. KMZ and XLSX are zip files too, and stay whole.

    Raises
    ------
    RefusedInputError
        If the archive is damaged, locked, a bomb or leads outside, or holds nothing (or several things) to read.
    """
    head = source.head()
    for magic, program in OTHER_ARCHIVES.items():
        if head.startswith(magic):
            raise RefusedInputError(f"{source.name} is a {program} archive; unpack it, or send it as a zip")
    if not head.startswith((ZIP_MAGIC, EMPTY_ZIP_MAGIC)) or find_format(source) is not None:
        return source
    inside = source.scratch / "unpacked"
    inside.mkdir()
    try:
        with zipfile.ZipFile(source.path) as archive:
            unpack(archive, inside, source.name)
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise RefusedInputError(f"{source.name} is a damaged zip archive ({error}); send it again") from error
    return _the_one_inside(inside, source)


def refuse_bomb(archive: zipfile.ZipFile, name: str) -> int:
    """
    Return how many bytes may come out of an archive.

    Raises
    ------
    RefusedInputError
        If it promises more than that, or holds a great many files.
    """
    entries = archive.infolist()
    if len(entries) > MOST_FILES:
        raise RefusedInputError(f"{name} holds {len(entries):,} files; a delivery has a few")
    room = min(MOST_BYTES, max(SMALL, MOST_RATIO * sum(entry.compress_size for entry in entries)))
    if sum(entry.file_size for entry in entries) > room:
        raise RefusedInputError(f"{name} would unpack to far more than it is; such an archive is not opened")
    return room


def unpack(archive: zipfile.ZipFile, folder: Path, name: str) -> None:
    """
    Unpack all files of `archive` under `folder`, counting what comes out rather than what is promised.

    Raises
    ------
    RefusedInputError
        If an entry leads outside or is a link or locked, or the archive is a bomb.
    """
    room = refuse_bomb(archive, name)
    for entry in archive.infolist():
        if entry.is_dir():
            continue
        target = folder / _safe(entry, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(entry) as packed_file, target.open("xb") as out:
            room = _copy(packed_file, out, room, name)


def _copy(packed: IO[bytes], out: IO[bytes], room: int, name: str) -> int:
    while chunk := packed.read(CHUNK):
        room -= len(chunk)
        if room < 0:
            raise RefusedInputError(f"{name} unpacks to far more than it is; such an archive is not opened")
        out.write(chunk)
    return room


def _safe(entry: zipfile.ZipInfo, name: str) -> PurePosixPath:
    """Return the entry's path below the folder; Windows programs write Chinese names in GBK without saying so."""
    text = entry.filename
    if not entry.flag_bits & UTF8_NAME_FLAG:
        raw = text.encode("cp437", errors="replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                text = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    path = PurePosixPath(text.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0] or "\x00" in text:
        raise RefusedInputError(f"{name} holds a path that leads outside ({text}); such an archive is not opened")
    if (entry.external_attr >> 16) & 0o170000 == UNIX_LINK:
        raise RefusedInputError(f"{name} holds a link ({text}) instead of a file; such an archive is not opened")
    if entry.flag_bits & 0x1:
        raise RefusedInputError(f"{name} is locked with a password; send it unlocked")
    return path


def _the_one_inside(folder: Path, source: Source) -> Source:
    """Find the delivery in an unpacked archive; the Shapefiles of one folder are one delivery with several layers."""
    databases = [_named_gdb(table.parent) for table in sorted(folder.rglob("a00000001.gdbtable"))]
    files = [] if databases else [path for path in sorted(folder.rglob("*")) if path.is_file() and not _is_litter(path)]
    found = databases or _readable(files, source)
    if len(found) == 1:
        return Source(found[0], source.name, source.scratch, source.shape, source.layer)
    if not found:
        names = ", ".join(path.name for path in files[:5]) or "nothing"
        raise RefusedInputError(f"{source.name} holds nothing that can be read (inside: {names})")
    chosen = [path for path in found if source.layer in (path.stem, path.name)]
    if len(chosen) == 1:
        return Source(chosen[0], source.name, source.scratch, source.shape)
    names = ", ".join(path.name for path in found)
    raise RefusedInputError(f"{source.name} holds several deliveries; name one with --source-layer: {names}")


def _is_litter(path: Path) -> bool:
    return path.name.startswith(".") or "__MACOSX" in path.parts


def _named_gdb(folder: Path) -> Path:
    """Give a geodatabase whose files were zipped without their folder the ending that it must have."""
    return folder if folder.suffix.lower() == ".gdb" else folder.rename(folder.with_name(folder.name + ".gdb"))


def _readable(files: list[Path], source: Source) -> list[Path]:
    shapefiles = [path for path in files if path.suffix.lower() == ".shp"]
    if len({path.parent for path in shapefiles}) == 1 and len(shapefiles) > 1:
        return [shapefiles[0].parent]
    if shapefiles:
        return shapefiles
    found = []
    for path in files:
        candidate = find_format(Source(path, path.name, source.scratch, source.shape))
        if candidate is not None and (candidate.read is not None or len(files) == 1):
            found.append((candidate.rank, path))
    surest = [path for rank, path in found if rank < BY_ENDING]  # a readme.txt beside a GeoJSON is no second delivery
    return surest or [path for _, path in found]

"""Formats of several files: packed as one ZIP, or laid beside each other."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path

from gis_core.exchange.writer import Writer


def packed(folder: Path, target: Path, beside: Iterable[Path]) -> Path:
    """Pack a folder (itself, when its name has an ending like `.gdb`; else what is in it) and return the ZIP."""
    root = folder.parent if folder.suffix else folder
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(root))
        for path in beside:
            archive.write(path, path.name)
    return target


def put_beside(folder: Path, out: Path, writer: Writer) -> Path:
    """Move the files of a folder to where `out` says, or a bundle (`.gdb`) as one; return the chief one's path."""
    if writer.bundle:
        old = folder.with_name(f".{out.name}.old")
        if out.exists():
            out.replace(old)
        folder.replace(out)
        shutil.rmtree(old, ignore_errors=True)
        return out
    stem = out.name.removesuffix(writer.extension)
    for path in sorted(folder.iterdir()):
        path.replace(out.with_name(stem + path.name.removeprefix(folder.name)))
    return out.with_name(stem + writer.extension)

"""Where files go: a name that can be written to, and all that was written put there at the end, a rename each."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from gis_core.disk import saying_when_full
from gis_core.errors import EnvironmentProblemError, WrongUseError
from gis_core.exchange.losses import LOSSES_FILE
from gis_core.exchange.writer import Writer

LONGEST_NAME = 255
"""Bytes of a file's name. Source: Linux, limits.h, NAME_MAX."""
LONGEST_ENDING = len(".codebook.csv")
"""Bytes of what is added to the name for the files beside it."""
ZIP = ".zip"
UNREADABLE = re.compile(r"[\x00-\x1f\ud800-\udfff]")
"""In the name of a folder; GDAL takes it for another one, or for no text."""


def is_zip(out: Path) -> bool:
    """Return whether the name asks for a ZIP."""
    return out.suffix.lower() == ZIP


def writable(out: Path, writer: Writer) -> Path:
    """
    Return the absolute path of a file that can be written.

    Raises
    ------
    WrongUseError
        If its name can't be one, its folder doesn't exist or can't be written to, or it is a folder (but a `.gdb` that
        is replaced).
    """
    if not out.name or "\0" in str(out) or len(os.fsencode(out.name)) > LONGEST_NAME - LONGEST_ENDING:
        raise _refused(out, f": give the name of a file, of at most {LONGEST_NAME - LONGEST_ENDING} bytes")
    try:
        out = out.expanduser().absolute()
        if out.is_dir() and not _is_old_bundle(out, writer):
            raise _refused(out, " is a folder; give a file")
        if not out.parent.is_dir():
            raise _refused(out, f": there is no folder {out.parent}")
        if UNREADABLE.search(str(out.parent)):
            raise _refused(out, ": other programs can't open a folder of such a name; give another one")
        if not os.access(out.parent, os.W_OK):
            raise _refused(out, f": no right to write in {out.parent}")
    except (OSError, RuntimeError) as error:  # too long a path, a loop of links, nobody's home
        raise _refused(out, f" can't be a file ({getattr(error, 'strerror', None) or error})") from error
    return out


def _refused(out: Path, why: str) -> WrongUseError:
    name = str(out)[:200]
    return WrongUseError(f"out {name if name.isprintable() else ascii(name)}{why}", field="out")


def _is_old_bundle(out: Path, writer: Writer) -> bool:
    """Return whether a folder may be replaced: what GDAL calls a geodatabase, or nothing at all in it."""
    if not writer.bundle or out.is_symlink() or out.suffix.lower() != writer.extension:
        return False
    names = {path.suffix for path in out.iterdir()}
    return not names or ".gdbtable" in names


@contextmanager
def beside(out: Path) -> Iterator[Path]:
    """
    Give a folder for what is being written, in the folder of `out`; it is gone at the end, come what may.

    Raises
    ------
    EnvironmentProblemError
        If the system refuses to write, as on a full disk; nothing is left behind.
    """
    try:
        with saying_when_full(out.parent):
            part = Path(tempfile.mkdtemp(prefix=".matian-", suffix=".part", dir=out.parent))
            try:
                yield part
            finally:
                shutil.rmtree(part, ignore_errors=True)
    except OSError as error:
        raise EnvironmentProblemError(f"{out.name!r} can't be written ({error.strerror or error})") from error


def deliver(writer: Writer, made: Sequence[Path], part: Path, out: Path, listed: Path | None) -> Path:
    """
    Put what was written in `part` where it belongs, and the list of losses beside it (or into the ZIP).

    What other programs laid beside a file that is replaced, and that speaks of its contents, goes first: SQLite would
    play the log of the old file into the new one, and an old index would hide features.

    Parameters
    ----------
    writer
        The format.
    made
        Files or folders, one a layer, or one for all.
    part
        The folder in which they lie.
    out
        Where to.
    listed
        The list of losses, outside of the files; `None` when nothing is lost.

    Returns
    -------
    path
        The chief file.
    """
    if is_zip(out):
        root = made[0].parent
        if writer.folder and not writer.bundle and len(made) == 1:  # the files of a Shapefile bear the ZIP's name
            root = part / "named"
            root.mkdir()
            _put_beside(made[0], root / out.with_suffix("").name, writer)
        packed(root, part / "zip", [listed] if listed else []).replace(out)
        return out
    with _one_at_a_time(out.parent):
        _clear_strays(out, writer)
        written = _put_beside(made[0], out, writer) if writer.folder else made[0].replace(out)
        final = out.with_name(f"{out.name}{LOSSES_FILE}")
        if listed:
            listed.replace(final)
        else:
            final.unlink(missing_ok=True)
    return written


def packed(root: Path, target: Path, beside: Iterable[Path]) -> Path:
    """Pack what is in a folder, by its names there, with files from elsewhere beside it, and return the ZIP."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        for path in sorted(root.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(root))
        for path in beside:
            archive.write(path, path.name)
    return target


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Let no other export put its files there meanwhile, so that what belongs together is of one export."""
    with ExitStack() as held:
        with suppress(OSError):  # of a folder that can't be read, a file system without locks
            opened = os.open(folder, os.O_RDONLY)
            held.callback(os.close, opened)
            fcntl.flock(opened, fcntl.LOCK_EX)
        yield


def _clear_strays(out: Path, writer: Writer) -> None:
    """Take away what other programs laid beside the file that stood there."""
    stem = out.name.removesuffix(writer.extension)
    for ending in writer.strays:
        stray = out.with_name((stem if ending.startswith(".") else out.name) + ending)
        if stray.is_symlink() or stray.is_file():
            stray.unlink()


def _put_beside(folder: Path, out: Path, writer: Writer) -> Path:
    """Move the files of a folder to where `out` says, or a bundle (`.gdb`) as one; return the chief one's path."""
    if writer.bundle:
        old = folder.with_name(".old")
        if out.exists():
            out.replace(old)
        folder.replace(out)
        shutil.rmtree(old, ignore_errors=True)
        return out
    stem = out.name.removesuffix(writer.extension)
    ways = {path: out.with_name(stem + path.name.removeprefix(folder.name)) for path in sorted(folder.iterdir())}
    for target in ways.values():
        if target.is_dir():
            raise _refused(out, f": {target.name!r} beside it is a folder; give another name")
    for path, target in ways.items():
        path.replace(target)
    return out.with_name(stem + writer.extension)

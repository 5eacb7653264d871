"""Files that a server gave: written under their own names, and an archive unpacked, never outside of the folder."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile

from gis_core.errors import EnvironmentProblemError

LISTS = {".pgw", ".prj", ".txt", ".json", ".log"}  # what lies beside the files that were asked for


def unpacked(content: bytes, name: str, folder: Path) -> list[Path]:
    """
    Write a file, or the files of an archive, into a folder; return those that aren't mere company of others.

    Raises
    ------
    EnvironmentProblemError
        If an archive is none.
    """
    if not name.lower().endswith(".zip"):
        return [_written(content, folder / _base(name))]
    try:
        with ZipFile(BytesIO(content)) as archive:
            inside = [entry for entry in archive.infolist() if not entry.is_dir()]
            files = [_written(archive.read(entry), folder / _base(entry.filename)) for entry in inside]
    except BadZipFile as error:
        raise EnvironmentProblemError(f"{name} from the server isn't a whole archive; ask for it again") from error
    return [path for path in files if path.suffix not in LISTS]


def _base(name: str) -> str:
    """Return the last part of a name, whichever way its folders are written."""
    return PurePosixPath(name.replace("\\", "/")).name or "file"


def _written(content: bytes, path: Path) -> Path:
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    return Path(shutil.move(part, path))

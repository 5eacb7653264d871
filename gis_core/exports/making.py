"""The folder that a job fills with its files: kept whole when the work is done, gone when it isn't."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gis_core import db
from gis_core.disk import saying_when_full
from gis_core.errors import EnvironmentProblemError, MatianError, RefusedInputError
from gis_core.exports import log
from gis_core.instance import Instance
from gis_core.jobs.report import CancelledError
from layers.base import Label

FOLDER = "exports"
KEPT = dt.timedelta(days=7)
READ_AT_ONCE = 1 << 20
NO_ROOM = "the server can't write the file, perhaps for want of room; nothing was kept, tell the administrator"
OURS = "an error of ours; the log of the server tells more"


def folder_of(instance: Instance, number: int) -> Path:
    """Return where the files of an export lie."""
    return instance.files / FOLDER / str(number)


def part_of(instance: Instance, number: int) -> Path:
    """Return where they lie while they are being made."""
    return instance.files / FOLDER / f".{number}.part"


def remove(instance: Instance, number: int) -> None:
    """Take an export's files off the disk, whole or half made."""
    for folder in (folder_of(instance, number), part_of(instance, number)):
        shutil.rmtree(folder, ignore_errors=True)


def made_before(instance: Instance, number: int) -> dict[str, Any] | None:
    """Return what came out of an export whose job is begun anew after it was finished, else `None`."""
    with db.connect(instance) as connection:
        return log.find(connection, number).made


@dataclass
class Making:
    """
    An export under way: `folder` is empty at first; what lies in it at the end of the block is what is given out.

    `rows` and `losses` are for the log. `offered` names the files that are fetched; all of them when it is empty.
    Several are fetched as one ZIP of the name `name`.
    """

    folder: Path
    name: str = "export"
    rows: int = 0
    losses: Sequence[Label] = ()
    offered: list[Path] = field(default_factory=list)
    detail: dict[str, Any] = field(default_factory=dict)


@contextmanager
def making(instance: Instance, number: int, *, who: str) -> Iterator[Making]:
    """
    Make an export in the block: its files appear all at once, and the log says that they are there.

    What is taken back, or killed, half-way is cleared away by `sweeping.settle`, which logs it too.

    Parameters
    ----------
    instance
        Whose files.
    number
        Of the export; `began`, then `finished` or `failed` are logged.
    who
        Under whose name.

    Raises
    ------
    RefusedInputError
        If it is made already.
    EnvironmentProblemError
        If the disk is full; nothing is left on it then.
    """
    part = part_of(instance, number)
    with db.connect(instance, who=who) as connection:
        if log.find(connection, number).made is not None:
            raise RefusedInputError(f"export {number} is made already")
        log.write(connection, "began", number)
    remove(instance, number)  # of a process that died; a job is one process at a time
    finished = False
    try:
        with saying_when_full(instance.files):
            part.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            part.mkdir(mode=0o700)
            work = Making(part)
            yield work
            files = _offered(work)
            told = [_described(path) for path in files]
            part.replace(folder_of(instance, number))
        _finish(instance, number, who, work, told)
        finished = True
    except CancelledError:
        raise
    except EnvironmentProblemError as error:  # its sentence names folders of the machine, and its reader is anybody
        _fail(instance, number, who, NO_ROOM)
        raise EnvironmentProblemError(NO_ROOM) from error
    except Exception as error:
        _fail(instance, number, who, str(error) if isinstance(error, MatianError) else OURS)
        raise
    finally:
        if not finished:
            remove(instance, number)


def _fail(instance: Instance, number: int, who: str, sentence: str) -> None:
    with db.connect(instance, who=who) as connection:
        log.write(connection, "failed", number, error=sentence)


def _finish(instance: Instance, number: int, who: str, work: Making, told: list[dict[str, Any]]) -> None:
    expires_at = dt.datetime.now(dt.UTC) + KEPT
    with db.connect(instance, who=who) as connection:
        log.lock(connection, number)
        log.write(
            connection,
            "finished",
            number,
            rows=work.rows,
            bytes=sum(file["bytes"] for file in told),
            files=told,
            losses=[{"zh": loss.zh, "en": loss.en} for loss in work.losses],
            expires_at=expires_at.isoformat(),
            **work.detail,
        )


def _offered(work: Making) -> list[Path]:
    """Return the one file that is fetched (in a list), packing several."""
    files = work.offered or sorted(path for path in work.folder.rglob("*") if path.is_file())
    if not files:
        raise RefusedInputError("nothing was made; there is nothing to give out")
    if len(files) == 1:
        return files
    packed = work.folder / f"{work.name}.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            archive.write(path, path.relative_to(work.folder))
    return [packed]


def _described(path: Path) -> dict[str, Any]:
    total = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(READ_AT_ONCE):
            total.update(piece)
    return {"name": path.name, "bytes": path.stat().st_size, "sha256": total.hexdigest()}

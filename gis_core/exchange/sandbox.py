"""
Reading in a child process with limits, because the readers are native code and the files are anybody's.

Whatever happens to the child is a refusal of the file, never a fault of ours; its folder goes whatever happens.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa

import gis_core
from gis_core.errors import RefusedInputError
from gis_core.exchange.child import ASK, REFUSAL, ROWS, too_large
from gis_core.exchange.raw import Raw, Shape, unpack
from gis_core.settings import Settings, load_settings

CHECKOUT = Path(gis_core.__file__).resolve().parent.parent
LAST_WORDS = 2000
HASHED_AT_ONCE = 1 << 20


def read_raw(
    path: Path,
    *,
    shape: Shape = "polygon",
    source_layer: str | None = None,
    settings: Settings | None = None,
    meanwhile: Callable[[], None] = lambda: None,
) -> tuple[Raw, str, str]:
    """
    Read a delivery in a child process.

    Parameters
    ----------
    path, shape, source_layer
        What to read, as what (see `Source`).
    settings
        Limits of the child; those of this process when not given.
    meanwhile
        What to do here while the child reads.

    Returns
    -------
    raw, format, sha256
        What it holds, the format's name, and the checksum of the file (see `checksum`).

    Raises
    ------
    RefusedInputError
        If it can't be read, whatever the reason; nothing stays behind.
    """
    limits = settings or load_settings()
    path = look_at(path)
    with tempfile.TemporaryDirectory(prefix="matian-read-") as folder, ThreadPoolExecutor(1) as beside:
        scratch = Path(folder)
        ask = {
            "path": str(path),
            "name": path.name,
            "shape": shape,
            "layer": source_layer,
            "memory_mb": limits.reader_memory_mb,
            "seconds": limits.reader_seconds,
        }
        (scratch / ASK).write_text(json.dumps(ask), encoding="utf-8")
        refused = threading.Event()
        sum_of = beside.submit(checksum, path, refused)
        try:
            _run(scratch, path.name, limits, meanwhile)
        except RefusedInputError:
            refused.set()  # nobody needs the checksum of a refused file
            raise
        with pa.memory_map(str(scratch / ROWS)) as mapped:
            table = pa.ipc.open_file(mapped).read_all()
        table.validate()
        raw, format_name = unpack(table)
        return raw, format_name, sum_of.result()


def look_at(path: Path) -> Path:
    """
    Return the absolute path of a delivery that can be opened at all.

    Raises
    ------
    RefusedInputError
        If there is nothing, nothing in it, no right to read it, or it is no file (only a .gdb is a folder).
    """
    absolute = Path(os.path.abspath(path.expanduser()))  # noqa: PTH100  (a link keeps its own name)
    try:
        kind = absolute.stat()
    except OSError as error:
        raise RefusedInputError(f"{path} can't be read: {error.strerror}") from error
    if stat.S_ISDIR(kind.st_mode):
        if absolute.suffix.lower() != ".gdb":
            raise RefusedInputError(f"{path} is a folder; give the file in it (only a .gdb is a folder)")
    elif not stat.S_ISREG(kind.st_mode):
        raise RefusedInputError(f"{path} is no file")
    elif kind.st_size == 0:
        raise RefusedInputError(f"{path} is empty")
    if not os.access(absolute, os.R_OK):
        raise RefusedInputError(f"{path} can't be read: permission denied")
    return absolute


def checksum(path: Path, give_up: threading.Event | None = None) -> str:
    """
    Return the SHA-256 of a file's bytes; of a folder, of the names and bytes of its files in order of name.

    Once `give_up` is set, it returns early, and its result means nothing.
    """
    whole = hashlib.sha256()
    if path.is_file():
        with path.open("rb") as file:
            while (chunk := file.read(HASHED_AT_ONCE)) and not (give_up and give_up.is_set()):
                whole.update(chunk)
        return whole.hexdigest()
    for part in sorted(item for item in path.rglob("*") if item.is_file()):
        whole.update(f"{part.relative_to(path)}\0{checksum(part)}\n".encode())
    return whole.hexdigest()


def _run(scratch: Path, name: str, limits: Settings, meanwhile: Callable[[], None]) -> None:
    with (scratch / "words").open("w+b") as words:
        child = subprocess.Popen(  # noqa: S603  (our own module, by our own interpreter)
            [sys.executable, "-X", "utf8", "-m", "gis_core.exchange.child", str(scratch)],
            cwd=scratch,
            env=dict(_environment(scratch)),
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            meanwhile()
            code = child.wait(timeout=limits.reader_seconds)
        except subprocess.TimeoutExpired as error:
            raise RefusedInputError(
                f"{name} could not be read within {limits.reader_seconds} s; split it, or raise MATIAN_READER_SECONDS"
            ) from error
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        if code == 0:
            return
        refusal = scratch / REFUSAL
        if refusal.exists():
            raise RefusedInputError(refusal.read_text(encoding="utf-8"))
        words.seek(0, os.SEEK_END)
        words.seek(max(0, words.tell() - LAST_WORDS))
        said = words.read().decode("utf-8", errors="replace")
    if any(sign in said for sign in ("MemoryError", "bad_alloc", "memory allocation", "out of memory")):
        raise RefusedInputError(too_large(name, limits.reader_memory_mb))
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        raise RefusedInputError(f"{name} took more than a reader may take (memory or time) and was given up")
    how = f"signal {-code}" if code < 0 else "an error"
    died = RefusedInputError(
        f"{name} could not be read: its reader ended with {how}; the file is damaged or not what it says"
    )
    died.add_note(said)  # shown by --debug
    raise died


def _environment(scratch: Path) -> Iterator[tuple[str, str]]:
    """Give the child what it needs and no more: no proxies, no credentials, no user's GDAL settings."""
    yield "PATH", os.environ.get("PATH", "/usr/bin:/bin")
    yield "PYTHONPATH", str(CHECKOUT)
    if sys.dont_write_bytecode:  # else kept: nobody but the child imports its modules, and compiling them takes a while
        yield "PYTHONDONTWRITEBYTECODE", "1"
    if sys.pycache_prefix:
        yield "PYTHONPYCACHEPREFIX", sys.pycache_prefix
    yield "LC_ALL", "C.UTF-8"
    for name in ("HOME", "TMPDIR", "CPL_TMPDIR"):
        yield name, str(scratch)
    yield "ARROW_DEFAULT_MEMORY_POOL", "system"  # the others reserve address space by the gigabyte
    yield "OPENBLAS_NUM_THREADS", "1"
    yield "GDAL_CACHEMAX", "64"
    yield "GDAL_PAM_ENABLED", "NO"
    yield "CPL_VSIL_CURL_ALLOWED_EXTENSIONS", "{none}"
    yield "OGR_GEOJSON_MAX_OBJ_SIZE", "0"

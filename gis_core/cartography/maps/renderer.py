"""
MapServer as a child: it gets a folder with a mapfile and the features, and leaves a picture there.

It has no database, no secret and nothing of a request but numbers, and a bound on time, memory and output.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from gis_core.cartography import fonts
from gis_core.disk import saying_when_full
from gis_core.errors import EnvironmentProblemError, RefusedInputError
from gis_core.instance import Instance
from layers.base import Layer

PROGRAM = "map2img"
LEGEND = "legend"
PACKAGE = "mapserver-bin"
SECONDS = 30
MEMORY = 2 * 2**30
LARGEST_OUTPUT = 256 * 2**20
COLLECTION = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
SIMPLIFIED = "Noto Sans CJK SC"
FACE = "sans.otf"  # beside its list, so that an instance can be moved
OTHER_LETTER = "č"  # of Latin names that Chinese fonts lack
NO_PROGRAM = f"styled maps (WMS, WMTS) need MapServer; run apt-get install {PACKAGE} where the server runs"


def program() -> str | None:
    """Return the path of MapServer's program, `None` when it isn't installed."""
    return shutil.which(PROGRAM)


def fontset(instance: Instance) -> Path | None:
    """
    Return MapServer's list of fonts, `None` without Noto CJK.

    Debian's fonts are a collection whose first face writes characters as in Japan; MapServer knows no other than the
    first, so the face for Simplified Chinese is laid beside the instance's files once. What it lacks is written in
    the font `other` of the machine's.
    """
    folder = instance.files / "fonts"
    listed = folder / "fonts.list"
    other = fonts.elsewhere(OTHER_LETTER)
    wanted = f"sans {FACE}\nother {other.path if other else FACE}\n"
    if (folder / FACE).exists() and listed.exists() and listed.read_text(encoding="utf-8") == wanted:
        return listed
    if not COLLECTION.exists():
        return None
    from fontTools.ttLib import TTCollection  # noqa: PLC0415  (slow to import, and needed once)

    folder.mkdir(parents=True, exist_ok=True)
    for face in TTCollection(COLLECTION, lazy=True).fonts:
        if face["name"].getDebugName(1) == SIMPLIFIED:
            part = folder / f"{FACE}.{os.getpid()}.part"
            face.save(part)
            part.replace(folder / FACE)
            written = folder / f"fonts.list.{os.getpid()}.part"
            written.write_text(wanted, encoding="utf-8")
            written.replace(listed)
            return listed
    return None


def draw_legend(mapfile: str) -> bytes:
    """
    Return the legend of a mapfile's classes as PNG.

    Raises
    ------
    EnvironmentProblemError
        As `draw`.
    """
    path = shutil.which(LEGEND)
    if path is None:
        raise EnvironmentProblemError(NO_PROGRAM)
    with tempfile.TemporaryDirectory(prefix="matian-map-") as name:
        folder = Path(name)
        (folder / "map.map").write_text(mapfile, encoding="utf-8")
        return _drawn(_run([path, "map.map", "out"], folder), folder)


def draw(shown: Sequence[tuple[Layer, bytes]], write: Callable[[Sequence[tuple[Layer, Path]]], str]) -> bytes:
    """
    Return a picture as PNG or JPEG.

    Parameters
    ----------
    shown
        Layers from below to above, each with its features as FlatGeobuf.
    write
        Gives the mapfile, when it is told where the files lie.

    Raises
    ------
    EnvironmentProblemError
        If MapServer isn't installed, or doesn't draw.
    RefusedInputError
        If it takes longer than `SECONDS`.
    """
    path = program()
    if path is None:
        raise EnvironmentProblemError(NO_PROGRAM)
    with saying_when_full(Path(tempfile.gettempdir())), tempfile.TemporaryDirectory(prefix="matian-map-") as name:
        folder = Path(name)
        files = []
        for layer, content in shown:
            file = folder / f"{layer.name}.fgb"
            file.write_bytes(content)
            files.append((layer, file))
        (folder / "map.map").write_text(write(files), encoding="utf-8")
        return _drawn(_run([path, "-m", "map.map", "-o", "out"], folder), folder)


def _drawn(said: str, folder: Path) -> bytes:
    out = folder / "out"
    if not out.exists() or out.stat().st_size == 0:
        raise EnvironmentProblemError(f"MapServer drew nothing: {said[-300:]}")
    return out.read_bytes()


def _run(command: list[str], folder: Path) -> str:
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(folder), "OMP_NUM_THREADS": "1"}
    child = subprocess.Popen(  # noqa: S603  (a program of ours with numbers and names of ours)
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    with suppress(psutil.Error):  # it may be over already
        bounded = psutil.Process(child.pid)
        for kind, most in ((psutil.RLIMIT_AS, MEMORY), (psutil.RLIMIT_FSIZE, LARGEST_OUTPUT)):
            bounded.rlimit(kind, (most, most))
    try:
        said, _ = child.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        raise RefusedInputError(
            f"the map took longer than {SECONDS} s to draw; ask for less ground or fewer layers"
        ) from None
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()
    return said.decode("utf-8", "replace")

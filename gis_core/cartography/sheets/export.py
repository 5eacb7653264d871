"""
Sheets made and written: every file whole, under a name that stays in its folder.

Files are written into a folder of this export's own beside their place, and moved there one by one when all are
written; two exports never mix, and a full disk leaves none of them.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import psycopg

from gis_core.cartography.engines import pdf, png, svg
from gis_core.cartography.scene import Scene
from gis_core.cartography.sheets.file_names import DEFAULT, NUMBERED, file_name
from gis_core.cartography.sheets.mapset import bound_set, ledger_pages
from gis_core.cartography.sheets.plan import Laid, Plan, planned
from gis_core.cartography.sheets.request import SheetRequest
from gis_core.cartography.sheets.sheet import Sheet, compose
from gis_core.cartography.sheets.template import Subject
from gis_core.cartography.trimming import missing_characters
from gis_core.cartography.watermark import watermarked
from gis_core.disk import NO_SPACE, saying_when_full
from gis_core.errors import EnvironmentProblemError, WrongUseError
from gis_core.exports.rules import mark
from gis_core.instance import Instance

Report: TypeAlias = Callable[[float, str, str], None]


@dataclass
class Made:
    """
    What was made.

    Parameters
    ----------
    files
        In the order of the sheets.
    counts
        `sheets`, `pages`, `features`, `labels`, `labels_numbered`, `labels_unseen`.
    log
        A line a sheet: title, scale, counts, characters that no font of the machine has.
    """

    files: list[Path] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    log: list[str] = field(default_factory=list)


def make(
    instance: Instance,
    connection: psycopg.Connection[Any],
    request: SheetRequest,
    out: Path,
    *,
    who: str,
    report: Report | None = None,
) -> Made:
    """
    Make the sheets of an order.

    Parameters
    ----------
    instance
        Whose place.
    connection
        A transaction under the name and role of whoever asks.
    request
        The order.
    out
        Folder for the files; made if it doesn't exist.
    who
        Whom the watermark names.
    report
        Is told how far the work is (0–1) and at what, in Chinese and in English; it may raise to end it.

    Raises
    ------
    WrongUseError, NotFoundError
        If the order can't be made, or a folder bears the name of one of its files; nothing is written.
    EnvironmentProblemError
        If the folder can't be written to or is full; nothing is left then.
    """
    plan = planned(connection, instance.place, request)
    laid = plan.laid()
    tell = report or _silent
    out = _folder(out)
    maker = _Maker(plan, who)
    with saying_when_full(out):
        staging = _staging(out)
        try:
            if request.bound:
                maker.write_set(staging, laid, tell)
            else:
                count = sum(len(one.frames) for one in laid)
                for n, sheet in enumerate(plan.sheets(laid), start=1):
                    tell((n - 1) / count, f"第 {n} 张，共 {count} 张", f"sheet {n} of {count}")
                    maker.write_sheet(staging, sheet)
                if request.as_set:
                    maker.write_ledger(staging, laid[0].subject)
            _refuse_folders(out, maker.made.files)
            for path in maker.made.files:
                path.replace(out / path.name)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    maker.made.files = [out / path.name for path in maker.made.files if path.suffix not in (".pgw", ".prj")]
    return maker.made


def _silent(_share: float, _zh: str, _en: str) -> None:
    return


def _folder(out: Path) -> Path:
    out = out.expanduser().absolute()
    if out.exists() and not out.is_dir():
        raise WrongUseError(f"out: {out} is a file; give a folder", field="out")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentProblemError(f"out: {out} can't be made ({error.strerror})") from error
    return out


def _staging(out: Path) -> Path:
    try:
        return Path(tempfile.mkdtemp(prefix=".sheets-", suffix=".part", dir=out))
    except OSError as error:
        if error.errno in NO_SPACE:
            raise
        raise EnvironmentProblemError(f"out: nothing can be written in {out} ({error.strerror})") from error


def _refuse_folders(out: Path, files: Sequence[Path]) -> None:
    for path in files:
        if (out / path.name).is_dir():
            raise WrongUseError(f"out: {out / path.name} is a folder, where a sheet is to be written", field="out")


class _Maker:
    """Draws sheets into a folder."""

    def __init__(self, plan: Plan, who: str) -> None:
        self.plan = plan
        self.who = who
        self.when = pdf.moment()
        self.made = Made()
        self._names: set[str] = set()

    def write_sheet(self, folder: Path, sheet: Sheet) -> None:
        """Compose a sheet and write its files."""
        self._write_scenes(folder, self._name(sheet), self._scenes(sheet))

    def _write_scenes(self, folder: Path, name: str, scenes: Sequence[Scene]) -> None:
        if self.plan.request.format == "pdf":
            self._write(folder / f"{name}.pdf", pdf.draw(scenes, date=self.when, title=scenes[0].title))
            return
        for n, scene in enumerate(scenes, start=1):
            stem = name if n == 1 else self._fresh(f"{name}-{n}")
            if self.plan.request.format == "svg":
                self._write(folder / f"{stem}.svg", svg.draw(scene))
                continue
            drawn = png.draw(scene, self.plan.request.dpi)
            self._write(folder / f"{stem}.png", drawn.png)
            if drawn.world:
                self._write(folder / f"{stem}.pgw", drawn.world.encode())
            if drawn.projection:
                self._write(folder / f"{stem}.prj", drawn.projection.encode())

    def write_set(self, folder: Path, laid: Sequence[Laid], tell: Report) -> None:
        """Write a project's map set."""
        bound, title = bound_set(
            self.plan, laid, scenes_of=self._scenes, marked=self._marked, date=self.when, tell=tell
        )
        self.made.counts["pages"] = bound.pages
        self._write(folder / f"{file_name('{title}', {'title': title})}.pdf", bound.pdf)

    def write_ledger(self, folder: Path, subject: Subject) -> None:
        """Write the ledger of a map set that is one file a sheet."""
        scenes = self._marked(ledger_pages(self.plan, subject))
        self.made.counts["pages"] += len(scenes)
        said = {"template": "ledger", "title": scenes[0].title, "code": subject.code, "name": subject.name}
        said |= {"n": "1", "at": self.plan.times.at.isoformat()}
        self._write_scenes(folder, self._fresh(file_name(self.plan.request.names or DEFAULT, said)), scenes)

    def _scenes(self, sheet: Sheet) -> list[Scene]:
        scenes = compose(self.plan.desk, sheet)
        self.made.counts.update({"sheets": 1, "pages": len(scenes), **scenes[0].counts})
        counts = scenes[0].counts
        missing = sorted(set().union(*(missing_characters(scene) for scene in scenes)))
        self.made.log.append(
            f"{scenes[0].title} 1:{sheet.frame.scale:,} · {counts['features']} features · {counts['labels']} labels · "
            f"{counts['labels_numbered']} numbered"
            + (f" ({counts['labels_unseen']} in the key alone)" if counts["labels_unseen"] else "")
            + (f" · no font has {''.join(missing)}" if missing else "")
        )
        return self._marked(scenes)

    def _marked(self, scenes: Sequence[Scene]) -> list[Scene]:
        wanted = self.plan.request.watermark
        if wanted is None:
            wanted = mark(self.plan.request.classification) != "public"
        if not wanted:
            return list(scenes)
        when = self.when.astimezone(self.plan.desk.place.zone)
        return [watermarked(scene, self.who, when) for scene in scenes]

    def _name(self, sheet: Sheet) -> str:
        pattern = self.plan.request.names or (NUMBERED if sheet.number else DEFAULT)
        values = {
            "template": sheet.template.name,
            "title": sheet.title,
            "code": sheet.subject.code or "place",
            "name": sheet.subject.name,
            "number": sheet.number,
            "n": str(sheet.count[0] if sheet.count else 1),
            "scale": str(sheet.frame.scale),
            "at": sheet.at.isoformat(),
        }
        return self._fresh(file_name(pattern, values))

    def _fresh(self, name: str) -> str:
        """Return a name that no file of this export has yet."""
        for other in _numbered(name):
            if other.casefold() not in self._names:
                self._names.add(other.casefold())
                return other
        raise AssertionError  # there are numbers without end

    def _write(self, path: Path, data: bytes) -> None:
        path.write_bytes(data)
        self.made.files.append(path)


def _numbered(name: str) -> Iterator[str]:
    yield name
    n = 2
    while True:
        yield f"{name}-{n}"
        n += 1

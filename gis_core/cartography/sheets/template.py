"""
What a template of map sheets is, and how the templates are found.

A template is one file under `gis_core/cartography/sheets/templates/` with `TEMPLATE`. It declares its layers, title,
tables, papers and dates; what can't be declared (a ranking, what differs between two days) a function makes.
"""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, TypeAlias

import psycopg
import shapely
from shapely.geometry.base import BaseGeometry

from gis_core.cartography.code_lists import Lists, list_as_edited
from gis_core.cartography.labels.placing import Wanted
from gis_core.cartography.scene import Colour, Fill, Hatch, Stroke
from gis_core.cartography.sheets.frame import MapFrame
from gis_core.cartography.tables import Column
from gis_core.errors import WrongUseError
from gis_core.place import Place
from layers.base import CodeList, Label, Language, Style

PACKAGES = ("gis_core.cartography.sheets.templates",)
"""In which templates are looked for."""

NOT_SAID = Label("未登记", "Not recorded")
NOT_BEGUN = Label("未开始", "Not begun")
TOTAL = Label("合计", "Total")
HALO = 0.25
"""Of the labels on a map, in mm."""
SubjectKind = Literal["project", "selection", "each_feature", "place"]
Dates = Literal["at", "since_at"]


@dataclass(frozen=True)
class Look:
    """How areas, lines or points are drawn; widths and radius in mm."""

    fill: Fill | None = None
    stroke: Stroke | None = None
    hatch: Hatch | None = None
    casing: Stroke | None = None
    radius: float = 0.8


@dataclass(frozen=True)
class Naming:
    """
    Which labels features have.

    Parameters
    ----------
    fields
        Columns that are read for it.
    write
        Makes the text of their values; an empty one is no label. The first column alone if `None`.
    size, bold, colour, priority
        As `labels.Wanted`.
    smallest
        Down to which size it may shrink.
    from_mm2
        Areas smaller than this on paper have none.
    from_mm
        Lines shorter than this on paper have none.
    once
        Features with the same text have one label (the parts of a road), on the largest of them.
    on_fill
        Whether the type is white, without a border, on a dark fill.
    within
        Whether only what lies in the subject has a label (its middle).
    others
        Whether the subject itself has none, since the template labels it otherwise.
    """

    fields: tuple[str, ...]
    write: Callable[[Mapping[str, Any]], str] | None = None
    size: float = 2.0
    bold: bool = False
    colour: Colour = "#1f2933"
    priority: float = 0.0
    smallest: float = 0.0
    from_mm2: float = 0.0
    from_mm: float = 0.0
    once: bool = False
    on_fill: bool = False
    within: bool = False
    others: bool = False


@dataclass(frozen=True)
class Theme:
    """
    A layer of the records on the map.

    Parameters
    ----------
    layer
        Its name.
    style
        How it is drawn, if otherwise than its own style says.
    label
        In the legend, if otherwise than its own.
    naming
        Its labels, or `None`.
    where
        Values that a field has; only such features are drawn.
    strength
        By how much the colours of codes are more vivid than on screen, where they are a background.
    without
        What the legend says of features without a code.
    own
        Of a project's sheet, only the features of that project (field `project`, or `code` of the projects).
    """

    layer: str
    style: Style | None = None
    label: Label | None = None
    naming: Naming | None = None
    where: tuple[str, tuple[str, ...]] | None = None
    strength: float = 1.0
    without: Label = NOT_SAID
    own: bool = False


@dataclass(frozen=True)
class Group:
    """What is drawn alike and is one entry of the legend; without a label it stands in no legend."""

    look: Look
    geometries: tuple[BaseGeometry, ...]
    label: Label | None = None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cover:
    """A layer of the map, in the survey CRS: its groups in drawing order, and the labels it wants (type in mm)."""

    name: str
    label: Label
    groups: tuple[Group, ...]
    named: tuple[Wanted, ...] = ()


@dataclass(frozen=True)
class SheetTable:
    """A table on the sheet: title, columns, rows, and a note below it."""

    title: Label
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    note: Label | None = None


@dataclass(frozen=True)
class Subject:
    """
    What a sheet is about.

    Parameters
    ----------
    kind, name, code
        `project`, its name, its code; what isn't one record has no code.
    shape
        In the survey CRS.
    layer
        Whose feature or features it is, or `None`.
    project
        Code of the project that it is, or `None`.
    called
        What the files are called by of a subject without a code.
    """

    kind: SubjectKind
    name: str
    code: str
    shape: BaseGeometry
    layer: str | None = None
    project: str | None = None
    called: str = "place"


@dataclass(frozen=True)
class Brief:
    """
    What a template's functions are told: the records, the subject, the frame, the times, the sheet's language.

    Parameters
    ----------
    connection
        A transaction under the name of whoever asks.
    at, known
        The day for which, and the instant by which the records are asked.
    since
        The earlier day of a template that compares two.
    run
        Number of a run of site selection.
    edited
        Code lists as the office edited them, by name.
    """

    connection: psycopg.Connection[Any]
    place: Place
    subject: Subject
    frame: MapFrame
    at: dt.date
    known: dt.datetime
    since: dt.date | None = None
    run: int | None = None
    language: Language = "zh"
    edited: Lists = field(default_factory=dict)

    def said(self, label: Label) -> str:
        """Return a name in the sheet's language."""
        return label.said(self.language)

    def listed(self, codes: CodeList) -> CodeList:
        """Return a code list as the office edited it."""
        return list_as_edited(codes, self.edited)

    def called(self, codes: CodeList, code: str | None, otherwise: Label) -> str:
        """Return what a code is called in the sheet's language; `otherwise` where its list doesn't have it."""
        found = None if code is None else self.listed(codes).find(code)
        return self.said(found.label if found else otherwise)

    @property
    def asked(self) -> dict[str, Any]:
        """The values that statements of templates take, by name: times, project, frame and shape (WKB), SRID."""
        return {
            "at": self.at,
            "since": self.since,
            "known": self.known,
            "project": self.subject.project,
            "frame": shapely.to_wkb(self.frame.ground),
            "shape": shapely.to_wkb(self.subject.shape),
            "srid": self.place.srid,
        }


Covers: TypeAlias = Callable[[Brief], Iterable[Cover]]
Tables: TypeAlias = Callable[[Brief], Iterable[SheetTable]]


@dataclass(frozen=True)
class Template:
    """
    A kind of map sheet.

    Parameters
    ----------
    name, label, about
        `progress`, what it is called, and one sentence about it.
    title
        Of a sheet: `{subject}`, `{at}` and `{since}` are filled in.
    themes
        Layers of the records, in drawing order.
    covers
        Makes what is drawn above them.
    tables
        Makes the tables beside the map.
    subjects
        What a sheet may be about.
    dates
        Whether it shows one day, or compares two.
    papers
        That it is made on; the first one where none is asked for.
    room
        By how much the ground is wider than its subject.
    least_m
        How wide it is at least, in metres.
    needs_run
        Whether it shows a run of site selection.
    in_set
        Its place in a project's map set, or `None`.
    default_layer
        Of which a filter speaks where the order names no layer.
    """

    name: str
    label: Label
    about: Label
    title: Label
    themes: tuple[Theme, ...]
    covers: Covers | None = None
    tables: Tables | None = None
    subjects: tuple[SubjectKind, ...] = ("project", "selection", "each_feature", "place")
    dates: Dates = "at"
    papers: tuple[str, ...] = ("A3", "A4", "A2", "A1", "A0")
    room: float = 1.1
    least_m: float = 80.0
    needs_run: bool = False
    in_set: int | None = None
    default_layer: str = "parcels"

    def titled(self, language: Language, subject: str, at: dt.date, since: dt.date | None) -> str:
        """Return the title of a sheet."""
        return self.title.said(language).format(subject=subject, at=at, since=since or "")


def template_named(name: str) -> Template:
    """
    Return the template of that name.

    Raises
    ------
    WrongUseError
        If there is none.
    """
    known = all_templates()
    if name not in known:
        raise WrongUseError(
            f"template: there is no template {name[:40]!r}; there are {', '.join(known)}", field="template"
        )
    return known[name]


def all_templates() -> dict[str, Template]:
    """Return all templates by name: those of a map set first, in its order, then the others."""
    return _found(PACKAGES)


def set_templates() -> tuple[Template, ...]:
    """Return the templates of a project's map set, in its order."""
    return tuple(template for template in all_templates().values() if template.in_set is not None)


@cache
def _found(packages: tuple[str, ...]) -> dict[str, Template]:
    found: list[Template] = []
    for package in packages:
        for info in pkgutil.iter_modules(importlib.import_module(package).__path__):
            module = importlib.import_module(f"{package}.{info.name}")
            if hasattr(module, "TEMPLATE"):
                found.append(module.TEMPLATE)
    return {one.name: one for one in sorted(found, key=lambda one: (one.in_set is None, one.in_set or 0, one.name))}

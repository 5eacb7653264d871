"""A map sheet composed: frame, map, labels, and what stands around them, as scenes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import psycopg
import shapely
from pyproj import CRS
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from gis_core.cartography import fonts
from gis_core.cartography.code_lists import Lists, lists_on
from gis_core.cartography.labels.placing import Placement, place
from gis_core.cartography.scene import Item, Scene, SceneLayer, Shapes, Stroke, Text
from gis_core.cartography.sheets.content import read_theme
from gis_core.cartography.sheets.flow import Flow
from gis_core.cartography.sheets.frame import MapFrame
from gis_core.cartography.sheets.furniture import imprint as imprints
from gis_core.cartography.sheets.furniture.adjoining import WIDE, adjoining
from gis_core.cartography.sheets.furniture.heading import heading
from gis_core.cartography.sheets.furniture.imprint import Imprint
from gis_core.cartography.sheets.furniture.inset import Surroundings, inset, surroundings
from gis_core.cartography.sheets.furniture.legend import put_legend
from gis_core.cartography.sheets.furniture.north_arrow import north_arrow
from gis_core.cartography.sheets.furniture.number_key import put_key
from gis_core.cartography.sheets.furniture.scale_bar import scale_bar
from gis_core.cartography.sheets.grid import grid_layers
from gis_core.cartography.sheets.layout import Layout
from gis_core.cartography.sheets.template import Brief, Cover, Group, Look, SheetTable, Subject, Template
from gis_core.cartography.tokens import INK
from gis_core.cartography.tokens import INK_2 as QUIET
from gis_core.place import Place
from gis_core.synthetic import synthetic_mark
from layers.base import Label, Language

INNER, OUTER = Stroke(INK, 0.15, join="miter"), Stroke(INK, 0.5, join="miter")
OUTLINE = Look(stroke=Stroke("#c2185b", 0.7))
FURNITURE, PANEL = Label("图廓整饰", "Furniture"), Label("图例与说明", "Legend and notes")
KEYWORDS = Label("国土空间规划", "territorial spatial planning")
SYNTHETIC = Label("示意数据：由演示记录生成，不是测绘成果", "Synthetic demo data, not surveyed")
AS_OF = Label("截至 {at}", "as of {at}")
COUNT = Label("第 {n} 张　共 {count} 张", "Sheet {n} of {count}")
GOES_ON = Label("表接续页（共 {pages} 页）", "Tables go on overleaf ({pages} pages)")
BETWEEN = Label("　·　", "  ·  ")
FURTHER = Label("{title}（续）", "{title} (continued)")
CLEAR = 0.25  # mm between a label and the frame


@dataclass
class Desk:
    """What sheets made one after another share: the transaction, the place, what was read once for all of them."""

    connection: psycopg.Connection[Any]
    place: Place
    known: dt.datetime
    made_on: dt.date
    _around: dict[dt.date, Surroundings | None] = field(default_factory=dict)

    def surroundings(self, at: dt.date) -> Surroundings | None:
        """Return the place for the inset."""
        if at not in self._around:
            self._around[at] = surroundings(self.connection, at, self.known)
        return self._around[at]

    @cached_property
    def synthetic(self) -> bool:
        """Whether the records are synthetic, which every sheet says."""
        return synthetic_mark(self.connection) is not None

    @cached_property
    def edited(self) -> Lists:
        """The code lists that the office edits (stages, types of projects), by name."""
        return lists_on(self.connection)

    @cached_property
    def wkt(self) -> str:
        """The survey CRS as programs read it in a PDF."""
        return CRS.from_epsg(self.place.srid).to_wkt("WKT1_GDAL")


@dataclass(frozen=True)
class Sheet:
    """
    One sheet that is wanted.

    Parameters
    ----------
    template, subject, frame, layout
        What is drawn, and where.
    at, since, run
        As in the template's brief.
    mark
        Classification mark (密级), as it is written.
    imprint
        What the imprint says.
    number
        Of the sheet in a series, or empty.
    neighbours
        Numbers of the sheets around it.
    count
        Which sheet of how many, or `None`.
    outline
        Whether the subject is outlined.
    language
        Of what isn't a record's own words.
    """

    template: Template
    subject: Subject
    frame: MapFrame
    layout: Layout
    at: dt.date
    imprint: Imprint
    mark: str
    since: dt.date | None = None
    run: int | None = None
    number: str = ""
    neighbours: Mapping[str, str] = field(default_factory=dict)
    count: tuple[int, int] | None = None
    outline: bool = False
    language: Language = "zh"

    @property
    def title(self) -> str:
        """The title of the sheet."""
        return self.template.titled(self.language, self.subject.name, self.at, self.since)

    @property
    def numbered_title(self) -> str:
        """The title with the sheet's number in its series, if it has one."""
        return f"{self.title} {self.number}".strip()

    @property
    def responsible(self) -> str:
        """Who made it: the author, else the office."""
        return self.imprint.author or self.imprint.office


def compose(desk: Desk, sheet: Sheet) -> list[Scene]:
    """Return the scenes of a sheet: the map, and a further page for each that its tables need."""
    brief = Brief(
        desk.connection,
        desk.place,
        sheet.subject,
        sheet.frame,
        sheet.at,
        desk.known,
        sheet.since,
        sheet.run,
        sheet.language,
        desk.edited,
    )
    covers = [read_theme(theme, brief) for theme in sheet.template.themes]
    covers += sheet.template.covers(brief) if sheet.template.covers else ()
    if sheet.outline:
        covers.append(_outlined(sheet.subject))
    covers = [_within(cover, sheet.frame) for cover in covers]
    covers = [cover for cover in covers if cover.groups or cover.named]
    seen = [cover for cover in covers if cover.groups]
    drawn = [_layer(cover, sheet.frame, name) for cover, name in zip(seen, _distinct(seen), strict=True)]
    placement = _labels(covers, drawn, sheet)
    crosses, ticks = grid_layers(sheet.frame, sheet.layout.band, 2.0 * sheet.layout.grows, desk.place.crs)
    panel = _panel(desk, sheet, covers, placement, list(sheet.template.tables(brief)) if sheet.template.tables else [])
    furniture = _furniture(desk, sheet, len(panel))
    layers = (
        *drawn,
        crosses,
        _label_layer(placement, sheet.frame),
        _frame_layer(sheet.layout),
        ticks,
        SceneLayer("furniture", FURNITURE, tuple(furniture), optional=False),
        SceneLayer("panel", PANEL, tuple(panel[0]), optional=False),
    )
    features = sum(len(group.geometries) for cover in covers for group in cover.groups if group.label)
    first = Scene(
        sheet.layout.paper.width,
        sheet.layout.paper.height,
        sheet.numbered_title,
        layers,
        sheet.frame.georeference(desk.wkt),
        subject=brief.said(sheet.template.about),
        author=sheet.responsible,
        keywords=f"{brief.said(KEYWORDS)} {brief.said(sheet.template.label)} {sheet.subject.code}".strip(),
        counts={"features": features, **placement.counts()},
        language=sheet.language,
    )
    return [first, *(_further(desk, sheet, items) for items in panel[1:])]


def _outlined(subject: Subject) -> Cover:
    label = Label("选中范围", "Selection")
    return Cover("outline", label, (Group(OUTLINE, tuple(shapely.get_parts(subject.shape)), label),))


def _within(cover: Cover, frame: MapFrame) -> Cover:
    """Leave out what of a cover the frame doesn't show, so that the legend doesn't name it."""
    seen = frame.reaching(-0.05)
    groups: list[Group] = []
    for group in cover.groups:
        shown = np.array(group.geometries, dtype=object)
        if not (group.look.fill or group.look.hatch):  # of an area without either, its edge
            edges = shapely.boundary(shown)  # none of a collection, which is kept as a whole
            shown = np.where((shapely.get_dimensions(shown) == 2) & ~shapely.is_missing(edges), edges, shown)
        meets = shapely.intersects(shown, seen)
        if meets.any():
            codes = tuple(code for code, yes in zip(group.codes, meets, strict=False) if yes)
            shapes = tuple(shape for shape, yes in zip(group.geometries, meets, strict=True) if yes)
            groups.append(replace(group, geometries=shapes, codes=codes))
    return replace(cover, groups=tuple(groups))


def _distinct(covers: Sequence[Cover]) -> list[str]:
    """Return names of layers, of which no two are the same."""
    names: list[str] = []
    for cover in covers:
        again = sum(name.partition(".")[0] == cover.name for name in names)
        names.append(f"{cover.name}.{again + 1}" if again else cover.name)
    return names


def _layer(cover: Cover, frame: MapFrame, name: str) -> SceneLayer:
    """Draw a cover: of lines with casings all casings first, so that crossings are open."""
    items: list[Item] = []
    carried = [tuple(frame.drawn(np.array(group.geometries, dtype=object))) for group in cover.groups]
    for group, shapes in zip(cover.groups, carried, strict=True):
        if group.look.casing:
            items.append(Shapes(shapes, stroke=group.look.casing))
    for group, shapes in zip(cover.groups, carried, strict=True):
        look = group.look
        items.append(Shapes(shapes, look.fill, look.hatch, look.stroke, look.radius, group.codes))
    return SceneLayer(name, cover.label, tuple(items), clip=frame.window)


def _labels(covers: Sequence[Cover], drawn: Sequence[SceneLayer], sheet: Sheet) -> Placement:
    grow = sheet.layout.grows
    wanted = [
        replace(one, of=sheet.frame.drawn(one.of), size=one.size * grow, smallest=one.smallest * grow)
        for cover in covers
        for one in cover.named
    ]
    discs: list[BaseGeometry] = []
    for layer in drawn:
        for item in layer.items:
            if isinstance(item, Shapes) and item.geometries and shapely.get_dimensions(item.geometries[0]) == 0:
                discs += list(shapely.buffer(np.array(item.geometries, dtype=object), item.radius))
    return place(wanted, sheet.frame.window.buffer(-CLEAR, join_style="mitre"), discs, number_size=1.7 * grow)


def _label_layer(placement: Placement, frame: MapFrame) -> SceneLayer:
    items: list[Item] = []
    if placement.leaders:
        items.append(Shapes(tuple(placement.leaders), stroke=Stroke(QUIET, 0.1)))
    return SceneLayer("labels", Label("注记", "Labels"), (*items, *placement.placed), clip=frame.window)


def _frame_layer(layout: Layout) -> SceneLayer:
    items = (Shapes((box(*layout.inner),), stroke=INNER), Shapes((box(*layout.outer),), stroke=OUTER))
    return SceneLayer("frame", Label("图廓", "Frame"), items, optional=False)


def _panel(
    desk: Desk, sheet: Sheet, covers: Sequence[Cover], placement: Placement, tables: Sequence[SheetTable]
) -> list[list[Item]]:
    """Fill the panel: inset and north arrow, legend, key, tables, and the imprint at its foot."""
    lay, grow = sheet.layout, sheet.layout.grows
    x0, y0, x1, _ = lay.columns[-1]
    tall = imprints.height(sheet.imprint, x1 - x0, grow)
    flow = Flow(lay, tall + 3 * grow, sheet.language)
    around = desk.surroundings(sheet.at)
    arrow = 15 * grow
    size = (flow.width - 20 * grow, 44 * grow)

    def head(x: float, top: float, width: float) -> list[Item]:
        items = inset(x, top, size, around, sheet.frame) if around else []
        north = north_arrow(x + width - 9 * grow, top - size[1] / 2, arrow, sheet.frame.turn, sheet.language)
        return [*items, *north]

    flow.put(size[1], head)
    put_legend(flow, covers)
    put_key(flow, placement.numbered)
    for table in tables:
        flow.table(table)
    flow.pages[0].extend(imprints.draw(sheet.imprint, x0, y0, x1 - x0, grow))
    return flow.pages


def _furniture(desk: Desk, sheet: Sheet, pages: int) -> list[Item]:
    lay, grow = sheet.layout, sheet.layout.grows
    below = _said_below(sheet)
    side = (3 * WIDE + 6) * grow if sheet.neighbours else 24 * grow
    items = heading(lay.title, (sheet.title, below, sheet.mark), grow, side)
    if sheet.neighbours:
        items += adjoining(lay.outer[0], lay.title[3], sheet.neighbours, grow)
    x0, _, x1, y1 = lay.foot
    items += scale_bar((x0 + x1) / 2 + 10 * grow, y1 - 5.2 * grow, sheet.frame.scale, grow)
    if desk.synthetic:
        items += synthetic_notice(x0, y1 - 3.2 * grow, (x1 - x0) / 2 - 42 * grow, grow, sheet.language)
    if sheet.count:
        said = COUNT.said(sheet.language).format(n=sheet.count[0], count=sheet.count[1])
        items.append(Text(x1, y1 - 5 * grow, said, 2.1 * grow, QUIET, "right"))
    if pages > 1:
        said = GOES_ON.said(sheet.language).format(pages=pages)
        items.append(Text(x1, y1 - 8.4 * grow, said, 2.1 * grow, QUIET, "right"))
    return items


def synthetic_notice(x: float, top: float, room: float, grow: float, language: Language) -> list[Item]:
    """Say that the records are synthetic (示意数据): in Chinese and English, on an English sheet in English alone."""
    size = 2.1 * grow
    lines = [
        line
        for said in dict.fromkeys((SYNTHETIC.said(language), SYNTHETIC.en))
        for line in fonts.wrap(said, size, room)
    ]
    return [
        Text(x, top - fonts.ascent(size) - n * 1.35 * size, line, size, "#8a3b12", bold=n == 0)
        for n, line in enumerate(lines)
    ]


def as_of(at: dt.date, language: Language) -> str:
    """Say of which day a sheet is."""
    return AS_OF.said(language).format(at=at)


def _said_below(sheet: Sheet) -> str:
    parts = [sheet.number, sheet.subject.code if sheet.subject.code not in sheet.title else ""]
    compared = sheet.since is not None and sheet.template.dates == "since_at"
    parts.append(f"{sheet.since} — {sheet.at}" if compared else as_of(sheet.at, sheet.language))
    return BETWEEN.said(sheet.language).join(part for part in parts if part)


def _further(desk: Desk, sheet: Sheet, items: Sequence[Item]) -> Scene:
    """Return a page on which the sheet's tables go on."""
    lay, grow = sheet.layout, sheet.layout.grows
    title = FURTHER.said(sheet.language).format(title=sheet.title)
    furniture = heading(lay.title, (title, _said_below(sheet), sheet.mark), grow, 24 * grow)
    low = lay.columns[0][1] if lay.paper.orientation == "landscape" else lay.columns[-1][1]
    if desk.synthetic:
        furniture += synthetic_notice(lay.title[0], low + 2 * grow, lay.title[2] - lay.title[0], grow, sheet.language)
    layers = (
        SceneLayer("furniture", FURNITURE, tuple(furniture), optional=False),
        SceneLayer("panel", PANEL, tuple(items), optional=False),
    )
    return Scene(
        lay.paper.width,
        lay.paper.height,
        sheet.numbered_title,
        layers,
        author=sheet.responsible,
        language=sheet.language,
    )

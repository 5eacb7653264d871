"""A project's map set (图集): its sheets and its ledger as one PDF with contents, bookmarks and page numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from gis_core.cartography import tables
from gis_core.cartography.book import MARGIN, Bound, Chapter, bind, side
from gis_core.cartography.code_lists import list_as_edited
from gis_core.cartography.scene import Item, Scene, SceneLayer
from gis_core.cartography.sheets.furniture.heading import heading
from gis_core.cartography.sheets.layout import layout
from gis_core.cartography.sheets.naming import MU_M2
from gis_core.cartography.sheets.paper import paper
from gis_core.cartography.sheets.plan import Laid, Plan
from gis_core.cartography.sheets.sheet import BETWEEN, FURTHER, Sheet, as_of, synthetic_notice
from gis_core.cartography.sheets.template import Subject
from gis_core.cartography.tables import Column, Look
from layers.base import Label
from layers.stages import LAND_KINDS, STAGES, TITLE_CATEGORIES

LEDGER = (Path(__file__).parent / "sql" / "ledger.sql").read_text(encoding="utf-8")
COLUMNS = (
    Column(Label("序号", "No."), 14, across="centre"),
    Column(Label("地块编号", "Parcel"), weight=2),
    Column(Label("宗地代码", "Parcel code"), weight=2),
    Column(Label("用地类别", "Kind of land")),
    Column(Label("权属类别", "Kind of title"), weight=1.3),
    Column(Label("阶段", "Stage")),
    Column(Label("进入日期", "Since"), 26),
    Column(Label("登记面积（m²）", "Registered (m²)"), 30, across="right", write=",.2f"),
    Column(Label("面积（m²）", "Area (m²)"), 28, across="right", write=",.2f"),
    Column(Label("面积（亩）", "Area (mu)"), 24, across="right", write=",.3f"),
    Column(Label("建筑面积（m²）", "Floor area (m²)"), 30, across="right", write=",.1f"),
)
SET = Label("{subject}图集", "Map set: {subject}")
CHAPTER = Label("整备地块台账", "Ledger of parcels")
TITLE = Label("{subject}整备地块台账", "Ledger of parcels: {subject}")
SUM = Label("合计 {count} 宗", "{count} parcels")


def bound_set(
    plan: Plan,
    laid: Sequence[Laid],
    *,
    scenes_of: Callable[[Sheet], list[Scene]],
    marked: Callable[[Sequence[Scene]], list[Scene]],
    date: dt.datetime,
    tell: Callable[[float, str, str], None],
) -> tuple[Bound, str]:
    """
    Return a project's map set, and its title.

    Parameters
    ----------
    plan
        Of the order.
    laid
        Where its sheets lie; all are about one project.
    scenes_of
        Composes a sheet.
    marked
        Puts the watermark on pages that are no map.
    date
        That the file bears.
    tell
        Is told how far the work is.
    """
    language = plan.request.language
    subject = laid[0].subject
    chapters: list[Chapter] = []
    for n, each in enumerate(laid):
        label = each.template.label
        tell(n / (len(laid) + 1), label.zh, label.en.lower())
        scenes = [scene for sheet in plan.sheets([each]) for scene in scenes_of(sheet)]
        chapters.append(_chapter(label.said(language), scenes))
    tell(len(laid) / (len(laid) + 1), CHAPTER.zh, CHAPTER.en.lower())
    chapters.append(_chapter(CHAPTER.said(language), marked(ledger_pages(plan, subject))))
    title = SET.said(language).format(subject=subject.name)
    below = (subject.code, plan.desk.place.name.said(language), as_of(plan.times.at, language))
    first = chapters[0].scenes[0]
    notice = _notice(plan, side(first), MARGIN - 4, first.width / 2, 1.0)
    bound = bind(
        chapters,
        title=title,
        subtitle=BETWEEN.said(language).join(below),
        mark=plan.request.shown_mark,
        notice=notice,
        date=date,
    )
    return bound, title


def _notice(plan: Plan, x: float, top: float, room: float, grow: float) -> list[Item]:
    """Return what a page of synthetic records says of them."""
    return synthetic_notice(x, top, room, grow, plan.request.language) if plan.desk.synthetic else []


def _chapter(title: str, scenes: Sequence[Scene]) -> Chapter:
    """Return a chapter; of one that is a single sheet the contents needn't name the sheet too."""
    if len({scene.title for scene in scenes}) == 1:
        scenes = [replace(scene, title=title) for scene in scenes]
    return Chapter(title, tuple(scenes))


def ledger_pages(plan: Plan, subject: Subject) -> list[Scene]:
    """Return the pages of the ledger of a project's parcels, with a sum at its end."""
    request = plan.request
    sheet = paper(request.paper or "A3", "landscape" if request.paper in (None, "A3", "A4") else request.orientation)
    lay, grow = layout(sheet), sheet.grows
    rows = _rows(plan, subject)
    x0, y0, x1, y1 = lay.title[0], lay.columns[-1][1] + 8 * grow, lay.title[2], lay.title[1]
    columns = [column.grown(grow) for column in COLUMNS]
    look = Look(size=2.4 * grow, padding=1.0 * grow)
    laid = tables.lay(columns, rows, [(x0, y0, x1, y1)], look, request.language)
    title = TITLE.said(request.language).format(subject=subject.name)
    below = BETWEEN.said(request.language).join((subject.code, as_of(plan.times.at, request.language)))
    found = []
    for n, part in enumerate(laid):
        head = FURTHER.said(request.language).format(title=title) if n else title
        items = heading(lay.title, (head, below, request.shown_mark), grow, 24 * grow)
        items += _notice(plan, x0, y0 - 2 * grow, (x1 - x0) / 2, grow)
        layers = (
            SceneLayer("heading", Label("标题", "Heading"), tuple(items), optional=False),
            SceneLayer("ledger", Label("台账", "Ledger"), part.items, optional=False),
        )
        author = request.author or request.office
        found.append(Scene(sheet.width, sheet.height, title, layers, author=author, language=request.language))
    return found


def _rows(plan: Plan, subject: Subject) -> list[list[Any]]:
    language = plan.request.language
    lists = (LAND_KINDS, TITLE_CATEGORIES, list_as_edited(STAGES, plan.desk.edited))
    names = {code.code: code.label.said(language) for codes in lists for code in codes.codes}
    asked = {"at": plan.times.at, "known": plan.times.known, "project": subject.project}
    found = plan.desk.connection.execute(LEDGER, asked).fetchall()
    rows: list[list[Any]] = []
    for n, (code, parcel, kind, category, stage, since, registered, area, floors) in enumerate(found, start=1):
        said = [names.get(value, value or "") for value in (kind, category, stage)]
        rows.append([str(n), code, parcel, *said, str(since or ""), registered, area, float(area) / MU_M2, floors])
    total = float(sum(row[8] for row in rows))
    whole = [sum(float(row[at] or 0) for row in rows) for at in (7, 10)]
    rows.append(
        ["", SUM.said(language).format(count=len(rows)), "", "", "", "", "", whole[0], total, total / MU_M2, whole[1]]
    )
    return rows

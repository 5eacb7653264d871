"""A project's map set (图集): its sheets and its ledger as one PDF with contents, bookmarks and page numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from gis_core.cartography import tables
from gis_core.cartography.book import Bound, Chapter, bind
from gis_core.cartography.scene import Scene, SceneLayer
from gis_core.cartography.sheets.furniture.heading import heading
from gis_core.cartography.sheets.layout import layout
from gis_core.cartography.sheets.paper import paper
from gis_core.cartography.sheets.plan import Plan, for_template, set_templates
from gis_core.cartography.sheets.sheet import Sheet, synthetic_notice
from gis_core.cartography.sheets.template import Subject
from gis_core.cartography.tables import Column, Look
from layers.base import Label
from layers.stages import LAND_KINDS, STAGES, TITLE_CATEGORIES

LEDGER = (Path(__file__).parent / "sql" / "ledger.sql").read_text(encoding="utf-8")
MU = 2000 / 3  # m²
COLUMNS = (
    Column("序号", 14, across="centre"),
    Column("地块编号", weight=2),
    Column("宗地代码", weight=2),
    Column("用地类别"),
    Column("权属类别", weight=1.3),
    Column("阶段"),
    Column("进入日期", 26),
    Column("登记面积（m²）", 30, across="right", write=",.2f"),
    Column("面积（m²）", 28, across="right", write=",.2f"),
    Column("面积（亩）", 24, across="right", write=",.3f"),
    Column("建筑面积（m²）", 30, across="right", write=",.1f"),
)


def bound_set(
    plan: Plan,
    subject: Subject,
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
    subject
        The project.
    scenes_of
        Composes a sheet.
    marked
        Puts the watermark on pages that are no map.
    date
        That the file bears.
    tell
        Is told how far the work is.
    """
    chapters: list[Chapter] = []
    templates = set_templates()
    for n, template in enumerate(templates):
        tell(n / (len(templates) + 1), template.label.zh, template.label.en.lower())
        of_template = for_template(plan, template)
        scenes = [scene for sheet in of_template.sheets([subject], template) for scene in scenes_of(sheet)]
        chapters.append(_chapter(template.label.zh, scenes))
    tell(len(templates) / (len(templates) + 1), "地块台账", "ledger of parcels")
    chapters.append(_chapter("整备地块台账", marked(ledger_pages(plan, subject))))
    title = f"{subject.name}图集"
    below = f"{subject.code}　·　{plan.desk.place.name.zh}　·　截至 {plan.times.at}"
    return bind(chapters, title=title, subtitle=below, date=date), title


def set_sheets(plan: Plan, subject: Subject) -> list[Sheet]:
    """Return the sheets of a map set that is one file a sheet."""
    found: list[Sheet] = []
    for template in set_templates():
        found += for_template(plan, template).sheets([subject], template)
    return found


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
    columns = [Column(c.heading, c.width * grow, c.weight, c.across, c.write) for c in COLUMNS]
    laid = tables.lay(columns, rows, (x0, y0, x1, y1), Look(size=2.4 * grow, padding=1.0 * grow))
    title = f"{subject.name}整备地块台账"
    found = []
    for n, part in enumerate(laid):
        said = (title + ("（续）" if n else ""), f"{subject.code}　·　截至 {plan.times.at}", request.shown_mark)
        items = heading(lay.title, said, grow, 24 * grow)
        if plan.desk.synthetic:
            items += synthetic_notice(x0, y0 - 2 * grow, (x1 - x0) / 2, grow)
        layers = (
            SceneLayer("heading", Label("标题", "Heading"), tuple(items), optional=False),
            SceneLayer("ledger", Label("台账", "Ledger"), part.items, optional=False),
        )
        found.append(Scene(sheet.width, sheet.height, title, layers, author=request.author or request.office))
    return found


def _rows(plan: Plan, subject: Subject) -> list[list[Any]]:
    names = {code.code: code.label.zh for codes in (LAND_KINDS, TITLE_CATEGORIES, STAGES) for code in codes.codes}
    asked = {"at": plan.times.at, "known": plan.times.known, "project": subject.project}
    found = plan.desk.connection.execute(LEDGER, asked).fetchall()
    rows: list[list[Any]] = []
    for n, (code, parcel, kind, category, stage, since, registered, area, floors) in enumerate(found, start=1):
        said = [names.get(value, value or "") for value in (kind, category, stage)]
        rows.append([str(n), code, parcel, *said, str(since or ""), registered, area, float(area) / MU, floors])
    total = float(sum(row[8] for row in rows))
    whole = [sum(float(row[at] or 0) for row in rows) for at in (7, 10)]
    rows.append(["", f"合计 {len(rows)} 宗", "", "", "", "", "", whole[0], total, total / MU, whole[1]])
    return rows

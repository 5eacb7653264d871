"""Ownership (土地权属图): state and collective land, and land whose conversion wasn't completed, hatched."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from gis_core.cartography.sheets.ground_themes import RED_LINE, ROADS, WATER, style_of
from gis_core.cartography.sheets.naming import serial
from gis_core.cartography.sheets.template import NOT_SAID, TOTAL, Brief, Naming, SheetTable, Template, Theme
from gis_core.cartography.tables import Column
from layers.base import Label
from layers.stages import TITLE_CATEGORIES
from layers.tenure import OWNERSHIPS

SQL = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
COLUMNS = (
    Column(Label("所有权", "Ownership"), 14),
    Column(Label("权属类别", "Kind of title")),
    Column(Label("宗数", "Titles"), 11, across="right"),
    Column(Label("面积（公顷）", "Area (ha)"), 20, across="right", write=",.2f"),
)
WITHIN = Label("范围内权属面积", "Titles within")
NOTE = Label("按图形在范围内的面积计，平面面积。", "By the area of their shapes within the subject, planar.")


def _tables(brief: Brief) -> Iterable[SheetTable]:
    if brief.subject.kind == "place":
        return
    rows = [
        (
            brief.called(OWNERSHIPS, own, NOT_SAID),
            brief.called(TITLE_CATEGORIES, title, NOT_SAID),
            count,
            area / 10_000,
        )
        for own, title, count, area in brief.connection.execute(SQL, brief.asked)
    ]
    if rows:
        rows.append((brief.said(TOTAL), "", sum(row[2] for row in rows), sum(row[3] for row in rows)))
        yield SheetTable(WITHIN, COLUMNS, rows, NOTE)


TEMPLATE = Template(
    name="ownership",
    label=Label("土地权属图", "Ownership"),
    about=Label("国有与集体土地、未完善征转手续的土地", "State and collective land, and unfinished conversion"),
    title=Label("{subject}土地权属图", "Ownership: {subject}"),
    themes=(
        Theme(
            "tenure",
            style_of("tenure", opacity=0.75, width=0.6),
            naming=Naming(("parcel",), serial, from_mm2=20, within=True),
        ),
        Theme(
            "tenure",
            style_of("tenure", by=None, fill="#8a5a2b", line=None, hatch=True, opacity=0.0),
            label=Label("未完善征转手续", "Conversion not completed"),
            where=("title_category", ("unfinished",)),
        ),
        WATER,
        ROADS,
        RED_LINE,
    ),
    tables=_tables,
    in_set=2,
    default_layer="tenure",
)

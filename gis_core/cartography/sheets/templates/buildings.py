"""Buildings (建筑现状图): footprints by use, with their floors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from gis_core.cartography.sheets.ground_themes import GROUND, RED_LINE, style_of
from gis_core.cartography.sheets.template import NOT_SAID, TOTAL, Brief, Naming, SheetTable, Template, Theme
from gis_core.cartography.tables import Column
from layers.base import Label
from layers.buildings import BUILDING_USES

SQL = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
COLUMNS = (
    Column(Label("用途", "Use")),
    Column(Label("栋数", "Count"), 11, across="right"),
    Column(Label("基底（m²）", "Footprint (m²)"), 19, across="right", write=",.0f"),
    Column(Label("建筑面积（m²）", "Floor area (m²)"), 23, across="right", write=",.0f"),
)
WITHIN = Label("范围内建筑", "Buildings within")
NOTE = Label(
    "图上数字为层数；按建筑内点在范围内计。",
    "Numbers on the map are floors; counted are buildings with a point inside them within the subject.",
)


def _floors(values: Mapping[str, Any]) -> str:
    return str(values["floors"] or "")


def _tables(brief: Brief) -> Iterable[SheetTable]:
    if brief.subject.kind == "place":
        return
    found = brief.connection.execute(SQL, brief.asked).fetchall()
    order = {code.code: n for n, code in enumerate(BUILDING_USES.codes)}
    rows = [
        (brief.called(BUILDING_USES, use, NOT_SAID), count, float(ground), float(floors or 0))
        for use, count, ground, floors in sorted(found, key=lambda row: order.get(row[0], len(order)))
    ]
    if rows:
        rows.append((brief.said(TOTAL), sum(r[1] for r in rows), sum(r[2] for r in rows), sum(r[3] for r in rows)))
        yield SheetTable(WITHIN, COLUMNS, rows, NOTE)


# On screen uses are pale, so that stages and land use stand out; on a sheet about buildings they are the subject.
TEMPLATE = Template(
    name="buildings",
    label=Label("建筑现状图", "Buildings"),
    about=Label("建筑物的用途与层数", "Buildings by use, with their floors"),
    title=Label("{subject}建筑现状图", "Buildings: {subject}"),
    themes=(
        *GROUND,
        Theme(
            "buildings",
            style_of("buildings", opacity=1.0, line="#8a8073", width=0.3),
            strength=2.6,
            naming=Naming(("floors",), _floors, size=1.7, colour="#3e3a34", from_mm2=20, smallest=1.2),
        ),
        RED_LINE,
    ),
    tables=_tables,
    in_set=3,
    default_layer="buildings",
)

"""Buildings (建筑现状图): footprints by use, with their floors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import shapely

from gis_core.cartography.sheets.ground_themes import PARCEL_EDGES, RED_LINE, ROADS, WATER, style_of
from gis_core.cartography.sheets.template import Brief, Naming, SheetTable, Template, Theme
from gis_core.cartography.tables import Column
from layers.base import Label
from layers.buildings import BUILDING_USES

SQL = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
COLUMNS = (
    Column("用途"),
    Column("栋数", 11, across="right"),
    Column("基底（m²）", 19, across="right", write=",.0f"),
    Column("建筑面积（m²）", 23, across="right", write=",.0f"),
)


def _floors(values: Mapping[str, Any]) -> str:
    return str(values["floors"] or "")


def _tables(brief: Brief) -> Iterable[SheetTable]:
    if brief.subject.kind == "place":
        return
    asked = {"at": brief.at, "known": brief.known, "srid": brief.place.srid}
    found = brief.connection.execute(SQL, {**asked, "shape": shapely.to_wkb(brief.subject.shape)}).fetchall()
    order = {code.code: (n, code.label.zh) for n, code in enumerate(BUILDING_USES.codes)}
    rows: list[tuple[str, int, float, float]] = []
    for use, count, ground, floors in sorted(found, key=lambda row: order.get(row[0], (99, ""))):
        rows.append((order.get(use, (99, "未登记"))[1], count, float(ground), float(floors or 0)))
    if rows:
        rows.append(("合计", sum(r[1] for r in rows), sum(r[2] for r in rows), sum(r[3] for r in rows)))
        note = "图上数字为层数；按建筑内点在范围内计。"
        yield SheetTable(Label("范围内建筑", "Buildings within"), COLUMNS, rows, note)


# On screen uses are pale, so that stages and land use stand out; on a sheet about buildings they are the subject.
TEMPLATE = Template(
    name="buildings",
    label=Label("建筑现状图", "Buildings"),
    about=Label("建筑物的用途与层数", "Buildings by use, with their floors"),
    title="{subject}建筑现状图",
    themes=(
        WATER,
        ROADS,
        PARCEL_EDGES,
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

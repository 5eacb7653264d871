"""Progress of consolidation on a day (整备进度图): each parcel in the colour of its stage."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import shapely

from gis_core.cartography.sheets.ground_themes import PARCEL_EDGES, RED_LINE, ROADS, WATER
from gis_core.cartography.sheets.naming import short_code
from gis_core.cartography.sheets.template import Brief, Naming, SheetTable, Template, Theme
from gis_core.cartography.tables import Column
from layers.base import Label
from layers.stages import STAGES

SQL = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
MOST_LISTED = 150
"""Parcels that a sheet lists which isn't a project's."""
LISTED = Path(__file__).with_name("progress_parcels.sql").read_text(encoding="utf-8")


def _tables(brief: Brief) -> Iterable[SheetTable]:
    values = {"at": brief.at, "known": brief.known, "project": brief.subject.project}
    found = {stage: (count, area) for stage, count, area in brief.connection.execute(SQL, values)}
    rows: list[tuple[str, int, float, float]] = []
    whole = sum(float(area) for _, area in found.values()) or 1.0
    for code in (*STAGES.codes, None):
        count, area = found.get(code.code if code else None, (0, 0))
        if count:
            rows.append((code.label.zh if code else "未开始", count, float(area) / 10_000, float(area) / whole))
    if not rows:
        return
    rows.append(("合计", sum(row[1] for row in rows), sum(row[2] for row in rows), 1.0))
    columns = [
        Column("阶段"),
        Column("地块数", 13, across="right"),
        Column("面积（公顷）", 21, across="right", write=",.2f"),
        Column("占比", 13, across="right", write=".1%"),
    ]
    yield SheetTable(Label("各阶段统计", "By stage"), columns, rows)
    listed = _listed(brief)
    if brief.subject.project is not None or len(listed.rows) <= MOST_LISTED:
        yield listed


def _listed(brief: Brief) -> SheetTable:
    """List the parcels within the frame by their whole codes, of which the map shows the last part."""
    asked = {
        "at": brief.at,
        "known": brief.known,
        "project": brief.subject.project,
        "frame": shapely.to_wkb(brief.frame.ground),
        "srid": brief.place.srid,
    }
    names = {code.code: code.label.zh for code in STAGES.codes}
    rows = [
        (code, names.get(stage, "未开始"), str(since or ""), float(area))
        for code, stage, since, area in brief.connection.execute(LISTED, asked)
    ]
    columns = [
        Column("地块", 22),
        Column("阶段"),
        Column("进入日期", 18),
        Column("面积（m²）", 19, across="right", write=",.1f"),
    ]
    return SheetTable(Label(f"图内地块（{len(rows)} 宗）", f"Parcels on this sheet ({len(rows)})"), columns, rows)


TEMPLATE = Template(
    name="progress",
    label=Label("整备进度图", "Progress of consolidation"),
    about=Label("某日各整备地块所处的阶段", "The stage that each parcel is in on a day"),
    title="{subject}整备进度图",
    themes=(
        WATER,
        ROADS,
        PARCEL_EDGES,
        Theme(
            "consolidation_parcels",
            own=True,
            label=Label("整备阶段", "Stage"),
            without=Label("未开始", "Not begun"),
            naming=Naming(("code",), short_code, size=1.9, priority=5, smallest=1.3, from_mm2=10, on_fill=True),
        ),
        RED_LINE,
    ),
    tables=_tables,
    in_set=5,
    default_layer="consolidation_parcels",
)

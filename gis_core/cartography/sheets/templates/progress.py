"""Progress of consolidation on a day (整备进度图): each parcel in the colour of its stage."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from gis_core.cartography.sheets.ground_themes import GROUND, RED_LINE
from gis_core.cartography.sheets.naming import short_code
from gis_core.cartography.sheets.template import NOT_BEGUN, TOTAL, Brief, Naming, SheetTable, Template, Theme
from gis_core.cartography.tables import Column
from layers.base import Label
from layers.stages import STAGES

SQL = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
LISTED = Path(__file__).with_name("progress_parcels.sql").read_text(encoding="utf-8")
MOST_LISTED = 150
"""Parcels that a sheet lists which isn't a project's."""
BY_STAGE = (
    Column(Label("阶段", "Stage")),
    Column(Label("地块数", "Parcels"), 13, across="right"),
    Column(Label("面积（公顷）", "Area (ha)"), 21, across="right", write=",.2f"),
    Column(Label("占比", "Share"), 13, across="right", write=".1%"),
)
COLUMNS = (
    Column(Label("地块", "Parcel"), 22),
    Column(Label("阶段", "Stage")),
    Column(Label("进入日期", "Since"), 18),
    Column(Label("面积（m²）", "Area (m²)"), 19, across="right", write=",.1f"),
)


def _tables(brief: Brief) -> Iterable[SheetTable]:
    asked = {**brief.asked, "whole": brief.subject.kind in ("project", "place")}
    found = {stage: (count, float(area)) for stage, count, area in brief.connection.execute(SQL, asked)}
    whole = sum(area for _, area in found.values()) or 1.0
    rows = [
        (brief.called(STAGES, stage, NOT_BEGUN), count, area / 10_000, area / whole)
        for stage in (*(code.code for code in brief.listed(STAGES).codes), None)
        for count, area in [found.get(stage, (0, 0.0))]
        if count
    ]
    if not rows:
        return
    rows.append((brief.said(TOTAL), sum(row[1] for row in rows), sum(row[2] for row in rows), 1.0))
    yield SheetTable(Label("各阶段统计", "By stage"), BY_STAGE, rows)
    listed = _listed(brief)
    if listed.rows and (brief.subject.project is not None or len(listed.rows) <= MOST_LISTED):
        yield listed


def _listed(brief: Brief) -> SheetTable:
    """List the parcels within the frame by their whole codes, of which the map shows the last part."""
    rows = [
        (code, brief.called(STAGES, stage, NOT_BEGUN), str(since or ""), float(area))
        for code, stage, since, area in brief.connection.execute(LISTED, brief.asked)
    ]
    return SheetTable(Label(f"图内地块（{len(rows)} 宗）", f"Parcels on this sheet ({len(rows)})"), COLUMNS, rows)


TEMPLATE = Template(
    name="progress",
    label=Label("整备进度图", "Progress of consolidation"),
    about=Label("某日各整备地块所处的阶段", "The stage that each parcel is in on a day"),
    title=Label("{subject}整备进度图", "Progress of consolidation: {subject}"),
    themes=(
        *GROUND,
        Theme(
            "consolidation_parcels",
            own=True,
            label=Label("整备阶段", "Stage"),
            without=NOT_BEGUN,
            naming=Naming(("code",), short_code, size=1.9, priority=5, smallest=1.3, from_mm2=10, on_fill=True),
        ),
        RED_LINE,
    ),
    tables=_tables,
    in_set=5,
    default_layer="consolidation_parcels",
)

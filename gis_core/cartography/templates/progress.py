"""Progress of consolidation on a day (整备进度图): each parcel in the colour of its stage."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from gis_core.cartography.ground_themes import PARCEL_EDGES, RED_LINE, ROADS, WATER
from gis_core.cartography.naming import short_code
from gis_core.cartography.tables import Column
from gis_core.cartography.template import Brief, Naming, SheetTable, Template, Theme
from layers.base import Label
from layers.stages import STAGES

SQL = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


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
            naming=Naming(("code",), short_code, size=1.9, priority=5, on_fill=True),
        ),
        RED_LINE,
    ),
    tables=_tables,
    in_set=5,
    default_layer="consolidation_parcels",
)

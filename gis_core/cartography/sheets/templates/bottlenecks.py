"""Bottlenecks (堵点图): parcels that stand in their stage for longer than is usual, outlined, with their reasons."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd
import shapely

from gis_core.cartography.scene import Stroke
from gis_core.cartography.sheets.ground_themes import PARCEL_EDGES, RED_LINE, ROADS, WATER, style_of
from gis_core.cartography.sheets.naming import short_code
from gis_core.cartography.sheets.template import Brief, Cover, Group, Look, Named, SheetTable, Template, Theme
from gis_core.cartography.tables import Column
from gis_core.consolidation.analysis.bottlenecks import slow_parcels
from gis_core.consolidation.analysis.durations import stays
from gis_core.consolidation.analysis.questions import ask
from layers.base import Label
from layers.stages import STAGES

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

OUTLINE = Look(stroke=Stroke("#d55e00", 0.7, join="miter"))
SMALLEST_MM2 = 6.0
NAMES = {code.code: code.label.zh for code in STAGES.codes}
SHAPES = (
    "SELECT code, st_asbinary(geom) FROM consolidation_parcels_as_of(%(at)s, %(known)s) WHERE code = ANY(%(codes)s)"
    " AND st_intersects(geom, st_geomfromwkb(%(frame)s, %(srid)s))"
)
COLUMNS = (
    Column("地块", 16),
    Column("阶段", 12),
    Column("已停/通常（天）", 20, across="right"),
    Column("原因与责任人"),
)


def _slow(brief: Brief) -> tuple[pd.DataFrame, dict[str, BaseGeometry]]:
    """Return the slow parcels within the frame, those furthest beyond the usual first, and their shapes."""
    when = {"at": brief.at, "known": brief.known}
    slow = slow_parcels(stays(ask(brief.connection, "histories", **when), brief.at))
    if brief.subject.project is not None:
        slow = slow[slow["project"] == brief.subject.project]
    asked = {**when, "codes": list(slow["code"]), "srid": brief.place.srid}
    found = brief.connection.execute(SHAPES, {**asked, "frame": shapely.to_wkb(brief.frame.ground)})
    shapes = {code: shapely.from_wkb(bytes(shape)) for code, shape in found}
    return slow[slow["code"].isin(shapes)].reset_index(drop=True), shapes


def _covers(brief: Brief) -> Iterable[Cover]:
    slow, shapes = _slow(brief)
    label = Label("堵点：停留超过通常时间", "Bottleneck: longer than usual")
    codes = tuple(slow["code"])
    named = tuple(
        Named(short_code({"code": code}), shapes[code], 2.0, bold=True, colour="#9a4400", priority=8, smallest=1.3)
        for code in codes
        if shapes[code].area >= SMALLEST_MM2 * brief.frame.metres**2  # of the others the table tells
    )
    yield Cover("bottlenecks", label, (Group(OUTLINE, tuple(shapes[c] for c in codes), label, codes),), named)


def _tables(brief: Brief) -> Iterable[SheetTable]:
    slow, _ = _slow(brief)
    noted = ask(brief.connection, "obstacles", known=brief.known)
    noted = noted[~noted["removed"].astype(bool)].set_index("code")
    rows = []
    for row in slow.itertuples():
        reason = ""
        if row.code in noted.index:
            one = noted.loc[[row.code]].iloc[0]
            reason = f"{one['label_zh']}（{one['owner'] or '未定'}）"
        stage = NAMES.get(str(row.stage), "未开始")
        rows.append((row.code, stage, f"{row.days:.0f} / {row.usual_days:.0f}", reason or "—"))
    title = Label(f"堵点清单（{len(rows)} 宗）", f"Bottlenecks ({len(rows)})")
    note = "通常：同类项目该阶段八成停留不超过的天数。" if rows else "图内没有停留超过通常时间的地块。"
    yield SheetTable(title, COLUMNS, rows, note)


TEMPLATE = Template(
    name="bottlenecks",
    label=Label("堵点图", "Bottlenecks"),
    about=Label("在所处阶段停留超过通常时间的地块及原因", "Parcels longer in their stage than is usual, and why"),
    title="{subject}堵点图",
    themes=(
        WATER,
        ROADS,
        PARCEL_EDGES,
        Theme(
            "consolidation_parcels",
            style_of("consolidation_parcels", opacity=0.45, width=0.5),
            label=Label("整备阶段", "Stage"),
            without=Label("未开始", "Not begun"),
            own=True,
        ),
        RED_LINE,
    ),
    covers=_covers,
    tables=_tables,
    default_layer="consolidation_parcels",
)

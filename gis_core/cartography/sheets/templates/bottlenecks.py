"""Bottlenecks (堵点图): parcels that stand in their stage for longer than is usual, outlined, with their reasons."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd
import shapely

from gis_core.cartography.labels.placing import Wanted
from gis_core.cartography.scene import Stroke
from gis_core.cartography.sheets.ground_themes import GROUND, RED_LINE, style_of
from gis_core.cartography.sheets.naming import short_code
from gis_core.cartography.sheets.template import HALO, NOT_BEGUN, Brief, Cover, Group, Look, SheetTable, Template, Theme
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
SHAPES = (
    "SELECT code, st_asbinary(geom) FROM consolidation_parcels_as_of(%(at)s, %(known)s) WHERE code = ANY(%(codes)s)"
    " AND st_intersects(geom, st_geomfromwkb(%(frame)s, %(srid)s))"
)
COLUMNS = (
    Column(Label("地块", "Parcel"), 16),
    Column(Label("阶段", "Stage"), 13),
    Column(Label("已停/通常（天）", "Days / usual"), 17, across="right"),
    Column(Label("原因与责任人", "Reason, who sees to it")),
)
LABEL = Label("堵点：停留超过通常时间", "Bottleneck: longer than usual")
NOTE = Label(
    "通常：同类项目该阶段八成停留不超过的天数。",
    "Usual: days that four of five stays in that stage of such projects don't exceed.",
)
NONE = Label(
    "图内没有停留超过通常时间的地块。", "No parcel on this sheet has been in its stage for longer than is usual."
)
NOBODY = Label("未定", "nobody yet")
REASON = Label("{reason}（{owner}）", "{reason} ({owner})")


def _slow(brief: Brief) -> tuple[pd.DataFrame, dict[str, BaseGeometry]]:
    """Return the slow parcels within the frame, those furthest beyond the usual first, and their shapes."""
    when = {"at": brief.at, "known": brief.known}
    slow = slow_parcels(stays(ask(brief.connection, "histories", **when), brief.at))
    if brief.subject.project is not None:
        slow = slow[slow["project"] == brief.subject.project]
    found = brief.connection.execute(SHAPES, {**brief.asked, "codes": list(slow["code"])})
    shapes = {code: shapely.from_wkb(bytes(shape)) for code, shape in found}
    return slow[slow["code"].isin(shapes)].reset_index(drop=True), shapes


def _covers(brief: Brief) -> Iterable[Cover]:
    slow, shapes = _slow(brief)
    codes = tuple(slow["code"])
    named = tuple(
        Wanted(
            short_code({"code": code}),
            shapes[code],
            size=2.0,
            bold=True,
            colour="#9a4400",
            halo=HALO,
            priority=8,
            smallest=1.3,
        )
        for code in codes
        if shapes[code].area >= SMALLEST_MM2 * brief.frame.metres**2  # of the others the table tells
    )
    yield Cover("bottlenecks", LABEL, (Group(OUTLINE, tuple(shapes[c] for c in codes), LABEL, codes),), named)


def _tables(brief: Brief) -> Iterable[SheetTable]:
    slow, _ = _slow(brief)
    noted = ask(brief.connection, "obstacles", known=brief.known)
    noted = noted[~noted["removed"].astype(bool)].set_index("code")
    rows = []
    for row in slow.itertuples():
        reason = ""
        if row.code in noted.index:
            one = noted.loc[[row.code]].iloc[0]
            said = brief.said(Label(one["label_zh"], one["label_en"]))
            reason = brief.said(REASON).format(reason=said, owner=one["owner"] or brief.said(NOBODY))
        stage = brief.called(STAGES, str(row.stage), NOT_BEGUN)
        rows.append((row.code, stage, f"{row.days:.0f} / {row.usual_days:.0f}", reason or "—"))
    title = Label(f"堵点清单（{len(rows)} 宗）", f"Bottlenecks ({len(rows)})")
    yield SheetTable(title, COLUMNS, rows, NOTE if rows else NONE)


TEMPLATE = Template(
    name="bottlenecks",
    label=Label("堵点图", "Bottlenecks"),
    about=Label("在所处阶段停留超过通常时间的地块及原因", "Parcels longer in their stage than is usual, and why"),
    title=Label("{subject}堵点图", "Bottlenecks: {subject}"),
    themes=(
        *GROUND,
        Theme(
            "consolidation_parcels",
            style_of("consolidation_parcels", opacity=0.45, width=0.5),
            label=Label("整备阶段", "Stage"),
            without=NOT_BEGUN,
            own=True,
        ),
        RED_LINE,
    ),
    covers=_covers,
    tables=_tables,
    default_layer="consolidation_parcels",
)

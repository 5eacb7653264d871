"""Change between two days (整备变化图): the parcels whose stage differs, in the colour of the later stage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from gis_core.cartography.labels.placing import Wanted
from gis_core.cartography.scene import Fill, Hatch, Stroke
from gis_core.cartography.sheets.ground_themes import GROUND, RED_LINE, style_of
from gis_core.cartography.sheets.looks import is_dark
from gis_core.cartography.sheets.naming import short_code
from gis_core.cartography.sheets.template import HALO, Brief, Cover, Group, Look, SheetTable, Template, Theme
from gis_core.cartography.tables import Column
from gis_core.cartography.tokens import INK
from layers.base import Label
from layers.stages import STAGES

SQL = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
EDGE = Stroke(INK, 0.3)
SMALLEST_MM2 = 10.0
COLUMNS = (
    Column(Label("地块", "Parcel"), 20),
    Column(Label("原阶段", "Stage before")),
    Column(Label("现阶段", "Stage now")),
    Column(Label("进入日期", "Since"), 18),
)
LEFT = Label("退出阶段", "to none")
NO_STAGE = Label("—", "—")


@dataclass(frozen=True)
class Changed:
    """A parcel whose stage differs; `None` of a stage: none yet, or (`came`, `went`) no such parcel on that day."""

    code: str
    before: str | None
    after: str | None
    since: dt.date | None
    area_m2: float
    shape: BaseGeometry


def changed(brief: Brief) -> list[Changed]:
    """Return the parcels within the frame whose stage differs between the two days."""
    return [
        Changed(code, before, after, since, area, shapely.from_wkb(bytes(shape)))
        for code, before, after, since, area, shape in brief.connection.execute(SQL, brief.asked)
    ]


def _covers(brief: Brief) -> Iterable[Cover]:
    found = changed(brief)
    groups = []
    named = []
    for stage in (*brief.listed(STAGES).codes, None):
        some = [one for one in found if one.after == (stage.code if stage else None)]
        if not some:
            continue
        look = (
            Look(Fill(stage.colour or "#ffffff", 0.9), EDGE)
            if stage
            else Look(None, EDGE, Hatch(Stroke("#8b96a3", 0.12), 1.2))
        )
        label = Label(f"至{stage.label.zh}", f"to {stage.label.en.lower()}") if stage else LEFT
        groups.append(Group(look, tuple(one.shape for one in some), label, tuple(one.code for one in some)))
        white = stage is not None and is_dark(stage.colour)
        for one in some:
            if one.shape.area < SMALLEST_MM2 * brief.frame.metres**2:
                continue  # the table has it
            text = short_code({"code": one.code})
            ink, halo = ("#ffffff", 0.0) if white else (INK, HALO)
            named.append(Wanted(text, one.shape, size=1.9, bold=True, colour=ink, halo=halo, smallest=1.3, priority=6))
    yield Cover("changed", Label("阶段变化", "Change of stage"), tuple(groups), tuple(named))


def _tables(brief: Brief) -> Iterable[SheetTable]:
    rows = [
        (
            one.code,
            brief.called(STAGES, one.before, NO_STAGE),
            brief.called(STAGES, one.after, NO_STAGE),
            str(one.since or ""),
        )
        for one in changed(brief)
    ]
    title = Label(f"变化地块（{len(rows)} 宗）", f"Changed parcels ({len(rows)})")
    none = Label(
        f"{brief.since} 至 {brief.at} 图内没有阶段变化。",
        f"From {brief.since} to {brief.at} no stage changed on this sheet.",
    )
    yield SheetTable(title, COLUMNS, rows, None if rows else none)


TEMPLATE = Template(
    name="change",
    label=Label("整备变化图", "Change of stages"),
    about=Label("两日之间阶段有变化的整备地块", "Parcels whose stage differs between two days"),
    title=Label("{subject}整备变化图", "Change of stages: {subject}"),
    themes=(
        *GROUND,
        Theme(
            "consolidation_parcels",
            style_of("consolidation_parcels", by=None, fill="#e4e7eb", line="#9aa5b1", opacity=0.9, width=0.5),
            label=Label("未变化的整备地块", "Parcels without change"),
            own=True,
        ),
        RED_LINE,
    ),
    covers=_covers,
    tables=_tables,
    dates="since_at",
    default_layer="consolidation_parcels",
)

"""Planned land use (土地利用规划图): parcels of the statutory plan by use, with their floor area ratio."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gis_core.cartography.sheets.ground_themes import PARCEL_EDGES, RED_LINE, ROADS, WATER, style_of
from gis_core.cartography.sheets.template import Naming, Template, Theme
from layers.base import Label


def _use_and_ratio(values: Mapping[str, Any]) -> str:
    ratio = values["floor_area_ratio"]
    return f"{values['zoning']}\n{ratio:.1f}" if ratio else str(values["zoning"] or "")


TEMPLATE = Template(
    name="land_use",
    label=Label("土地利用规划图", "Planned land use"),
    about=Label("法定图则的用地性质与容积率", "Use and floor area ratio of the statutory plan"),
    title=Label("{subject}土地利用规划图", "Planned land use: {subject}"),
    themes=(
        Theme(
            "plan_parcels",
            style_of("plan_parcels", opacity=0.9, line="#ffffff", width=1.2),
            label=Label("规划用途", "Planned use"),
            naming=Naming(("zoning", "floor_area_ratio"), _use_and_ratio, size=1.9, from_mm2=30, smallest=1.5),
        ),
        PARCEL_EDGES,
        WATER,
        ROADS,
        Theme("industrial_block_lines", style_of("industrial_block_lines", opacity=0.0)),
        RED_LINE,
    ),
    in_set=4,
    default_layer="plan_parcels",
)

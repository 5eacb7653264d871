"""Layers that many templates draw below or above their own: waters, roads, parcels' edges, red line, communities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gis_core.cartography.sheets.template import Naming, Theme
from layers.base import Label, Style
from layers.registry import all_layers


def style_of(layer: str, **changes: object) -> Style:
    """Return a layer's own style with some of it changed."""
    style = all_layers()[layer].style
    assert style is not None  # noqa: S101  (layers that sheets draw have one)
    return replace(style, **changes)  # type: ignore[arg-type]


def _road_name(values: Mapping[str, Any]) -> str:
    """Name roads, but no lanes and paths of the villages, of which there are hundreds."""
    return "" if values["class"] in ("lane", "path") else str(values["name"] or "")


WATER = Theme(
    "water",
    style_of("water", by=None),
    naming=Naming(("name",), size=2.2, colour="#3a7ca5", once=True, from_mm2=60, priority=2),
)
ROADS = Theme(
    "roads",
    style_of("roads", by=None, line="#f3efe6"),
    naming=Naming(("name", "class"), _road_name, size=1.9, colour="#6b6256", once=True, priority=3, from_mm=14),
)
MAIN_ROADS = replace(
    ROADS,
    label=Label("主要道路", "Main roads"),
    where=("class", ("expressway", "arterial", "secondary")),
)
PARCEL_EDGES = Theme("parcels", Style(line="#c9c3b8", width=0.5), Label("地块界线", "Parcel boundary"), naming=None)
GROUND = (WATER, ROADS, PARCEL_EDGES)
"""What most sheets draw below their own."""
RED_LINE = Theme("consolidation_projects", label=Label("项目红线", "Project red line"), own=True)
COMMUNITIES = Theme(
    "communities",
    naming=Naming(("name",), size=3.0, colour="#52606d", bold=True, once=True, priority=6),
)

"""Overview (全域总图): the whole place on an A0, with land use, projects, communities."""

from __future__ import annotations

from gis_core.cartography.sheets.ground_themes import COMMUNITIES, ROADS, WATER, style_of
from gis_core.cartography.sheets.template import Naming, Template, Theme
from layers.base import Label

TEMPLATE = Template(
    name="overview",
    label=Label("全域总图", "Overview"),
    about=Label("街道全域的用地现状与土地整备项目", "Present land use and consolidation projects of the whole place"),
    title=Label("{subject}用地与土地整备总图", "Land use and consolidation: {subject}"),
    themes=(
        Theme(
            "parcels", style_of("parcels", opacity=0.75, line="#ffffff", width=0.3), label=Label("现状用途", "Land use")
        ),
        WATER,
        ROADS,
        Theme("metro_lines", naming=Naming(("name",), size=1.8, colour="#2f6db5", once=True, priority=4)),
        Theme(
            "consolidation_projects",
            naming=Naming(("name",), size=2.2, bold=True, colour="#8f1d17", priority=8),
            label=Label("土地整备项目红线", "Consolidation projects"),
        ),
        COMMUNITIES,
        Theme("subdistrict"),
        Theme(
            "transit_stations",
            style_of("transit_stations", by=None),
            label=Label("轨道站点", "Metro station"),
            where=("kind", ("metro",)),
            naming=Naming(("name",), size=1.7, colour="#1f4e86", priority=7),
        ),
    ),
    papers=("A0", "A1", "A2", "A3", "A4"),
    room=1.01,
    default_layer="consolidation_projects",
)

"""Location (区位图): where the subject lies among communities, roads, waters and the metro."""

from __future__ import annotations

from collections.abc import Iterable

import shapely

from gis_core.cartography.labels.placing import Wanted
from gis_core.cartography.scene import Fill, Stroke
from gis_core.cartography.sheets.ground_themes import COMMUNITIES, MAIN_ROADS, WATER, style_of
from gis_core.cartography.sheets.template import HALO, Brief, Cover, Group, Look, Naming, Template, Theme
from layers.base import Label

LABEL = Label("本图对象", "Subject of this sheet")
SUBJECT = Look(Fill("#b3261e", 0.18), Stroke("#b3261e", 0.5, (1.6, 1.0)))


def _covers(brief: Brief) -> Iterable[Cover]:
    """Show the subject itself, of the same look whatever it is."""
    if brief.subject.kind == "place":
        return
    parts = tuple(shapely.get_parts(brief.subject.shape))
    named = (
        Wanted(
            brief.subject.name,
            brief.subject.shape,
            size=2.6,
            bold=True,
            colour="#8f1d17",
            halo=HALO,
            priority=9,
            overhang=0.9,
        ),
    )
    yield Cover("subject", LABEL, (Group(SUBJECT, parts, LABEL),), named)


TEMPLATE = Template(
    name="location",
    label=Label("区位图", "Location"),
    about=Label("对象在街道中的位置：社区、道路、水系与轨道", "Where the subject lies in the subdistrict"),
    title=Label("{subject}区位图", "Location: {subject}"),
    themes=(
        Theme(
            "functional_zones",
            style_of("functional_zones", opacity=0.05, width=1.0),
            naming=Naming(("name",), size=3.4, colour="#155e75", bold=True, once=True, priority=4),
        ),
        WATER,
        MAIN_ROADS,
        Theme("metro_lines", naming=Naming(("name",), size=2.0, colour="#2f6db5", once=True, priority=4)),
        COMMUNITIES,
        Theme("subdistrict", naming=None),
        Theme(
            "transit_stations",
            style_of("transit_stations", by=None),
            label=Label("轨道站点", "Metro station"),
            where=("kind", ("metro",)),
            naming=Naming(("name",), size=2.0, colour="#1f4e86", priority=7),
        ),
    ),
    covers=_covers,
    room=2.2,
    least_m=2400.0,
    in_set=1,
    default_layer="consolidation_projects",
)

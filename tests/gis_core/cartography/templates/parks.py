"""A template that one file adds: pocket parks and nothing else."""

from gis_core.cartography.sheets.template import Naming, Template, Theme
from layers.base import Label

TEMPLATE = Template(
    name="parks",
    label=Label("口袋公园图", "Pocket parks"),
    about=Label("口袋公园", "Pocket parks"),
    title=Label("{subject}口袋公园图", "Pocket parks: {subject}"),
    themes=(Theme("subdistrict"), Theme("pocket_parks", naming=Naming(("name",)))),
    default_layer="pocket_parks",
)

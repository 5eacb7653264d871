"""The industrial-heritage tour route (工业遗产游径): 依波钟表文化博物馆 — 飞亚达计时文化中心."""

from layers.base import Field, Group, Label, Layer, Style

LAYER = Layer(
    name="tour_routes",
    label=Label("工业遗产游径", "Heritage tour route"),
    group=Group.PUBLIC_SPACE,
    geometry="MultiLineString",
    fields=(
        Field(
            "name",
            "text",
            Label("名称", "Name"),
            aliases=("线路名称", "游径名称", "XLMC", "YJMC", "route"),
            required=True,
        ),
    ),
    style=Style(line="#8e5a2b", width=2.6, dash=(1, 1.4), label="name", label_from=14),
    zooms=(11, 22),
    tile_fields=("name",),
    name_field="name",
    source="马田街道2025年工作计划",
    order=62,
)

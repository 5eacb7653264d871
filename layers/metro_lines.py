"""Metro lines (轨道交通线)."""

from layers.base import Field, Group, Label, Layer, Style

LAYER = Layer(
    name="metro_lines",
    label=Label("轨道交通线", "Metro lines"),
    group=Group.MOVEMENT,
    geometry="MultiLineString",
    fields=(
        Field(
            "name",
            "text",
            Label("名称", "Name"),
            aliases=("线路名称", "轨道名称", "XLMC", "GDMC", "line"),
            required=True,
        ),
    ),
    style=Style(line="#2f6db5", width=2.4, opacity=0.8, label="name", label_from=12.5),
    tile_fields=("name",),
    visible=True,
    name_field="name",
    source="深圳地铁6号线（示意）",
    order=60,
)

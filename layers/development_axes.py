"""Development axes (发展轴): 通兴路 and 松白路."""

from layers.base import Field, Group, Label, Layer, Style

LAYER = Layer(
    name="development_axes",
    label=Label("发展轴", "Development axes"),
    group=Group.BOUNDARIES,
    geometry="MultiLineString",
    fields=(
        Field("name", "text", Label("名称", "Name"), aliases=("轴线名称", "ZXMC", "axis"), required=True),
        Field("theme", "text", Label("主题", "Theme"), aliases=("功能定位", "ZT", "GNDW")),
    ),
    style=Style(line="#155e75", width=5.0, opacity=0.5, label="name", label_from=11),
    tile_fields=("name",),
    name_field="name",
    source="马田街道2025年工作计划：通兴路智能产业轴、松白路城市中心轴",
    order=84,
)

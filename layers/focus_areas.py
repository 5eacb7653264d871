"""Focus areas (重点片区), such as the one around 新兴湖."""

from layers.base import Field, Group, Label, Layer, Rules, Style

LAYER = Layer(
    name="focus_areas",
    label=Label("重点片区", "Focus areas"),
    group=Group.BOUNDARIES,
    geometry="MultiPolygon",
    code_aliases=("片区编号", "PQBH"),
    fields=(
        Field("name", "text", Label("名称", "Name"), aliases=("片区名称", "ZDPQMC", "PQMC"), required=True),
        Field("theme", "text", Label("定位", "Theme"), aliases=("功能定位", "GNDW", "function")),
    ),
    style=Style(fill="#155e75", line="#155e75", opacity=0.1, width=1.4, dash=(2, 2), hatch=True, label="name"),
    tile_fields=("name",),
    rules=Rules(exclusive=True),
    name_field="name",
    source="光明区四个重点片区之一（马田街道2024年报告）",
    order=85,
)

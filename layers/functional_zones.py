"""Functional zones (功能片区) of the 2025 plan: 北核, 中谷, 东岸, 南城."""

from layers.base import Field, Group, Label, Layer, Rules, Style

LAYER = Layer(
    name="functional_zones",
    label=Label("功能片区", "Functional zones"),
    group=Group.BOUNDARIES,
    geometry="MultiPolygon",
    code_aliases=("片区编号", "PQBH"),
    fields=(
        Field("name", "text", Label("名称", "Name"), aliases=("片区名称", "PQMC", "zone"), required=True),
        Field("theme", "text", Label("主导功能", "Theme"), aliases=("功能定位", "ZDGN", "GNDW", "function")),
    ),
    style=Style(fill="#155e75", line="#155e75", opacity=0.06, width=1.6, label="name", label_from=10.5),
    tile_fields=("name",),
    rules=Rules(exclusive=True),
    visible=True,
    name_field="name",
    source="马田街道2025年工作计划：北核、中谷、东岸、南城",
    order=86,
)

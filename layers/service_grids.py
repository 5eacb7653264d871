"""Service grids (服务格): economic where industry dominates, livelihood in villages and estates."""

from layers.base import Code, CodeList, Detail, Field, Group, Label, Layer, Rules, Style

PLAN_2025 = "马田街道2025年工作计划：经济服务格、民生服务格"

GRID_KINDS = CodeList(
    "grid_kinds",
    (
        Code("economic", Label("经济服务格", "Economic"), "#7a9e7e", PLAN_2025),
        Code("livelihood", Label("民生服务格", "Livelihood"), "#c9a66b", PLAN_2025),
    ),
    source=PLAN_2025,
)

LAYER = Layer(
    name="service_grids",
    label=Label("服务格", "Service grids"),
    group=Group.BOUNDARIES,
    geometry="MultiPolygon",
    code_aliases=("网格编号", "网格编码", "WGBH", "WGBM"),
    fields=(
        Field("name", "text", Label("名称", "Name"), aliases=("网格名称", "服务格名称", "WGMC")),
        Field(
            "kind",
            "text",
            Label("类型", "Kind"),
            codes=GRID_KINDS,
            aliases=("网格类型", "服务格类型", "WGLX", "type"),
            required=True,
        ),
        Field("community", "text", Label("社区", "Community"), aliases=("社区名称", "SQMC")),
    ),
    style=Style(line="#a0a7ae", by="kind", opacity=0.18, width=0.8, label="name", label_from=15),
    zooms=(12, 22),
    tile_fields=("kind", "name"),
    detail=Detail(single_from=12),
    rules=Rules(tiles_land=True),
    status="kind",
    name_field="name",
    source=PLAN_2025,
    order=82,
)

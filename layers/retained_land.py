"""Retained land (留用土地): what a community keeps or gets back in a consolidation."""

from layers.base import Code, CodeList, Field, Group, Label, Layer, Rules, Style

RULES = "深圳市土地整备利益统筹项目管理办法（深规土规〔2018〕6号）"

RETAINED_STATES = CodeList(
    "retained_states",
    (
        Code("owed", Label("应落实", "Owed"), "#e0c58f", RULES),
        Code("sited", Label("已选址", "Sited"), "#cfb27a", RULES),
        Code("given", Label("已落实", "Given"), "#a98b4f", RULES),
        Code("built", Label("已开发", "Developed"), "#866a33", RULES),
    ),
    source=RULES,
)

LAYER = Layer(
    name="retained_land",
    label=Label("留用土地", "Retained land"),
    group=Group.CONSOLIDATION,
    geometry="MultiPolygon",
    code_aliases=("留用地编号", "LYDBH"),
    fields=(
        Field("name", "text", Label("名称", "Name"), aliases=("地块名称", "留用地名称", "MC", "DKMC")),
        Field(
            "community",
            "text",
            Label("社区（继受单位）", "Community"),
            aliases=("社区名称", "继受单位", "社区", "SQMC", "JSDW"),
        ),
        Field(
            "project",
            "text",
            Label("项目编号", "Project"),
            aliases=("项目代码", "所属项目", "XMBH", "XMDM"),
            indexed=True,
        ),
        Field(
            "state",
            "text",
            Label("状态", "State"),
            codes=RETAINED_STATES,
            aliases=("落实状态", "ZT", "LSZT", "status"),
            required=True,
        ),
        Field("given_on", "date", Label("落实日期", "Given on"), aliases=("落实时间", "LSRQ", "LSSJ", "given")),
        Field(
            "registered_area_m2",
            "area",
            Label("登记面积", "Registered area"),
            unit="m²",
            aliases=("留用地面积", "用地面积", "LYDMJ", "YDMJ", "DJMJ", "area"),
        ),
    ),
    style=Style(line="#866a33", by="state", opacity=0.45, width=1.2, dash=(3, 2), label="name", label_from=16),
    zooms=(11, 22),
    tile_fields=("state",),
    rules=Rules(exclusive=True, declared_area="registered_area_m2"),
    status="state",
    name_field="name",
    source=RULES,
    order=42,
    classification="restricted",
)

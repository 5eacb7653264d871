"""Pocket parks (口袋公园) and other greens: parks, squares, protective greens."""

from layers.base import Code, CodeList, Field, Group, Label, Layer, Rules, Style

GUIDELINE = "住房和城乡建设部《口袋公园建设指南（试行）》（2022）：400–10000 m²"
STANDARD = "城市绿地分类标准（CJJ/T 85-2017）"

GREEN_KINDS = CodeList(
    "green_kinds",
    (
        Code("pocket_park", Label("口袋公园", "Pocket park"), "#5fae68", GUIDELINE),
        Code("community_park", Label("社区公园", "Community park"), "#7dbf7a", STANDARD),
        Code("city_park", Label("综合公园", "City park"), "#8cc987", STANDARD),
        Code("square", Label("广场", "Square"), "#cfdfb8", STANDARD),
        Code("protective_green", Label("防护绿地", "Protective green"), "#a7d39a", STANDARD),
        Code("street_green", Label("街头绿地", "Street green"), "#9bcf93", STANDARD),
    ),
    source=STANDARD,
)

LAYER = Layer(
    name="pocket_parks",
    label=Label("口袋公园与绿地", "Pocket parks and greens"),
    group=Group.PUBLIC_SPACE,
    geometry="MultiPolygon",
    code_aliases=("公园编号", "绿地编号", "GYBH", "LDBH"),
    fields=(
        Field("name", "text", Label("名称", "Name"), aliases=("公园名称", "绿地名称", "GYMC", "LDMC")),
        Field(
            "kind",
            "text",
            Label("类型", "Kind"),
            codes=GREEN_KINDS,
            aliases=("绿地类型", "公园类型", "LDLX", "GYLX", "type"),
            required=True,
        ),
        Field("community", "text", Label("社区", "Community"), aliases=("社区名称", "所属社区", "SQMC")),
        Field(
            "opened_on",
            "date",
            Label("开放日期", "Opened on"),
            aliases=("建成日期", "开放时间", "KFRQ", "JCRQ", "opened"),
            indexed=True,
        ),
    ),
    style=Style(line="#4f9a58", by="kind", opacity=0.65, width=0.8, label="name", label_from=15),
    zooms=(10, 22),
    tile_fields=("kind", "name"),
    rules=Rules(exclusive=True, smallest_m2=20),
    status="kind",
    visible=True,
    name_field="name",
    source=GUIDELINE,
    order=26,
)

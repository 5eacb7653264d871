"""Industrial parks (工业园区), old ones and those upgraded."""

from layers.base import Code, CodeList, Field, Group, Label, Layer, Rules, Style

OFFICE = "马田街道产业用地台账"

PARK_KINDS = CodeList(
    "park_kinds",
    (
        Code("old", Label("旧工业园", "Old park"), "#b9805b", OFFICE),
        Code("upgraded", Label("已升级园区", "Upgraded park"), "#7f5a83", OFFICE),
        Code("new", Label("新建园区", "New park"), "#9c6b4f", OFFICE),
    ),
    source=OFFICE,
)

LAYER = Layer(
    name="industrial_parks",
    label=Label("工业园区", "Industrial parks"),
    group=Group.INDUSTRY,
    geometry="MultiPolygon",
    code_aliases=("园区编号", "YQBH"),
    fields=(
        Field("name", "text", Label("名称", "Name"), aliases=("园区名称", "YQMC", "工业园名称", "park"), required=True),
        Field("kind", "text", Label("类型", "Kind"), codes=PARK_KINDS, aliases=("园区类型", "YQLX", "type")),
        Field("industry", "text", Label("主导产业", "Main industry"), aliases=("产业类型", "ZDCY", "CYLX")),
        Field("community", "text", Label("社区", "Community"), aliases=("社区名称", "所属社区", "SQMC")),
        Field(
            "floor_area_m2",
            "real",
            Label("建筑面积", "Floor area"),
            unit="m²",
            aliases=("总建筑面积", "ZJZMJ", "JZMJ", "floor_area", "gfa"),
        ),
        Field(
            "firms", "integer", Label("企业数", "Firms"), unit="家", aliases=("企业数量", "QYS", "QYSL", "companies")
        ),
        Field("built_year", "integer", Label("建成年份", "Built"), aliases=("建成年代", "JCNF", "JCND", "year_built")),
        Field(
            "upgraded_on",
            "date",
            Label("升级完成日期", "Upgraded on"),
            aliases=("升级日期", "升级时间", "SJRQ", "SJSJ", "upgraded"),
            indexed=True,
        ),
    ),
    style=Style(fill="#c9b5a8", line="#8d5a3a", by="kind", opacity=0.35, width=1.4, label="name", label_from=13.5),
    zooms=(11, 22),
    tile_fields=("kind", "name"),
    rules=Rules(exclusive=True),
    status="kind",
    visible=True,
    name_field="name",
    source=OFFICE,
    order=34,
)

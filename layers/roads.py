"""Roads (道路): centre lines from junction to junction, routable."""

from layers.base import Code, CodeList, Detail, Field, Group, Label, Layer, Style

STANDARD = "城市综合交通体系规划标准（GB/T 51328-2018）"

ROAD_CLASSES = CodeList(
    "road_classes",
    (
        Code("expressway", Label("快速路", "Expressway"), "#f3d9a4", STANDARD),
        Code("arterial", Label("主干路", "Arterial"), "#f7e6c0", STANDARD),
        Code("secondary", Label("次干路", "Secondary"), "#fdf3dc", STANDARD),
        Code("local", Label("支路", "Local"), "#ffffff", STANDARD),
        Code("lane", Label("巷道", "Lane"), "#fbfaf7", "城中村巷道，不在标准等级内"),
        Code("path", Label("步行路", "Footpath"), "#efe9dd", STANDARD),
    ),
    source=STANDARD,
)

LAYER = Layer(
    name="roads",
    label=Label("道路", "Roads"),
    group=Group.MOVEMENT,
    geometry="LineString",
    code_aliases=("道路编号", "路段编号", "DLBH", "LDBH", "road_id"),
    fields=(
        Field("name", "text", Label("名称", "Name"), aliases=("道路名称", "路名", "DLMC", "LM")),
        Field(
            "class",
            "text",
            Label("等级", "Class"),
            codes=ROAD_CLASSES,
            aliases=("道路等级", "DLDJ", "DJ", "highway", "fclass", "road_class"),
            required=True,
            indexed=True,
        ),
        Field("lanes", "integer", Label("车道数", "Lanes"), unit="条", aliases=("车道", "CDS", "CDSL")),
        Field(
            "width_m",
            "real",
            Label("路幅宽度", "Width"),
            unit="m",
            aliases=("路宽", "道路宽度", "红线宽度", "DLKD", "LK", "HXKD", "width"),
        ),
        Field(
            "bicycle_lane",
            "boolean",
            Label("自行车道", "Bicycle lane"),
            aliases=("非机动车道", "ZXCD", "FJDCD", "cycleway"),
        ),
        Field("oneway", "boolean", Label("单行", "One way"), aliases=("单行道", "单向", "DX", "DXD", "one_way")),
        Field("municipal", "boolean", Label("市政道路", "Municipal road"), aliases=("是否市政", "SZDL", "SFSZ")),
        Field(
            "from_node",
            "integer",
            Label("起点节点", "From node"),
            aliases=("起点", "QD", "QDJD", "FNODE", "source_node"),
            indexed=True,
        ),
        Field(
            "to_node",
            "integer",
            Label("终点节点", "To node"),
            aliases=("终点", "ZD", "ZDJD", "TNODE", "target_node"),
            indexed=True,
        ),
        Field(
            "opened_on",
            "date",
            Label("通车日期", "Opened on"),
            aliases=("通车时间", "TCRQ", "TCSJ", "opened"),
            indexed=True,
        ),
    ),
    style=Style(line="#ffffff", by="class", width=2.0, width_by="width_m", label="name", label_from=14.5),
    zooms=(9, 22),
    detail=Detail(smallest_px=2),
    tile_fields=("class", "width_m", "name"),
    status="class",
    visible=True,
    name_field="name",
    source=STANDARD,
    order=20,
)

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
    fields=(
        Field("name", "text", Label("名称", "Name"), aliases=("道路名称", "DLMC", "name")),
        Field(
            "class",
            "text",
            Label("等级", "Class"),
            codes=ROAD_CLASSES,
            aliases=("道路等级", "DLDJ", "highway"),
            required=True,
            indexed=True,
        ),
        Field("lanes", "integer", Label("车道数", "Lanes"), unit="条", aliases=("车道数", "CDS", "lanes")),
        Field("width_m", "real", Label("路幅宽度", "Width"), unit="m", aliases=("路宽", "道路宽度", "DLKD", "width")),
        Field("bicycle_lane", "boolean", Label("自行车道", "Bicycle lane"), aliases=("自行车道", "非机动车道")),
        Field("oneway", "boolean", Label("单行", "One way"), aliases=("单行", "oneway")),
        Field("municipal", "boolean", Label("市政道路", "Municipal road"), aliases=("市政道路",)),
        Field("from_node", "integer", Label("起点节点", "From node"), aliases=("起点", "FNODE"), indexed=True),
        Field("to_node", "integer", Label("终点节点", "To node"), aliases=("终点", "TNODE"), indexed=True),
        Field("opened_on", "date", Label("通车日期", "Opened on"), aliases=("通车日期", "TCRQ"), indexed=True),
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

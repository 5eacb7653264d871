"""Transit stations (公共交通站点): metro and bus."""

from layers.base import Code, CodeList, Field, Group, Label, Layer, Style

OPERATOR = "深圳市轨道交通与公交站点（示意）"

STATION_KINDS = CodeList(
    "station_kinds",
    (
        Code("metro", Label("地铁站", "Metro station"), "#2f6db5", OPERATOR),
        Code("metro_exit", Label("地铁出入口", "Metro exit"), "#6f9bd1", OPERATOR),
        Code("bus", Label("公交站", "Bus stop"), "#5f8f4e", OPERATOR),
    ),
    source=OPERATOR,
)

LAYER = Layer(
    name="transit_stations",
    label=Label("公共交通站点", "Transit stations"),
    group=Group.MOVEMENT,
    geometry="Point",
    code_aliases=("站点编号", "ZDBH"),
    fields=(
        Field(
            "name", "text", Label("名称", "Name"), aliases=("站点名称", "站名", "ZDMC", "ZM", "station"), required=True
        ),
        Field(
            "kind",
            "text",
            Label("类型", "Kind"),
            codes=STATION_KINDS,
            aliases=("站点类型", "ZDLX", "type"),
            required=True,
        ),
        Field("line", "text", Label("线路", "Line"), aliases=("所属线路", "线路名称", "XL", "XLMC")),
    ),
    style=Style(by="kind", fill="#2f6db5", line="#ffffff", radius=5.5, width=1.5, label="name", label_from=14),
    zooms=(11, 22),
    tile_fields=("kind", "name"),
    status="kind",
    visible=True,
    name_field="name",
    source=OPERATOR,
    order=74,
)

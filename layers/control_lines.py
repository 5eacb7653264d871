"""Control lines (规划控制线): the three lines, industrial block lines, the ecological line, river and road lines."""

from layers.base import Code, CodeList, Field, Group, Label, Layer, Rules, Style

THREE_LINES = "中办、国办《关于在国土空间规划中统筹划定落实三条控制线的指导意见》（2019）"
BLOCK_LINES = "深圳市工业区块线管理办法"
ECOLOGY = "深圳市基本生态控制线管理规定"
BLUE_LINE = "深圳市蓝线规划"
ROAD_LINE = "深圳市城市规划标准与准则（道路红线）"

THREE_LINE_KINDS = CodeList(
    "three_line_kinds",
    (
        Code("farmland", Label("永久基本农田", "Permanent basic farmland"), "#e0c341", THREE_LINES),
        Code("ecology", Label("生态保护红线", "Ecological red line"), "#3f8f4f", THREE_LINES),
        Code("urban", Label("城镇开发边界", "Urban growth boundary"), "#c0392b", THREE_LINES),
    ),
    source=THREE_LINES,
)

BLOCK_LEVELS = CodeList(
    "block_levels",
    (
        Code("1", Label("一级线", "Level 1"), "#7f4f24", BLOCK_LINES),
        Code("2", Label("二级线", "Level 2"), "#a47148", BLOCK_LINES),
    ),
    source=BLOCK_LINES,
)

CORRIDOR_KINDS = CodeList(
    "corridor_kinds",
    (
        Code("river", Label("蓝线", "River line"), "#3f7fb5", BLUE_LINE),
        Code("road", Label("道路红线", "Road line"), "#b5573f", ROAD_LINE),
    ),
    source=BLUE_LINE,
)


def _name() -> Field:
    return Field("name", "text", Label("名称", "Name"), aliases=("控制线名称", "MC", "KZXMC"))


LAYERS = (
    Layer(
        name="three_lines",
        label=Label("三区三线", "Three lines"),
        group=Group.CONTROLS,
        geometry="MultiPolygon",
        fields=(
            _name(),
            Field(
                "kind",
                "text",
                Label("类型", "Kind"),
                codes=THREE_LINE_KINDS,
                aliases=("控制线类型", "管控类型", "LX", "KZXLX", "type"),
                required=True,
            ),
        ),
        style=Style(by="kind", line="#3f8f4f", opacity=0.12, width=1.6, hatch=True),
        tile_fields=("kind",),
        status="kind",
        name_field="name",
        source=THREE_LINES,
        order=76,
    ),
    Layer(
        name="industrial_block_lines",
        label=Label("工业区块线", "Industrial block lines"),
        group=Group.CONTROLS,
        geometry="MultiPolygon",
        fields=(
            _name(),
            Field(
                "level",
                "text",
                Label("级别", "Level"),
                codes=BLOCK_LEVELS,
                aliases=("线级别", "等级", "JB", "QKXJB"),
                required=True,
            ),
        ),
        style=Style(by="level", line="#7f4f24", opacity=0.06, width=1.8, dash=(5, 2)),
        tile_fields=("level",),
        rules=Rules(exclusive=True),
        status="level",
        name_field="name",
        source=BLOCK_LINES,
        order=77,
    ),
    Layer(
        name="ecological_line",
        label=Label("基本生态控制线", "Basic ecological control line"),
        group=Group.CONTROLS,
        geometry="MultiPolygon",
        fields=(_name(),),
        style=Style(fill="#4f9a58", line="#2f7d4f", opacity=0.1, width=1.6, dash=(6, 2), hatch=True),
        rules=Rules(exclusive=True),
        name_field="name",
        source=ECOLOGY,
        order=75,
    ),
    Layer(
        name="corridor_lines",
        label=Label("河道与道路控制线", "River and road lines"),
        group=Group.CONTROLS,
        geometry="MultiPolygon",
        fields=(
            _name(),
            Field(
                "kind",
                "text",
                Label("类型", "Kind"),
                codes=CORRIDOR_KINDS,
                aliases=("控制线类型", "管控类型", "LX", "KZXLX", "type"),
                required=True,
            ),
        ),
        style=Style(by="kind", line="#3f7fb5", opacity=0.05, width=1.0, dash=(3, 2)),
        zooms=(11, 22),
        tile_fields=("kind",),
        status="kind",
        name_field="name",
        source=BLUE_LINE,
        order=78,
    ),
)

"""Hazards (安全隐患): on roads, of fire, of electricity."""

from layers.base import Code, CodeList, Field, Group, Label, Layer, Rules, Style

PLAN_2025 = "马田街道2025年工作计划：七类道路隐患"
FIRE = "中华人民共和国消防法；深圳市消防安全隐患分类"
ELECTRIC = "城中村用电安全综合整治（马田街道2024年报告）"
WORKING = "暂拟，待街道以正式分类替换"

HAZARD_CLASSES = CodeList(
    "hazard_classes",
    (
        Code("road", Label("道路隐患", "Road"), "#d97b29", PLAN_2025),
        Code("fire", Label("消防隐患", "Fire"), "#c0392b", FIRE),
        Code("electrical", Label("用电隐患", "Electrical"), "#b7950b", ELECTRIC),
    ),
    source=PLAN_2025,
)

# The plan speaks of seven kinds of road hazards and names the first two; the other five are a working list.
HAZARD_KINDS = CodeList(
    "hazard_kinds",
    (
        Code("occupied_roadway", Label("占道", "Occupied roadway"), None, PLAN_2025),
        Code("metro_exit", Label("地铁口周边", "Surroundings of a metro exit"), None, PLAN_2025),
        Code("school_gate", Label("校门口周边", "Surroundings of a school gate"), None, WORKING),
        Code("blind_bend", Label("视距不良", "Poor sight"), None, WORKING),
        Code("missing_crossing", Label("过街设施缺失", "Missing crossing"), None, WORKING),
        Code("damaged_surface", Label("路面破损", "Damaged surface"), None, WORKING),
        Code("missing_lighting", Label("照明缺失", "Missing lighting"), None, WORKING),
        Code("blocked_fire_lane", Label("消防通道堵塞", "Blocked fire lane"), None, FIRE),
        Code("mixed_use_building", Label("三合一场所", "Workshop, store and dwelling in one"), None, FIRE),
        Code("transformer_overload", Label("变压器过载", "Overloaded transformer"), None, ELECTRIC),
        Code("unsafe_wiring", Label("线路老化", "Unsafe wiring"), None, ELECTRIC),
    ),
    source=PLAN_2025,
)

LAYER = Layer(
    name="hazards",
    label=Label("安全隐患", "Hazards"),
    group=Group.FACILITIES,
    geometry="Point",
    code_aliases=("隐患编号", "YHBH"),
    fields=(
        Field(
            "hazard_class",
            "text",
            Label("类别", "Class"),
            codes=HAZARD_CLASSES,
            aliases=("隐患类别", "隐患大类", "YHLB", "YHDL", "category"),
            required=True,
        ),
        Field(
            "kind",
            "text",
            Label("类型", "Kind"),
            codes=HAZARD_KINDS,
            aliases=("隐患类型", "隐患小类", "YHLX", "YHXL", "type"),
            required=True,
        ),
        Field(
            "severity",
            "integer",
            Label("等级（1轻–3重）", "Severity (1–3)"),
            aliases=("隐患等级", "等级", "YHDJ", "level"),
        ),
        Field("community", "text", Label("社区", "Community"), aliases=("社区名称", "所属社区", "SQMC")),
        Field(
            "found_on",
            "date",
            Label("发现日期", "Found on"),
            aliases=("发现时间", "排查日期", "FXRQ", "FXSJ", "PCRQ", "found"),
        ),
        Field(
            "settled_on",
            "date",
            Label("整改日期", "Settled on"),
            aliases=("整改完成日期", "销号日期", "ZGRQ", "XHRQ", "settled"),
        ),
    ),
    style=Style(by="hazard_class", fill="#d97b29", line="#ffffff", radius=4.5, width=1.0),
    zooms=(13, 22),
    tile_fields=("hazard_class", "kind"),
    rules=Rules(dates=(("found_on", "settled_on"),)),
    status="hazard_class",
    source=PLAN_2025,
    order=72,
)

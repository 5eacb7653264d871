"""Facilities by kind (公共服务设施): elderly care, canteens, AED, charging, stores, schools, clinics, job stations."""

from layers.base import Code, CodeList, Field, Group, Label, Layer, Style

PLAN_2025 = "马田街道2025年工作计划"
GB50180 = "城市居住区规划设计标准（GB 50180-2018）"

FACILITY_KINDS = CodeList(
    "facility_kinds",
    (
        Code("elderly_station", Label("居家社区养老服务站", "Elderly-care station"), "#c2577a", PLAN_2025),
        Code("canteen", Label("社区食堂", "Community canteen"), "#d98c3f", PLAN_2025),
        Code("aed", Label("自动体外除颤器", "AED"), "#c0392b", PLAN_2025),
        Code("e_bicycle_charging", Label("电动自行车充电点", "E-bicycle charging"), "#3f8f6b", PLAN_2025),
        Code("emergency_store", Label("应急物资储备点", "Emergency store"), "#6b5b95", PLAN_2025),
        Code("school", Label("学校", "School"), "#b0457b", GB50180),
        Code("clinic", Label("社康中心", "Clinic"), "#2e86ab", GB50180),
        Code("job_station", Label("就业服务站", "Job station"), "#5d6d7e", PLAN_2025),
    ),
    source=PLAN_2025,
)

LAYER = Layer(
    name="facilities",
    label=Label("公共服务设施", "Facilities"),
    group=Group.FACILITIES,
    geometry="Point",
    code_aliases=("设施编号", "SSBH"),
    fields=(
        Field("name", "text", Label("名称", "Name"), aliases=("设施名称", "SSMC", "MC"), required=True),
        Field(
            "kind",
            "text",
            Label("类型", "Kind"),
            codes=FACILITY_KINDS,
            aliases=("设施类型", "设施类别", "SSLX", "SSLB", "type"),
            required=True,
            indexed=True,
        ),
        Field(
            "capacity",
            "integer",
            Label("容量", "Capacity"),
            unit="人/个",
            aliases=("规模", "服务能力", "RL", "GM", "FWNL"),
        ),
        Field("community", "text", Label("社区", "Community"), aliases=("社区名称", "所属社区", "SQMC")),
        Field(
            "opened_on",
            "date",
            Label("启用日期", "Opened on"),
            aliases=("启用时间", "投用日期", "QYRQ", "QYSJ", "TYRQ", "opened"),
            indexed=True,
        ),
    ),
    style=Style(by="kind", fill="#5d6d7e", line="#ffffff", radius=5, width=1.2, label="name", label_from=16),
    zooms=(12, 22),
    tile_fields=("kind", "name"),
    status="kind",
    visible=True,
    name_field="name",
    source=PLAN_2025,
    order=70,
)

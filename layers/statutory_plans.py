"""Statutory plans (法定图则): units, and planned parcels with use and floor area ratio."""

from layers.base import Detail, Field, Group, Label, Layer, Rules, Style
from layers.codes import ZONING

SOURCE = "深圳市法定图则（示意）"

UNITS = Layer(
    name="plan_units",
    label=Label("法定图则单元", "Statutory plan units"),
    group=Group.CONTROLS,
    geometry="MultiPolygon",
    fields=(
        Field(
            "name",
            "text",
            Label("名称", "Name"),
            aliases=("图则名称", "单元名称", "TZMC", "DYMC", "unit_name"),
            required=True,
        ),
        Field(
            "approved_on",
            "date",
            Label("批准日期", "Approved on"),
            aliases=("批准时间", "批复日期", "PZRQ", "PFRQ", "approved"),
        ),
    ),
    style=Style(line="#6a4c93", width=1.8, dash=(8, 3), label="name", label_from=12.5),
    tile_fields=("name",),
    rules=Rules(tiles_land=True),
    name_field="name",
    source=SOURCE,
    order=80,
)

PARCELS = Layer(
    name="plan_parcels",
    label=Label("法定图则地块", "Statutory plan parcels"),
    group=Group.CONTROLS,
    geometry="MultiPolygon",
    fields=(
        Field(
            "unit",
            "text",
            Label("图则单元", "Plan unit"),
            aliases=("图则编号", "单元编号", "TZBH", "DYBH", "plan_unit"),
            indexed=True,
        ),
        Field(
            "zoning",
            "text",
            Label("规划用途", "Planned use"),
            codes=ZONING,
            aliases=("用地代码", "规划用地性质", "用地性质", "YDDM", "GHYT", "YDXZ", "planned_use"),
            required=True,
            indexed=True,
        ),
        Field("floor_area_ratio", "real", Label("容积率", "Floor area ratio"), aliases=("规划容积率", "RJL", "FAR")),
        Field(
            "height_limit_m",
            "real",
            Label("限高", "Height limit"),
            unit="m",
            aliases=("建筑限高", "限制高度", "XG", "JZXG", "height_limit"),
        ),
        Field("green_ratio", "real", Label("绿地率", "Green ratio"), aliases=("绿化率", "LDL", "LHL")),
    ),
    style=Style(line="#7b7285", by="zoning", opacity=0.5, width=0.8, label="zoning", label_from=16.5),
    zooms=(11, 22),
    detail=Detail(single_from=13, dissolve_by="zoning"),
    tile_fields=("zoning",),
    rules=Rules(exclusive=True),
    status="zoning",
    source=SOURCE,
    order=30,
)

LAYERS = (UNITS, PARCELS)

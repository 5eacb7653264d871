"""Parking (停车场): off-street, roadside and temporary, with their spaces."""

from layers.base import Code, CodeList, Field, Group, Label, Layer, Rules, Style

OFFICE = "马田街道停车设施台账"

PARKING_KINDS = CodeList(
    "parking_kinds",
    (
        Code("off_street", Label("路外停车场", "Off-street"), "#4c78a8", OFFICE),
        Code("roadside", Label("路内停车位", "Roadside"), "#72a0c1", OFFICE),
        Code("temporary", Label("临时停车场", "Temporary"), "#a3bfd9", OFFICE),
    ),
    source=OFFICE,
)

LAYER = Layer(
    name="parking",
    label=Label("停车场", "Parking"),
    group=Group.MOVEMENT,
    geometry="MultiPolygon",
    code_aliases=("停车场编号", "TCCBH"),
    fields=(
        Field("name", "text", Label("名称", "Name"), aliases=("停车场名称", "TCCMC", "MC")),
        Field(
            "kind",
            "text",
            Label("类型", "Kind"),
            codes=PARKING_KINDS,
            aliases=("停车场类型", "TCCLX", "TCLX", "type"),
            required=True,
        ),
        Field(
            "spaces",
            "integer",
            Label("泊位数", "Spaces"),
            unit="泊位",
            aliases=("车位数", "停车位数", "泊位", "BWS", "CWS", "TCWS", "capacity"),
            required=True,
        ),
        Field(
            "charging_spaces",
            "integer",
            Label("充电泊位", "Charging spaces"),
            unit="泊位",
            aliases=("充电车位", "充电桩数", "CDBWS", "CDZS", "charging"),
        ),
        Field("community", "text", Label("社区", "Community"), aliases=("社区名称", "所属社区", "SQMC")),
        Field(
            "opened_on",
            "date",
            Label("启用日期", "Opened on"),
            aliases=("启用时间", "开放日期", "QYRQ", "QYSJ", "opened"),
            indexed=True,
        ),
    ),
    style=Style(line="#3c648c", by="kind", opacity=0.5, width=0.9, label="name", label_from=16),
    zooms=(12, 22),
    tile_fields=("kind", "name"),
    rules=Rules(exclusive=True, smallest_m2=5),
    status="kind",
    visible=True,
    name_field="name",
    source=OFFICE,
    order=36,
)

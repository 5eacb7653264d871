"""Water (水系): rivers, lakes, creeks, ponds."""

from layers.base import Code, CodeList, Field, Group, Label, Layer, Rules, Style

SURVEY = "国土调查水域（示意）"

WATER_KINDS = CodeList(
    "water_kinds",
    (
        Code("river", Label("河流", "River"), "#a9cfe6", SURVEY),
        Code("creek", Label("支流", "Creek"), "#b5d6ea", SURVEY),
        Code("lake", Label("湖泊", "Lake"), "#a3cbe3", SURVEY),
        Code("pond", Label("水塘", "Pond"), "#b8d8ea", SURVEY),
    ),
    source=SURVEY,
)

LAYER = Layer(
    name="water",
    label=Label("水系", "Water"),
    group=Group.PUBLIC_SPACE,
    geometry="MultiPolygon",
    fields=(
        Field("name", "text", Label("名称", "Name"), aliases=("水系名称", "河流名称", "SXMC", "HLMC", "MC")),
        Field(
            "kind",
            "text",
            Label("类型", "Kind"),
            codes=WATER_KINDS,
            aliases=("水系类型", "水域类型", "SXLX", "SYLX", "type"),
            required=True,
        ),
    ),
    style=Style(fill="#a9cfe6", line="#8fbcd6", by="kind", opacity=1.0, width=0.6, label="name", label_from=12),
    tile_fields=("kind", "name"),
    rules=Rules(exclusive=True),
    status="kind",
    visible=True,
    name_field="name",
    source=SURVEY,
    order=12,
)

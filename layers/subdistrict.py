"""The boundary of the subdistrict (街道界)."""

from layers.base import Field, Group, Label, Layer, Rules, Style

LAYER = Layer(
    name="subdistrict",
    label=Label("街道界", "Subdistrict boundary"),
    group=Group.BOUNDARIES,
    geometry="MultiPolygon",
    fields=(Field("name", "text", Label("名称", "Name"), aliases=("街道名称", "JDMC", "XZQMC", "subdistrict")),),
    style=Style(line="#52606d", width=2.0, dash=(6, 2, 1, 2), label="name", label_from=9),
    tile_fields=("name",),
    rules=Rules(exclusive=True),
    visible=True,
    name_field="name",
    source="行政区划界线（近似示意，待以民政部门勘界成果替换）",
    order=90,
)

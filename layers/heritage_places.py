"""Heritage places (文化遗产点) of the watch industry and the villages."""

from layers.base import Code, CodeList, Field, Group, Label, Layer, Style

OFFICE = "马田街道工业遗产与文物点名录（示意）"

HERITAGE_KINDS = CodeList(
    "heritage_kinds",
    (
        Code("museum", Label("博物馆", "Museum"), "#8e5a2b", OFFICE),
        Code("industrial", Label("工业遗产", "Industrial heritage"), "#a0734a", OFFICE),
        Code("ancestral_hall", Label("祠堂", "Ancestral hall"), "#9a3f38", OFFICE),
        Code("old_tree", Label("古树名木", "Old tree"), "#4f7f4f", OFFICE),
    ),
    source=OFFICE,
)

LAYER = Layer(
    name="heritage_places",
    label=Label("文化遗产点", "Heritage places"),
    group=Group.PUBLIC_SPACE,
    geometry="Point",
    code_aliases=("遗产编号", "文物编号", "WWBH"),
    fields=(
        Field(
            "name", "text", Label("名称", "Name"), aliases=("遗产名称", "文物名称", "MC", "YCMC", "WWMC"), required=True
        ),
        Field("kind", "text", Label("类型", "Kind"), codes=HERITAGE_KINDS, aliases=("遗产类型", "LX", "YCLX", "type")),
        Field("grade", "text", Label("级别", "Grade"), aliases=("保护级别", "文物级别", "JB", "BHJB", "level")),
    ),
    style=Style(by="kind", fill="#8e5a2b", line="#ffffff", radius=5.5, width=1.2, label="name", label_from=14),
    zooms=(11, 22),
    tile_fields=("kind", "name"),
    status="kind",
    name_field="name",
    source=OFFICE,
    order=71,
)

"""Communities (社区): the subdistrict's parts, without gaps."""

from layers.base import Field, Group, Label, Layer, Rules, Style

LAYER = Layer(
    name="communities",
    label=Label("社区", "Communities"),
    group=Group.BOUNDARIES,
    geometry="MultiPolygon",
    code_aliases=("社区代码", "SQDM", "SQBM"),
    fields=(
        Field("name", "text", Label("名称", "Name"), aliases=("社区名称", "SQMC", "community"), required=True),
        Field(
            "population",
            "integer",
            Label("常住人口", "Residents"),
            unit="人",
            aliases=("人口", "CZRK", "RKS", "population"),
        ),
    ),
    style=Style(line="#8b96a3", width=1.2, dash=(4, 3), label="name", label_from=12),
    tile_fields=("name",),
    rules=Rules(tiles_land=True),
    visible=True,
    name_field="name",
    source="马田街道社区界线（近似示意）",
    order=88,
)

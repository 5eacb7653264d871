"""Parcels (地块/宗地): the land, tiled without gaps or overlaps."""

from layers.base import Detail, Field, Group, Label, Layer, Rules, Style
from layers.codes import LAND_USE, ZONING

LAYER = Layer(
    name="parcels",
    label=Label("地块", "Parcels"),
    group=Group.LAND,
    geometry="MultiPolygon",
    fields=(
        Field("name", "text", Label("名称", "Name"), aliases=("地块名称", "DKMC", "ZDMC")),
        Field(
            "land_use",
            "text",
            Label("现状用途", "Present use"),
            codes=LAND_USE,
            aliases=("地类编码", "DLBM", "现状用地", "YDFL", "landuse", "use"),
            indexed=True,
        ),
        Field(
            "zoning",
            "text",
            Label("规划用途", "Planned use"),
            codes=ZONING,
            aliases=("规划用地", "GHYT", "用地代码"),
        ),
        Field("community", "text", Label("社区", "Community"), aliases=("社区名称", "SQMC")),
        Field(
            "registered_area_m2",
            "area",
            Label("登记面积", "Registered area"),
            unit="m²",
            aliases=("宗地面积", "ZDMJ", "登记面积", "area", "declared_area", "面积"),
        ),
        Field("vacant", "boolean", Label("空地", "Vacant"), aliases=("是否空地",)),
    ),
    style=Style(line="#b9b2a6", by="land_use", opacity=0.55, width=0.6, label="code", label_from=17.5),
    zooms=(9, 22),
    detail=Detail(single_from=14, dissolve_by="land_use"),
    tile_fields=("land_use",),
    rules=Rules(tiles_land=True, declared_area="registered_area_m2", dates=()),
    status="land_use",
    visible=True,
    name_field="name",
    source="宗地代码编制规则（GB/T 37346-2019）；用途按用地用海分类指南（2023）",
    order=10,
)

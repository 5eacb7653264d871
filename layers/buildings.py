"""Buildings (建筑物): footprints inside parcels, with floors and the people who live in them."""

from layers.base import Code, CodeList, Detail, Field, Group, Label, Layer, Rules, Style

CENSUS = "深圳市建筑物普查（建筑用途分类）"

BUILDING_USES = CodeList(
    "building_uses",
    (
        Code("residential", Label("住宅", "Residential"), "#e6dccb", CENSUS),
        Code("village", Label("私房（城中村）", "Village house"), "#dccbb2", CENSUS),
        Code("dormitory", Label("宿舍", "Dormitory"), "#dfd3bf", CENSUS),
        Code("factory", Label("厂房", "Factory"), "#cfc4bc", CENSUS),
        Code("office", Label("办公", "Office"), "#cbd0d6", CENSUS),
        Code("commercial", Label("商业", "Commercial"), "#e3c8c0", CENSUS),
        Code("public", Label("公共服务", "Public"), "#e2cdd7", CENSUS),
        Code("warehouse", Label("仓库", "Warehouse"), "#cfc8d6", CENSUS),
        Code("utility", Label("市政设施", "Utility"), "#c3d3d1", CENSUS),
        Code("other", Label("其他", "Other"), "#d6d3cc", CENSUS),
    ),
    source=CENSUS,
)

LAYER = Layer(
    name="buildings",
    label=Label("建筑物", "Buildings"),
    group=Group.LAND,
    geometry="MultiPolygon",
    code_aliases=("建筑物编码", "楼栋编码", "JZBM", "JZWBM", "LDBM", "ZRZH", "building_id"),
    fields=(
        Field(
            "name",
            "text",
            Label("名称", "Name"),
            aliases=("建筑名称", "建筑物名称", "楼栋名称", "JZMC", "JZWMC", "LDMC"),
        ),
        Field(
            "use",
            "text",
            Label("用途", "Use"),
            codes=BUILDING_USES,
            aliases=("建筑用途", "使用功能", "JZYT", "JZWYT", "SYGN", "building"),
            indexed=True,
        ),
        Field(
            "parcel",
            "text",
            Label("宗地代码", "Parcel"),
            aliases=("宗地", "ZDDM", "parcel_code"),
            indexed=True,
        ),
        Field("community", "text", Label("社区", "Community"), aliases=("社区名称", "所属社区", "SQMC")),
        Field(
            "floors",
            "integer",
            Label("层数", "Floors"),
            unit="层",
            aliases=("总层数", "楼层", "CS", "ZCS", "LC", "storeys", "levels"),
        ),
        Field(
            "height_m", "real", Label("高度", "Height"), unit="m", aliases=("建筑高度", "楼高", "JZGD", "GD", "height")
        ),
        Field(
            "floor_area_m2",
            "real",
            Label("建筑面积", "Floor area"),
            unit="m²",
            aliases=("总建筑面积", "JZMJ", "ZJZMJ", "floor_area", "gfa"),
        ),
        Field(
            "built_year",
            "integer",
            Label("建成年份", "Built"),
            aliases=("建成年代", "竣工年份", "JCNF", "JCND", "year_built"),
        ),
        Field(
            "residents",
            "integer",
            Label("居住人口", "Residents"),
            unit="人",
            aliases=("人口", "居住人数", "RKS", "JZRK", "population"),
        ),
        Field(
            "residents_over_60",
            "integer",
            Label("60岁以上", "Residents over 60"),
            unit="人",
            aliases=("六十岁以上", "60岁以上人口", "LNRK", "elderly"),
        ),
    ),
    style=Style(line="#b5aca0", by="use", fill="#d6d3cc", opacity=0.9, width=0.5, label_from=18),
    zooms=(13, 22),
    detail=Detail(single_from=13, smallest_px=1.5),
    tile_fields=("use",),
    rules=Rules(exclusive=True, smallest_m2=4),
    status="use",
    visible=True,
    name_field="name",
    source=CENSUS,
    order=24,
)

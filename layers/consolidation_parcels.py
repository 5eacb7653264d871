"""
Parcels of a consolidation project (整备地块): what is consolidated, cut from the parcels.

`stage` and `stage_since` follow the stage events by trigger (`layers.stage_events`); nobody writes them.
"""

from layers.base import Detail, Field, Group, Label, Layer, Rules, Style
from layers.stages import LAND_KINDS, PRACTICE, STAGES, TITLE_CATEGORIES

LAYER = Layer(
    name="consolidation_parcels",
    label=Label("整备地块", "Consolidation parcels"),
    group=Group.CONSOLIDATION,
    geometry="MultiPolygon",
    fields=(
        Field(
            "project",
            "text",
            Label("项目编号", "Project"),
            aliases=("项目编号", "XMBH", "project"),
            required=True,
            indexed=True,
        ),
        Field("parcel", "text", Label("宗地代码", "Cadastral parcel"), aliases=("宗地代码", "ZDDM"), indexed=True),
        Field("parent", "text", Label("母地块", "Parent"), aliases=("母地块",)),
        Field("stage", "text", Label("阶段", "Stage"), codes=STAGES, indexed=True),
        Field("stage_since", "date", Label("进入阶段日期", "In this stage since")),
        Field(
            "land_kind",
            "text",
            Label("用地类别", "Kind of land"),
            codes=LAND_KINDS,
            aliases=("用地类别", "整备用途"),
            required=True,
        ),
        Field(
            "title_category",
            "text",
            Label("权属类别", "Title category"),
            codes=TITLE_CATEGORIES,
            aliases=("权属类别", "QSLB"),
        ),
        Field("registered_area_m2", "area", Label("登记面积", "Registered area"), unit="m²", aliases=("登记面积",)),
        Field("floor_area_m2", "real", Label("建筑面积", "Floor area"), unit="m²", aliases=("建筑面积", "JZMJ")),
    ),
    style=Style(line="#5f6b73", by="stage", opacity=0.75, width=0.8, label="code", label_from=17),
    zooms=(11, 22),
    detail=Detail(single_from=12),
    tile_fields=("stage", "project"),
    rules=Rules(exclusive=True, declared_area="registered_area_m2", one_of="project"),
    status="stage",
    visible=True,
    source=PRACTICE,
    order=40,
    classification="restricted",
)

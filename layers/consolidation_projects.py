"""Land consolidation projects (土地整备项目): the red line (红线) and what the project is."""

from layers.base import Detail, Field, Group, Label, Layer, Rules, Style
from layers.stages import PROJECT_TYPES, YEARLY_PLAN

LAYER = Layer(
    name="consolidation_projects",
    label=Label("土地整备项目", "Consolidation projects"),
    group=Group.CONSOLIDATION,
    geometry="MultiPolygon",
    fields=(
        Field("name", "text", Label("项目名称", "Project name"), aliases=("项目名称", "XMMC", "name"), required=True),
        Field(
            "project_type",
            "text",
            Label("项目类型", "Type"),
            codes=PROJECT_TYPES,
            aliases=("项目类型", "XMLX", "type"),
            required=True,
            indexed=True,
        ),
        Field("community", "text", Label("社区", "Community"), aliases=("社区", "社区名称", "SQMC")),
        Field("team", "text", Label("谈判小组", "Negotiation team"), aliases=("责任小组", "谈判小组")),
        Field("responsible", "text", Label("责任人", "Responsible"), aliases=("责任人", "负责人", "项目负责人", "ZRR")),
        Field("begun_on", "date", Label("启动日期", "Begun on"), aliases=("启动日期", "QDRQ")),
        Field("due_on", "date", Label("计划完成日期", "Due on"), aliases=("计划完成日期", "JHWCRQ")),
        Field(
            "planned_area_m2",
            "area",
            Label("计划整备面积", "Planned area"),
            unit="m²",
            aliases=("计划面积", "整备面积", "JHMJ"),
        ),
    ),
    style=Style(line="#b3261e", width=2.4, dash=(3, 2), label="name", label_from=13),
    zooms=(10, 22),
    detail=Detail(single_from=10),
    tile_fields=("project_type",),
    rules=Rules(declared_area="planned_area_m2", dates=(("begun_on", "due_on"),)),
    status="project_type",
    visible=True,
    name_field="name",
    source=YEARLY_PLAN,
    order=72,
    classification="restricted",
)

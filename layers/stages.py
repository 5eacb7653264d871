"""
Stages, milestones, project types and reasons of land consolidation (土地整备): code lists that an administrator edits.

The tables are filled once, by the migration that makes them; from then on the tables rule. The lists here are what a
new instance starts with; the map's legend follows the tables (`gis_core.consolidation.records.codes`).
"""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, MetaData, Table, Text, false

from layers.base import Code, CodeList, Label

PRACTICE = "深圳市土地整备利益统筹项目工作流程；阶段划分按马田街道台账"
YEARLY_PLAN = "深圳市城市更新和土地整备年度计划"
INTEREST_SHARING = "深圳市土地整备利益统筹项目管理办法（深规土规〔2018〕6号）"
URBAN_RENEWAL = "深圳经济特区城市更新条例（2021）"
EXPROPRIATION = "深圳市房屋征收与补偿实施办法（试行）"

# Pale to deep (YlGnBu): the further, the deeper; safe for colour-blind eyes.
STAGES = CodeList(
    "stages",
    (
        Code("identified", Label("摸底", "Identified"), "#fbfcc8", PRACTICE),
        Code("surveyed", Label("测绘", "Surveyed"), "#edf8b4", PRACTICE),
        Code("assessed", Label("评估", "Assessed"), "#d3eeb3", PRACTICE),
        Code("negotiating", Label("谈判", "Negotiating"), "#a5dbb8", PRACTICE),
        Code("signed", Label("签约", "Signed"), "#73c8bd", PRACTICE),
        Code("paid", Label("补偿", "Paid"), "#45b4c2", PRACTICE),
        Code("vacated", Label("清租腾空", "Tenants out"), "#2897bf", PRACTICE),
        Code("demolished", Label("清拆", "Demolished"), "#2072b2", PRACTICE),
        Code("completed", Label("整备完成", "Completed"), "#234da0", PRACTICE),
        Code("stored", Label("移交入库", "Stored"), "#172976", PRACTICE),
    ),
    source=PRACTICE,
)

# A stage that may not stand before another one does; an event says so with a reason when it has to.
REQUIRES = {"paid": "signed", "demolished": "signed", "completed": "signed", "stored": "completed"}

MILESTONES = CodeList(
    "milestones",
    (
        Code("listed", Label("列入年度计划", "Listed in the yearly plan"), None, YEARLY_PLAN),
        Code("initiated", Label("立项", "Initiated"), None, INTEREST_SHARING),
        Code("surveyed", Label("现状调查与权属核查", "Land and titles surveyed"), None, INTEREST_SHARING),
        Code("plan_drafted", Label("实施方案", "Plan drafted"), None, INTEREST_SHARING),
        Code("plan_approved", Label("批复", "Plan approved"), None, INTEREST_SHARING),
        Code("agreement_signed", Label("签订协议", "Agreement signed"), None, INTEREST_SHARING),
        Code("cleared", Label("清拆", "Cleared"), None, INTEREST_SHARING),
        Code("completed", Label("整备完成", "Consolidation completed"), None, INTEREST_SHARING),
        Code("stored", Label("移交入库", "Stored"), None, INTEREST_SHARING),
        Code("supplied", Label("供应/留用地出让", "Supplied"), None, INTEREST_SHARING),
        Code("consented", Label("意愿征集", "Owners' consent"), None, URBAN_RENEWAL),
        Code("unit_listed", Label("单元计划", "Unit plan listed"), None, URBAN_RENEWAL),
        Code("checked", Label("信息核查", "Land and buildings checked"), None, URBAN_RENEWAL),
        Code("unit_approved", Label("单元规划", "Unit plan approved"), None, URBAN_RENEWAL),
        Code("party_confirmed", Label("实施主体确认", "Implementing party confirmed"), None, URBAN_RENEWAL),
        Code("land_supplied", Label("供地", "Land supplied"), None, URBAN_RENEWAL),
    ),
    source=INTEREST_SHARING,
)

PROJECT_TYPES = CodeList(
    "project_types",
    (
        Code("interest_sharing", Label("利益统筹", "Interest sharing"), "#b3261e", INTEREST_SHARING),
        Code("expropriation", Label("房屋征收", "Expropriation"), "#8a4f9e", EXPROPRIATION),
        Code("land_recovery", Label("收地", "Land recovery"), "#3a6ea5", "深圳市闲置土地处置与土地收回工作规程"),
        Code("urban_renewal", Label("城市更新", "Urban renewal"), "#c77700", URBAN_RENEWAL),
        Code("old_building_clearance", Label("旧屋清拆", "Old-building clearance"), "#5d7f3c", EXPROPRIATION),
    ),
    source=YEARLY_PLAN,
)

_CONSOLIDATION = (
    *("listed", "initiated", "surveyed", "plan_drafted", "plan_approved"),
    *("agreement_signed", "cleared", "completed", "stored", "supplied"),
)
_RENEWAL = ("listed", "consented", "unit_listed", "checked", "unit_approved", "party_confirmed", "land_supplied")

# Which milestones a type passes, in order; one that is not named is skipped.
CHAINS: dict[str, tuple[str, ...]] = {
    "interest_sharing": _CONSOLIDATION,
    "expropriation": _CONSOLIDATION,
    "land_recovery": tuple(step for step in _CONSOLIDATION if step not in ("plan_drafted", "plan_approved")),
    "urban_renewal": _RENEWAL,
    "old_building_clearance": tuple(step for step in _CONSOLIDATION if step not in ("initiated", "supplied")),
}

LAND_KINDS = CodeList(
    "land_kinds",
    (
        Code("industrial", Label("产业用地", "Industrial land"), "#c79f7f", YEARLY_PLAN),
        Code("livelihood", Label("民生用地", "Livelihood land"), "#eb9fc3", YEARLY_PLAN),
        Code("residential", Label("居住用地", "Residential land"), "#f7e08a", YEARLY_PLAN),
    ),
    source=YEARLY_PLAN,
)

TITLE_CATEGORIES = CodeList(
    "title_categories",
    (
        Code("certificate", Label("不动产权证", "Certificate"), None, INTEREST_SHARING),
        Code("grant_contract", Label("出让合同", "Grant contract"), None, INTEREST_SHARING),
        Code(
            "village_construction", Label("非农建设用地", "Non-agricultural construction land"), None, INTEREST_SHARING
        ),
        Code("returned", Label("征地返还用地", "Land returned after expropriation"), None, INTEREST_SHARING),
        Code("confirmed", Label("历史遗留确认", "Confirmed historical building"), None, INTEREST_SHARING),
        Code("old_village", Label("旧屋村", "Old village"), None, INTEREST_SHARING),
        Code("unfinished", Label("未完善征转", "Conversion not completed"), None, INTEREST_SHARING),
    ),
    source=INTEREST_SHARING,
)


OFFICE = "马田街道土地整备台账填报口径（示例，由街道办确定）"

# Why the order of stages doesn't hold; anything else may be written too.
OVERRIDE_REASONS = CodeList(
    "override_reasons",
    (
        Code("state_recovery", Label("政府直接收回，无需签约", "Recovered by the state, unsigned"), None, OFFICE),
        Code("expropriated", Label("依征收决定实施", "Carried out under an expropriation decision"), None, OFFICE),
        Code("no_building", Label("净地，无建筑物", "Vacant land, nothing to clear"), None, OFFICE),
        Code("record_lost", Label("早期资料缺失，补录", "Early papers are lost; recorded afterwards"), None, OFFICE),
        Code("advance_possession", Label("经同意先行进场", "Entered early with consent"), None, OFFICE),
    ),
    source=OFFICE,
)


def code_rows(codes: CodeList, *, coloured: bool = False) -> tuple[dict[str, object], ...]:
    """Return the rows that a code table starts with, in their order."""
    return tuple(
        {
            "code": row.code,
            "position": position,
            "label_zh": row.label.zh,
            "label_en": row.label.en,
            "source": row.source,
            **({"colour": row.colour} if coloured else {}),
        }
        for position, row in enumerate(codes.codes, start=1)
    )


def code_table(name: str, metadata: MetaData, *more: Column[object], rows: tuple[dict[str, object], ...]) -> None:
    """Add a code table: code, position, labels, further columns, source."""
    Table(
        name,
        metadata,
        Column("code", Text, primary_key=True),
        Column("position", Integer, nullable=False, unique=True),
        Column("label_zh", Text, nullable=False),
        Column("label_en", Text, nullable=False),
        *more,
        Column("source", Text, nullable=False),
        info={"grant": "SELECT", "rows": rows},
    )


def _colour() -> Column[object]:
    return Column("colour", Text, comment="#rrggbb; how the map draws it")


def define_tables(metadata: MetaData) -> None:
    """Add the code tables `stages`, `milestones`, `project_types`, `project_type_milestones`, `override_reasons`."""
    stages = tuple({**row, "requires": REQUIRES.get(str(row["code"]))} for row in code_rows(STAGES, coloured=True))
    requires: Column[object] = Column(
        "requires", Text, ForeignKey("stages.code"), comment="stage that must stand before"
    )
    code_table("stages", metadata, requires, _colour(), rows=stages)
    code_table("milestones", metadata, rows=code_rows(MILESTONES))
    code_table("project_types", metadata, _colour(), rows=code_rows(PROJECT_TYPES, coloured=True))
    code_table("override_reasons", metadata, rows=code_rows(OVERRIDE_REASONS))
    Table(
        "project_type_milestones",
        metadata,
        Column("project_type", Text, ForeignKey("project_types.code"), primary_key=True),
        Column("milestone", Text, ForeignKey("milestones.code"), primary_key=True),
        Column("position", Integer, nullable=False),
        Column("optional", Boolean, nullable=False, server_default=false()),
        info={
            "grant": "SELECT",
            "rows": tuple(
                {"project_type": kind, "milestone": milestone, "position": position}
                for kind, chain in CHAINS.items()
                for position, milestone in enumerate(chain, start=1)
            ),
        },
    )

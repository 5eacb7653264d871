"""
What a delivery is checked for: one row a rule, with what it does to the row, why, and whose rule it is.

The table decides; code asks `rule("overlap").severity` and never branches on a name. What an office wants handled
otherwise is changed here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gis_core.exchange.delivery import Severity
from layers.base import Label

Mend = Literal["mended", "proposed"]

SIMPLE_FEATURES = "OGC 06-103r4 (Simple Features), 6.1.11; GEOS IsValidOp"
TOPOLOGY = "TD/T 1001-2012 地籍调查规程：宗地不重不漏"
HOUSE = "Matian: docs/decisions/0310"


@dataclass(frozen=True)
class Rule:
    """
    One check.

    Parameters
    ----------
    name
        Identifier, as findings carry it.
    severity
        What a finding does to its row.
    label
        What people call the fault.
    advice
        One sentence: what it means for the row and what to do.
    source
        Whose rule it is.
    mend
        `mended`: `--repair safe` mends it, as the mend has one meaning. `proposed`: it proposes a mend that a person
        decides on. `None`: it has to be mended where the data come from.
    """

    name: str
    severity: Severity
    label: Label
    advice: Label
    source: str
    mend: Mend | None = None


REFUSE, WARN, NOTE = Severity.REFUSE, Severity.WARN, Severity.NOTE

RULES: dict[str, Rule] = {
    row.name: row
    for row in (
        Rule(
            "empty_geometry",
            REFUSE,
            Label("没有图形", "No geometry"),
            Label("请补上图形。", "Add the shape."),
            SIMPLE_FEATURES,
        ),
        Rule(
            "wrong_type",
            REFUSE,
            Label("图形类型不符", "Wrong geometry type"),
            Label("请交付该图层要求的图形类型。", "Deliver the type of shape that the layer holds."),
            SIMPLE_FEATURES,
        ),
        Rule(
            "invalid_geometry",
            REFUSE,
            Label("图形无效", "Invalid geometry"),
            Label("请改正图形，或用 --repair safe 查看修复建议。", "Correct the shape; --repair safe proposes a mend."),
            SIMPLE_FEATURES,
            "proposed",
        ),
        Rule(
            "unclosed_ring",
            REFUSE,
            Label("环未闭合", "Unclosed ring"),
            Label("--repair safe 会补上终点。", "--repair safe closes it on its first point."),
            SIMPLE_FEATURES,
            "mended",
        ),
        Rule(
            "repeated_vertex",
            REFUSE,
            Label("界址点重复或间距小于 1 毫米", "Repeated vertex, or vertices closer than 1 mm"),
            Label("--repair safe 会去掉重复点。", "--repair safe leaves the second one out."),
            "GB/T 42547-2023 地籍调查规程：界址点坐标取至毫米 / coordinates to the millimetre",
            "mended",
        ),
        Rule(
            "ring_order",
            NOTE,
            Label("环的方向与其他不一致", "Ring runs against the others"),
            Label("不影响入库；--repair safe 会调转。", "It loads all the same; --repair safe turns it round."),
            "OGC 06-103r4 6.1.11.1; Esri Shapefile Technical Description (1998), Polygon; RFC 7946 3.1.6",
            "mended",
        ),
        Rule(
            "spike",
            REFUSE,
            Label("尖刺", "Spike"),
            Label("请去掉尖刺上的点。", "Take out the vertex at its point."),
            HOUSE,
        ),
        Rule(
            "sliver",
            WARN,
            Label("碎屑图形", "Sliver"),
            Label("请核对是否为真实地块。", "Look whether it is a real feature."),
            HOUSE,
        ),
        Rule(
            "outside_extent",
            REFUSE,
            Label("超出辖区范围", "Outside the extent"),
            Label("请核对坐标系和坐标顺序。", "Look at the CRS and the order of the coordinates."),
            "place.toml [map] extent",
        ),
        Rule(
            "duplicate_row",
            REFUSE,
            Label("整行重复", "Duplicate row"),
            Label("--repair safe 会合并。", "--repair safe merges them."),
            HOUSE,
            "mended",
        ),
        Rule(
            "duplicate_code",
            REFUSE,
            Label("编号重复", "Duplicate code"),
            Label(
                "无法判断哪一行为准，请改正编号。", "Which of the rows is the one can't be known; correct their codes."
            ),
            "GB/T 37346-2019 不动产单元设定与代码编制规则：代码唯一 / codes are unique",
        ),
        Rule(
            "missing_code",
            REFUSE,
            Label("没有编号", "Missing code"),
            Label("请补上编号，或用 --map 指明编号字段。", "Add the code, or name its column with --map."),
            "GB/T 37346-2019 不动产单元设定与代码编制规则",
        ),
        Rule(
            "reused_code",
            REFUSE,
            Label("编号曾属于其他图形", "Code that belonged to another feature"),
            Label("编号不得再次使用，请另编。", "A code is never used again; give another one."),
            "GB/T 37346-2019 不动产单元设定与代码编制规则：代码不重复使用 / codes are never used again",
        ),
        Rule(
            "code_pattern",
            REFUSE,
            Label("编号格式不符", "Code of the wrong form"),
            Label("请按编码规则改正。", "Correct it."),
            "layers: rules.code_pattern",
        ),
        Rule(
            "duplicate_geometry",
            REFUSE,
            Label("图形重复", "Duplicate geometry"),
            Label("第一行照常处理，其余不入库。", "The first of them is kept, the others stay out."),
            TOPOLOGY,
        ),
        Rule(
            "shared_ground",
            REFUSE,
            Label("同一土地同时属于两个项目", "Land in two projects at one time"),
            Label("请核对属于哪个项目。", "Look which project it belongs to."),
            "layers: rules.one_of; 街道土地整备台账：一地一项目 / land belongs to one project",
        ),
        Rule(
            "overlap",
            WARN,
            Label("与相邻图形重叠", "Overlap with a neighbour"),
            Label("请核对共用界线；--repair safe 会提出修复建议。", "Look at the boundary; --repair safe proposes."),
            TOPOLOGY,
            "proposed",
        ),
        Rule(
            "gap",
            WARN,
            Label("与相邻图形之间有缝隙", "Gap beside a neighbour"),
            Label("请核对共用界线。", "Look at the boundary between them."),
            TOPOLOGY,
        ),
        Rule(
            "declared_area",
            WARN,
            Label("登记面积与计算面积不符", "Declared area differs from the computed one"),
            Label("两个面积并存，请核对。", "Both are kept beside each other; look which is right."),
            "GB/T 17986.1-2000 房产测量规范 3.2.6：限差 / tolerance 0.08·√S + 0.006·S (m²), at least 1 m²",
        ),
        Rule(
            "code_list",
            REFUSE,
            Label("代码不在代码表中", "Value not in the code list"),
            Label("请按代码表填写。", "Use a code of the list."),
            "layers/codes.py",
        ),
        Rule(
            "required_field",
            REFUSE,
            Label("缺少必填值", "Required value missing"),
            Label("请补填。", "Fill it in."),
            "layers: required fields",
        ),
        Rule(
            "impossible_date",
            REFUSE,
            Label("日期不合理", "Date that can't be"),
            Label("请改正日期。", "Correct the date."),
            "layers: rules.dates; 民法典 359: 住宅用地使用权 70 年 / the longest land-use term is 70 years",
        ),
        Rule(
            "value",
            REFUSE,
            Label("值无法转换", "Value that can't be converted"),
            Label("请按字段类型填写。", "Write it as the field's kind asks."),
            "layers: fields",
        ),
        Rule(
            "point_count",
            REFUSE,
            Label("界址点数不符", "Number of boundary points"),
            Label("请核对是否缺点。", "Points may be missing; compare with the survey."),
            "勘测定界界址点坐标交换格式: 点数",
        ),
    )
}


def rule(name: str) -> Rule:
    """
    Return the rule called `name`.

    Raises
    ------
    KeyError
        If no row of the table has that name.
    """
    return RULES[name]


def can_refuse(*names: str) -> bool:
    """Tell whether one of these rules keeps rows out (then they must be looked at before anything is loaded)."""
    return any(rule(name).severity is REFUSE for name in names)

"""The ledger of a year, a month or a project: its sheets, from the figures that the page and the reports show."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from xlsxwriter.utility import xl_col_to_name

from gis_core.consolidation.figures import Answer, Question, evidence, figure_named
from gis_core.consolidation.ledger.book import Book, Column, Kind
from gis_core.consolidation.overview.monthly import Month, monthly
from gis_core.consolidation.overview.report import ProjectHead, Report, consolidation_report
from gis_core.errors import WrongUseError
from gis_core.place import Place
from layers.stages import LAND_KINDS, TITLE_CATEGORIES

Connection = psycopg.Connection[Any]
KINDS = ("year", "month", "project")
TITLES = {"year": "年度", "month": "月度", "project": "项目"}
A4, A3 = 9, 8
PARCELS = sql.SQL((Path(__file__).parent / "parcels.sql").read_text(encoding="utf-8"))
MARK = "示意数据：本台账由演示记录生成，不是测绘或办公成果 · Synthetic demo records"
LABELS = {row.code: row.label.zh for codes in (LAND_KINDS, TITLE_CATEGORIES) for row in codes.codes}
UNITS = {"m²": "平方米", "CNY": "元", "1": "比例", "days": "天", "": ""}
KIND_OF_UNIT: dict[str, Kind] = {"m²": "m2", "CNY": "yuan", "1": "share", "days": "days"}
PER_PROJECT = (
    ("planned_area", "整备面积（平方米）", "计划"),
    ("completed_area", "整备面积（平方米）", "完成"),
    ("ahead_area", "整备面积（平方米）", "超前/滞后"),
    ("stored_area", "整备面积（平方米）", "入库"),
    ("contiguous_area", "整备面积（平方米）", "连片释放"),
    ("signing_rate_area", "期末比率（按面积）", "签约"),
    ("paid_rate_area", "期末比率（按面积）", "补偿"),
    ("vacated_rate_area", "期末比率（按面积）", "腾空"),
    ("cleared_rate_area", "期末比率（按面积）", "清拆"),
    ("cleared_floor_area", "清拆建筑面积（平方米）", "本期"),
    ("funds_planned", "资金（元）", "计划"),
    ("funds_paid", "资金（元）", "已付"),
)


def ledger(connection: Connection, place: Place, kind: str, question: Question) -> bytes:
    """
    Return a ledger as the bytes of an XLSX file.

    Parameters
    ----------
    connection
        A transaction; money is left blank for roles that may not see it.
    place
        Whose ledger.
    kind
        `year`, `month` or `project`: what the title says, and whether the months of the year stand in it.
    question
        Period, instant of recording and scope; a project's ledger is asked with its project.

    Raises
    ------
    WrongUseError
        If there is no such kind, a project's ledger names no project, or the place was never on record.
    """
    if kind not in KINDS:
        raise WrongUseError(f"kind: there is no ledger {kind[:40]!r}; there are: {', '.join(KINDS)}")
    if kind == "project" and question.scope.project is None:
        raise WrongUseError("project: the ledger of a project needs its code")
    report = consolidation_report(connection, question)
    about = _about(report, place)
    book = Book(MARK if _synthetic(connection) else None, f"制表 {report.known.astimezone(place.zone):%Y-%m-%d %H:%M}")
    title = f"{place.name.zh}土地整备{TITLES[kind]}台账"
    _summary(book, title, about, report)
    if kind != "month":
        _months(book, place, connection, report)
    _projects(book, place, about, report)
    for head in report.heads:
        _project(book, connection, about, report, head)
    _definitions(book, about, report)
    return book.finish()


def _synthetic(connection: Connection) -> bool:
    row = connection.execute("SELECT value FROM instance_facts WHERE key = 'synthetic'").fetchone()
    return row is not None and row[0] == "true"


def _about(report: Report, place: Place) -> str:
    period, known = report.question.period, report.known.astimezone(place.zone)
    names = {"zone": "片区", "community": "社区", "project": "项目", "type": "类型"}
    scope = "；".join(f"{names[name]} {value}" for name, value in report.question.scope.named().items())
    return f"统计期 {period.first} 至 {period.last} · 数据截至 {known:%Y-%m-%d %H:%M}" + (
        f" · {scope}" if scope else ""
    )


def _summary(book: Book, title: str, about: str, report: Report) -> None:
    """Every figure in a row; hectares are computed from the square metres beside them."""
    columns = [
        Column("序号", "text", 6),
        Column("指标", "wide", 34),
        Column("Figure", "wide", 40),
        Column("数值", "m2", 20),
        Column("单位", "text", 10),
        Column("折合（公顷）", "ha", 16, formula=lambda row: f"D{row}/10000"),
        Column("统计日期", "date", 13),
    ]
    sheet = book.sheet("汇总", title, about, columns, paper=A4)
    for number, found in enumerate(report.figures.values(), start=1):
        figure = found.figure
        shown = "不予显示" if found.hidden else found.value
        cells = [number, figure.label.zh, figure.label.en, shown, UNITS.get(figure.unit, figure.unit)]
        sheet.row(
            [*cells, found.hectares, report.question.period.last],
            kinds={3: KIND_OF_UNIT.get(figure.unit, "count")},
            without=set() if found.hectares is not None else {5},
        )
    sheet.note("各项指标的定义见“定义”表；明细见各项目表。比率为 0–100%，“—”表示没有可计的对象。")


def _months(book: Book, place: Place, connection: Connection, report: Report) -> None:
    """Plan against actual of the year in which the period ends, by month and kind of land."""
    question = report.question
    year = question.period.last.year
    months, kinds = monthly(connection, year, known=report.known, scope=question.scope)
    groups = [("合计", months), *((LABELS.get(kind, kind), of_kind) for kind, of_kind in kinds.items())]
    columns = [Column("月份", "text", 8)]
    for place_in, (label, _) in enumerate(groups):
        plan, done = (_letter(1 + place_in * 4 + offset) for offset in (0, 1))
        columns += [
            Column("计划", "m2", 13, label),
            Column("完成", "m2", 13, label),
            Column("超前/滞后", "m2", 13, label, _difference(done, plan)),
            Column("入库", "m2", 13, label),
        ]
    begin = len(columns)
    plan, done = _letter(begin), _letter(begin + 1)
    columns += [
        Column("累计计划", "m2", 14, "全年累计"),
        Column("累计完成", "m2", 14, "全年累计"),
        Column("完成率", "share", 10, "全年累计", lambda row: f'IF({plan}{row}=0,"—",{done}{row}/{plan}{row})'),
    ]
    about = f"{year} 年逐月 · 单位：平方米 · 数据截至 {report.known.astimezone(place.zone):%Y-%m-%d %H:%M}"
    sheet = book.sheet("分月", f"{place.name.zh}土地整备计划与完成对照表", about, columns, paper=A3)
    first = sheet.first_row
    for number in range(12):
        row: list[object] = [f"{number + 1}月"]
        for _, of_kind in groups:
            one = of_kind[number]
            row += [one.target_m2, one.completed_m2, one.completed_m2 - one.target_m2, one.stored_m2]
        total: Month = months[number]
        planned, completed = total.cumulative_target_m2, total.cumulative_completed_m2
        row += [planned, completed, completed / planned if planned else None]
        here = first + number
        sheet.row(
            row,
            formulas={begin: f"SUM($B${first}:B{here})", begin + 1: f"SUM($C${first}:C{here})"},
        )
    sheet.total(without={begin, begin + 1})


def _projects(book: Book, place: Place, about: str, report: Report) -> None:
    """A row a project, with totals."""
    columns = [
        Column("项目编号", "text", 12),
        Column("项目名称", "wide", 26),
        Column("类型", "text", 10),
        Column("社区", "text", 10),
        Column("谈判小组", "text", 12),
    ]
    at = {name: len(columns) + number for number, (name, _, _) in enumerate(PER_PROJECT)}
    for name, group, head in PER_PROJECT:
        kind = KIND_OF_UNIT[figure_named(name).unit]
        ahead = _difference(_letter(at["completed_area"]), _letter(at["planned_area"]))
        columns.append(Column(head, kind, 9 if kind == "share" else 16, group, ahead if name == "ahead_area" else None))
    sheet = book.sheet("项目", f"{place.name.zh}土地整备项目一览表", about, columns, paper=A3)
    for head_of in report.heads:
        figures = report.projects[head_of.code]
        cells = [head_of.code, head_of.name, head_of.type_zh, head_of.community, head_of.team]
        sheet.row([*cells, *(figures[name].value for name, _, _ in PER_PROJECT)])
    if report.rest:
        rest = [report.rest[name].value if name in report.rest else None for name, _, _ in PER_PROJECT]
        rest[at["ahead_area"] - 5] = Decimal(0) if "ahead_area" not in report.rest else rest[at["ahead_area"] - 5]
        sheet.row(["—", "不属任何项目（储备用地等）", None, None, None, *rest])
    sheet.total()


def _project(book: Book, connection: Connection, about: str, report: Report, head: ProjectHead) -> None:
    """The parcels of a project: land, stage, and what each adds to the period's figures."""
    question = report.question
    scope = question.scope.only(project=head.code)
    values = {"last": question.period.last, "known": report.known, **scope.named()}
    with connection.cursor(row_factory=dict_row) as cursor:
        parcels = cursor.execute(PARCELS.format(scope=scope.condition()), values).fetchall()
    counted: dict[str, dict[str, tuple[Decimal, dt.date | None]]] = {}
    for name in ("completed_area", "stored_area", "cleared_floor_area"):
        rows = evidence(connection, figure_named(name), question.period, known=report.known, scope=scope)
        counted[name] = {row.code: (row.amount, row.date) for row in rows}
    there = {parcel["code"] for parcel in parcels}
    gone = sorted({code for rows in counted.values() for code in rows} - there)
    columns = [
        Column("地块编号", "text", 20),
        Column("用地类别", "text", 11),
        Column("权属类别", "text", 15),
        Column("用地面积（平方米）", "m2", 15),
        Column("建筑面积（平方米）", "m2", 15),
        Column("当前阶段", "text", 10),
        Column("进入日期", "date", 12),
        Column("日期", "date", 12, "本期整备完成"),
        Column("面积（平方米）", "m2", 15, "本期整备完成"),
        Column("日期", "date", 12, "本期移交入库"),
        Column("面积（平方米）", "m2", 15, "本期移交入库"),
        Column("建筑面积（平方米）", "m2", 15, "本期清拆"),
    ]
    line = " · ".join(part for part in (head.type_zh, head.community, head.team, about) if part)
    sheet = book.sheet(head.code, f"{head.code} {head.name} 地块台账", line, columns, paper=A3)
    for parcel in [*parcels, *({"code": code, "stage_zh": "已灭失或分割"} for code in gone)]:
        code = parcel["code"]
        completed, stored, cleared = (counted[name].get(code, (None, None)) for name in counted)
        named = [LABELS.get(str(parcel.get(key)), parcel.get(key)) for key in ("land_kind", "title_category")]
        first_part = [*named, *(parcel.get(key) for key in ("area_m2", "floor_m2", "stage_zh", "since"))]
        sheet.row([code, *first_part, completed[1], completed[0], stored[1], stored[0], cleared[0]])
    sheet.total()
    sheet.note("")
    for name in ("signing_rate_parcels", "signing_rate_area", "signing_rate_holders", "cleared_rate_floor_area"):
        found = report.projects[head.code][name]
        sheet.note(f"{found.figure.label.zh}：{_share(found)}")


def _definitions(book: Book, about: str, report: Report) -> None:
    columns = [
        Column("指标", "wide", 28),
        Column("单位", "text", 10),
        Column("定义", "wide", 70),
        Column("Definition", "wide", 80),
        Column("统计日期", "date", 13),
    ]
    sheet = book.sheet("定义", "指标定义", about, columns, paper=A3)
    for found in report.figures.values():
        figure = found.figure
        unit = UNITS.get(figure.unit, figure.unit)
        lines = max(len(figure.definition.zh) // 33, len(figure.definition.en) // 78) + 1
        told = [figure.label.zh, unit, figure.definition.zh, figure.definition.en, report.question.period.last]
        sheet.row(told, lines=lines)


def _share(found: Answer) -> str:
    return "—" if found.value is None else f"{found.value:.1%}"


def _letter(number: int) -> str:
    return str(xl_col_to_name(number))


def _difference(more: str, less: str) -> Any:
    return lambda row: f"{more}{row}-{less}{row}"

"""`report`: figures computed from the records, and the evidence that each is made of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import psycopg
import typer

from api.commands.console import emit, emit_json, say
from api.commands.session import open_instance
from gis_core import db
from gis_core.consolidation import period
from gis_core.consolidation.figures import Answer, Question, evidence, figure_named, value, year_figures
from gis_core.consolidation.ledger import ledger
from gis_core.consolidation.overview import Report, consolidation_report
from gis_core.consolidation.scope import Scope
from gis_core.errors import WrongUseError
from gis_core.instance import Instance
from gis_core.times import read_at, today

Json = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]
Year = Annotated[int, typer.Option(help="Calendar year, such as 2024.")]
AnyYear = Annotated[int | None, typer.Option(help="Calendar year, such as 2024; or give --first and --last, or --at.")]
First = Annotated[str | None, typer.Option(help="First day of the period (2024-01-01).")]
Last = Annotated[str | None, typer.Option(help="Last day of the period, included.")]
At = Annotated[str | None, typer.Option(help="Day for which states are true; with --year, the period's last day.")]
Known = Annotated[str | None, typer.Option(help="As recorded by this day or instant (ISO 8601); now when not given.")]
Project = Annotated[str | None, typer.Option(help="Code of the only project that counts; - for what is of none.")]
Zone = Annotated[str | None, typer.Option(help="Code of the functional zone that counts; - for what lies in none.")]
Community = Annotated[str | None, typer.Option(help="Name of the community that counts; - for what lies in none.")]
Kind = Annotated[str | None, typer.Option("--type", help="Code of the only type of project that counts.")]


def register(cli: typer.Typer) -> None:
    """Add the group `report`."""
    group = typer.Typer(help="Figures computed from the records, and what they are made of.", no_args_is_help=True)
    group.command("year")(report_year)
    group.command("evidence")(report_evidence)
    group.command("consolidation")(report_consolidation)
    cli.add_typer(group, name="report")


def report_year(year: Year, known: Known = None, as_json: Json = False) -> None:
    """Print the figures of a year: hectares completed and released, parks, roads, parking spaces, stations."""
    instance = open_instance()
    with db.connect(instance) as connection:
        figures = year_figures(connection, year, known=period.instant(known, instance.place.zone))
    if as_json:
        top: dict[str, object] = {"year": year, **{figure.name: figure.value for figure in figures}}
        emit_json(top | {"figures": [_plain(asdict(figure)) for figure in figures]})
        return
    for figure in figures:
        emit(f"{figure.label.zh} {figure.label.en}: {figure.value:,f} {figure.unit.zh} {figure.unit.en}")


def report_evidence(
    figure: Annotated[str, typer.Argument(help="Name of the figure, such as completed_area.")],
    *,
    year: AnyYear = None,
    first: First = None,
    last: Last = None,
    at: At = None,
    known: Known = None,
    project: Project = None,
    zone: Zone = None,
    community: Community = None,
    kind: Kind = None,
    as_json: Json = False,
) -> None:
    """Print what a figure is made of: the rows add up to its value."""
    asked = figure_named(figure)
    instance = open_instance()
    scope = Scope(zone=zone, community=community, project=project, type=kind)
    question = _question(instance, year=year, first=first, last=last, at=at, known=known, scope=scope)
    with _asking(instance) as connection:
        rows = evidence(connection, asked, question.period, known=question.known, scope=scope)
    found = Answer(asked, value(asked, rows), len(rows))
    if as_json:
        measure = "area" if asked.amount_unit == "m²" else "amount"
        listed = [
            {
                "code": row.code,
                "layer": row.layer,
                "project": row.project,
                "date": row.date,
                measure: row.amount,
                **({} if row.of is None else {"of": row.of}),
            }
            for row in rows
        ]
        emit_json({"figure": asked.name, **_figure(found), "parameters": asked.parameters, "rows": listed})
        return
    for row in rows:
        of = "" if row.of is None else f" / {row.of:,f}"
        emit(f"{row.date or '-'!s:10}  {row.project or '-':8} {row.code:20} {row.amount:>18,f}{of}")
    definition = f"{asked.definition.zh} · {asked.definition.en}"
    emit(f"{asked.label.zh} {asked.label.en}: {_number(found.value)} {asked.unit} · {definition}")


def report_consolidation(
    *,
    year: AnyYear = None,
    first: First = None,
    last: Last = None,
    at: At = None,
    known: Known = None,
    project: Project = None,
    zone: Zone = None,
    community: Community = None,
    kind: Kind = None,
    as_json: Json = False,
    as_markdown: Annotated[bool, typer.Option("--md", help="Write Markdown to standard output.")] = False,
    xlsx: Annotated[Path | None, typer.Option(help="Write the ledger of the period to this XLSX file.")] = None,
) -> None:
    """Print every figure of land consolidation for a period, altogether and by project."""
    if as_json + as_markdown + (xlsx is not None) > 1:
        raise WrongUseError("--json, --md and --xlsx are three ways to write the same; give one of them")
    instance = open_instance()
    scope = Scope(zone=zone, community=community, project=project, type=kind)
    question = _question(instance, year=year, first=first, last=last, at=at, known=known, scope=scope)
    with _asking(instance) as connection:
        if xlsx is not None:
            kind = "year" if project is None else "project"
            xlsx.write_bytes(ledger(connection, instance.place, kind, question))
            say(f"wrote {xlsx}")
            return
        report = consolidation_report(connection, question)
    if as_json:
        emit_json(_report(report))
    else:
        for line in _lines(report, instance.place.zone, markdown=as_markdown):
            emit(line)


def _question(
    instance: Instance,
    *,
    year: int | None,
    first: str | None,
    last: str | None,
    at: str | None,
    known: str | None,
    scope: Scope,
) -> Question:
    zone = instance.place.zone
    days = {
        name: None if text is None else read_at(text, zone, field=name)
        for name, text in (("first", first), ("last", last), ("at", at))
    }
    return Question(period.read_period(year, **days, today=today(zone)), period.instant(known, zone), scope)


@contextmanager
def _asking(instance: Instance) -> Iterator[psycopg.Connection[Any]]:
    """Connect as one who sits at the machine itself and holds the keys of the database: money is shown."""
    with db.connect(instance) as connection:
        connection.execute("SELECT set_config('matian.role', 'administrator', true)")
        yield connection


def _figure(found: Answer) -> dict[str, object]:
    hectares = {} if found.hectares is None else {"ha": found.hectares}
    return {
        "value": found.value,
        "unit": found.figure.unit,
        **hectares,
        "definition": found.figure.definition.model_dump(),
    }


def _report(report: Report) -> dict[str, object]:
    asked = report.question
    return {
        "period": {"first": asked.period.first, "last": asked.period.last},
        "known": report.known,
        "scope": asked.scope.named(),
        "figures": {
            name: {**_figure(found), "label": found.figure.label.model_dump()} for name, found in report.figures.items()
        },
        "projects": [
            {
                "code": row.code,
                "name": row.name,
                "type": row.type,
                "community": row.community,
                "team": row.team,
                "figures": {name: _figure(found) for name, found in report.projects[row.code].items()},
            }
            for row in report.heads
        ],
    }


def _lines(report: Report, zone: ZoneInfo, *, markdown: bool) -> Iterator[str]:
    """Yield the report as people read it, in Markdown or as plain lines."""
    period_of, known = report.question.period, report.known.astimezone(zone).isoformat(timespec="seconds")
    title = f"土地整备 Land consolidation {period_of.first} – {period_of.last} · known {known}"
    if not markdown:
        yield title
        for found in report.figures.values():
            yield f"{found.figure.label.zh} {found.figure.label.en}: {_shown(found)}"
        return
    yield from (f"# {title}", "", "| 指标 Figure | 数值 Value | 单位 Unit |", "|---|---:|---|")
    for found in report.figures.values():
        yield f"| {found.figure.label.zh} {found.figure.label.en} | {_number(found.value)} | {found.figure.unit} |"
    yield from ("", "## 项目 Projects", "")
    names = ("completed_area", "stored_area", "planned_area", "ahead_area", "signing_rate_area")
    heads = [f"{report.figures[name].figure.label.zh} {report.figures[name].figure.unit}" for name in names]
    yield "| 编号 Code | 名称 Name | " + " | ".join(heads) + " |"
    yield "|---|---|" + "---:|" * len(names)
    for row in report.heads:
        cells = [_number(report.projects[row.code][name].value) for name in names]
        yield f"| {row.code} | {row.name} | " + " | ".join(cells) + " |"
    yield from ("", "## 定义 Definitions", "")
    for found in report.figures.values():
        figure = found.figure
        yield f"- **{figure.label.zh} {figure.label.en}**: {figure.definition.zh} {figure.definition.en}"


def _shown(found: Answer) -> str:
    hectares = "" if found.hectares is None else f" ({found.hectares:,.4f} ha)"
    return f"{_number(found.value)} {found.figure.unit}{hectares}"


def _number(number: Decimal | None) -> str:
    if number is None:
        return "–"
    return (
        f"{number:,f}" if number == number.to_integral_value() or number.as_tuple().exponent == -6 else f"{number:,.4f}"
    )


def _plain(figure: dict[str, object]) -> dict[str, object]:
    """Names as plain objects."""
    return {key: part.model_dump() if hasattr(part, "model_dump") else part for key, part in figure.items()}

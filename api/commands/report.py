"""`report`: figures computed from the records, and the evidence that each is made of."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Annotated

import typer

from api.commands.console import emit, emit_json
from api.commands.session import open_instance
from gis_core import db
from gis_core.consolidation import period
from gis_core.consolidation.figures import evidence, figure_named, value, year_figures

Json = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]
Year = Annotated[int, typer.Option(help="Calendar year, such as 2024.")]
Known = Annotated[str | None, typer.Option(help="As recorded by this day or instant (ISO 8601); now when not given.")]


def register(cli: typer.Typer) -> None:
    """Add the group `report`."""
    group = typer.Typer(help="Figures computed from the records, and what they are made of.", no_args_is_help=True)
    group.command("year")(report_year)
    group.command("evidence")(report_evidence)
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
    year: Year,
    project: Annotated[str | None, typer.Option(help="Code of the only project that counts.")] = None,
    known: Known = None,
    as_json: Json = False,
) -> None:
    """Print what a figure of a year is made of: the rows sum to its value."""
    asked = figure_named(figure)
    instance = open_instance()
    with db.connect(instance) as connection:
        rows = evidence(
            connection, asked, period.year(year), known=period.instant(known, instance.place.zone), project=project
        )
    total = value(rows)
    if as_json:
        measure = "area" if asked.unit == "m²" else "amount"
        listed = [{"code": r.code, "project": r.project, "date": r.date, measure: r.amount} for r in rows]
        emit_json(
            {
                "figure": asked.name,
                "value": total,
                "unit": asked.unit,
                "definition": asked.definition.model_dump(),
                "parameters": asked.parameters,
                "rows": listed,
            }
        )
        return
    for row in rows:
        emit(f"{_day(row.date)}  {row.project or '-':8} {row.code:20} {row.amount:>18,f}")
    emit(f"{asked.label.zh} {asked.label.en}: {total:,f} {asked.unit} · {asked.definition.zh} · {asked.definition.en}")


def _day(day: dt.date) -> str:
    return day.isoformat()


def _plain(figure: dict[str, object]) -> dict[str, object]:
    """Names as plain objects."""
    return {key: part.model_dump() if hasattr(part, "model_dump") else part for key, part in figure.items()}

"""`codes`: the code tables of consolidation, read and edited by the administrator; every change is kept."""

from __future__ import annotations

import getpass
from dataclasses import asdict
from typing import Annotated

import typer

from api.commands.console import emit, emit_json, say
from api.commands.session import open_instance
from gis_core import db
from gis_core.consolidation.records import codes
from gis_core.errors import WrongUseError

Json = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]
List = Annotated[str, typer.Argument(help="Code table, as `codes list` names it.", metavar="LIST")]
Code = Annotated[str, typer.Argument(help="The code; in project_type_milestones TYPE/MILESTONE.")]
Values = Annotated[
    list[str], typer.Argument(help="COLUMN=VALUE …; COLUMN= empties it.", metavar="COLUMN=VALUE", show_default=False)
]


def register(cli: typer.Typer) -> None:
    """Add the group `codes`."""
    group = typer.Typer(
        help="Stages, milestones, project types, custody states, reasons: read them, change them.", no_args_is_help=True
    )
    group.command("list")(list_all)
    group.command()(show)
    group.command("set")(change)
    group.command()(add)
    group.command()(skip)
    group.command()(log)
    cli.add_typer(group, name="codes")


def list_all(as_json: Json = False) -> None:
    """List the code tables and how many codes each has."""
    with db.connect(open_instance()) as connection:
        found = codes.lists(connection)
    if as_json:
        emit_json(found)
        return
    for name, count in found.items():
        emit(f"{name:26} {count:4}")


def show(name: List, as_json: Json = False) -> None:
    """Show a code table in its order."""
    with db.connect(open_instance()) as connection:
        rows = codes.rows(connection, name)
    if as_json:
        emit_json(rows)
        return
    for row in rows:
        emit("  ".join(f"{column}={value}" for column, value in row.items() if value is not None))


def change(name: List, code: Code, values: Values, as_json: Json = False) -> None:
    """
    Change a code: its labels, colour, position, which stage it requires.

    Example: ./matian codes set stages demolished requires=vacated
    """
    with db.connect(open_instance(), who=getpass.getuser(), role="owner") as connection:
        row = codes.change(connection, name, code, _read(values))
    _told(name, row, as_json=as_json)


def add(name: List, code: Code, values: Values, as_json: Json = False) -> None:
    """
    Add a code.

    Example: ./matian codes add stages fenced label_zh=围挡 label_en=Fenced source=街道办 requires=demolished position=9
    """
    with db.connect(open_instance(), who=getpass.getuser(), role="owner") as connection:
        row = codes.add(connection, name, code, _read(values))
    _told(name, row, as_json=as_json)


def skip(
    project_type: Annotated[str, typer.Argument(help="Code of the project type.")],
    milestone: Annotated[str, typer.Argument(help="Milestone that it skips from now on.")],
) -> None:
    """Let projects of a type skip a milestone; `codes add project_type_milestones TYPE/MILESTONE` brings it back."""
    with db.connect(open_instance(), who=getpass.getuser(), role="owner") as connection:
        codes.skip(connection, project_type, milestone)
    say(f"✓ {project_type} skips {milestone}")


def log(
    name: Annotated[str | None, typer.Argument(help="Only this code table.")] = None, as_json: Json = False
) -> None:
    """Show who changed what, the newest first."""
    with db.connect(open_instance()) as connection:
        found = codes.changes(connection, name)
    if as_json:
        emit_json([asdict(each) for each in found])
        return
    for each in found:
        before, after = each.before or {}, each.after or {}
        said = ", ".join(
            f"{column}: {before.get(column)} → {after.get(column)}"
            for column in {**before, **after}
            if before.get(column) != after.get(column)
        )
        emit(f"{each.changed_at:%Y-%m-%d %H:%M}  {each.changed_by:16}  {each.list} {each.code}  {said}")


def _read(values: list[str]) -> dict[str, str | None]:
    read: dict[str, str | None] = {}
    for text in values:
        column, equals, value = text.partition("=")
        if not equals or not column:
            raise WrongUseError(f"{text!r} must be written COLUMN=VALUE")
        if column in read:
            raise WrongUseError(f"{column} stands there twice")
        read[column] = value or None
    return read


def _told(name: str, row: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        emit_json(row)
    else:
        say(f"✓ {name}: " + "  ".join(f"{column}={value}" for column, value in row.items() if value is not None))

"""Groups of commands that several files add to."""

from __future__ import annotations

from typing import Literal

import typer

HELP = {
    "export": "Records out of the instance, as files.",
    "siting": "Site selection: scenarios, runs, comparisons.",
}


def group(cli: typer.Typer, name: Literal["export", "siting"]) -> typer.Typer:
    """Return a group of a command line, which is made when it is asked for first."""
    for one in cli.registered_groups:
        if one.name == name and one.typer_instance is not None:
            return one.typer_instance
    made = typer.Typer(help=HELP[name], no_args_is_help=True)
    cli.add_typer(made, name=name)
    return made

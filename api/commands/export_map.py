"""`export map`: layers as one HTML file that needs no internet."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from api.commands.console import emit_json, progress, say
from api.commands.session import open_instance
from gis_core.errors import WrongUseError
from gis_core.times import read_at, read_known
from layers.registry import all_layers


def register(cli: typer.Typer) -> None:
    """Add `map` to the group `export`."""
    group = next((one.typer_instance for one in cli.registered_groups if one.name == "export"), None)
    if group is None:
        group = typer.Typer(help="Records out of the instance, as files.", no_args_is_help=True)
        cli.add_typer(group, name="export")
    group.command("map")(draw)


def draw(
    *,
    layer: Annotated[list[str], typer.Option(help="Layer to show, as `layers` lists it; say it again for more.")],
    out: Annotated[Path, typer.Option(help="HTML file to write; replaced as a whole when it exists.")],
    filter_text: Annotated[
        str | None, typer.Option("--filter", help="Only rows for which this CQL2 holds; with one --layer.")
    ] = None,
    at: Annotated[str | None, typer.Option(help="What was true on this day (2024-12-31).")] = None,
    known: Annotated[
        str | None, typer.Option(help="What was recorded by then: a day's end (2024-12-31) or an instant.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")] = False,
) -> None:
    """
    Write a map as one HTML file with all it needs in it: it opens without a server and without internet.

    Example: ./matian export map --layer parcels --filter "land_use = '1001'" --out industry.html
    """
    from gis_core.exports.at_terminal import export_map  # noqa: PLC0415  (folium is slow to load)
    from gis_core.selection.selection import Selection  # noqa: PLC0415

    known_layers = all_layers()
    for name in layer:
        if name not in known_layers:
            raise WrongUseError(f"--layer {name}: there is no such layer; there are {', '.join(sorted(known_layers))}")
    if filter_text is not None and len(layer) > 1:
        raise WrongUseError("--filter: it speaks of the fields of one layer; give one --layer with it")
    instance = open_instance()
    zone = instance.place.zone
    day = None if at is None else read_at(at, zone, field="--at")
    instant = None if known is None else read_known(known, zone, field="--known")
    filters = () if filter_text is None else (filter_text,)
    selections = [Selection(name, filters, day, instant) for name in dict.fromkeys(layer)]
    with progress("export map"):
        count = export_map(instance, selections, who=getpass.getuser(), out=out)
    if as_json:
        emit_json({"layers": list(dict.fromkeys(layer)), "out": str(out), "features": count})
    else:
        say(f"{count:,} features written to {out}")

"""`export map`: layers as one HTML file that needs no internet."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from api.commands.asked_layers import AtOption, KnownOption, blaming_options, refuse_wrong_layers, selected
from api.commands.console import emit_json, progress, say
from api.commands.groups import group
from api.commands.session import open_instance


def register(cli: typer.Typer) -> None:
    """Add `map` to the group `export`."""
    group(cli, "export").command("map")(draw)


def draw(
    *,
    layer: Annotated[list[str], typer.Option(help="Layer to show, as `layers` lists it; say it again for more.")],
    out: Annotated[Path, typer.Option(help="HTML file to write; replaced as a whole when it exists.")],
    filter_text: Annotated[
        str | None, typer.Option("--filter", help="Only rows for which this CQL2 holds; with one --layer.")
    ] = None,
    at: AtOption = None,
    known: KnownOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")] = False,
) -> None:
    """
    Write a map as one HTML file with all it needs in it: it opens without a server and without internet.

    Example: ./matian export map --layer parcels --filter "land_use = '1001'" --out industry.html
    """
    from gis_core.exports.at_terminal import export_map  # noqa: PLC0415  (folium is slow to load)

    refuse_wrong_layers(layer, filter_text)
    instance = open_instance()
    selections = selected(instance, layer, filter_text, at, known)
    with blaming_options(), progress("export map"):
        count = export_map(instance, selections, who=getpass.getuser(), out=out)
    if as_json:
        emit_json({"layers": [selection.layer for selection in selections], "out": str(out), "features": count})
    else:
        say(f"{count:,} features written to {out}")

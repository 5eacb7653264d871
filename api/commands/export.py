"""`export data`: a layer, or what a filter finds of it, back as a file."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.console import emit_json, progress, say
from api.commands.session import open_instance
from gis_core.errors import WrongUseError
from gis_core.times import read_at, read_known
from layers.registry import all_layers

if TYPE_CHECKING:
    from gis_core.instance import Instance
    from gis_core.selection.selection import Selection

At = Annotated[str | None, typer.Option(help="What was true on this day (2024-12-31).")]
Known = Annotated[str | None, typer.Option(help="What was recorded by then: a day's end (2024-12-31) or an instant.")]


def register(cli: typer.Typer) -> None:
    """Add `data` to the group `export`."""
    export_group(cli).command()(data)


def export_group(cli: typer.Typer) -> typer.Typer:
    """Return the group `export`, made by whoever asks for it first."""
    found = next((one.typer_instance for one in cli.registered_groups if one.name == "export"), None)
    if found is not None:
        return found
    group = typer.Typer(help="Records out of the instance, as files.", no_args_is_help=True)
    cli.add_typer(group, name="export")
    return group


def selected(
    instance: Instance, layer: Sequence[str], filter_text: str | None, at: str | None, known: str | None
) -> list[Selection]:
    """
    Return what the options `--layer`, `--filter`, `--at` and `--known` select: of each layer once, at the same times.

    Raises
    ------
    WrongUseError
        Naming the option: a layer that there isn't, a filter on several layers, a time that can't be read.
    """
    from gis_core.selection.selection import Selection  # noqa: PLC0415  (slow to load)

    names = list(dict.fromkeys(layer))
    for name in names:
        if name not in all_layers():
            raise WrongUseError(f"--layer {name}: there is no such layer; there are {', '.join(sorted(all_layers()))}")
    if filter_text is not None and len(names) > 1:
        raise WrongUseError("--filter: it speaks of the fields of one layer; give one --layer with it")
    zone = instance.place.zone
    filters = () if filter_text is None else (filter_text,)
    day = None if at is None else read_at(at, zone, field="--at")
    instant = None if known is None else read_known(known, zone, field="--known")
    return [Selection(name, filters, day, instant) for name in names]


def data(
    *,
    layer: Annotated[
        list[str], typer.Option(help="Layer to export, as `layers` lists it; gpkg and gdb hold several (say it again).")
    ],
    out: Annotated[Path, typer.Option(help="File to write; replaced as a whole when it exists.")],
    format_name: Annotated[
        str,
        typer.Option("--format", help="gpkg, shp, gdb, geojson, flatgeobuf, geoparquet, dxf, kml, xlsx, csv or txt."),
    ] = "gpkg",
    filter_text: Annotated[
        str | None,
        typer.Option("--filter", help="Only rows for which this CQL2 holds: land_use = '1001'"),
    ] = None,
    crs: Annotated[
        str | None, typer.Option(help="CRS to write it in: EPSG:4547, EPSG:4490, GCJ-02 …; else the survey CRS.")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="gbk or utf-8, of formats that leave the choice (shp, csv, txt).")
    ] = None,
    at: At = None,
    known: Known = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")] = False,
) -> None:
    """
    Write a layer, or the rows of it that a filter finds, as a file.

    What the format can't keep is told, and listed in a file beside it. A name that ends in .zip packs a format of
    several files.

    Example: ./matian export data --layer parcels --filter "land_use = '1001'" --format shp --encoding gbk --out a.zip
    """
    from gis_core.exports.at_terminal import export_data  # noqa: PLC0415  (GDAL is slow to load)

    instance = open_instance()
    selections = selected(instance, layer, filter_text, at, known)
    told_names = ", ".join(selection.layer for selection in selections)
    with progress(f"export {told_names}"):
        done = export_data(
            instance, selections, who=getpass.getuser(), out=out, format_name=format_name, crs=crs, encoding=encoding
        )
    if as_json:
        told = {"layer": told_names, "format": format_name, "out": str(done.path), "crs": done.crs, "rows": done.rows}
        emit_json(told | {"losses": [f"{loss.zh} · {loss.en}" for loss in done.losses]})
        return
    say(f"{done.rows:,} rows of {told_names} written to {done.path} ({done.crs})")
    for notice in done.notices:
        say(f"{notice.zh} · {notice.en}")
    for loss in done.losses:
        say(f"- {loss.zh} · {loss.en}")

"""`export data`: a layer, or what a filter finds of it, back as a file."""

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
    """Add the group `export`."""
    group = typer.Typer(help="Records out of the instance, as files.", no_args_is_help=True)
    group.command()(data)
    group.callback()(lambda: None)
    cli.add_typer(group, name="export")


def data(
    *,
    layer: Annotated[str, typer.Option(help="Layer to export, as `layers` lists it.")],
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
    at: Annotated[str | None, typer.Option(help="What was true on this day (2024-12-31).")] = None,
    known: Annotated[
        str | None, typer.Option(help="What was recorded by then: a day's end (2024-12-31) or an instant.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")] = False,
) -> None:
    """
    Write a layer, or the rows of it that a filter finds, as a file.

    What the format can't keep is told, and listed in a file beside it. A name that ends in .zip packs a format of
    several files.

    Example: ./matian export data --layer parcels --filter "land_use = '1001'" --format shp --encoding gbk --out a.zip
    """
    from gis_core.exports.at_terminal import export_data  # noqa: PLC0415  (GDAL is slow to load)
    from gis_core.selection.selection import Selection  # noqa: PLC0415

    chosen = all_layers().get(layer)
    if chosen is None:
        raise WrongUseError(f"--layer {layer}: there is no such layer; there are {', '.join(sorted(all_layers()))}")
    instance = open_instance()
    zone = instance.place.zone
    selection = Selection(
        layer,
        () if filter_text is None else (filter_text,),
        None if at is None else read_at(at, zone, field="--at"),
        None if known is None else read_known(known, zone, field="--known"),
    )
    with progress(f"export {layer}"):
        done = export_data(
            instance, selection, who=getpass.getuser(), out=out, format_name=format_name, crs=crs, encoding=encoding
        )
    if as_json:
        told = {"layer": layer, "format": format_name, "out": str(done.path), "crs": done.crs, "rows": done.rows}
        emit_json(told | {"losses": [f"{loss.zh} · {loss.en}" for loss in done.losses]})
        return
    say(f"{done.rows:,} rows of {layer} written to {done.path} ({done.crs})")
    for notice in done.notices:
        say(f"{notice.zh} · {notice.en}")
    for loss in done.losses:
        say(f"- {loss.zh} · {loss.en}")

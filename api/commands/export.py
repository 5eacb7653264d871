"""`export data`: a layer, or what a filter finds of it, back as a file."""

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
    """Add `data` to the group `export`."""
    group(cli, "export").command()(data)


def data(
    *,
    layer: Annotated[list[str], typer.Option(help="Layer to export, as `layers` lists it; say it again for more.")],
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
        str | None, typer.Option(help="gbk or utf-8, of formats that leave the choice (shp, csv, txt, dxf).")
    ] = None,
    at: AtOption = None,
    known: KnownOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")] = False,
) -> None:
    """
    Write a layer, or the rows of it that a filter finds, as a file.

    What the format can't keep is told, and listed in a file beside it. A name that ends in .zip packs what is written.
    Several layers share a file in gpkg, gdb, xlsx, kml and dxf; of the others they are a ZIP of a file each.

    Example: ./matian export data --layer parcels --filter "land_use = '1001'" --format shp --encoding gbk --out a.zip
    """
    from gis_core.exports.at_terminal import export_data  # noqa: PLC0415  (GDAL is slow to load)

    refuse_wrong_layers(layer, filter_text)
    instance = open_instance()
    selections = selected(instance, layer, filter_text, at, known)
    told_names = ", ".join(selection.layer for selection in selections)
    with blaming_options(), progress(f"export {told_names}"):
        done = export_data(
            instance, selections, who=getpass.getuser(), out=out, format_name=format_name, crs=crs, encoding=encoding
        )
    if as_json:
        told = {"layer": told_names, "format": format_name, "out": str(done.path), "crs": done.crs, "rows": done.rows}
        emit_json(told | {"losses": [f"{loss.zh} · {loss.en}" for loss in done.losses]})
        return
    say(f"{done.rows:,} rows of {told_names} written to {done.path} ({done.title})")
    for notice in done.notices:
        say(f"{notice.zh} · {notice.en}")
    for loss in done.losses:
        say(f"- {loss.zh} · {loss.en}")

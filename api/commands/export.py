"""`export data`: a layer back as a file."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from api.commands.console import emit_json, progress, say
from api.commands.session import open_instance
from gis_core.errors import WrongUseError
from gis_core.place import Place
from layers.registry import all_layers


class ExportFormat(StrEnum):
    """Formats that a layer can be written in."""

    GPKG = "gpkg"
    GEOJSON = "geojson"


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
    format_name: Annotated[ExportFormat, typer.Option("--format", help="What to write.")] = ExportFormat.GPKG,
    crs: Annotated[
        str | None, typer.Option(help="CRS to write it in: EPSG:4547, EPSG:4490, GCJ-02 …; else the survey CRS.")
    ] = None,
    at: Annotated[str | None, typer.Option(help="What was true on this day (2024-12-31).")] = None,
    known: Annotated[
        str | None, typer.Option(help="What was recorded by then: a day's end (2024-12-31) or an instant.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")] = False,
) -> None:
    """
    Write a layer as GeoPackage or GeoJSON.

    Example: ./matian export data --layer parcels --format geojson --crs EPSG:4490 --out parcels.geojson
    """
    from gis_core.exchange.write import write_layer  # noqa: PLC0415  (GDAL is slow to load)

    chosen = all_layers().get(layer)
    if chosen is None:
        raise WrongUseError(f"--layer {layer}: there is no such layer; there are {', '.join(sorted(all_layers()))}")
    instance = open_instance()
    day = None if at is None else _day(at, "--at")
    instant = None if known is None else _instant(known, instance.place)
    with progress(f"export {layer}"):
        done = write_layer(instance, chosen, out=out, format_name=format_name.value, crs=crs, at=day, known=instant)
    if as_json:
        emit_json(
            {"layer": layer, "format": format_name.value, "out": str(done.path), "crs": done.crs, "rows": done.rows}
        )
    else:
        say(f"{done.rows:,} rows of {layer} written to {done.path} ({done.crs})")


def _day(text: str, option: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise WrongUseError(f"{option} {text}: give a day such as 2024-12-31") from error


def _instant(text: str, place: Place) -> dt.datetime:
    """Return an instant; a day means its end in the place's time zone."""
    try:
        if len(text) == len("2024-12-31"):
            return dt.datetime.combine(dt.date.fromisoformat(text), dt.time.max, place.zone)
        instant = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise WrongUseError(f"--known {text}: give a day or an instant such as 2024-12-31T18:00:00+08:00") from error
    return instant if instant.tzinfo else instant.replace(tzinfo=place.zone)

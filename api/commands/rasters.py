"""
`rasters`: the rasters that the instance shows, and making them: slope, distance to features, weighted overlay.

What works is imported where it is asked for: the libraries behind it are slow to import, and most commands need none.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from api.commands.console import emit, emit_json, say
from api.commands.session import open_instance
from gis_core import db
from gis_core.errors import WrongUseError
from gis_core.times import read_at, read_known

Json = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]
Name = Annotated[str, typer.Argument(help="Name of the raster: small letters, digits, _ and -.", metavar="NAME")]


def register(cli: typer.Typer) -> None:
    """Add the group `rasters`."""
    group = typer.Typer(invoke_without_command=True)
    group.callback()(rasters)
    group.command()(slope)
    group.command()(distance)
    group.command()(overlay)
    cli.add_typer(group, name="rasters")


def rasters(context: typer.Context, as_json: Json = False) -> None:
    """List the rasters that the instance shows, and make them: slope, distance, overlay."""
    if context.invoked_subcommand is not None:
        return
    from gis_core.siting.rasters.shown import all_shown  # noqa: PLC0415

    found = all_shown(open_instance())
    if as_json:
        emit_json({"rasters": [_summary(raster) for raster in found]})
        return
    for raster in found:
        emit(f"{raster.name:24} {raster.low:10.4g} – {raster.high:.4g} {raster.unit}  {raster.cell_m:g} m")


def _summary(raster: Any) -> dict[str, object]:
    names = ("name", "unit", "low", "high", "bounds", "crs", "cell_m", "made")
    return {name: getattr(raster, name) for name in names} | {"path": str(raster.path)}


def slope(
    name: Name, degrees: Annotated[bool, typer.Option("--degrees", help="Degrees; percent when not given.")] = False
) -> None:
    """Make the slope of the terrain model (Horn's method)."""
    from gis_core.siting.rasters.making import make_slope  # noqa: PLC0415

    say(f"✓ {make_slope(open_instance(), name, unit='degrees' if degrees else 'percent')}")


def distance(
    name: Name,
    *,
    layer: Annotated[str, typer.Option(help="Layer to whose features the distance is.")],
    value: Annotated[
        list[str] | None, typer.Option(help="Only features with this value of the field that the layer is drawn by.")
    ] = None,
    cell: Annotated[float, typer.Option(help="Side of a cell, m.")] = 10.0,
    at: Annotated[str | None, typer.Option(help="Day whose features are meant; today when not given.")] = None,
    known: Annotated[str | None, typer.Option(help="As recorded by this day or instant; now when not given.")] = None,
) -> None:
    """Make the straight distance to the nearest feature of a layer (m)."""
    from gis_core.siting.features import FeaturesOf  # noqa: PLC0415
    from gis_core.siting.rasters.making import make_distance  # noqa: PLC0415

    try:
        features = FeaturesOf(layer=layer, values=value or None)
    except ValueError as error:
        said: Any = error
        raise WrongUseError(said.errors()[0]["msg"].removeprefix("Value error, "), field="layer") from error
    instance = open_instance()
    zone = instance.place.zone
    day, instant = read_at(at, zone), read_known(known, zone)
    with db.connect(instance) as connection:
        say(f"✓ {make_distance(instance, connection, name, features, at=day, known=instant, cell=cell)}")


def overlay(
    name: Name, file: Annotated[Path, typer.Argument(help="Recipe (JSON): layers with weight and function.")]
) -> None:
    """Make a weighted overlay of rasters that are there, by a recipe."""
    from gis_core.siting.rasters.making import make_overlay, read_recipe  # noqa: PLC0415

    recipe = read_recipe(file)
    say(f"✓ {make_overlay(open_instance(), name, recipe)}")

"""`demo`: everything from nothing to a served map of the demo district."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands.console import progress, say
from api.commands.session import open_instance
from api.frontend import ensure_built
from gis_core.errors import WrongUseError
from gis_core.founding import is_elsewhere
from gis_core.instance import Instance
from gis_core.settings import load_settings


def register(cli: typer.Typer) -> None:
    """Add `demo`."""
    cli.command()(demo)


def demo(
    scale: Annotated[float, typer.Option(help="Size; 1 is about 10,000 parcels, 30 about 300,000.", min=0.2)] = 1,
    seed: Annotated[int | None, typer.Option(help="Seed of the synthetic district.")] = None,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the map when all is loaded.")] = True,
    port: Annotated[int | None, typer.Option(help="Port; the next free one when taken.", min=0, max=65535)] = None,
) -> None:
    """
    Set up what is missing, load the synthetic demo district, and serve its map.

    Run again, it starts within seconds and changes nothing. Ctrl-C stops the server and the database.
    """
    settings = load_settings()
    if is_elsewhere(settings):
        raise WrongUseError("the demo district is this subdistrict's; unset MATIAN_CRS and MATIAN_EXTENT")
    ensure_built(say)
    instance = open_instance(settings)
    fill(instance, scale=scale, seed=settings.demo_seed if seed is None else seed)
    if serve:
        from api.commands.serve import serve as serve_instance  # noqa: PLC0415  (the server is slow to import)

        serve_instance(port=port)
    else:
        say("the demo district is loaded; ./matian serve shows its map")


def fill(instance: Instance, *, scale: float, seed: int) -> None:
    """Load the demo district unless the instance holds it."""
    from gis_core.demo.load import load_demo  # noqa: PLC0415  (numpy, shapely and geopandas take a second)

    with progress(f"loading the demo district (scale {scale:g})", total=1) as bar:
        load_demo(instance, scale=scale, seed=seed, progress=bar.reach)

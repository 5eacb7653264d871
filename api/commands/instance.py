"""`init`: an instance for this place with its demo district, or an empty one for any place."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands.console import emit, emit_json, say
from api.commands.demo import fill
from api.commands.session import open_instance
from gis_core.errors import WrongUseError
from gis_core.founding import is_elsewhere
from gis_core.settings import load_settings


def register(cli: typer.Typer) -> None:
    """Add `init`."""
    cli.command()(init)


def init(
    empty: Annotated[bool, typer.Option("--empty", help="Leave the layers empty.")] = False,
    scale: Annotated[float, typer.Option(help="Size of the demo district; 1 is about 10,000 parcels.", min=0.2)] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")] = False,
) -> None:
    """
    Make the instance (folder MATIAN_HOME): place file, database, schema, and the demo district unless --empty.

    Another place: MATIAN_HOME=… MATIAN_CRS=EPSG:32611 MATIAN_EXTENT=west,south,east,north ./matian init --empty
    (degrees; MATIAN_NAME and MATIAN_TIME_ZONE too). The CRS is fixed from then on.
    """
    settings = load_settings()
    if is_elsewhere(settings) and not empty:
        raise WrongUseError("the demo district is this subdistrict's; for another place use init --empty")
    instance = open_instance(settings)
    if not empty:
        fill(instance, scale=scale, seed=settings.demo_seed)
    place = instance.place
    if as_json:
        emit_json(
            {
                "home": instance.home,
                "place": place.name.model_dump(),
                "crs": place.crs.survey,
                "extent": place.map.extent,
                "time_zone": place.time.zone,
                "empty": empty,
            }
        )
        return
    say(
        f"✓ instance for {place.name.zh} · {place.name.en}: {place.crs.survey} ({place.crs.name.en}), {place.time.zone}"
    )
    emit(str(instance.home))

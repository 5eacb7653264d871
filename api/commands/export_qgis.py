"""`export qgis`: a QGIS project on the services, or on a GeoPackage that is written beside it."""

from __future__ import annotations

import getpass
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from api.commands.asked_layers import blaming_options
from api.commands.console import emit_json, progress, say
from api.commands.groups import group
from api.commands.session import open_instance
from gis_core.errors import WrongUseError
from gis_core.times import read_at, read_known


class ProjectSource(StrEnum):
    """Where a project's layers come from."""

    SERVICES = "services"
    GPKG = "gpkg"


def register(cli: typer.Typer) -> None:
    """Add `qgis` to the group `export`."""
    group(cli, "export").command()(qgis)


def qgis(
    *,
    out: Annotated[Path, typer.Option(help="Project to write (.qgz); replaced as a whole when it exists.")],
    source: Annotated[ProjectSource, typer.Option(help="Open the services, or a GeoPackage written beside it.")] = (
        ProjectSource.SERVICES
    ),
    server: Annotated[str, typer.Option(help="Where the services are reached; QGIS asks for the token.")] = (
        "http://127.0.0.1:8765"
    ),
    at: Annotated[str | None, typer.Option(help="gpkg: what was true on this day (2024-12-31).")] = None,
    known: Annotated[
        str | None, typer.Option(help="gpkg: what was recorded by then: a day's end or an instant.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")] = False,
) -> None:
    """
    Write a QGIS project with our styles, names and codes in Chinese.

    Example: ./matian export qgis --source gpkg --out matian.qgz
    """
    from gis_core.cartography.qgis.writing import write_on_services  # noqa: PLC0415  (GDAL is slow to load)
    from gis_core.exports.at_terminal import export_qgis  # noqa: PLC0415  (GDAL is slow to load)

    instance = open_instance()
    zone = instance.place.zone
    if source is ProjectSource.SERVICES:
        if at or known:
            raise WrongUseError("--at, --known: the services show today; take --source gpkg for another day")
        with blaming_options():
            written = write_on_services(instance, out, server=_server(server))
    else:
        day = None if at is None else read_at(at, zone, field="--at")
        instant = None if known is None else read_known(known, zone, field="--known")
        with blaming_options(), progress("export qgis"):
            written = export_qgis(instance, who=getpass.getuser(), out=out, at=day, known=instant)
    if as_json:
        emit_json({"source": source.value, "files": [str(path) for path in written]})
    else:
        say(f"written: {', '.join(map(str, written))}")


def _server(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query or "'" in text:
        raise WrongUseError(f"--server {text[:80]}: give an address such as http://127.0.0.1:8765, without a token")
    return text.rstrip("/")

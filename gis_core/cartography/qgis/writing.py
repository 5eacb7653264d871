"""Projects as files: on the services, or with a GeoPackage of every drawn layer beside it."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from gis_core import db
from gis_core.cartography.code_lists import as_edited, lists_on
from gis_core.cartography.qgis.project import qgz
from gis_core.cartography.qgis.sources import GeoPackage, Services
from gis_core.disk import saying_when_full
from gis_core.errors import WrongUseError
from gis_core.instance import Instance
from gis_core.selection.selection import Selection
from layers.base import Layer
from layers.registry import all_layers


def write_on_services(instance: Instance, out: Path, *, server: str) -> tuple[Path, ...]:
    """
    Write a project whose layers come from a server's open services; return what was written.

    Raises
    ------
    WrongUseError
        If `out` can't be written.
    """
    out = _writable(out)
    content = qgz(instance.place, _as_edited(instance), Services(server))
    _replace(out, content)
    return (out,)


def drawn_selections(at: dt.date | None, known: dt.datetime | None) -> list[Selection]:
    """Return all rows of every drawn layer at two times."""
    return [Selection(layer.name, (), at, known) for layer in _drawn()]


def write_on_geopackage(
    instance: Instance, out: Path, *, at: dt.date | None = None, known: dt.datetime | None = None
) -> tuple[tuple[Path, Path], int]:
    """
    Write a project and, beside it, a GeoPackage of every drawn layer at two times; return both, and how many rows.

    All layers show one state of the records.

    Raises
    ------
    WrongUseError
        If `out` can't be written.
    """
    from gis_core.exchange.write import write_selections  # noqa: PLC0415  (GDAL is slow to load)

    out = _writable(out)
    survey = instance.place.crs.survey
    beside = out.with_suffix(".gpkg")
    content = qgz(instance.place, _as_edited(instance), GeoPackage(beside.name, survey))
    done = write_selections(instance, drawn_selections(at, known), out=beside, format_name="gpkg")
    _replace(out, content)
    return (out, done.path), done.rows


def _drawn() -> list[Layer]:
    return [layer for layer in all_layers().values() if layer.style is not None]


def _as_edited(instance: Instance) -> list[Layer]:
    with db.connect(instance) as connection:
        lists = lists_on(connection)
    return [as_edited(layer, lists) for layer in _drawn()]


def _writable(out: Path) -> Path:
    out = out.expanduser().absolute()
    if out.suffix.lower() != ".qgz":
        raise WrongUseError(f"out: a project's name ends in .qgz, not as {out}", field="out")
    if out.is_dir() or not out.parent.is_dir() or not os.access(out.parent, os.W_OK):
        raise WrongUseError(f"out: no file can be written at {out}", field="out")
    return out


def _replace(out: Path, content: bytes) -> None:
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        with saying_when_full(out.parent):
            part.write_bytes(content)
            part.replace(out)
    finally:
        part.unlink(missing_ok=True)

"""Projects as files: on the services, or with a GeoPackage of every drawn layer beside it."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from pathlib import Path

from gis_core.cartography.code_lists import edited_in
from gis_core.cartography.qgis.project import qgz
from gis_core.cartography.qgis.sources import GeoPackage, Services
from gis_core.disk import saying_when_full
from gis_core.errors import WrongUseError
from gis_core.instance import Instance
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
    content = qgz(instance.place, _drawn(), Services(server), codes=edited_in(instance))
    _replace(out, content)
    return (out,)


def write_on_geopackage(
    instance: Instance, out: Path, *, at: dt.date | None = None, known: dt.datetime | None = None
) -> tuple[Path, ...]:
    """
    Write a project and, beside it, a GeoPackage of every drawn layer, as it was at two times; return both.

    Raises
    ------
    WrongUseError
        If `out` can't be written.
    """
    import pyogrio  # noqa: PLC0415  (GDAL is slow to load)

    from gis_core.exchange.write import write_layer  # noqa: PLC0415

    out = _writable(out)
    beside = out.with_suffix(".gpkg")
    with (
        saying_when_full(out.parent),
        tempfile.TemporaryDirectory(prefix=f".{out.stem}-", dir=out.parent) as name,
    ):
        together = Path(name) / beside.name
        for layer in _drawn():
            one = Path(name) / f"{layer.name}.one.gpkg"
            write_layer(instance, layer, out=one, format_name="gpkg", at=at, known=known)
            with pyogrio.open_arrow(one, layer=layer.name, use_pyarrow=True) as (meta, reader):
                pyogrio.write_arrow(
                    reader,
                    together,
                    layer=layer.name,
                    driver="GPKG",
                    geometry_name=meta["geometry_name"] or "geom",
                    geometry_type=layer.geometry,
                    crs=meta["crs"],
                    IDENTIFIER=f"{layer.label.zh} · {layer.label.en}",
                )
            one.unlink()
        content = qgz(
            instance.place,
            _drawn(),
            GeoPackage(beside.name, instance.place.crs.survey),
            codes=edited_in(instance),
        )
        together.replace(beside)
    _replace(out, content)
    return out, beside


def _drawn() -> list[Layer]:
    return [layer for layer in all_layers().values() if layer.style is not None]


def _writable(out: Path) -> Path:
    out = out.expanduser().absolute()
    if out.suffix.lower() != ".qgz":
        raise WrongUseError(f"--out {out}: a project's name ends in .qgz")
    if out.is_dir() or not out.parent.is_dir() or not os.access(out.parent, os.W_OK):
        raise WrongUseError(f"--out {out}: no file can be written there")
    return out


def _replace(out: Path, content: bytes) -> None:
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        with saying_when_full(out.parent):
            part.write_bytes(content)
            part.replace(out)
    finally:
        part.unlink(missing_ok=True)

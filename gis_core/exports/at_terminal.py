"""Exports by whoever sits at the terminal and holds the instance's secrets: no approval, on the log all the same."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gis_core import db
from gis_core.crs import WGS84
from gis_core.errors import MatianError
from gis_core.exchange.write import Export, write_frames, write_selections
from gis_core.exports import log
from gis_core.exports.data import described_all
from gis_core.exports.rules import strictest
from gis_core.instance import Instance
from gis_core.selection.selection import Selection
from layers.base import Classification, Layer

if TYPE_CHECKING:
    import geopandas as gpd

    from gis_core.cartography.sheets.export import Made, Report

ROLE = "administrator"


def export_data(
    instance: Instance,
    selections: Sequence[Selection],
    *,
    who: str,
    out: Path,
    format_name: str,
    crs: str | None,
    encoding: str | None,
) -> Export:
    """
    Write selections to a file of one's own (`gis_core.exchange.write.write_selections`), on the log of exports.

    The log says what was written and where to, and a failure once it had begun.

    Raises
    ------
    MatianError
        As `write_selections`.
    """
    what = described_all(selections, format_name, crs or instance.place.crs.survey)
    classification = strictest(*(selection.of.classification for selection in selections))
    with _logged(instance, "data", classification, what, who=who, out=out) as told:
        done = write_selections(instance, selections, out=out, format_name=format_name, crs=crs, encoding=encoding)
        told.update(_written(done))
    return done


def export_worked_out(
    instance: Instance,
    frames: Sequence[tuple[Layer, gpd.GeoDataFrame]],
    what: Mapping[str, Any],
    *,
    who: str,
    out: Path,
    format_name: str,
    crs: str | None = None,
    at: dt.date | None = None,
) -> Export:
    """
    Write what was worked out to a file of one's own (`gis_core.exchange.write.write_frames`), on the log of exports.

    Parameters
    ----------
    what
        The question, for the log.

    Raises
    ------
    MatianError
        As `write_frames`.
    """
    names = [layer.name for layer, _ in frames]
    asked = {"worked_out": names, "format": format_name, "crs": crs or instance.place.crs.survey, **what}
    classification = strictest(*(layer.classification for layer, _ in frames))
    with _logged(instance, "data", classification, asked, who=who, out=out) as told:
        done = write_frames(instance, frames, out=out, format_name=format_name, crs=crs, at=at)
        told.update(_written(done))
    return done


def export_map(instance: Instance, selections: Sequence[Selection], *, who: str, out: Path) -> int:
    """
    Write a map of selections to a file of one's own (`gis_core.cartography.pages.map_file.write_map`), on the log.

    Raises
    ------
    MatianError
        As `write_map`.
    """
    from gis_core.cartography.pages.map_file import write_map  # noqa: PLC0415  (folium is slow to load)

    what = described_all(selections, "html", WGS84)
    classification = strictest(*(selection.of.classification for selection in selections))
    with _logged(instance, "data", classification, what, who=who, out=out) as told:
        count = write_map(instance, selections, out)
        told |= {"rows": count, "bytes": _size(out), "losses": []}
    return count


def export_sheets(
    instance: Instance, asked: Mapping[str, Any], *, out: Path, who: str, report: Report | None = None
) -> Made:
    """
    Make map sheets into a folder of one's own (`gis_core.cartography.sheets.export.make`), on the log.

    Raises
    ------
    MatianError
        As `gis_core.cartography.sheets.request.read_request` and `make`.
    """
    from gis_core.cartography.sheets.export import make  # noqa: PLC0415  (fonts and PDF are slow to load)
    from gis_core.cartography.sheets.request import read_request  # noqa: PLC0415
    from gis_core.exports import sheets  # noqa: PLC0415

    request = read_request(dict(asked))
    classification = sheets.classification_of(request)
    with _logged(instance, "sheets", classification, sheets.described(request), who=who, out=out) as told:
        with db.connect(instance, who=who, acting_as=ROLE) as connection:
            made = make(instance, connection, request, out, who=who, report=report)
        size = sum(path.stat().st_size for path in made.files)
        told |= {"rows": made.counts["features"], "bytes": size, "losses": [], "out": _readable(out)}
    return made


def export_qgis(
    instance: Instance, *, who: str, out: Path, at: dt.date | None, known: dt.datetime | None
) -> tuple[Path, ...]:
    """
    Write a QGIS project on a GeoPackage of one's own (`gis_core.cartography.qgis.writing`), on the log.

    Raises
    ------
    MatianError
        As `write_on_geopackage`.
    """
    # GDAL is slow to load
    from gis_core.cartography.qgis.writing import drawn_selections, write_on_geopackage  # noqa: PLC0415

    selections = drawn_selections(at, known)
    what = described_all(selections, "qgz", instance.place.crs.survey)
    classification = strictest(*(selection.of.classification for selection in selections))
    with _logged(instance, "data", classification, what, who=who, out=out) as told:
        files, rows = write_on_geopackage(instance, out, at=at, known=known)
        told |= {"rows": rows, "bytes": sum(map(_size, files)), "losses": []}
    return files


@contextmanager
def _logged(
    instance: Instance, kind: str, classification: Classification, what: dict[str, Any], *, who: str, out: Path
) -> Iterator[dict[str, Any]]:
    """Log that something was asked for, and what came of the block: what it puts into the dictionary, or its error."""
    with db.connect(instance, who=who) as connection:
        number = log.write(
            connection,
            "asked",
            kind=kind,
            what=what,
            classification=classification,
            rows=None,
            purpose=None,
            role=ROLE,
            waits=False,
            why=None,
            out=_readable(out),
        )
    told: dict[str, Any] = {}
    try:
        yield told
    except MatianError as error:
        with db.connect(instance, who=who) as connection:
            log.write(connection, "failed", number, error=str(error))
        raise
    with db.connect(instance, who=who) as connection:
        log.write(connection, "finished", number, files=[], **told)


def _written(done: Export) -> dict[str, Any]:
    """Return what the log tells of a file."""
    losses = [{"zh": loss.zh, "en": loss.en} for loss in done.losses]
    return {"rows": done.rows, "bytes": _size(done.path), "losses": losses, "out": _readable(done.path)}


def _readable(path: Path) -> str:
    """Return a path as JSON holds it: Linux allows bytes in a name that are no text."""
    return os.fsencode(path).decode(errors="replace")


def _size(path: Path) -> int:
    if path.is_dir():
        return sum(part.stat().st_size for part in path.rglob("*") if part.is_file())
    return path.stat().st_size

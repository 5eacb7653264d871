"""Exports by whoever sits at the terminal and holds the instance's secrets: no approval, on the log all the same."""

from __future__ import annotations

from pathlib import Path

from gis_core import db
from gis_core.errors import MatianError
from gis_core.exchange.write import Export, write_selection
from gis_core.exports import log
from gis_core.exports.data import described
from gis_core.instance import Instance
from gis_core.selection.selection import Selection

ROLE = "administrator"


def export_data(
    instance: Instance,
    selection: Selection,
    *,
    who: str,
    out: Path,
    format_name: str,
    crs: str | None,
    encoding: str | None,
) -> Export:
    """
    Write a selection to a file of one's own (`gis_core.exchange.write.write_selection`), on the log of exports.

    The log says what was written and where to, and a failure once it had begun.

    Raises
    ------
    MatianError
        As `write_selection`.
    """
    with db.connect(instance, who=who) as connection:
        number = log.write(
            connection,
            "asked",
            kind="data",
            what=described(selection, format_name, crs or instance.place.crs.survey),
            classification=selection.of.classification,
            rows=None,
            purpose=None,
            role=ROLE,
            waits=False,
            why=None,
            out=str(out),
        )
    try:
        done = write_selection(instance, selection, out=out, format_name=format_name, crs=crs, encoding=encoding)
    except MatianError as error:
        with db.connect(instance, who=who) as connection:
            log.write(connection, "failed", number, error=str(error))
        raise
    with db.connect(instance, who=who) as connection:
        log.write(
            connection,
            "finished",
            number,
            rows=done.rows,
            bytes=_size(done.path),
            files=[],
            losses=[{"zh": loss.zh, "en": loss.en} for loss in done.losses],
            out=str(done.path),
        )
    return done


def _size(path: Path) -> int:
    if path.is_dir():
        return sum(part.stat().st_size for part in path.rglob("*") if part.is_file())
    return path.stat().st_size

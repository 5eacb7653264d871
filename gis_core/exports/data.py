"""Exports of records: what is asked for over HTTP, measured and described, and made by the job."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import psycopg

from gis_core import crs as systems
from gis_core.errors import WrongUseError
from gis_core.exchange.write import write_selection
from gis_core.exchange.writers import writer_named
from gis_core.exports.ask import ask
from gis_core.exports.log import Export
from gis_core.exports.making import made_before, making
from gis_core.instance import Instance
from gis_core.jobs.report import Report
from gis_core.place import Place
from gis_core.selection import store as selections
from gis_core.selection.selection import Selection

KIND, JOB = "data", "export_data"


def ask_for_data(
    connection: psycopg.Connection[Any],
    place: Place,
    selection: Selection,
    *,
    format_name: str,
    crs: str | None,
    encoding: str | None,
    purpose: str | None,
    role: str,
) -> Export:
    """
    Ask for an export of a selection's rows.

    What is selected is written into the request whole, so that it is made as it was asked for, even when the stored
    selection is over by then; its list of codes is copied and held as long as an approval may take.

    Raises
    ------
    WrongUseError, CrsError
        If the format, the CRS or the encoding can't be.
    """
    writer = writer_named(format_name)
    if writer.shapes and selection.of.geometry not in writer.shapes:
        raise WrongUseError(f"format: {writer.name} can't hold {selection.layer}", field="format")
    if crs is not None:
        systems.parse(crs, place)
    if encoding is not None and encoding.lower().replace("-", "") not in {
        known.lower().replace("-", "") for known in writer.encodings
    }:
        known = ", ".join(writer.encodings) or "no choice"
        raise WrongUseError(f"encoding: {writer.name} has {known}", field="encoding")
    layer = selection.of
    rows, _ = selections.measure(connection, selection, place)
    if selection.members is not None:
        selection = selections.held_longer(connection, selection)
    what = described(selection, writer.name, crs or writer.crs or place.crs.survey)
    arguments = {
        "layer": layer.name,
        "filters": list(selection.filters),
        "members": str(selection.members) if selection.members else None,
        "at": what["at"],
        "known": what["known"],
        "format": writer.name,
        "crs": crs,
        "encoding": encoding,
        "rows": rows,
    }
    return ask(
        connection,
        kind=KIND,
        what=what,
        classification=layer.classification,
        rows=rows,
        job_kind=JOB,
        arguments=arguments,
        role=role,
        purpose=purpose,
    )


def described(selection: Selection, format_name: str, crs: str) -> dict[str, Any]:
    """Return what the log says of what was asked for."""
    layer = selection.of
    return {
        "layer": layer.name,
        "label": {"zh": layer.label.zh, "en": layer.label.en},
        "format": format_name,
        "crs": crs,
        "filter": " AND ".join(f"({text})" for text in selection.filters) or None,
        "at": selection.at.isoformat() if selection.at else None,
        "known": selection.known.isoformat() if selection.known else None,
    }


def make_data(instance: Instance, arguments: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Make an export that was asked for by `ask_for_data`, and return what the job tells."""
    export = int(arguments["export"])
    if (made := made_before(instance, export)) is not None:
        return {"export": export, "rows": made["rows"]}
    members, at, known = (arguments.get(name) for name in ("members", "at", "known"))
    selection = Selection(
        arguments["layer"],
        tuple(arguments["filters"]),
        dt.date.fromisoformat(at) if at else None,
        dt.datetime.fromisoformat(known) if known else None,
        UUID(members) if members else None,
    )
    writer = writer_named(arguments["format"])
    whole = max(int(arguments["rows"]), 1)

    def tell(rows: int) -> None:
        report.stop_if_cancelled()
        report.progress(min(0.95 * rows / whole, 0.95), "写入数据", "writing")

    if members:
        with report.connect() as connection:
            selections.find(connection, UUID(members))
    with making(instance, export, who=report.who) as work:
        name = f"{selection.layer}_{at or 'now'}{writer.extension}{'.zip' if writer.folder else ''}"
        done = write_selection(
            instance,
            selection,
            out=work.folder / name,
            format_name=writer.name,
            crs=arguments.get("crs"),
            encoding=arguments.get("encoding"),
            report=tell,
        )
        work.offered = [done.path]
        work.rows, work.losses = done.rows, done.losses
        work.detail = {"notices": [{"zh": each.zh, "en": each.en} for each in done.notices], "crs": done.crs}
        report.stop_if_cancelled()
    return {"export": export, "rows": done.rows}

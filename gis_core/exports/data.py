"""Exports of records: what is asked for over HTTP, measured and described, and made by the job."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import psycopg

from gis_core.exchange.target import refuse_too_many, targeted
from gis_core.exchange.write import write_selections
from gis_core.exchange.writer import Writer
from gis_core.exchange.writers import writer_named
from gis_core.exports.ask import ask
from gis_core.exports.log import Export
from gis_core.exports.making import made_before, making
from gis_core.exports.rules import weighed
from gis_core.instance import Instance
from gis_core.jobs.report import Report
from gis_core.place import Place
from gis_core.selection import store as selections
from gis_core.selection.selection import Selection
from layers.base import Classification

KIND, JOB = "data", "export_data"


def ask_for_data(
    connection: psycopg.Connection[Any],
    place: Place,
    asked: Sequence[Selection],
    *,
    format_name: str,
    crs: str | None,
    encoding: str | None,
    purpose: str | None,
    role: str,
) -> Export:
    """
    Ask for an export of selections' rows, a layer each.

    What is selected is written into the request whole, so that it is made as it was asked for, even when the stored
    selection is over by then; its list of codes is copied and held as long as an approval may take.

    Raises
    ------
    WrongUseError, CrsError
        If the format, the CRS or the encoding can't be, or the format doesn't hold so many rows.
    """
    writer = writer_named(format_name)
    target = targeted(writer, [selection.of for selection in asked], place, crs=crs, encoding=encoding)
    parts = []
    for selection in asked:
        rows, _ = selections.measure(connection, selection, place)
        refuse_too_many(writer, rows)
        held = selection if selection.members is None else selections.held_longer(connection, selection)
        parts.append(_written_down(held, rows))
    counted: dict[str, tuple[Classification, int]] = {
        _same_records(selection): (selection.of.classification, part["rows"])
        for selection, part in zip(asked, parts, strict=True)
    }
    classification, rows = weighed(role, list(counted.values()))
    return ask(
        connection,
        kind=KIND,
        what=described_all(asked, writer.name, target.system.title),
        classification=classification,
        rows=rows,
        job_kind=JOB,
        arguments={"of": parts, "format": writer.name, "crs": crs, "encoding": encoding},
        role=role,
        purpose=purpose,
        counted=counted,
    )


def _same_records(selection: Selection) -> str:
    """Return what says which records are selected, in whatever format and how often they are asked for."""
    told = [selection.layer, str(selection.at), str(selection.members), *selection.filters]
    return json.dumps(told, ensure_ascii=False)


def _written_down(selection: Selection, rows: int) -> dict[str, Any]:
    """Return a selection as the job's arguments hold it; `_read_back` is the way back."""
    return {
        "layer": selection.layer,
        "filters": list(selection.filters),
        "members": str(selection.members) if selection.members else None,
        "at": selection.at.isoformat() if selection.at else None,
        "known": selection.known.isoformat() if selection.known else None,
        "rows": rows,
    }


def _read_back(part: Mapping[str, Any]) -> Selection:
    at, known, members = part["at"], part["known"], part["members"]
    return Selection(
        part["layer"],
        tuple(part["filters"]),
        dt.date.fromisoformat(at) if at else None,
        dt.datetime.fromisoformat(known) if known else None,
        UUID(members) if members else None,
    )


def described_all(asked: Sequence[Selection], format_name: str, crs: str) -> dict[str, Any]:
    """Return what the log says of what was asked for: a layer, or `layers`, each of which is told alike."""
    told = [_described(selection, format_name, crs) for selection in asked]
    return told[0] if len(told) == 1 else {"layers": told, "format": format_name, "crs": crs}


def _described(selection: Selection, format_name: str, crs: str) -> dict[str, Any]:
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
    parts: Sequence[Mapping[str, Any]] = arguments["of"]
    asked = [_read_back(part) for part in parts]
    writer = writer_named(arguments["format"])
    whole = max(sum(int(part["rows"]) for part in parts), 1)

    def tell(rows: int) -> None:
        report.stop_if_cancelled()
        report.progress(min(0.95 * rows / whole, 0.95), "写入数据", "writing")

    with report.connect() as connection:
        for selection in asked:
            if selection.members is not None:
                selections.find(connection, selection.members)
    with making(instance, export, who=report.who) as work:
        done = write_selections(
            instance,
            asked,
            out=work.folder / _file_name(asked, writer),
            format_name=writer.name,
            crs=arguments["crs"],
            encoding=arguments["encoding"],
            report=tell,
            connect=report.connect,
        )
        work.offered = [done.path]
        work.rows, work.losses = done.rows, done.losses
        work.detail = {"notices": [{"zh": each.zh, "en": each.en} for each in done.notices], "crs": done.crs}
        report.stop_if_cancelled()
    return {"export": export, "rows": done.rows}


def _file_name(asked: Sequence[Selection], writer: Writer) -> str:
    """Return how the file is called: its one layer or how many, the day, and `.zip` where it takes several files."""
    what = asked[0].layer if len(asked) == 1 else f"{len(asked)}_layers"
    zipped = writer.folder or (len(asked) > 1 and writer.write_layers is None)
    return f"{what}_{asked[0].at or 'now'}{writer.extension}{'.zip' if zipped else ''}"

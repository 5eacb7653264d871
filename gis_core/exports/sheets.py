"""Exports of map sheets: what is asked for over HTTP, measured, and made by the job."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import psycopg
import shapely
from psycopg import sql
from shapely.geometry.base import BaseGeometry

from gis_core.cartography.sheets.export import Made, make
from gis_core.cartography.sheets.plan import Laid, Plan, planned
from gis_core.cartography.sheets.request import SheetRequest, read_request
from gis_core.exports.ask import ask
from gis_core.exports.log import Export
from gis_core.exports.making import made_before, making
from gis_core.exports.rules import mark, strictest, weighed
from gis_core.instance import Instance
from gis_core.jobs.report import Report
from gis_core.place import Place
from gis_core.selection import store as selections
from layers.base import Classification
from layers.registry import all_layers

KIND, JOB = "sheets", "sheets"
LOGGED = 200
"""Lines of an order's log that are kept."""
COUNT = sql.SQL(
    "SELECT count(*) FROM {}(%(at)s, %(known)s) r WHERE st_intersects(r.geom, st_geomfromwkb(%(ground)s, %(srid)s))"
)


def ask_for_sheets(
    connection: psycopg.Connection[Any],
    place: Place,
    request: SheetRequest,
    *,
    who: str,
    role: str,
    purpose: str | None,
) -> Export:
    """
    Ask for sheets: what can't be made is refused at once, the rest is a job (or waits for an approval).

    Both times are fixed in the order, so that what is approved is what is made. It is measured by the features that
    lie on the sheets.

    Raises
    ------
    WrongUseError, NotFoundError
        As `plan.Plan.laid`.
    """
    plan = owned_plan(connection, place, request, who=who)
    laid = plan.laid()
    if request.selection is not None:
        stored = selections.find(connection, request.selection, who=who)
        held = selections.held_longer(connection, replace(stored.selection, members=stored.id))
        request = request.model_copy(update={"selection": held.members})
    arguments = request.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    arguments |= {"at": plan.times.at.isoformat(), "known": plan.times.known.isoformat()}
    classification, rows = measured(plan, laid, role)
    return ask(
        connection,
        kind=KIND,
        what=described(request) | {"subject": laid[0].subject.name, "sheets": sum(len(one.frames) for one in laid)},
        classification=classification,
        rows=rows,
        job_kind=JOB,
        arguments={"request": arguments},
        role=role,
        purpose=purpose,
    )


def owned_plan(connection: psycopg.Connection[Any], place: Place, request: SheetRequest, *, who: str) -> Plan:
    """
    Return the plan of an order whose selection is one's own.

    Raises
    ------
    NotFoundError
        If it is somebody else's, or over.
    """
    if request.selection is not None:
        selections.find(connection, request.selection, who=who)
    return planned(connection, place, request)


def classification_of(request: SheetRequest) -> Classification:
    """Return how far an order's sheets may go: the strictest of its mark and of the layers that they draw."""
    layers = {theme.layer for template in request.templates for theme in template.themes}
    return strictest(mark(request.classification), *(all_layers()[name].classification for name in layers))


def described(request: SheetRequest) -> dict[str, Any]:
    """Return what the log of exports says of an order."""
    label = request.of.label
    asked = request.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {**asked, "label": {"zh": label.zh, "en": label.en}, "mark": request.shown_mark}


def measured(plan: Plan, laid: Sequence[Laid], role: str) -> tuple[Classification, int]:
    """
    Return by what an order is measured, as `rules.weighed`: the layers that are drawn are its parts.

    A mark that the order itself asks for holds for all features. A map set counts the layers of each of its templates.
    """
    least = mark(plan.request.classification)
    grounds: dict[str, list[BaseGeometry]] = {}
    for one in laid:
        for name in {theme.layer for theme in one.template.themes}:
            grounds.setdefault(name, []).extend(numbered.frame.ground for numbered in one.frames)
    parts: list[tuple[Classification, int]] = []
    for name, some in grounds.items():
        asked = {
            "at": plan.times.at,
            "known": plan.times.known,
            "ground": shapely.to_wkb(shapely.union_all(some)),
            "srid": plan.desk.place.srid,
        }
        row = plan.desk.connection.execute(COUNT.format(sql.Identifier(f"{name}_as_of")), asked).fetchone()
        parts.append((strictest(least, all_layers()[name].classification), int(row[0]) if row else 0))
    return weighed(role, parts)


def make_sheets(instance: Instance, arguments: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Make an export that was asked for by `ask_for_sheets`, and return what the job tells."""
    export = int(arguments["export"])
    if made_before(instance, export) is not None:
        return {"export": export}
    request = read_request(dict(arguments["request"]))

    def tell(share: float, zh: str, en: str) -> None:
        report.stop_if_cancelled()
        report.progress(0.95 * share, zh, en)

    with making(instance, export, who=report.who) as work:
        with report.connect() as connection:
            made = make(instance, connection, request, work.folder, who=report.who, report=tell)
        work.name = f"{request.template}_{request.project or 'sheets'}"
        work.rows = made.counts["features"]
        work.detail = {"counts": dict(made.counts), "log": made.log[:LOGGED], "notices": _notices(made)}
        report.stop_if_cancelled()
    return {"export": export, "counts": dict(made.counts)}


def _notices(made: Made) -> list[dict[str, str]]:
    """Tell how many labels found no place on the map."""
    count = made.counts["labels_numbered"]
    if not count:
        return []
    return [
        {
            "zh": f"{count} 处注记在图上放不下，以编号列入图上的编号注记",
            "en": f"{count} labels found no place on the map and are numbers in the key on the sheet",
        }
    ]

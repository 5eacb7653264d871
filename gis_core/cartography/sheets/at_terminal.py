"""Sheets made by whoever sits at the terminal and holds the instance's secrets: on the log of exports."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gis_core import db
from gis_core.cartography.sheets.export import Made, Report, make
from gis_core.cartography.sheets.request import SheetRequest, read_request
from gis_core.errors import MatianError
from gis_core.exports import log
from gis_core.exports.at_terminal import ROLE
from gis_core.exports.rules import mark, strictest
from gis_core.instance import Instance
from layers.base import Classification
from layers.registry import all_layers


def classification_of(request: SheetRequest) -> Classification:
    """Return how far an order's sheets may go: the strictest of its template, its layers and its own mark."""
    template = request.of
    own = (all_layers()[theme.layer].classification for theme in template.themes)
    return strictest(template.classification, mark(request.classification), *own)


def described(request: SheetRequest) -> dict[str, Any]:
    """Return what the log of exports says of an order."""
    template = request.of
    asked = request.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {**asked, "label": {"zh": template.label.zh, "en": template.label.en}, "mark": request.shown_mark}


def export_sheets(
    instance: Instance, asked: Mapping[str, Any], *, out: Path, who: str, report: Report | None = None
) -> Made:
    """
    Make sheets into a folder of one's own, on the log of exports.

    Raises
    ------
    MatianError
        As `request.read_request` and `export.make`; a failure is on the log too.
    """
    request = read_request(dict(asked))
    with db.connect(instance, who=who) as connection:
        number = log.write(
            connection,
            "asked",
            kind="sheets",
            what=described(request),
            classification=classification_of(request),
            rows=None,
            purpose=None,
            role=ROLE,
            waits=False,
            why=None,
            out=str(out),
        )
    try:
        with db.connect(instance, who=who, acting_as=ROLE) as connection:
            made = make(instance, connection, request, out, who=who, report=report)
    except MatianError as error:
        with db.connect(instance, who=who) as connection:
            log.write(connection, "failed", number, error=str(error))
        raise
    with db.connect(instance, who=who) as connection:
        size = sum(path.stat().st_size for path in made.files)
        log.write(
            connection,
            "finished",
            number,
            rows=made.counts["features"],
            bytes=size,
            files=[],
            losses=[],
            out=str(out),
        )
    return made

"""Map sheets: composed, drawn, and put into the folder that is given out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gis_core.instance import Instance
from gis_core.jobs.kind import Kind
from gis_core.jobs.report import Report
from layers.base import Label


def _run(instance: Instance, arguments: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Make export `export`: the sheets of `request` (a `gis_core.cartography.sheets.request.SheetRequest`)."""
    from gis_core.exports.sheets import make_sheets  # noqa: PLC0415  (fonts and PDF are slow to load)

    return make_sheets(instance, arguments, report)


KIND = Kind("sheets", Label("图纸导出", "Map sheets"), _run)

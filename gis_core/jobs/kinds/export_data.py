"""An export of records: the rows of selections written in a format, into the folder that is given out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gis_core.instance import Instance
from gis_core.jobs.kind import Kind
from gis_core.jobs.report import Report
from layers.base import Label


def _run(instance: Instance, arguments: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Make export `export`: the selections `of` (layer, filters, members, at, known), `format`, `crs`, `encoding`."""
    from gis_core.exports.data import make_data  # noqa: PLC0415  (GDAL is slow to load)

    return make_data(instance, arguments, report)


KIND = Kind("export_data", Label("数据导出", "Data export"), _run)

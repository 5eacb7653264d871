"""Waits inside PostgreSQL, where only PostgreSQL can end it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gis_core.instance import Instance
from gis_core.jobs.kind import Kind
from gis_core.jobs.report import Report
from layers.base import Label


def run(instance: Instance, arguments: Mapping[str, Any], report: Report) -> str:
    with report.connect() as connection:
        connection.execute("SELECT pg_sleep(%s), 'a long statement'", [arguments["seconds"]])
    return "slept"


KIND = Kind("sleep_in_sql", Label("等待", "Waiting"), run)

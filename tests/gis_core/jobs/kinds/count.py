"""Counts to a number, a step every so often, and tells each step."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from gis_core.errors import RefusedInputError
from gis_core.instance import Instance
from gis_core.jobs.kind import Kind
from gis_core.jobs.report import Report
from layers.base import Label


def run(instance: Instance, arguments: Mapping[str, Any], report: Report) -> dict[str, Any]:
    if arguments["to"] < 0:
        raise RefusedInputError("to: it lies below zero; give a number that can be counted to", field="to")
    for step in range(arguments["to"]):
        report.progress(step / arguments["to"], f"第 {step} 步", f"step {step}")
        time.sleep(arguments.get("pause_s", 0.0))
    with report.connect() as connection:
        row = connection.execute("SELECT current_setting('matian.who'), current_setting('matian.role')").fetchone()
    assert row is not None
    return {"counted": arguments["to"], "who": row[0], "role": row[1]}


KIND = Kind("count", Label("计数", "Counting"), run)

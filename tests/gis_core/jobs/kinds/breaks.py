"""Fails in a way that nobody foresaw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gis_core.instance import Instance
from gis_core.jobs.kind import Kind
from gis_core.jobs.report import Report
from layers.base import Label


def run(instance: Instance, arguments: Mapping[str, Any], report: Report) -> float:
    return float(1 / arguments["by"])


KIND = Kind("breaks", Label("出错", "Breaking"), run)

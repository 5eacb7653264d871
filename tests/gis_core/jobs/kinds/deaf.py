"""Computes without ever asking whether it is still wanted, or ends its own process the hard way."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gis_core.instance import Instance
from gis_core.jobs.kind import Kind
from gis_core.jobs.report import Report
from layers.base import Label


def run(instance: Instance, arguments: Mapping[str, Any], report: Report) -> str:
    report.progress(0.5, "计算", "computing")
    if "dies_until" in arguments:
        tries = Path(arguments["tries"])
        tries.write_text(tries.read_text() + "x" if tries.exists() else "x")
        if len(tries.read_text()) < arguments["dies_until"]:
            os.kill(os.getpid(), signal.SIGKILL)
        return "survived"
    until = time.monotonic() + arguments["seconds"]
    while time.monotonic() < until:
        sum(range(10_000))
    return "computed"


KIND = Kind("deaf", Label("计算", "Computing"), run)

"""The processes that grow the district end when the one that reads it is killed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psutil

STARTED = """
import time

import psutil

from gis_core.demo.district import build

rows = build(0.1, workers=2)
next(rows)
workers = [child for child in psutil.Process().children() if "spawn_main" in " ".join(child.cmdline())]
print(*(worker.pid for worker in workers), flush=True)
time.sleep(600)
"""
ROOT = Path(__file__).parents[3]
PATIENCE = 30.0  # seconds


def test_workers_end_when_their_parent_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", STARTED], cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        workers = [psutil.Process(int(pid)) for pid in parent.stdout.readline().split()]
        parent.kill()
    assert len(workers) == 2
    try:
        _, alive = psutil.wait_procs(workers, timeout=PATIENCE)
        assert not alive
    finally:
        for worker in workers:
            if worker.is_running():
                worker.kill()

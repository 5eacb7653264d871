"""What the comparisons with ogr2ogr share: options, an instance of their own, our side in a process of its own."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gis_core.instance import Instance
from gis_core.opening import hold
from gis_core.settings import Settings

EXTENT = (113.80, 22.55, 114.20, 22.90)
OWN = "--own"


def options(description: str | None, *, rounds: int, argv: list[str] | None) -> argparse.Namespace:
    """Return what was asked for; `own` is the instance and the file of the process that is measured."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parcels", type=int, default=300_000)
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--json", action="store_true")
    parser.add_argument(OWN, nargs=2, metavar=("HOME", "FILE"), help=argparse.SUPPRESS)
    return parser.parse_args(argv)


@contextmanager
def own_instance(folder: Path) -> Iterator[Instance]:
    """Give an instance with a cluster of its own, large enough for 300,000 parcels."""
    held = hold(Settings(home=folder / "home", extent=EXTENT, _env_file=None, database_url=None))  # type: ignore[call-arg]
    try:
        yield held.instance
    finally:
        held.release()


def in_own_process(script: str, instance: Instance, file: Path) -> tuple[dict[str, Any], float]:
    """Run a script with `--own` and return the JSON that it prints, and the seconds of the whole process."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, script, OWN, str(instance.home), str(file)],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"MATIAN_HOME": str(instance.home)},
    )
    seconds = time.perf_counter() - began
    return json.loads(done.stdout), seconds

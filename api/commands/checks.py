"""`test`: all checks of the project, the quick ones first, pytest on real PostGIS last."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import typer

from api.commands.console import say
from api.commands.passing import PASS_ON
from api.frontend import ensure_built, ensure_packages, npm
from gis_core.errors import EnvironmentProblemError

ROOT = Path(__file__).parents[2]
PYTHON = (
    ("ruff", "-m", "ruff", "check", "."),
    ("format", "-m", "ruff", "format", "--check", "."),
    ("mypy", "-m", "mypy"),
    ("import-linter", "-c", "from importlinter.cli import lint_imports_command as run; run()"),
)
FRONT_END = ("lint", "check", "test")
PROCESSES = 2  # of pytest; each has a part of the files (docs/decisions/0802)


def register(cli: typer.Typer) -> None:
    """Add `test`."""
    cli.command(name="test", context_settings=PASS_ON, add_help_option=False)(run_checks)


def run_checks(context: typer.Context) -> int:
    """
    Run all checks: ruff, formatter, mypy, import-linter, front-end lint, types and unit tests, then pytest.

    Arguments go to pytest, which then runs alone: ./matian test -k tiles. With --long the long tests run too.
    """
    arguments = list(context.args)
    named = any(one != "--long" for one in arguments)
    ensure_built(say)
    failed = [] if named else _quick_checks()
    environment = os.environ | {"MATIAN_FAILED_CHECKS": ";".join(failed), "PYTHONPATH": str(ROOT)}
    for variable in ("MATIAN_HOME", "DATABASE_URL", "MATIAN_CRS", "MATIAN_EXTENT"):
        environment.pop(variable, None)  # the tests make instances of their own
    dealt = [] if named else ["-n", str(PROCESSES), "--dist", "loadfile", "--no-loadscope-reorder"]
    command = [sys.executable, "-m", "pytest", *dealt, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False)  # noqa: S603
    return done.returncode or int(bool(failed))


def _quick_checks() -> list[str]:
    """Run what isn't pytest, and return the names of the checks that failed."""
    failed = []
    for name, *command in PYTHON:
        begun = time.monotonic()
        done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
        _tell(name, begun, passed=done.returncode == 0)
        if done.returncode != 0:
            say((done.stdout + done.stderr).strip())
            failed.append(name)
    ensure_packages()
    for script in FRONT_END:
        begun = time.monotonic()
        try:
            npm("run", script)
        except EnvironmentProblemError as error:
            say(str(error))
            failed.append(f"front end: {script}")
        _tell(f"front end: {script}", begun, passed=f"front end: {script}" not in failed)
    return failed


def _tell(name: str, begun: float, *, passed: bool) -> None:
    say(f"{'✓' if passed else '✗'} {name} ({time.monotonic() - begun:.0f} s)")

"""`bench`: the benchmarks of tests/benchmarks, each comparing with a peer in the same run."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import typer

from api.commands.console import emit
from api.commands.passing import PASS_ON
from api.commands.session import open_instance
from gis_core.errors import WrongUseError

BENCHMARKS = Path(__file__).parents[2] / "tests" / "benchmarks"


def register(cli: typer.Typer) -> None:
    """Add `bench`."""
    cli.command(context_settings=PASS_ON, add_help_option=False)(bench)


def benchmarks() -> dict[str, Path]:
    """Return the benchmarks by name: `bench_tiles.py` is `tiles`."""
    return {path.stem.removeprefix("bench_"): path for path in sorted(BENCHMARKS.glob("bench_*.py"))}


def bench(context: typer.Context) -> int:
    """Run a benchmark (./matian bench NAME …), or list them; each prints ratios to a peer measured in the same run."""
    found = benchmarks()
    arguments = list(context.args)
    if not arguments or arguments[0] in ("-h", "--help"):
        for name, path in found.items():
            described = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n")[0]
            emit(f"{name:12} {described}")
        return 0
    name = arguments.pop(0)
    if name not in found:
        raise WrongUseError(f"there is no benchmark {name!r}; there are: {', '.join(found)}")
    instance = open_instance()
    environment = os.environ | {"MATIAN_HOME": str(instance.home)}
    return subprocess.run([sys.executable, str(found[name]), *arguments], env=environment, check=False).returncode  # noqa: S603

"""`python`: the project's interpreter with the instance's database running."""

from __future__ import annotations

import signal
import subprocess
import sys

import typer

from api.commands.passing import PASS_ON
from api.commands.session import open_instance


def register(cli: typer.Typer) -> None:
    """Add `python`."""
    cli.command(context_settings=PASS_ON, add_help_option=False)(python)


def python(context: typer.Context) -> int:
    """Run the project's Python with your arguments and standard input: ./matian python script.py …"""
    open_instance()
    given = sys.argv[sys.argv.index("python") + 1 :] if "python" in sys.argv else context.args
    interrupt = signal.signal(signal.SIGINT, signal.SIG_IGN)  # the child answers Ctrl-C
    try:
        return subprocess.run([sys.executable, *given], check=False).returncode  # noqa: S603
    finally:
        signal.signal(signal.SIGINT, interrupt)

"""`notebook`: JupyterLab on the notebooks, with the instance's database running."""

from __future__ import annotations

import contextlib
import signal
from typing import Annotated

import typer

from api import notebooks
from api.commands.console import emit, emit_json, say
from api.commands.session import open_instance
from api.frontend import ensure_packages
from gis_core.errors import EnvironmentProblemError

PORT = 8888


def register(cli: typer.Typer) -> None:
    """Add `notebook`."""
    cli.command()(notebook)


def notebook(
    port: Annotated[int, typer.Option(help="Port; the next free one when taken.", min=1024, max=65485)] = PORT,
    as_json: Annotated[bool, typer.Option("--json", help="Write the address as JSON to standard output.")] = False,
) -> None:
    """
    Start JupyterLab on copies of the notebooks; prints a link that lets you in.

    The copies are in the instance's folder notebooks: what you change there stays yours, the others follow the project.
    It listens on this machine alone and asks no other host for anything. Ctrl-C stops it and its kernels.
    """
    instance = open_instance()
    if not notebooks.installed():
        say("installing JupyterLab (PyPI, from the lock file)")
        notebooks.install()
    try:
        ensure_packages()  # MapLibre, for maps of whole layers
    except EnvironmentProblemError as error:
        say(f"maps by look() won't be there: {error}")
    folder = notebooks.copied(instance)
    lab = notebooks.start(instance, folder, port)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        if as_json:
            emit_json({"url": lab.url, "folder": str(folder)})
        else:
            say(f"✓ JupyterLab on {folder}; Ctrl-C stops it")
            emit(lab.url)
        with contextlib.suppress(KeyboardInterrupt):
            raise EnvironmentProblemError(f"JupyterLab ended by itself ({lab.process.wait()}); see {lab.log}")
    finally:
        lab.stop()
        signal.signal(signal.SIGINT, before)
    say("JupyterLab stopped")

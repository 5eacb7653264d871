"""A workspace to try things on (练习用): an empty instance of its own, with a private database, gone at the end."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gis_core.opening import hold
from gis_core.settings import Settings
from gis_core.workspace.local import LocalRecords
from gis_core.workspace.workspace import Workspace


@contextmanager
def practice() -> Iterator[Workspace]:
    """
    Open an empty instance in a temporary folder; its database stops and the folder goes when the block ends.

    It has the project's place. What is loaded there reaches no other records.

    Raises
    ------
    EnvironmentProblemError
        If no cluster can be made here.
    """
    folder = Path(tempfile.mkdtemp(prefix="matian-practice-"))
    folder.chmod(0o711)  # the database's user must reach its own folder in it
    try:
        held = hold(Settings(home=folder / "instance", database_url=None, _env_file=None))
        with Workspace(LocalRecords(held.instance, held)) as space:
            yield space
    finally:
        shutil.rmtree(folder, ignore_errors=True)

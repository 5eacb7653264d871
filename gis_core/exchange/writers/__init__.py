"""
The formats that records go out in, found by looking: a file added here that holds a `WRITER` is a format added.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from gis_core.errors import WrongUseError
from gis_core.exchange.writer import Writer


@cache
def all_writers() -> dict[str, Writer]:
    """Return every format by its name, in order of names."""
    found = [importlib.import_module(f"{__name__}.{info.name}").WRITER for info in pkgutil.iter_modules(__path__)]
    return {writer.name: writer for writer in sorted(found, key=lambda item: item.name)}


def writer_named(name: str) -> Writer:
    """
    Return the format called `name`.

    Raises
    ------
    WrongUseError
        If there is none.
    """
    found = all_writers().get(name.strip().lower())
    if found is None:
        known = ", ".join(all_writers())
        raise WrongUseError(f"format: {name[:40]!r} can't be written; there are {known}", field="format")
    return found

"""
The formats that deliveries come in, found by looking: a file added here that holds a `FORMAT` is a format added.

Nothing is imported before a delivery has to be recognised, and then in the child process that reads it.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from gis_core.errors import RefusedInputError
from gis_core.exchange.raw import Format, Source


@cache
def all_formats() -> tuple[Format, ...]:
    """Return every format, in the order in which they are asked."""
    found = [importlib.import_module(f"{__name__}.{info.name}").FORMAT for info in pkgutil.iter_modules(__path__)]
    return tuple(sorted(found, key=lambda item: (item.rank, item.name)))


def find_format(source: Source) -> Format | None:
    """Return the first format that recognises `source`, or `None`."""
    return next((candidate for candidate in all_formats() if candidate.recognise(source)), None)


def recognise(source: Source) -> Format:
    """
    Return the format of `source`.

    Raises
    ------
    RefusedInputError
        If no format recognises it; the sentence names those that we read.
    """
    found = find_format(source)
    if found is None:
        readable = ", ".join(sorted(item.label.en for item in all_formats() if item.read))
        raise RefusedInputError(f"{source.name} is in none of the formats that can be read: {readable}")
    return found

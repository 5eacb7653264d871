"""Python's collector of cycles, which would look through hundreds of thousands of shapes again and again, kept waiting."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the collector waiting; a delivery makes no cycles to speak of, and everything else is freed as ever."""
    ran = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if ran:
            gc.enable()

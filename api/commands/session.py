"""The instance that a command works on: opened once a process, let go when it ends."""

from __future__ import annotations

import atexit

from api.commands.console import say
from gis_core.instance import Instance
from gis_core.opening import Hold, hold
from gis_core.settings import Settings, load_settings

_held: list[Hold] = []


def open_instance(settings: Settings | None = None, *, keep_running: bool = False) -> Instance:
    """
    Return this process's instance with its cluster running and its schema at head.

    Raises
    ------
    EnvironmentProblemError, WrongUseError
        As `gis_core.opening.hold`.
    """
    if not _held:
        _held.append(hold(settings or load_settings(), say=say, keep_running=keep_running))
        atexit.register(close_instance)
    return _held[0].instance


def close_instance() -> None:
    """Let the instance go; the last one to do so stops a cluster that was started on demand."""
    while _held:
        _held.pop().release()

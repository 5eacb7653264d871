"""A run made again: by what is known now, or by what was known then; the same result, or which data changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gis_core.instance import Instance
from gis_core.siting.document import read_scenario
from gis_core.siting.ground import Connection, say_nothing
from gis_core.siting.run import run
from gis_core.siting.store import Run, keep, kept
from layers.base import Label


@dataclass(frozen=True)
class Rerun:
    """
    A run made again.

    Parameters
    ----------
    run
        The new one.
    same
        Whether its result has the hash of the old one.
    data_changed
        Layers and files whose state isn't that of the old run, with both states.
    code_changed
        Whether the program's sources changed in between.
    """

    run: Run
    same: bool
    data_changed: dict[str, tuple[Any, Any]]
    code_changed: bool


def rerun(
    connection: Connection,
    instance: Instance,
    number: int,
    *,
    as_known_then: bool = False,
    report: Callable[[float, Label], None] = say_nothing,
    cancelled: Callable[[], bool] = lambda: False,
) -> Rerun:
    """
    Make a run again: by what is known now, or by what was known then.

    Raises
    ------
    NotFoundError
        If there is no such run.
    MatianError
        As `run`.
    """
    old = kept(connection, number)
    answer = run(
        connection,
        instance,
        read_scenario(old.document),
        known=old.known if as_known_then else None,
        report=report,
        cancelled=cancelled,
    )
    new = keep(connection, answer, rerun_of=old.id)
    changed = {name: (old.data.get(name), state) for name, state in answer.data.items() if old.data.get(name) != state}
    return Rerun(new, new.sha256 == old.sha256, changed, new.code != old.code)

"""What the analyses say of themselves wherever their numbers are shown (`definitions.toml`)."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from layers.base import Label


@cache
def _statements() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def definition(name: str, **values: object) -> Label:
    """
    Return a statement in both languages with what was asked put in.

    Raises
    ------
    KeyError
        If there is no statement of that name.
    """
    said = _statements()[name]
    return Label(said["zh"].format(**values), said["en"].format(**values))

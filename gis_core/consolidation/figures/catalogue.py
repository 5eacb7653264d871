"""The catalogue of figures: every SQL file of this folder, with what its head says (TOML in the leading comment)."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gis_core.errors import WrongUseError
from gis_core.place import Names

FOLDER = Path(__file__).parent


class InYear(BaseModel):
    """How a figure stands among the figures of a year: its name and unit there, and how many of its units make one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    unit: Names
    divisor: int = 1
    order: int


class Figure(BaseModel):
    """
    What a figure means, and the statement that finds its evidence.

    Parameters
    ----------
    name
        Name of the SQL file.
    label, definition
        What people read.
    unit
        Unit of the value: `m²`, or what is counted.
    whole
        Whether the value is a count.
    parameters
        Named numbers of the definition with their defaults (`gap_m`, `smallest_m2`).
    year
        How it stands among the figures of a year, or `None`.
    sql
        The statement.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    label: Names
    unit: str
    definition: Names
    whole: bool = False
    parameters: dict[str, float] = Field(default_factory=dict)
    year: InYear | None = None
    sql: str


def read_figure(path: Path) -> Figure:
    """
    Read one figure's file.

    Raises
    ------
    ValueError
        If the file has no head, or the head is not what `Figure` asks for; the sentence names the file.
    """
    text = path.read_text(encoding="utf-8")
    head, closed, sql = text.removeprefix("/*").partition("*/")
    if not text.startswith("/*") or not closed:
        raise ValueError(f"{path.name} must begin with /* TOML */ that says what the figure means")
    try:
        document: dict[str, Any] = tomllib.loads(head)
        return Figure.model_validate({**document, "name": path.stem, "sql": sql.strip()})
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise ValueError(f"{path.name}: {error}") from error


@cache
def catalogue() -> dict[str, Figure]:
    """Return every figure by name."""
    return {path.stem: read_figure(path) for path in sorted(FOLDER.glob("*.sql"))}


def figure_named(name: str) -> Figure:
    """
    Return the figure called `name`.

    Raises
    ------
    WrongUseError
        If there is none; the sentence lists those that there are.
    """
    known = catalogue()
    if name not in known:
        raise WrongUseError(f"there is no figure {name!r}; there are: {', '.join(known)}")
    return known[name]

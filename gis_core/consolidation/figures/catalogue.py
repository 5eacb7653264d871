"""The catalogue of figures: every SQL file of this folder, with what its head says (TOML in the leading comment)."""

from __future__ import annotations

import itertools
import re
import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gis_core.errors import WrongUseError
from gis_core.place import Names

FOLDER = Path(__file__).parent
SQUARE_METRES = "m²"
HECTARE_M2 = 10_000


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
        Name of the SQL file, or what the file's `name` makes of a combination.
    label, definition
        What people read.
    unit
        Unit of the value: `m²`, `CNY`, `days`, `1` for a rate (0–1), or what is counted.
    counts
        Unit of the amounts of the evidence; the same as `unit` when not said.
    value
        How the amounts make the value: `sum`, `ratio` (of the sums of `amount` and `of`) or `median`.
    whole
        Whether the value is a count.
    consolidation
        Whether it is a figure of land consolidation (and not of parks, roads, stations).
    money
        Whether it is shown only to roles that may see money.
    order
        Where it stands in lists.
    parameters
        Named numbers of the definition with their defaults (`gap_m`, `smallest_m2`).
    constants
        What a family's statement is told about the combination.
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
    counts: str = ""
    value: Literal["sum", "ratio", "median"] = "sum"
    whole: bool = False
    consolidation: bool = True
    money: bool = False
    order: int = 100
    parameters: dict[str, float] = Field(default_factory=dict)
    constants: dict[str, str | bool] = Field(default_factory=dict)
    year: InYear | None = None
    sql: str

    @property
    def amount_unit(self) -> str:
        """Unit of the amounts of its evidence."""
        return self.counts or self.unit

    def made_of(self, amount: Decimal | None, of: Decimal | None) -> Decimal | None:
        """
        Return the value that an aggregated amount (sum or median) makes.

        A sum of nothing is 0; a rate or a median of nothing is no number (`None`).
        """
        if self.value == "ratio":
            return (amount or Decimal(0)) / of if of else None
        return (amount or Decimal(0)) if self.value == "sum" else amount

    def hectares(self, value: Decimal | None) -> Decimal | None:
        """Return an area in ha, `None` for what is no area."""
        return value / HECTARE_M2 if value is not None and self.unit == SQUARE_METRES else None


def read_figures(path: Path) -> list[Figure]:
    """
    Read the figure, or the family of figures, that a file defines.

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
        document: dict[str, Any] = {"name": path.stem, **tomllib.loads(head), "sql": _composed(sql, path.parent)}
        axes = document.pop("each", {})
        return [Figure.model_validate(_filled(document, chosen)) for chosen in _combinations(axes)]
    except (tomllib.TOMLDecodeError, ValidationError, KeyError) as error:
        raise ValueError(f"{path.name}: {error}") from error


def _composed(text: str, folder: Path) -> str:
    """Put the statement of another figure's file where `{its_name}` stands."""
    return re.sub(r"\{(\w+)\}", lambda named: _statement(folder / f"{named[1]}.sql"), text.strip())


def _statement(path: Path) -> str:
    return path.read_text(encoding="utf-8").partition("*/")[2].strip()


def read_figure(path: Path) -> Figure:
    """
    Read the file of a single figure.

    Raises
    ------
    ValueError
        As `read_figures`, and if it defines a family.
    """
    (figure,) = read_figures(path)
    return figure


def _combinations(axes: dict[str, dict[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return one dictionary a combination: for each axis the key of its member, and `axis_entry` for each entry."""
    members = [
        [{axis: key, **{f"{axis}_{entry}": value for entry, value in about.items()}} for key, about in among.items()]
        for axis, among in axes.items()
    ]
    return [{key: value for part in parts for key, value in part.items()} for parts in itertools.product(*members)]


def _filled(document: dict[str, Any], chosen: dict[str, Any]) -> dict[str, Any]:
    if not chosen:
        return document

    def fill(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: fill(inner) for key, inner in part.items()}
        return part.format_map(chosen) if isinstance(part, str) else part

    filled: dict[str, Any] = fill({key: part for key, part in document.items() if key != "sql"})
    told = {key: chosen[key] for key in document.get("tells", ())}
    filled.pop("tells", None)
    return {**filled, "sql": document["sql"], "constants": told}


@cache
def catalogue() -> dict[str, Figure]:
    """
    Return every figure by name, in the order in which lists show them.

    Raises
    ------
    ValueError
        If two files define the same figure.
    """
    found = [figure for path in sorted(FOLDER.glob("*.sql")) for figure in read_figures(path)]
    named = {figure.name: figure for figure in sorted(found, key=lambda figure: figure.order)}
    if len(named) < len(found):
        raise ValueError("two files define the same figure; give each name one file")
    return named


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
        raise WrongUseError(f"figure: there is no figure {name[:60]!r}; there are: {', '.join(known)}")
    return known[name]

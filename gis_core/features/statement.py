"""A statement under way: SQL text with the values of its parameters."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

SQL_FOLDER = Path(__file__).parent / "sql"


@dataclass
class Values:
    """The values of a statement's parameters, numbered as they are added."""

    given: list[object] = field(default_factory=list)

    def add(self, value: object) -> str:
        """Add a value and return its place in the text (`$1`, `$2` …)."""
        self.given.append(value)
        return f"${len(self.given)}"


@dataclass(frozen=True)
class Statement:
    """SQL text in PostgreSQL's own spelling (`$1`) and its values, ready for asyncpg."""

    sql: str
    values: tuple[object, ...]


def quoted(identifier: str) -> str:
    """Return an identifier from the registry as SQL writes it."""
    return '"' + identifier.replace('"', '""') + '"'


@cache
def template(name: str) -> str:
    """Return the text of `sql/<name>.sql`, whose `{…}` are filled with identifiers and `$n` only."""
    return (SQL_FOLDER / f"{name}.sql").read_text(encoding="utf-8")

"""The SQL of this package, one file a statement."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "sql"


@cache
def statement(name: str) -> str:
    """Return the text of `sql/<name>.sql`, with psycopg's named parameters."""
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8")

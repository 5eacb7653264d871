"""The SQL of this package, which stands in `sql/`, with names of a declared layer put in."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from psycopg import sql

from layers.base import Layer

FOLDER = Path(__file__).parent / "sql"


@cache
def _text(name: str) -> str:
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8")


def statement(name: str, layer: Layer, **parts: sql.Composable) -> sql.Composed:
    """
    Return `sql/<name>.sql` for a layer.

    `{layer}` and `{history}` are its tables; further parts are given. Values are never put in here but bound.
    """
    return sql.SQL(_text(name)).format(
        layer=sql.Identifier(layer.name), history=sql.Identifier(f"{layer.name}_history"), **parts
    )


def listed(names: list[str], template: str = "{}, ") -> sql.Composable:
    """Return names put one after the other into `template` (each `{}` of it), as identifiers."""
    blanks = template.count("{}")
    return sql.Composed([sql.SQL(template).format(*[sql.Identifier(name)] * blanks) for name in names])

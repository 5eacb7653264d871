"""The code lists that the office edits in its tables (stages, types of projects), as every map, file and page shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import psycopg

from gis_core.cartography.tokens import NO_COLOUR
from layers.base import Code, CodeList, Field, Label, Layer

Lists = Mapping[str, tuple[Code, ...]]
"""Rows of the edited lists by the list's name."""

EDITED = """
SELECT 'stages' AS list, code, label_zh, label_en, colour, source, position FROM stages
UNION ALL
SELECT 'project_types', code, label_zh, label_en, colour, source, position FROM project_types
 ORDER BY list, position
"""


def edited_lists(rows: Iterable[Any]) -> Lists:
    """Return the lists from the rows of `EDITED`, in the office's order; a code without a colour is grey."""
    lists: dict[str, tuple[Code, ...]] = {}
    for name, code, zh, en, colour, source, *_ in rows:
        lists[name] = (*lists.get(name, ()), Code(code, Label(zh, en), colour or NO_COLOUR, source))
    return lists


def lists_on(connection: psycopg.Connection[Any]) -> Lists:
    """Return the lists as a transaction sees them."""
    return edited_lists(connection.execute(EDITED))


def list_as_edited(codes: CodeList, lists: Lists) -> CodeList:
    """Return a list as the office edited it; one that the office doesn't edit is as it was."""
    return replace(codes, codes=lists[codes.name]) if codes.name in lists else codes


def as_edited(layer: Layer, lists: Lists) -> Layer:
    """Return a layer whose fields have the lists as the office edited them."""
    return replace(layer, fields=tuple(_field_as_edited(field, lists) for field in layer.fields))


def _field_as_edited(field: Field, lists: Lists) -> Field:
    return field if field.codes is None else replace(field, codes=list_as_edited(field.codes, lists))

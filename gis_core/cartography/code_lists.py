"""The code lists that the office edits in its tables (stages, types of projects), as maps and legends show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from gis_core import db
from gis_core.cartography.tokens import NO_COLOUR
from gis_core.instance import Instance
from layers.base import Code, Label

NOTHING_EDITED: Mapping[str, tuple[Code, ...]] = MappingProxyType({})
EDITED = """
SELECT 'stages' AS list, code, label_zh, label_en, colour, source, position FROM stages
UNION ALL
SELECT 'project_types', code, label_zh, label_en, colour, source, position FROM project_types
 ORDER BY list, position
"""


def edited_lists(rows: Iterable[Any]) -> dict[str, tuple[Code, ...]]:
    """Return the lists by name from the rows of `EDITED`, in the office's order; a code without a colour is grey."""
    lists: dict[str, tuple[Code, ...]] = {}
    for name, code, zh, en, colour, source, *_ in rows:
        lists[name] = (*lists.get(name, ()), Code(code, Label(zh, en), colour or NO_COLOUR, source))
    return lists


def edited_in(instance: Instance) -> Mapping[str, tuple[Code, ...]]:
    """Return the lists of an instance."""
    with db.connect(instance) as connection:
        return edited_lists(connection.execute(EDITED))

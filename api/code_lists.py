"""Layers with the code lists that the office edits, as an answer tells them."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import Request

from api.database import query
from gis_core.cartography.code_lists import EDITED, as_edited, edited_lists
from layers.base import Layer


async def edited_now(request: Request, layers: Iterable[Layer]) -> list[Layer]:
    """
    Return layers as the office has edited them until now.

    Raises
    ------
    Problem, ClientGone
        As `api.database.query`.
    """
    async with query(request) as connection:
        lists = edited_lists(await connection.fetch(EDITED))
    return [as_edited(layer, lists) for layer in layers]

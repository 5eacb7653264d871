"""How many features of each layer meet a box: what the layer tree of a map says beside its rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from gis_core.features.area import Box
from gis_core.features.statement import Statement, Values, quoted
from gis_core.place import Place
from layers.base import Layer


def counts_statement(
    layers: Iterable[Layer], box: Box, place: Place, *, moment: tuple[date, datetime] | None
) -> Statement:
    """
    Return the statement that counts: a row with `layer` and `features` for each of `layers` (at least one).

    Records are counted and not what a tile holds, so the count is right where features are drawn as blocks or are too
    small to be drawn.

    Parameters
    ----------
    layers
        Layers that are drawn.
    box
        Where; a feature that only touches it counts.
    place
        Whose records.
    moment
        `at` and `known`; `None` for what is on record now, which needs no history.
    """
    values = Values()
    times = "" if moment is None else f"{values.add(moment[0])}::date, {values.add(moment[1])}::timestamptz"
    branches = []
    for layer in layers:
        source = f"{quoted(layer.name + '_as_of')}({times})" if moment else quoted(layer.name)
        inside = box.quick_condition(layer, place, values)
        branches.append(f"SELECT '{layer.name}' AS layer, count(*) AS features FROM {source} f WHERE {inside}")  # noqa: S608
    return Statement("\nUNION ALL\n".join(branches), tuple(values.given))

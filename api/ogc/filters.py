"""
Filters of the open services: CQL2 as text or JSON (OGC API Features Part 3), by `gis_core.selection`.

Only the public columns can be asked for, so that a filter finds out nothing that isn't shown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from api.ogc.columns import public_columns
from api.ogc.crs import named_crs
from gis_core.errors import WrongUseError
from gis_core.features.statement import Values
from gis_core.place import Place
from layers.base import Layer

LANGUAGES = ("cql2-text", "cql2-json")
SHAPE = "geometry"
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def read_condition(said: Mapping[str, str], layer: Layer, place: Place) -> Callable[[Values], str] | None:
    """
    Return what adds the filter of a query to a statement on features `f`, `None` when none is said.

    Raises
    ------
    WrongUseError
        If it isn't CQL2, or asks what the layer hasn't; the sentence begins with the parameter's name.
    """
    if "filter" not in said:
        for name in ("filter-lang", "filter-crs"):
            if name in said:
                raise WrongUseError(f"{name}: it says nothing without filter")
        return None
    from gis_core.selection.condition import ALIAS, read_filter  # noqa: PLC0415  (brings shapely; most requests don't)
    from gis_core.selection.language import parse  # noqa: PLC0415

    text = _in_language(said["filter"], said.get("filter-lang"))
    crs = named_crs(said.get("filter-crs"), place, field="filter-crs")
    tree = parse(text)
    _refuse_hidden(tree, {column.name for column in public_columns(layer)} | {SHAPE, "geom"}, layer.name)
    if crs.north_first:
        text = json.dumps(_turned(tree))
    condition = read_filter(text, layer, place, crs=f"EPSG:{crs.coordinates.srid}")
    written = condition.sql.as_string(None)

    def add(values: Values) -> str:
        places = {name: values.add(value) for name, value in condition.values.items()}
        numbered = PLACEHOLDER.sub(lambda found: places[found[1]], written.replace(f'"{ALIAS}".', "f."))
        return f"({numbered})"

    return add


def _in_language(text: str, language: str | None) -> str:
    if language is not None and language not in LANGUAGES:
        raise WrongUseError(f"filter-lang: {language[:40]!r} isn't read here; there are {', '.join(LANGUAGES)}")
    looks_like_json = text.lstrip().startswith("{")
    if language is not None and looks_like_json != (language == "cql2-json"):
        raise WrongUseError(f"filter: it isn't written in {language}")
    return text


def _turned(tree: Any) -> Any:
    """Return a filter whose shapes have x first, where they are written northing or latitude first."""
    if isinstance(tree, list):
        return [_turned(part) for part in tree]
    if not isinstance(tree, dict):
        return tree
    if isinstance(tree.get("bbox"), list) and len(tree["bbox"]) in (4, 6):
        least, most = tree["bbox"][: len(tree["bbox"]) // 2], tree["bbox"][len(tree["bbox"]) // 2 :]
        return {**tree, "bbox": [*_flipped(least), *_flipped(most)]}
    return {key: _flipped(value) if key == "coordinates" else _turned(value) for key, value in tree.items()}


def _flipped(coordinates: Any) -> Any:
    if isinstance(coordinates, list) and len(coordinates) >= 2 and not isinstance(coordinates[0], list):
        return [coordinates[1], coordinates[0], *coordinates[2:]]
    return [_flipped(part) for part in coordinates] if isinstance(coordinates, list) else coordinates


def _refuse_hidden(tree: Any, shown: set[str], layer: str) -> None:
    if isinstance(tree, list):
        for part in tree:
            _refuse_hidden(part, shown, layer)
    elif isinstance(tree, dict):
        name = tree.get("property")
        if isinstance(name, str) and name not in shown:
            raise WrongUseError(f"filter: {layer} has no property {name[:60]!r}; it has {', '.join(sorted(shown))}")
        _refuse_hidden([value for key, value in tree.items() if key != "property"], shown, layer)

"""
All layers, found by looking: a file added under `layers/` is a layer added, with no list to edit.

A module is read for `LAYER` (one layer), `LAYERS` (a family) and `define_tables` (plain tables such as event logs).
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING

import layers
from layers.base import Layer

if TYPE_CHECKING:
    from sqlalchemy import MetaData


def modules() -> Iterator[ModuleType]:
    """Yield the modules of `layers/` by name; those that declare nothing are simply no layers."""
    for info in sorted(pkgutil.iter_modules(layers.__path__), key=lambda item: item.name):
        if not info.ispkg:
            yield importlib.import_module(f"layers.{info.name}")


@cache
def all_layers() -> dict[str, Layer]:
    """
    Return every layer by its table name, in drawing order (lowest first).

    Raises
    ------
    ValueError
        If two files declare the same table.
    """
    found: list[Layer] = []
    for module in modules():
        if hasattr(module, "LAYER"):
            found.append(module.LAYER)
        found.extend(getattr(module, "LAYERS", ()))
    names = [layer.name for layer in found]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"declared twice under layers/: {', '.join(sorted(twice))}; give each table one file")
    return {layer.name: layer for layer in sorted(found, key=lambda item: (item.order, item.name))}


def table_definers() -> Iterator[Callable[[MetaData], None]]:
    """Yield the functions that add plain (not versioned) tables to the metadata."""
    for module in modules():
        if hasattr(module, "define_tables"):
            yield module.define_tables

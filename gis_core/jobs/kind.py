"""What a kind of work is, and how the kinds are found."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from gis_core.errors import NotFoundError
from gis_core.instance import Instance
from gis_core.jobs.report import Report
from layers.base import Label

KINDS = ("gis_core.jobs.kinds",)
"""Packages in which kinds are looked for."""

Work: TypeAlias = Callable[[Instance, Mapping[str, Any], Report], Any]


@dataclass(frozen=True)
class Kind:
    """
    A kind of work.

    Parameters
    ----------
    name
        As it stands in `jobs.jobs`.
    label
        What it is called.
    run
        Does it: gets the instance, the arguments as they were given, and the report; returns what can be written as
        JSON. It runs in a process of its own, at most some of them at once; it may be begun again from the start when
        its process ends before its time, so it should record nothing before its last step.
    """

    name: str
    label: Label
    run: Work


def find(name: str, packages: Sequence[str] = KINDS) -> Kind:
    """
    Return the kind of that name.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    known = kinds(packages)
    if name not in known:
        raise NotFoundError(f"there is no kind of job named {name}; there are {', '.join(sorted(known)) or 'none'}")
    return known[name]


def kinds(packages: Sequence[str] = KINDS) -> dict[str, Kind]:
    """Return all kinds by name."""
    found: dict[str, Kind] = {}
    for package in packages:
        for info in pkgutil.iter_modules(importlib.import_module(package).__path__):
            module = importlib.import_module(f"{package}.{info.name}")
            if hasattr(module, "KIND"):
                found[module.KIND.name] = module.KIND
    return found

"""
What a scenario is made of: kinds of candidates, constraints and criteria, each found by looking into its folder.

A file that declares a class with a `kind` is a kind added: the document's schema, its errors, the commands and the page
know it without another edit.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache, reduce
from operator import or_
from pathlib import Path
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from layers.base import Label


class Part(BaseModel):
    """
    A part of a scenario document, told apart by its `kind`.

    LABEL
        What people read.
    READS
        Layers whose records its answer follows from, and files of the instance (`terrain.tif`).
    SOURCE
        The rule or standard behind it, where there is one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    LABEL: ClassVar[Label]
    READS: ClassVar[tuple[str, ...]] = ()
    SOURCE: ClassVar[str] = ""

    @property
    def label(self) -> Label:
        """What people read of this part as it stands in the document."""
        return self.LABEL

    @property
    def reads(self) -> tuple[str, ...]:
        """Layers and files that this part reads as it stands."""
        return self.READS


PartKind = TypeVar("PartKind", bound=Part)


@cache
def kinds(package: str, base: type[PartKind]) -> dict[str, type[PartKind]]:
    """
    Return the kinds of a part by name, as the files of `gis_core.siting.<package>` declare them.

    Raises
    ------
    ValueError
        If two files declare the same kind.
    """
    found: dict[str, type[PartKind]] = {}
    for declared in _declared(package, base):
        kind = declared.model_fields["kind"].default
        if kind in found:
            raise ValueError(f"{kind} is declared twice under gis_core/siting/{package}")
        found[kind] = declared
    return dict(sorted(found.items()))


def one_of(package: str, base: type[Part]) -> Any:
    """Return the union of the kinds of a part, told apart by `kind`, for a field of a document."""
    return Annotated[reduce(or_, kinds(package, base).values()), Field(discriminator="kind")]


def _declared(package: str, base: type[PartKind]) -> Iterator[type[PartKind]]:
    parent = importlib.import_module(f"gis_core.siting.{package}")
    for info in sorted(pkgutil.iter_modules(parent.__path__), key=lambda item: item.name):
        module = importlib.import_module(f"{parent.__name__}.{info.name}")
        for value in vars(module).values():
            if not (isinstance(value, type) and issubclass(value, base) and value.__module__ == module.__name__):
                continue
            if isinstance(value.model_fields["kind"].default, str):
                yield value


@cache
def sql_beside(file: str) -> str:
    """Return the SQL that lies beside a Python file: `x.sql` beside `x.py`."""
    return Path(file).with_suffix(".sql").read_text(encoding="utf-8")

"""What the commands of the group `export` have in common: the group, the layers and the two times asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from gis_core.errors import MatianError, WrongUseError
from gis_core.instance import Instance
from gis_core.times import read_at, read_known
from layers.registry import all_layers

if TYPE_CHECKING:
    from gis_core.selection.selection import Selection

AtOption = Annotated[str | None, typer.Option("--at", help="What was true on this day (2024-12-31).")]
KnownOption = Annotated[
    str | None, typer.Option("--known", help="What was recorded by then: a day's end (2024-12-31) or an instant.")
]


@contextmanager
def blaming_options(**called: str) -> Iterator[None]:
    """
    Call a value that is refused as whoever typed it knows it: `out: …` becomes `--out: …`, `format shp: …` the like.

    Parameters
    ----------
    called
        Options whose names aren't the fields' (`filter="select"`).
    """
    try:
        yield
    except MatianError as error:
        if error.field and str(error).startswith((f"{error.field}:", f"{error.field} ")):
            name = [part for part in error.field.split(".") if not part.isdigit()][-1]
            option = called.get(name, name).replace("_", "-")
            error.args = (f"--{option}{str(error).removeprefix(error.field)}",)
        raise


def refuse_wrong_layers(layers: Sequence[str], filter_text: str | None) -> None:
    """
    Refuse layers that there aren't, and a filter for several.

    Raises
    ------
    WrongUseError
        If so.
    """
    known = all_layers()
    for name in layers:
        if name not in known:
            raise WrongUseError(f"--layer {name[:60]}: there is no such layer; there are {', '.join(sorted(known))}")
    if filter_text is not None and len(set(layers)) > 1:
        raise WrongUseError("--filter: it speaks of the fields of one layer; give one --layer with it")


def selected(
    instance: Instance, layers: Sequence[str], filter_text: str | None, at: str | None, known: str | None
) -> list[Selection]:
    """
    Return what `--layer`, `--filter`, `--at` and `--known` select, each layer once.

    Raises
    ------
    WrongUseError
        If a time can't be read.
    """
    from gis_core.selection.selection import Selection  # noqa: PLC0415  (shapely is slow to load)

    zone = instance.place.zone
    filters = () if filter_text is None else (filter_text,)
    day = None if at is None else read_at(at, zone, field="--at")
    instant = None if known is None else read_known(known, zone, field="--known")
    return [Selection(name, filters, day, instant) for name in dict.fromkeys(layers)]

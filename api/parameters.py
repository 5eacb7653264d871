"""Query parameters that several routes share, and the refusal of those that nobody declared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Annotated

from fastapi import Path, Query, Request
from starlette.datastructures import QueryParams

from api.bodies import DATE_SAID, DAY
from api.errors import BadParameter, Problem
from gis_core.consolidation.analysis.moment import Moment
from gis_core.place import Place
from gis_core.times import read_at, read_known
from layers.base import Layer
from layers.registry import all_layers

TIME = r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?(Z|[+-](0\d|1[0-4]):[0-5]\d)?"
INSTANT_SAID = {"pattern": f"^{DAY}(T{TIME})?$", "examples": ["2024-12-31", "2024-12-31T18:00:00+08:00"]}
At = Annotated[
    str | None,
    Query(description="Date for which the answer is true (2024-12-31); today if left out", json_schema_extra=DATE_SAID),
]
Known = Annotated[
    str | None,
    Query(
        description="Instant by which it was recorded (ISO 8601; a date means its end); now if left out",
        json_schema_extra=INSTANT_SAID,
    ),
]
OneProject = Annotated[str | None, Query(max_length=100, description="Code of the only project to look at")]
LayerName = Annotated[str, Path(description="Name of a layer, as in /api/layers")]


def holds_already(request: Request, tag: str) -> bool:
    """Tell whether a client says (`If-None-Match`, compared weakly, RFC 9110 13.1.2) that it holds what `tag` names."""
    held = {part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")}
    return "*" in held or tag.removeprefix("W/") in held


@dataclass(frozen=True)
class Times:
    """The two times of a question."""

    at: date
    known: datetime


def read_times(place: Place, at: str | None, known: str | None) -> Times:
    """
    Return the two times in the place's time zone.

    Raises
    ------
    WrongUseError
        If one can't be; the sentence begins with its name.
    """
    return Times(read_at(at, place.zone), read_known(known, place.zone))


def moment_of(request: Request, at: str | None, known: str | None) -> Moment:
    """
    Return when the records are asked about, in the place's time zone.

    Raises
    ------
    WrongUseError
        As `read_times`.
    """
    place = request.app.state.instance.place
    times = read_times(place, at, known)
    return Moment(times.at, times.known, place.zone)


def layer_named(name: str) -> Layer:
    """
    Return the layer called `name`.

    Raises
    ------
    Problem
        404 if there is none.
    """
    layers = all_layers()
    if name not in layers:
        raise Problem(404, f"layer: there is no layer {name[:60]!r}; /api/layers lists them", field="layer")
    return layers[name]


def refuse_unknown(request: Request, *declared: str, also_repeated: Iterable[str] = ()) -> None:
    """
    Refuse query parameters that a route doesn't have, and a repeated one that means one thing.

    Raises
    ------
    BadParameter
        Naming the first that is wrong.
    """
    _refuse(request.query_params, declared, also_repeated)


@lru_cache(maxsize=256)
def read_query(raw: bytes, declared: tuple[str, ...]) -> QueryParams:
    """
    Return what a query says, which must be `declared`; the tiles of a map all ask the same.

    Raises
    ------
    BadParameter
        As `refuse_unknown`.
    """
    asked = QueryParams(raw)
    _refuse(asked, declared)
    return asked


def _refuse(asked: QueryParams, declared: Iterable[str], also_repeated: Iterable[str] = ()) -> None:
    seen: set[str] = set()
    many = dict.fromkeys(also_repeated)
    for name, _ in asked.multi_items():
        if name not in declared and name not in many:
            raise BadParameter(name[:60], f"there is no such parameter; there are {', '.join([*declared, *many])}")
        if name in seen and name not in many:
            raise BadParameter(name, "it stands there more than once")
        seen.add(name)

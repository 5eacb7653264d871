"""Where a workspace's records come from: what an instance on this machine and a server's API answer alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

import geopandas as gpd
import pandas as pd

from gis_core.instance import Instance
from gis_core.place import Degrees, Place
from layers.base import Layer

if TYPE_CHECKING:
    from gis_core.siting.selection import Selection
    from gis_core.workspace.figure import Figure


@dataclass(frozen=True)
class Times:
    """The two times, each `None` where it wasn't said; with neither, what is on record now."""

    at: dt.date | None
    known: dt.datetime | None


@dataclass(frozen=True)
class FigureQuestion:
    """Of which period a figure is asked, what counts, and by when it was recorded; `None` for what wasn't said."""

    year: int | None
    first: dt.date | None
    last: dt.date | None
    at: dt.date | None
    known: dt.datetime | None
    zone: str | None
    community: str | None
    project: str | None
    type: str | None


class Records(Protocol):
    """
    What `Workspace` stands on: its methods say in full what is meant and refused, these only answer.

    `instance` is the instance on this machine, or `None`.
    """

    @property
    def place(self) -> Place: ...
    @property
    def instance(self) -> Instance | None: ...
    @property
    def where(self) -> str: ...
    def counts(self) -> Mapping[str, int]: ...
    def edited(self, layers: Sequence[Layer]) -> Sequence[Layer]: ...
    def features(self, layer: Layer, times: Times) -> gpd.GeoDataFrame: ...
    def select(self, statement: str, values: Mapping[str, object] | None) -> pd.DataFrame: ...
    def year(self, year: int, known: dt.datetime | None) -> Sequence[tuple[object, ...]]: ...
    def figure(self, name: str, asked: FigureQuestion) -> Figure: ...
    def siting(self, document: dict[str, Any], known: dt.datetime | None, *, keep: bool) -> Selection: ...
    def preset(self, name: str) -> dict[str, Any]: ...
    def rasters(self) -> Sequence[tuple[object, ...]]: ...
    def raster(self, name: str) -> str | IO[bytes]: ...
    def sheets(self, order: Mapping[str, Any], out: Path) -> list[Path]: ...
    def span(self, layers: Sequence[Layer], times: Times) -> Degrees | None: ...
    def tile(self, layers: Sequence[Layer], z: int, x: int, y: int, times: Times) -> bytes: ...
    def close(self) -> None: ...

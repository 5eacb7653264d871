"""What a workspace offers, whichever way it reaches the records; maps and pictures are made here, once for both."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import geopandas as gpd
import pandas as pd

from gis_core.errors import NotFoundError, WrongUseError
from gis_core.place import Degrees, Place
from gis_core.workspace.cards import workspace_card
from layers.base import Layer
from layers.registry import all_layers

if TYPE_CHECKING:
    import folium

    from gis_core.cartography.pages.looking import Look
    from gis_core.siting.document import Scenario
    from gis_core.siting.selection import Selection
    from gis_core.workspace.figure import Figure
    from gis_core.workspace.raster import Raster
    from gis_core.workspace.sheet import Sheet

Day = str | dt.date | None
Instant = str | dt.date | dt.datetime | None


class Workspace(ABC):
    """
    An open workspace, read only.

    `at` is always the date for which a thing is true, `known` the instant by which it was recorded (a date means the
    end of that day in the place's time zone); the present when neither is given.
    """

    place: Place
    """The place: its names, survey CRS, extent, time zone."""

    @property
    @abstractmethod
    def where(self) -> str:
        """Where the records are, as people read it."""

    @property
    def crs(self) -> str:
        """The survey CRS, such as `EPSG:4547`; every GeoDataFrame comes in it."""
        return self.place.crs.survey

    @abstractmethod
    def layers(self) -> pd.DataFrame:
        """Return a table of the layers: name, labels, group, geometry type, number of live rows."""

    @abstractmethod
    def layer(self, name: str, *, at: Day = None, known: Instant = None) -> gpd.GeoDataFrame:
        """
        Return a layer, one row a feature, in the survey CRS.

        `attrs` holds the layer's labels and units; `gis_core.workspace.columns.labelled` writes them over the columns.

        Parameters
        ----------
        name
            Table name, such as `parcels`.
        at, known
            The two times; the live rows when neither is given.

        Raises
        ------
        NotFoundError
            If there is no such layer.
        WrongUseError
            If `at` or `known` is no date.
        """

    @abstractmethod
    def query(self, statement: str, values: Mapping[str, object] | None = None) -> pd.DataFrame:
        """
        Return what a read-only SQL statement finds; parameters stand in it as `%(name)s`.

        A column of PostGIS geometries becomes the geometry of a GeoDataFrame.

        Raises
        ------
        NotAllowedError
            Through the API, which takes no SQL.
        """

    @abstractmethod
    def figures(self, year: int, *, known: Instant = None) -> pd.DataFrame:
        """
        Return the figures of a year as the office reports them: by name `zh`, `en`, `value`, `unit`, `figure`.

        `figure` is the name under which `figure()` gives its evidence.

        Raises
        ------
        WrongUseError
            If there can't be such a year.
        """

    @abstractmethod
    def figure(
        self,
        name: str,
        *,
        year: int | None = None,
        first: Day = None,
        last: Day = None,
        at: Day = None,
        known: Instant = None,
        zone: str | None = None,
        community: str | None = None,
        project: str | None = None,
        type: str | None = None,
    ) -> Figure:
        """
        Return one figure with all that makes it.

        Parameters
        ----------
        name
            Name of the figure, such as `completed_area`.
        year, first, last, at
            The period: a year, a first and a last day, or one day (with `year`: its last).
        known
            By when it was recorded.
        zone, community, project, type
            What counts; everything unless said.

        Raises
        ------
        WrongUseError
            If there is no such figure, or the period or the place is none; the sentence lists what there is.
        NotAllowedError
            If it is money, and the role may not see it.
        """

    @abstractmethod
    def siting(
        self, scenario: str | Mapping[str, Any] | Scenario, *, at: Day = None, known: Instant = None, keep: bool = False
    ) -> Selection:
        """
        Answer a scenario of site selection: its ranking, funnel, numbers and sites as tables.

        Parameters
        ----------
        scenario
            Name of a preset, or a document.
        at
            The day whose land is asked; that of the document, else today.
        known
            As recorded by then; now when it isn't given.
        keep
            Whether the run is stored, as `./matian siting run` does. A server keeps every run.

        Raises
        ------
        MatianError
            If the document is wrong, or the records can't answer it; `field` is the place in it.
        """

    @abstractmethod
    def siting_preset(self, name: str) -> dict[str, Any]:
        """
        Return the document of a preset, to be changed and given to `siting`.

        Raises
        ------
        NotFoundError
            If there is none of that name; the sentence names those there are.
        """

    @abstractmethod
    def rasters(self) -> pd.DataFrame:
        """Return a table of the rasters that the instance shows: by name `unit`, `cell_m`, how it was `made`."""

    @abstractmethod
    def raster(self, name: str) -> Raster:
        """
        Return a raster with its numbers.

        Raises
        ------
        NotFoundError
            If the instance shows none of that name.
        """

    @abstractmethod
    def bounds(self, names: Sequence[str], *, at: Day = None, known: Instant = None) -> Degrees | None:
        """Return what the features of layers span, in degrees (west, south, east, north); `None` without features."""

    @abstractmethod
    def tile(self, names: Sequence[str], z: int, x: int, y: int, *, at: Day = None, known: Instant = None) -> bytes:
        """Return a tile of layers as the map gets it (Mapbox Vector Tile 2); no bytes where nothing is drawn."""

    @abstractmethod
    def sheets(self, out: Path | str, template: str, **order: Any) -> list[Path]:
        """
        Make map sheets in a folder, and return the files in the order of the sheets.

        Parameters
        ----------
        out
            The folder; made if it doesn't exist.
        template
            Name of a template, such as `progress`.
        order
            What `./matian export sheets` takes: `project`, `at`, `scale`, `paper`, `format`, `language`, `series`,
            `set` (a project's map set as one PDF) …: the fields of
            `gis_core.cartography.sheets.request.SheetRequest`.

        Raises
        ------
        WrongUseError, NotFoundError
            If the order can't be made; the sentence begins with the name of what is wrong.
        NotAllowedError
            Through the API, if the sheets have to be approved first.
        """

    def sheet(self, template: str, **order: Any) -> Sheet:
        """
        Return a map sheet, shown as a picture; `.save("….pdf")` writes it.

        Raises
        ------
        MatianError
            As `sheets`.
        """
        from gis_core.workspace.sheet import Sheet  # noqa: PLC0415

        if order.get("set"):
            raise WrongUseError("set: a map set is a document of many pages; write it with sheets(folder, …, set=True)")
        asked = {"template": template, **order}
        return Sheet.drawn(asked, lambda full, folder: self.sheets(folder, **{str(key): full[key] for key in full}))

    def map(self, *names: str, at: Day = None, known: Instant = None) -> folium.Map:
        """
        Return a folium map of layers in our styles, which loads nothing from any other host.

        It holds every shape as text; for more than some 20,000 features `look` is the way.
        """
        from gis_core.cartography.pages.leaflet import offline_map  # noqa: PLC0415  (folium is slow to import)

        shown = {layer_named(name): self.layer(name, at=at, known=known) for name in names}
        return offline_map(self.place, shown)

    def look(self, *names: str, at: Day = None, known: Instant = None, height: int = 520) -> Look:
        """
        Return a map that shows hundreds of thousands of features: the tiles of the map, held in one page.

        It needs no server and no other host, and can be saved as one file (`.save(path)`).

        Parameters
        ----------
        names
            Layers that are drawn; the features of each can be pointed at.
        at, known
            The two times.
        height
            Of the picture in a notebook, in pixels.

        Raises
        ------
        NotFoundError
            If there is no such layer.
        WrongUseError
            If a layer is never drawn.
        EnvironmentProblemError
            If the web map's packages aren't installed.
        """
        from gis_core.cartography.pages.looking import look_at  # noqa: PLC0415

        layers = [layer_named(name) for name in names]
        span = self.bounds(names, at=at, known=known) or self.place.map.extent
        title = f"{self.place.name.zh} · {self.place.name.en}"
        return look_at(title, layers, span, lambda *tile: self.tile(names, *tile, at=at, known=known), height=height)

    @abstractmethod
    def close(self) -> None:
        """Let go of the records."""

    def _repr_html_(self) -> str:
        return workspace_card(self.place, self.where, self.layers())

    def __repr__(self) -> str:
        """Say where the records are."""
        return f"<Workspace {self.place.name.zh} {self.place.name.en}, {self.crs}, {self.where}>"

    def __enter__(self) -> Self:
        """Return the workspace itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the workspace."""
        self.close()


def layer_named(name: str) -> Layer:
    """
    Return the layer of a table name.

    Raises
    ------
    NotFoundError
        If there is none; the sentence lists those that there are.
    """
    try:
        return all_layers()[name]
    except KeyError:
        raise NotFoundError(f"there is no layer {name!r}; there are: {', '.join(sorted(all_layers()))}") from None


LAYER_COLUMNS = ["layer", "zh", "en", "group", "geometry", "rows"]


def layers_table(rows: Mapping[str, int]) -> pd.DataFrame:
    """Return the table of layers, from their numbers of rows."""
    told = [
        (layer.name, layer.label.zh, layer.label.en, str(layer.group), layer.geometry, rows[layer.name])
        for layer in all_layers().values()
        if layer.name in rows
    ]
    return pd.DataFrame(told, columns=LAYER_COLUMNS).set_index("layer")

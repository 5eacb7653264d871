"""What an analyst asks a workspace for, each said once, whichever way it reaches the records (`records.Records`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import geopandas as gpd
import pandas as pd

from gis_core.errors import NotAllowedError, NotFoundError, WrongUseError
from gis_core.instance import Instance
from gis_core.place import Degrees, Place
from gis_core.times import read_at, read_known
from gis_core.workspace.cards import workspace_card
from gis_core.workspace.columns import described
from gis_core.workspace.records import FigureQuestion, Records, Times
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


class Workspace:
    """
    An open workspace, read only; `gis_core.workspace.open` gives one.

    `at` is always the date for which a thing is true, `known` the instant by which it was recorded (a date means the
    end of that day in the place's time zone); the present when neither is given.
    """

    def __init__(self, records: Records) -> None:
        self._records = records
        self.place: Place = records.place
        """The place: its names, survey CRS, extent, time zone."""

    @property
    def where(self) -> str:
        """Where the records are, as people read it."""
        return self._records.where

    @property
    def instance(self) -> Instance:
        """
        The instance on this machine.

        Raises
        ------
        NotAllowedError
            Through the API.
        """
        if self._records.instance is None:
            raise NotAllowedError(f"{self.where} is a server; only a workspace on its own machine has the instance")
        return self._records.instance

    @property
    def crs(self) -> str:
        """The survey CRS, such as `EPSG:4547`; every GeoDataFrame comes in it."""
        return self.place.crs.survey

    def layers(self) -> pd.DataFrame:
        """Return a table of the layers: name, labels, group, geometry type, number of live rows."""
        return _layers_table(self._records.counts())

    def layer(self, name: str, *, at: Day = None, known: Instant = None) -> gpd.GeoDataFrame:
        """
        Return a layer, one row a feature, in the survey CRS; through the API coordinates are rounded to 0.1 mm.

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
        (found,) = self._edited([name])
        return self._rows(found, self._times(at, known))

    def codes(self, layer: str, field: str) -> pd.DataFrame:
        """
        Return the codes that a field may have, as the office edited them and in its order: `zh`, `en`, `colour`.

        Parameters
        ----------
        layer, field
            Such as `consolidation_parcels` and `stage`.

        Raises
        ------
        NotFoundError
            If there is no such layer, or it has no such field with a list of codes; the sentence lists those there are.
        """
        (found,) = self._edited([layer])
        lists = {one.name: one.codes for one in found.fields if one.codes is not None}
        if field not in lists:
            raise NotFoundError(
                f"{layer} has no list of codes for {field!r}; it has them for: {', '.join(lists) or 'no field'}"
            )
        rows = [(row.code, row.label.zh, row.label.en, row.colour) for row in lists[field].codes]
        return pd.DataFrame(rows, columns=["code", "zh", "en", "colour"]).set_index("code")

    def query(self, statement: str, values: Mapping[str, object] | None = None) -> pd.DataFrame:
        """
        Return what a read-only SQL statement finds; parameters stand in it as `%(name)s`.

        A column of PostGIS geometries becomes the geometry of a GeoDataFrame.

        Raises
        ------
        NotAllowedError
            Through the API, which takes no SQL.
        """
        return self._records.select(statement, values)

    def figures(self, year: int, *, known: Instant = None) -> pd.DataFrame:
        """
        Return the figures of a year as the office reports them: by name `zh`, `en`, `value`, `unit`, `figure`.

        `figure` is the name under which `figure()` gives its evidence.

        Raises
        ------
        WrongUseError
            If there can't be such a year.
        """
        rows = self._records.year(year, self._times(None, known).known)
        return pd.DataFrame(rows, columns=["name", "zh", "en", "value", "unit", "figure"]).set_index("name")

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
        days = {
            said: None if day is None else read_at(day, self.place.zone, field=said)
            for said, day in (("first", first), ("last", last), ("at", at))
        }
        by = self._times(None, known).known
        asked = FigureQuestion(year, **days, known=by, zone=zone, community=community, project=project, type=type)
        return self._records.figure(name, asked)

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
        from gis_core.siting.document import Scenario, read_scenario  # noqa: PLC0415  (slow to import)

        if isinstance(scenario, str):
            document = self._records.preset(scenario)
        else:
            asked = scenario if isinstance(scenario, Scenario) else read_scenario(scenario)
            document = asked.model_dump(mode="json")
        times = self._times(at, known)
        if times.at is not None:
            document = document | {"at": times.at.isoformat()}
        return self._records.siting(document, times.known, keep=keep)

    def siting_preset(self, name: str) -> dict[str, Any]:
        """
        Return the document of a preset, to be changed and given to `siting`.

        Raises
        ------
        NotFoundError
            If there is none of that name; the sentence names those there are.
        """
        return self._records.preset(name)

    def rasters(self) -> pd.DataFrame:
        """Return a table of the rasters that the instance shows: by name `unit`, `cell_m`, how it was `made`."""
        rows = self._records.rasters()
        return pd.DataFrame(rows, columns=["raster", "unit", "cell_m", "made"]).set_index("raster")

    def raster(self, name: str) -> Raster:
        """
        Return a raster with its numbers.

        Raises
        ------
        NotFoundError
            If the instance shows none of that name.
        """
        from gis_core.workspace.raster import read  # noqa: PLC0415

        return read(self._records.raster(name), name)

    def bounds(self, names: Sequence[str], *, at: Day = None, known: Instant = None) -> Degrees | None:
        """Return what the features of layers span, in degrees (west, south, east, north); `None` without features."""
        return self._records.span([layer_named(name) for name in names], self._times(at, known))

    def tile(self, names: Sequence[str], z: int, x: int, y: int, *, at: Day = None, known: Instant = None) -> bytes:
        """Return a tile of layers as the map gets it (Mapbox Vector Tile 2); no bytes where nothing is drawn."""
        return self._records.tile([layer_named(name) for name in names], z, x, y, self._times(at, known))

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
        return self._records.sheets({"template": template, **order}, Path(out))

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

        times = self._times(at, known)
        return offline_map(self.place, {layer: self._rows(layer, times) for layer in self._edited(names)})

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

        layers = self._edited(names)
        span = self.bounds(names, at=at, known=known) or self.place.map.extent
        title = f"{self.place.name.zh} · {self.place.name.en}"
        return look_at(title, layers, span, lambda *tile: self.tile(names, *tile, at=at, known=known), height=height)

    def close(self) -> None:
        """Let go of the records; a cluster stops with its last user."""
        self._records.close()

    def _edited(self, names: Sequence[str]) -> Sequence[Layer]:
        """Return layers with their code lists as the office edited them."""
        return self._records.edited([layer_named(name) for name in names])

    def _rows(self, layer: Layer, times: Times) -> gpd.GeoDataFrame:
        return described(self._records.features(layer, times), layer)

    def _times(self, at: Day, known: Instant) -> Times:
        zone = self.place.zone
        return Times(None if at is None else read_at(at, zone), None if known is None else read_known(known, zone))

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


def _layers_table(rows: Mapping[str, int]) -> pd.DataFrame:
    """Return the table of layers, from their numbers of rows."""
    told = [
        (layer.name, layer.label.zh, layer.label.en, str(layer.group), layer.geometry, rows[layer.name])
        for layer in all_layers().values()
        if layer.name in rows
    ]
    return pd.DataFrame(told, columns=LAYER_COLUMNS).set_index("layer")

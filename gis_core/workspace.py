"""
The analysts' front door: an instance's layers as GeoDataFrames, its database by SQL, its maps by folium.

```python
from gis_core import workspace

with workspace.open() as space:
    parcels = space.layer("parcels", at="2024-12-31")
    space.map("parcels", "pocket_parks")
```
"""

from __future__ import annotations

import getpass
from collections.abc import Mapping
from datetime import date, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import geopandas as gpd
import numpy as np
import pandas as pd
import psycopg
import shapely
from psycopg import sql
from psycopg.types import TypeInfo

from gis_core import db
from gis_core.errors import NotFoundError
from gis_core.instance import Instance
from gis_core.opening import Hold, hold
from gis_core.times import read_at, read_known
from layers.base import Layer
from layers.registry import all_layers

if TYPE_CHECKING:
    import folium

    from gis_core.siting.document import Scenario
    from gis_core.siting.selection import Selection


NUMERIC, DATE = 1700, 1082  # type numbers of PostgreSQL, fixed for ever


class Workspace:
    """
    An open instance, read only.

    Parameters
    ----------
    instance
        Whose records.
    held
        The hold that keeps its cluster running; released by `close`.
    """

    def __init__(self, instance: Instance, held: Hold | None = None) -> None:
        self.instance = instance
        self._held = held
        self._connection = psycopg.connect(db.dsn(instance), autocommit=True)
        self._connection.execute("SELECT set_config('TimeZone', %s, false)", [instance.place.time.zone])
        self._connection.execute("SET default_transaction_read_only = on")
        known = TypeInfo.fetch(self._connection, "geometry")
        self._geometry_type = known.oid if known else 0

    @property
    def crs(self) -> str:
        """The survey CRS, such as `EPSG:4547`; every GeoDataFrame comes in it."""
        return self.instance.place.crs.survey

    def layers(self) -> pd.DataFrame:
        """Return a table of the layers: name, labels, geometry type, number of live rows."""
        rows = []
        for layer in all_layers().values():
            count = self._connection.execute(
                sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(layer.name))
            ).fetchone()
            rows.append((layer.name, layer.label.zh, layer.label.en, layer.geometry, count[0] if count else 0))
        return pd.DataFrame(rows, columns=["layer", "zh", "en", "geometry", "rows"]).set_index("layer")

    def layer(
        self, name: str, *, at: str | date | None = None, known: str | date | datetime | None = None
    ) -> gpd.GeoDataFrame:
        """
        Return a layer, one row a feature, in the survey CRS.

        Parameters
        ----------
        name
            Table name, such as `parcels`.
        at
            The date for which the rows are true; the live rows when neither `at` nor `known` is given.
        known
            The instant by which they were recorded (a date means the end of that day in the place's time zone).

        Raises
        ------
        NotFoundError
            If there is no such layer.
        WrongUseError
            If `at` or `known` is no date.
        """
        layer = _layer_named(name)
        fields = [field.name for field in layer.fields]
        measured = ["area_m2"] if layer.is_polygonal else ["length_m"] if layer.is_linear else []
        columns = [
            "code",
            *fields,
            *measured,
            "valid_from",
            "valid_to",
            "source",
            "revision",
            "updated_at",
            "updated_by",
        ]
        source = sql.Identifier(layer.name)
        values: list[object] = []
        if at is not None or known is not None:
            zone = self.instance.place.zone
            source = sql.SQL("{}(%s, %s)").format(sql.Identifier(f"{layer.name}_as_of"))  # type: ignore[assignment]
            values = [read_at(at, zone), read_known(known, zone)]
        statement = sql.SQL("SELECT {}, geom AS geometry FROM {} ORDER BY code").format(
            sql.SQL(", ").join(map(sql.Identifier, columns)), source
        )
        found: gpd.GeoDataFrame = self._frame(statement, values)
        return found

    def query(self, statement: str, values: Mapping[str, object] | None = None) -> pd.DataFrame:
        """
        Return what a read-only SQL statement finds; parameters stand in it as `%(name)s`.

        A column of PostGIS geometries becomes the geometry of a GeoDataFrame.
        """
        found: pd.DataFrame = self._frame(sql.SQL(statement), values or None)
        return found

    def siting(
        self,
        scenario: str | Mapping[str, Any] | Scenario,
        *,
        at: str | date | None = None,
        known: str | date | datetime | None = None,
        keep: bool = False,
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
            Whether the run is stored, as `./matian siting run` does.

        Raises
        ------
        MatianError
            If the document is wrong, or the records can't answer it; `field` is the place in it.
        """
        from gis_core.siting.document import Scenario, read_scenario  # noqa: PLC0415  (slow to import)
        from gis_core.siting.preset import preset  # noqa: PLC0415
        from gis_core.siting.run import run  # noqa: PLC0415
        from gis_core.siting.selection import Selection  # noqa: PLC0415
        from gis_core.siting.store import keep as stored  # noqa: PLC0415

        if isinstance(scenario, str):
            asked = preset(scenario)
        else:
            asked = scenario if isinstance(scenario, Scenario) else read_scenario(scenario)
        zone = self.instance.place.zone
        if at is not None:
            asked = asked.model_copy(update={"at": read_at(at, zone)})
        with db.connect(self.instance, who=getpass.getuser()) as connection:
            answer = run(connection, self.instance, asked, known=read_known(known, zone) if known else None)
            return Selection(answer, stored(connection, answer).id if keep else None)

    def map(self, *names: str, at: str | date | None = None, known: str | date | datetime | None = None) -> folium.Map:
        """Return a folium map of layers in our styles, which loads nothing from any other host."""
        from gis_core.cartography.leaflet import offline_map  # noqa: PLC0415  (folium is slow to import)

        shown = {_layer_named(name): self.layer(name, at=at, known=known) for name in names}
        return offline_map(self.instance.place, shown)

    def _frame(self, statement: sql.SQL | sql.Composed, values: Any) -> Any:
        with self._connection.cursor() as cursor:
            cursor.execute(statement, values, binary=True)
            described = cursor.description or ()
            columns = list(zip(*cursor.fetchall(), strict=True)) or [()] * len(described)
        frame = pd.DataFrame({column.name: list(found) for column, found in zip(described, columns, strict=True)})
        shapes = None
        for column in described:
            if column.type_code == NUMERIC:
                frame[column.name] = frame[column.name].astype(float)
            elif column.type_code == DATE:
                frame[column.name] = pd.to_datetime(frame[column.name])
            elif column.type_code == self._geometry_type:
                frame[column.name] = shapely.from_wkb(np.array(frame[column.name], dtype=object))
                shapes = shapes or column.name
        return gpd.GeoDataFrame(frame, geometry=shapes, crs=self.crs) if shapes else frame

    def close(self) -> None:
        """End the connection; the cluster stops with its last user."""
        self._connection.close()
        if self._held is not None:
            self._held.release()

    def __enter__(self) -> Self:
        """Return the workspace itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the workspace."""
        self.close()


def _layer_named(name: str) -> Layer:
    try:
        return all_layers()[name]
    except KeyError:
        raise NotFoundError(f"there is no layer {name!r}; there are: {', '.join(sorted(all_layers()))}") from None


def open(instance: Instance | None = None) -> Workspace:
    """
    Open the instance of `MATIAN_HOME` (its cluster is started if need be), or one that already runs.

    Raises
    ------
    EnvironmentProblemError, WrongUseError
        As `gis_core.opening.hold`.
    """
    if instance is not None:
        return Workspace(instance)
    held = hold()
    return Workspace(held.instance, held)

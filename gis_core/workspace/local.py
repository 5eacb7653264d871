"""The workspace of an instance on this machine: straight to its database, as whoever sits at the terminal may."""

from __future__ import annotations

import getpass
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import psycopg
import shapely
from psycopg import sql
from psycopg.types import TypeInfo

from gis_core import db
from gis_core.instance import Instance
from gis_core.opening import Hold
from gis_core.place import Degrees
from gis_core.times import read_at, read_known, today
from gis_core.workspace.base import Day, Instant, Workspace, layer_named, layers_table
from gis_core.workspace.columns import columns_of, described
from layers.base import Layer
from layers.registry import all_layers

if TYPE_CHECKING:
    from gis_core.siting.document import Scenario
    from gis_core.siting.selection import Selection
    from gis_core.workspace.figure import Figure
    from gis_core.workspace.raster import Raster


NUMERIC, DATE = 1700, 1082  # type numbers of PostgreSQL, fixed for ever
SPAN = sql.SQL(
    "SELECT st_xmin(box), st_ymin(box), st_xmax(box), st_ymax(box) FROM ("
    "SELECT st_transform(st_setsrid(st_extent(span)::geometry, {1}), 4326) AS box FROM ({0}) spans) there"
)
ACTS_AS = "administrator"  # whoever sits at the terminal holds the instance's secrets


class LocalWorkspace(Workspace):
    """
    An open instance.

    Parameters
    ----------
    instance
        Whose records.
    held
        The hold that keeps its cluster running; released by `close`.
    """

    def __init__(self, instance: Instance, held: Hold | None = None) -> None:
        self.instance = instance
        self.place = instance.place
        self._held = held
        self._connection = psycopg.connect(db.dsn(instance), autocommit=True)
        for setting, value in (("TimeZone", self.place.time.zone), ("matian.role", ACTS_AS)):
            self._connection.execute("SELECT set_config(%s, %s, false)", [setting, value])
        self._connection.execute("SET default_transaction_read_only = on")
        known = TypeInfo.fetch(self._connection, "geometry")
        self._geometry_type = known.oid if known else 0

    @property
    def where(self) -> str:
        """The instance's folder."""
        return str(self.instance.home)

    def layers(self) -> pd.DataFrame:
        """Return the table of layers."""
        counts = {}
        for name in all_layers():
            found = self._connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name)))
            counts[name] = (found.fetchone() or (0,))[0]
        return layers_table(counts)

    def layer(self, name: str, *, at: Day = None, known: Instant = None) -> gpd.GeoDataFrame:
        """Return a layer."""
        layer = layer_named(name)
        source, values = self._source(layer, at, known)
        statement = sql.SQL("SELECT {}, geom AS geometry FROM {} ORDER BY code").format(
            sql.SQL(", ").join(map(sql.Identifier, columns_of(layer))), source
        )
        return described(self._frame(statement, values), layer)

    def _source(self, layer: Layer, at: Day, known: Instant) -> tuple[sql.Composable, list[object]]:
        """Return the rows of a layer at the two times, as a FROM clause names them, and its values."""
        if at is None and known is None:
            return sql.Identifier(layer.name), []
        source = sql.SQL("{}(%s, %s)").format(sql.Identifier(f"{layer.name}_as_of"))
        return source, [read_at(at, self.place.zone), read_known(known, self.place.zone)]

    def query(self, statement: str, values: Mapping[str, object] | None = None) -> pd.DataFrame:
        """Return what a statement finds."""
        found: pd.DataFrame = self._frame(sql.SQL(statement), values or None)
        return found

    def figures(self, year: int, *, known: Instant = None) -> pd.DataFrame:
        """Return the figures of a year."""
        from gis_core.consolidation.figures import year_figures  # noqa: PLC0415

        instant = None if known is None else read_known(known, self.place.zone)
        rows = [
            (one.name, one.label.zh, one.label.en, float(one.value), one.unit.zh, one.figure)
            for one in year_figures(self._connection, year, known=instant)
        ]
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
        """Return a figure with its evidence."""
        from gis_core.consolidation import figures  # noqa: PLC0415
        from gis_core.consolidation.figures.ask import now  # noqa: PLC0415
        from gis_core.consolidation.figures.shapes import shapes  # noqa: PLC0415
        from gis_core.consolidation.period import read_period  # noqa: PLC0415
        from gis_core.consolidation.scope import Scope  # noqa: PLC0415
        from gis_core.workspace.figure import Figure, evidence_table  # noqa: PLC0415

        here = self.place.zone
        days = {
            said: None if day is None else read_at(day, here, field=said)
            for said, day in (("first", first), ("last", last), ("at", at))
        }
        period = read_period(year, **days, today=today(here))
        found = figures.figure_named(name)
        instant = now(self._connection) if known is None else read_known(known, here)
        scope = Scope(zone, community, project, type)
        rows = figures.evidence(self._connection, found, period, known=instant, scope=scope)
        value = figures.value(found, rows)
        question = figures.Question(period, instant, scope)
        return Figure(
            name=found.name,
            label=found.label,
            definition=found.definition,
            value=None if value is None else float(value),
            unit=found.unit,
            first=period.first,
            last=period.last,
            evidence=evidence_table([vars(row) for row in rows]),
            crs=self.crs,
            drawn=lambda: shapes(self._connection, found, question),
        )

    def siting(
        self, scenario: str | Mapping[str, Any] | Scenario, *, at: Day = None, known: Instant = None, keep: bool = False
    ) -> Selection:
        """Answer a scenario."""
        from gis_core.siting.document import Scenario, read_scenario  # noqa: PLC0415  (slow to import)
        from gis_core.siting.preset import preset  # noqa: PLC0415
        from gis_core.siting.run import run  # noqa: PLC0415
        from gis_core.siting.selection import Selection  # noqa: PLC0415
        from gis_core.siting.store import keep as stored  # noqa: PLC0415

        if isinstance(scenario, str):
            asked = preset(scenario)
        else:
            asked = scenario if isinstance(scenario, Scenario) else read_scenario(scenario)
        zone = self.place.zone
        if at is not None:
            asked = asked.model_copy(update={"at": read_at(at, zone)})
        with db.connect(self.instance, who=getpass.getuser()) as connection:
            answer = run(connection, self.instance, asked, known=read_known(known, zone) if known else None)
            return Selection(answer, stored(connection, answer).id if keep else None)

    def siting_preset(self, name: str) -> dict[str, Any]:
        """Return a preset's document."""
        from gis_core.siting.preset import preset  # noqa: PLC0415  (slow to import)

        return preset(name).model_dump(mode="json")

    def rasters(self) -> pd.DataFrame:
        """Return the table of rasters."""
        from gis_core.siting.rasters.shown import all_shown  # noqa: PLC0415

        rows = [(one.name, one.unit, one.cell_m, one.made) for one in all_shown(self.instance)]
        return pd.DataFrame(rows, columns=["raster", "unit", "cell_m", "made"]).set_index("raster")

    def raster(self, name: str) -> Raster:
        """Return a raster."""
        from gis_core.siting.rasters.shown import shown  # noqa: PLC0415
        from gis_core.workspace.raster import read  # noqa: PLC0415

        return read(str(shown(self.instance, name).path), name)

    def sheets(self, out: Path | str, template: str, **order: Any) -> list[Path]:
        """Make map sheets in a folder; that they were made is on the log of exports, as of any other."""
        from gis_core.exports.at_terminal import export_sheets  # noqa: PLC0415  (slow to import)

        return export_sheets(self.instance, {"template": template, **order}, out=Path(out), who=getpass.getuser()).files

    def bounds(self, names: Sequence[str], *, at: Day = None, known: Instant = None) -> Degrees | None:
        """Return what the features span."""
        values: list[object] = []
        parts: list[sql.Composable] = []
        for name in names:
            source, times = self._source(layer_named(name), at, known)
            parts.append(sql.SQL("SELECT st_extent(geom) AS span FROM {}").format(source))
            values += times
        united = sql.SQL(" UNION ALL ").join(parts)
        found = self._connection.execute(SPAN.format(united, self.place.crs.srid), values).fetchone()
        return None if found is None or found[0] is None else (found[0], found[1], found[2], found[3])

    def tile(self, names: Sequence[str], z: int, x: int, y: int, *, at: Day = None, known: Instant = None) -> bytes:
        """Return a tile, by the map's own statement."""
        from gis_core.tiles.grid import Tile  # noqa: PLC0415
        from gis_core.tiles.statement import tile_statement  # noqa: PLC0415

        wanted = tuple(layer_named(name).name for name in names)
        past = at is not None or known is not None
        statement = tile_statement(wanted, z, past=past)
        if statement is None:
            return b""
        values: list[object] = [z, x, y, *Tile(z, x, y).box]
        if past:
            zone = self.place.zone
            values += [read_at(at, zone), None if known is None else read_known(known, zone)]
        with psycopg.RawCursor(self._connection) as cursor:
            found = cursor.execute(statement, values, binary=True).fetchone()
        return bytes(found[0]) if found else b""

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

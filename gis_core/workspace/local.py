"""The records of an instance on this machine: straight from its database, as whoever sits at the terminal may."""

from __future__ import annotations

import datetime as dt
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
from gis_core.cartography.code_lists import as_edited, lists_on
from gis_core.instance import Instance
from gis_core.opening import Hold
from gis_core.place import Degrees
from gis_core.times import read_at, read_known, today
from gis_core.workspace.columns import columns_of
from gis_core.workspace.records import FigureQuestion, Times
from layers.base import Layer
from layers.registry import all_layers

if TYPE_CHECKING:
    from gis_core.siting.selection import Selection
    from gis_core.workspace.figure import Figure

NUMERIC, DATE = 1700, 1082  # type numbers of PostgreSQL, fixed for ever
SPAN = sql.SQL(
    "SELECT st_xmin(box), st_ymin(box), st_xmax(box), st_ymax(box) FROM ("
    "SELECT st_transform(st_setsrid(st_extent(span)::geometry, {1}), 4326) AS box FROM ({0}) spans) there"
)
ACTS_AS = "administrator"  # whoever sits at the terminal holds the instance's secrets


class LocalRecords:
    """
    The records of an open instance.

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

    def counts(self) -> Mapping[str, int]:
        """Count the live rows of each layer."""
        counts = {}
        for name in all_layers():
            found = self._connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name)))
            counts[name] = (found.fetchone() or (0,))[0]
        return counts

    def edited(self, layers: Sequence[Layer]) -> Sequence[Layer]:
        """Read the code lists that the office edits, and return layers with them."""
        lists = lists_on(self._connection)
        return [as_edited(layer, lists) for layer in layers]

    def features(self, layer: Layer, times: Times) -> gpd.GeoDataFrame:
        """Read a layer."""
        source, values = self._source(layer, times)
        statement = sql.SQL("SELECT {}, geom AS geometry FROM {} ORDER BY code").format(
            sql.SQL(", ").join(map(sql.Identifier, columns_of(layer))), source
        )
        frame: gpd.GeoDataFrame = self._frame(statement, values)
        return frame

    def _source(self, layer: Layer, times: Times) -> tuple[sql.Composable, list[object]]:
        """Return the rows of a layer at the two times, as a FROM clause names them, and its values."""
        if times == Times(None, None):
            return sql.Identifier(layer.name), []
        source = sql.SQL("{}(%s, %s)").format(sql.Identifier(f"{layer.name}_as_of"))
        return source, [read_at(times.at, self.place.zone), read_known(times.known, self.place.zone)]

    def select(self, statement: str, values: Mapping[str, object] | None) -> pd.DataFrame:
        """Ask what a statement finds."""
        found: pd.DataFrame = self._frame(sql.SQL(statement), values or None)
        return found

    def year(self, year: int, known: dt.datetime | None) -> Sequence[tuple[object, ...]]:
        """Ask for the figures of a year."""
        from gis_core.consolidation.figures import year_figures  # noqa: PLC0415

        return [
            (one.name, one.label.zh, one.label.en, float(one.value), one.unit.zh, one.figure)
            for one in year_figures(self._connection, year, known=known)
        ]

    def figure(self, name: str, asked: FigureQuestion) -> Figure:
        """Ask for a figure with its evidence."""
        from gis_core.consolidation import figures  # noqa: PLC0415
        from gis_core.consolidation.figures.ask import now  # noqa: PLC0415
        from gis_core.consolidation.figures.shapes import shapes  # noqa: PLC0415
        from gis_core.consolidation.period import read_period  # noqa: PLC0415
        from gis_core.consolidation.scope import Scope  # noqa: PLC0415
        from gis_core.workspace.figure import Figure, evidence_table  # noqa: PLC0415

        today_here = today(self.place.zone)
        period = read_period(asked.year, first=asked.first, last=asked.last, at=asked.at, today=today_here)
        found = figures.figure_named(name)
        instant = asked.known or now(self._connection)
        scope = Scope(asked.zone, asked.community, asked.project, asked.type)
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
            crs=self.place.crs.survey,
            drawn=lambda: shapes(self._connection, found, question),
        )

    def siting(self, document: dict[str, Any], known: dt.datetime | None, *, keep: bool) -> Selection:
        """Answer a scenario."""
        from gis_core.siting.document import read_scenario  # noqa: PLC0415  (slow to import)
        from gis_core.siting.run import run  # noqa: PLC0415
        from gis_core.siting.selection import Selection  # noqa: PLC0415
        from gis_core.siting.store import keep as stored  # noqa: PLC0415

        with db.connect(self.instance, who=getpass.getuser()) as connection:
            answer = run(connection, self.instance, read_scenario(document), known=known)
            return Selection(answer, stored(connection, answer).id if keep else None)

    def preset(self, name: str) -> dict[str, Any]:
        """Read a preset's document."""
        from gis_core.siting.preset import preset  # noqa: PLC0415  (slow to import)

        return preset(name).model_dump(mode="json")

    def rasters(self) -> Sequence[tuple[object, ...]]:
        """List the rasters."""
        from gis_core.siting.rasters.shown import all_shown  # noqa: PLC0415

        return [(one.name, one.unit, one.cell_m, one.made) for one in all_shown(self.instance)]

    def raster(self, name: str) -> str:
        """Find a raster's file."""
        from gis_core.siting.rasters.shown import shown  # noqa: PLC0415

        return str(shown(self.instance, name).path)

    def sheets(self, order: Mapping[str, Any], out: Path) -> list[Path]:
        """Make map sheets in a folder; that they were made is on the log of exports, as of any other."""
        from gis_core.exports.at_terminal import export_sheets  # noqa: PLC0415  (slow to import)

        return export_sheets(self.instance, {**order}, out=out, who=getpass.getuser()).files

    def span(self, layers: Sequence[Layer], times: Times) -> Degrees | None:
        """Ask what the features span."""
        values: list[object] = []
        parts: list[sql.Composable] = []
        for layer in layers:
            source, asked = self._source(layer, times)
            parts.append(sql.SQL("SELECT st_extent(geom) AS span FROM {}").format(source))
            values += asked
        united = sql.SQL(" UNION ALL ").join(parts)
        found = self._connection.execute(SPAN.format(united, self.place.crs.srid), values).fetchone()
        return None if found is None or found[0] is None else (found[0], found[1], found[2], found[3])

    def tile(self, layers: Sequence[Layer], z: int, x: int, y: int, times: Times) -> bytes:
        """Ask for a tile by the map's own statement."""
        from gis_core.tiles.grid import Tile  # noqa: PLC0415
        from gis_core.tiles.statement import tile_statement  # noqa: PLC0415

        past = times != Times(None, None)
        statement = tile_statement(tuple(layer.name for layer in layers), z, past=past)
        if statement is None:
            return b""
        values: list[object] = [z, x, y, *Tile(z, x, y).box]
        if past:
            values += [read_at(times.at, self.place.zone), times.known]
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
        return gpd.GeoDataFrame(frame, geometry=shapes, crs=self.place.crs.survey) if shapes else frame

    def close(self) -> None:
        """End the connection; the cluster stops with its last user."""
        self._connection.close()
        if self._held is not None:
            self._held.release()

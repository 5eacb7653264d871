"""
The ground that a scenario is asked on: a transaction, the two times, and the candidates as a table of their own.

The candidates stand in the temporary table `siting_candidates` (`code`, `geom`, `area_m2`, `land_use`), so that each
constraint and criterion is one question to PostGIS. A statement that names `at_<layer>` reads that layer as it was on
the day, as known by then: what of its history counts is picked once a run and not anew for every candidate.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import psycopg
import shapely
from psycopg import sql

from gis_core.answering import LIVE, PAST
from gis_core.crs import parse
from gis_core.instance import Instance
from gis_core.siting.people import people
from layers.base import Label
from layers.registry import all_layers

if TYPE_CHECKING:
    from gis_core.siting.network import WalkingGraph
    from gis_core.siting.network.snapping import Snapped

Connection = psycopg.Connection[Any]
CANDIDATES = """
CREATE TEMP TABLE siting_candidates (
  code text NOT NULL, geom geometry NOT NULL, area_m2 double precision NOT NULL, land_use text) ON COMMIT DROP
"""
SAMPLE = "SET LOCAL default_statistics_target = 10; ANALYZE siting_candidates; RESET default_statistics_target"
NAMED = re.compile(r"\bat_([a-z_]+)\b")
SEEN = sql.SQL("""
DROP TABLE IF EXISTS {past} CASCADE;
CREATE TEMP TABLE {past} ON COMMIT DROP AS SELECT {columns} FROM {history} f WHERE {past_answers};
CREATE INDEX ON {past} USING gist (geom);
ANALYZE {past};
""")
# Where no history counts, the planner is told so and looks only once; the view still ends with its table.
VIEW = sql.SQL("""
CREATE TEMP VIEW {seen} AS
  SELECT * FROM {layer} f WHERE {live_answers}
  UNION ALL SELECT * FROM {past} WHERE {any}
""")


def say_nothing(_share: float, _what: Label) -> None:
    """Take progress from someone and tell nobody."""


@dataclass
class Ground:
    """
    Where and when a scenario is asked.

    Parameters
    ----------
    connection
        A transaction of the application's role; the temporary tables end with it.
    instance
        Whose records.
    at, known
        The two times.
    report
        Is told how far the work is (0–1) and what is being done; it may raise to end it.
    """

    connection: Connection
    instance: Instance
    at: dt.date
    known: dt.datetime
    report: Callable[[float, Label], None] = say_nothing
    _seen: set[str] = field(default_factory=set, init=False)
    _seeing: AbstractContextManager[bool] = field(default_factory=Lock, init=False)

    @cached_property
    def srid(self) -> int:
        """EPSG number of the survey CRS."""
        return int(self.crs.rpartition(":")[2])

    @property
    def crs(self) -> str:
        """The survey CRS."""
        return self.instance.place.crs.survey

    @property
    def terrain(self) -> Path:
        """The terrain model (m), which may be missing."""
        return self.instance.files / "terrain.tif"

    def prepare(self) -> None:
        """Make the empty table of the candidates."""
        parse(self.crs)
        self.connection.execute("DROP TABLE IF EXISTS siting_candidates")
        self.connection.execute(CANDIDATES)

    def tell_planner(self) -> None:
        """Let the planner know how many candidates are left, and where."""
        self.connection.execute(SAMPLE)

    def tried(self, step: Callable[[], int], most: int) -> int | None:
        """Take a step that says how many candidates fell; if as many as `most` would, undo it and return `None`."""
        seen = set(self._seen)
        with self.connection.transaction():
            fell = step()
            if fell >= most:
                raise psycopg.Rollback
        if fell < most:
            return fell
        self._seen = seen
        return None

    def execute(self, statement: str | sql.SQL | sql.Composed, **values: object) -> psycopg.Cursor[Any]:
        """Run a statement; `at`, `known` and `srid` are bound in every one, and `at_<layer>` is there to be read."""
        with self._seeing:  # criteria are measured side by side
            self._see_those_of(statement if isinstance(statement, str) else statement.as_string(self.connection))
        return self.connection.execute(statement, {"at": self.at, "known": self.known, "srid": self.srid, **values})

    def ask(self, statement: Any, **values: object) -> pd.DataFrame:
        """Return the answer of a statement, one column for each of its own, by `code` where it has one."""
        answer = self.execute(statement, **values)
        columns = [column.name for column in answer.description or ()]
        table = pd.DataFrame(answer.fetchall(), columns=columns)
        return table.set_index("code") if "code" in table else table

    def measured(self, statement: Any, **values: object) -> pd.Series:
        """Return what a statement measures of each candidate (`code`, `value`), NaN where it finds nothing."""
        found = self.ask(statement, **values)
        value: pd.Series = pd.to_numeric(found["value"], errors="coerce").astype(float)
        return value.reindex(self.codes)

    def _see_those_of(self, text: str) -> None:
        for name in set(NAMED.findall(text)) & all_layers().keys() - self._seen:
            self._see(name)

    def _see(self, name: str) -> None:
        """Make the view of a layer as it was."""
        names = {"layer": name, "history": f"{name}_history", "past": f"past_{name}", "seen": f"at_{name}"}
        parts: dict[str, sql.Composable] = {part: sql.Identifier(known) for part, known in names.items()}
        times = {"at": sql.Literal(self.at), "known": sql.Literal(self.known)}
        parts |= {"live_answers": sql.SQL(LIVE).format(**times), "past_answers": sql.SQL(PAST).format(**times)}
        stored = self.connection.execute(sql.SQL("SELECT * FROM {layer} LIMIT 0").format(**parts)).description or ()
        columns = sql.SQL(", ").join(sql.Identifier("f", column.name) for column in stored)
        self.connection.execute(SEEN.format(columns=columns, **parts))
        found = self.connection.execute(sql.SQL("SELECT EXISTS (SELECT FROM {past})").format(**parts)).fetchone()
        self.connection.execute(VIEW.format(**parts, any=sql.Literal(bool(found and found[0]))))
        self._seen.add(name)

    @property
    def codes(self) -> pd.Index:
        """Codes of the candidates that are left, in order."""
        rows = self.connection.execute('SELECT code FROM siting_candidates ORDER BY code COLLATE "C"').fetchall()
        found: pd.Index = pd.Index([code for (code,) in rows], name="code", dtype=object)
        return found

    def forget_shapes(self) -> None:
        """Let go of shapes and points that were asked for before more candidates fell."""
        for name in ("shapes", "points"):
            self.__dict__.pop(name, None)

    @cached_property
    def shapes(self) -> gpd.GeoSeries:
        """Shapes of the candidates that passed every constraint, by code, in the survey CRS."""
        rows = self.connection.execute(
            'SELECT code, st_asbinary(geom) FROM siting_candidates ORDER BY code COLLATE "C"'
        ).fetchall()
        found = shapely.from_wkb(np.array([bytes(shape) for _, shape in rows], dtype=object))
        return gpd.GeoSeries(found, index=pd.Index([code for code, _ in rows], name="code"), crs=self.crs)

    @cached_property
    def points(self) -> gpd.GeoSeries:
        """A point inside of each candidate that passed every constraint, by code; asked when the funnel is through."""
        shapes = self.shapes
        return gpd.GeoSeries(shapely.point_on_surface(shapes.to_numpy()), index=shapes.index, crs=self.crs)

    @cached_property
    def walking(self) -> WalkingGraph:
        """The walking graph of the roads of that day."""
        from gis_core.siting.network import WalkingGraph  # noqa: PLC0415  (slow to import)

        rows = self.execute("SELECT class, st_asbinary(geom) FROM at_roads ORDER BY code").fetchall()
        shapes = shapely.from_wkb(np.array([bytes(shape) for _, shape in rows], dtype=object))
        frame = gpd.GeoDataFrame({"class": [kind for kind, _ in rows]}, geometry=shapes, crs=self.crs)
        return WalkingGraph.from_roads(frame)

    @cached_property
    def homes(self) -> Snapped:
        """Where the people's homes stand on the walking graph, found once for all criteria."""
        return self.walking.snap(self.people[["x", "y"]].to_numpy(), what="homes")

    @cached_property
    def people(self) -> pd.DataFrame:
        """Where people live on that day: `x`, `y`, `residents`, `residents_over_60`."""
        return people(self.connection, at=self.at, known=self.known, placed=False)

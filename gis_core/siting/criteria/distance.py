"""
Distance to the nearest feature (最近距离), by default on foot over the streets: parks, stations, facilities.

Features of areas and lines are reached at the place nearest to a street on their outline (straight distance), or at a
point inside of them (on foot).
"""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
import pandas as pd
import shapely
from psycopg import sql

from gis_core.siting.criteria.base import Criterion, Sense
from gis_core.siting.features import FeaturesOf
from gis_core.siting.ground import Ground
from layers.base import Label

POINTS = sql.SQL("SELECT st_asbinary(st_pointonsurface(f.geom)) FROM {source} f WHERE {condition}")
STRAIGHT = sql.SQL("""
SELECT c.code, n.m AS value
  FROM siting_candidates c
  LEFT JOIN LATERAL (SELECT st_distance(f.geom, c.geom) AS m FROM {source} f
                      WHERE {condition} ORDER BY f.geom <-> c.geom LIMIT 1) n ON true
""")


class Distance(FeaturesOf, Criterion):
    """Metres to the nearest feature; nothing where none can be reached."""

    LABEL: ClassVar[Label] = Label("距离", "Distance")
    UNIT: ClassVar[str] = "m"
    SENSE: ClassVar[Sense] = "min"

    kind: Literal["distance"] = "distance"
    by: Literal["walking", "straight"] = "walking"

    @property
    def label(self) -> Label:
        """The distance to what."""
        named = self.named
        return Label(f"距{named.zh}", f"Distance to {named.en}")

    @property
    def reads(self) -> tuple[str, ...]:
        """The layer, and the streets."""
        return (self.layer, "roads") if self.by == "walking" else (self.layer,)

    def measure(self, ground: Ground) -> pd.Series:
        """Measure to the nearest."""
        condition, values = self.condition()
        if self.by == "straight":
            return ground.measured(STRAIGHT.format(source=self.table, condition=condition), **values)
        rows = ground.execute(POINTS.format(source=self.table, condition=condition), **values).fetchall()
        targets = shapely.from_wkb(np.array([bytes(shape) for (shape,) in rows], dtype=object))
        if not len(targets):
            return pd.Series(np.nan, index=ground.points.index)
        metres = ground.walking.nearest(ground.points.to_numpy(), targets).distance_m
        return pd.Series(np.where(np.isfinite(metres), metres, np.nan), index=ground.points.index)

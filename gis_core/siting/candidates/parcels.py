"""Parcels (地块) as candidates."""

from __future__ import annotations

from typing import ClassVar, Literal

from psycopg import sql

from gis_core.siting.candidates.base import Candidates
from gis_core.siting.ground import Ground
from layers.base import Label


class Parcels(Candidates):
    """Every parcel of the day."""

    LABEL: ClassVar[Label] = Label("地块", "Parcels")
    READS: ClassVar[tuple[str, ...]] = ("parcels",)
    SOURCE_OF: ClassVar[sql.SQL | None] = sql.SQL("SELECT code, geom, area_m2, land_use FROM at_parcels")

    kind: Literal["parcels"] = "parcels"

    def gather(self, ground: Ground) -> None:
        """Take the parcels as they are."""
        ground.execute(sql.SQL("INSERT INTO siting_candidates {source}").format(source=self.SOURCE_OF))

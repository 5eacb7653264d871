"""Features of a layer (图层要素) as candidates: industrial parks, parks, buildings, facilities."""

from __future__ import annotations

from typing import ClassVar, Literal

from psycopg import sql

from gis_core.siting.candidates.base import Candidates
from gis_core.siting.features import FeaturesOf
from gis_core.siting.ground import Ground
from layers.base import Label

STATEMENT = sql.SQL("""
INSERT INTO siting_candidates
SELECT f.code, f.geom, st_area(f.geom) FROM {source} f WHERE {condition}
""")


class Features(FeaturesOf, Candidates):
    """Features of a layer, all or those of some kinds."""

    LABEL: ClassVar[Label] = Label("图层要素", "Features")

    kind: Literal["features"] = "features"

    @property
    def label(self) -> Label:
        """What these features are called."""
        return self.named

    def gather(self, ground: Ground) -> None:
        """Take the features as they are."""
        condition, values = self.condition()
        ground.execute(STATEMENT.format(source=self.table, condition=condition), **values)

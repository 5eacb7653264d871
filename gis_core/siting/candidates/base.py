"""What every kind of candidates is: a statement that fills the table of candidates."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from psycopg import sql

from gis_core.siting.ground import Ground
from gis_core.siting.parts import Part


class Candidates(Part):
    """
    What may be chosen.

    SOURCE_OF
        The statement that reads the candidates, where they stand in a layer as they are; `gather` then copies them.
    """

    SOURCE_OF: ClassVar[sql.SQL | None] = None

    kind: str

    @abstractmethod
    def gather(self, ground: Ground) -> None:
        """Fill `siting_candidates`: `code`, `geom` in the survey CRS, `area_m2`, `land_use` where it is known."""

"""Grid cells (格网): squares of one size, laid on whole multiples of their side, where the subdistrict's land is."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from gis_core.errors import WrongUseError
from gis_core.siting.candidates.base import Candidates
from gis_core.siting.ground import Ground
from gis_core.siting.parts import sql_beside
from gis_core.siting.quantities import Length
from layers.base import Label

MOST_CELLS = 2_000_000


class Grid(Candidates):
    """Squares whose middle lies in a community; the part outside of the communities is cut off."""

    LABEL: ClassVar[Label] = Label("格网单元", "Grid cells")
    READS: ClassVar[tuple[str, ...]] = ("communities",)

    kind: Literal["grid"] = "grid"
    side: Annotated[Length, Field()]

    def gather(self, ground: Ground) -> None:
        """Lay the grid over the communities."""
        side = self.side.base
        found = ground.execute("SELECT coalesce(sum(st_area(st_envelope(geom))), 0) FROM at_communities").fetchone()
        if side <= 0 or (found and found[0] / side**2 > MOST_CELLS):
            raise WrongUseError(
                f"candidates.side: {side:g} m makes more than {MOST_CELLS:,} cells; take larger ones",
                field="candidates.side",
            )
        ground.execute(sql_beside(__file__), side=side)

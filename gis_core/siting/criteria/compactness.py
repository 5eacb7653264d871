"""
Compactness (紧凑度): how near the shape comes to a circle, 4πA/P².

Source: Polsby, D. D., Popper, R. D. (1991): The third criterion: compactness as a procedural safeguard against partisan
gerrymandering. Yale Law & Policy Review 9 (2), 301–353.
"""

from typing import ClassVar, Literal

import pandas as pd

from gis_core.siting.criteria.base import Criterion
from gis_core.siting.ground import Ground
from layers.base import Label


class Compactness(Criterion):
    """4πA/P², 1 for a circle, 0.785 for a square; nothing for a point."""

    LABEL: ClassVar[Label] = Label("紧凑度", "Compactness")
    UNIT: ClassVar[str] = "1"

    kind: Literal["compactness"] = "compactness"

    def measure(self, ground: Ground) -> pd.Series:
        """Compare area and outline."""
        return ground.measured(
            "SELECT code, 4 * pi() * st_area(geom) / nullif(st_perimeter(geom), 0) ^ 2 AS value FROM siting_candidates"
        )

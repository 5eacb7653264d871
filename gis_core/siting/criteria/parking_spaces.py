"""Parking spaces that fit (可布泊位): rows of bays in the largest rectangle inside of the plot."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import pandas as pd
import shapely
from pydantic import Field

from gis_core.siting.criteria.base import Criterion
from gis_core.siting.ground import Ground
from gis_core.siting.parking_layout import SOURCE, Bays, spaces
from gis_core.siting.quantities import Length, quantity
from layers.base import Label


class ParkingSpaces(Criterion):
    """How many cars fit; of a plot of several parts those of the largest, nothing for a point or a line."""

    LABEL: ClassVar[Label] = Label("可布泊位", "Parking spaces that fit")
    UNIT: ClassVar[str] = "泊位"
    SOURCE: ClassVar[str] = SOURCE

    kind: Literal["parking_spaces"] = "parking_spaces"
    bay_depth: Annotated[Length, Field(validate_default=True)] = quantity(5.3, "m", SOURCE)
    bay_width: Annotated[Length, Field(validate_default=True)] = quantity(2.5, "m", SOURCE)
    aisle: Annotated[Length, Field(validate_default=True)] = quantity(6.0, "m", SOURCE)

    def measure(self, ground: Ground) -> pd.Series:
        """Lay out each plot."""
        bays = Bays(self.bay_depth.base, self.bay_width.base, self.aisle.base)
        shapes = ground.shapes
        return pd.Series([self._fits(shape, bays) for shape in shapes], index=shapes.index, dtype=float)

    def _fits(self, shape: shapely.Geometry, bays: Bays) -> float | None:
        from gis_core.siting.rectangle import largest_rectangle  # noqa: PLC0415  (slow to import)

        parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
        if not parts:
            return None
        found = largest_rectangle(max(parts, key=lambda part: float(part.area)))
        return spaces(found.length_m, found.width_m, bays)

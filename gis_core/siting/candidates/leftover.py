"""
Leftover plots (边角地块): land of parcels that nothing stands on and nothing runs over.

What is left of a parcel without its buildings (and a strip around them), roadways, water, parks and car parks, opened
by half of the least width, so that strips and spikes fall off. Present uses under which open ground is in use
(courtyards of dwellings, schools, farmland, roads) are left out by default.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from gis_core.siting.candidates.base import Candidates
from gis_core.siting.constraints.land_use import LandUse
from gis_core.siting.constraints.road_access import WIDEST_M
from gis_core.siting.ground import Ground
from gis_core.siting.parts import sql_beside
from gis_core.siting.quantities import Area, Length, quantity
from layers.base import Label

IN_USE = ("01", "02", "03", "05", "0703", "0804", "0806", "12", "14", "17")


class LeftoverPlots(Candidates):
    """
    Land not covered by buildings, roads, water or use.

    Parameters
    ----------
    smallest
        Least area of a plot.
    width
        Least width: narrower parts fall off.
    setback
        Strip around buildings that stays free.
    in_use
        Present uses whose open ground is in use.
    """

    LABEL: ClassVar[Label] = Label("边角地块", "Leftover plots")
    READS: ClassVar[tuple[str, ...]] = ("parcels", "buildings", "roads", "water", "pocket_parks", "parking")

    kind: Literal["leftover"] = "leftover"
    smallest: Annotated[Area, Field(validate_default=True)] = quantity(150, "m²", "近似值：停六辆车所需")
    width: Annotated[Length, Field(validate_default=True)] = quantity(8, "m", "近似值：一排车位加通道")
    setback: Annotated[Length, Field(validate_default=True)] = quantity(3, "m", "近似值：消防与通行")
    in_use: list[LandUse] = Field(default_factory=lambda: list(IN_USE))

    def gather(self, ground: Ground) -> None:
        """Cut what is free out of the parcels; a plot is named by its parcel and its number there, largest first."""
        ground.execute(
            sql_beside(__file__),
            smallest=self.smallest.base,
            half=self.width.base / 2,
            widest=WIDEST_M,
            setback=self.setback.base,
            in_use=[f"{code}%" for code in self.in_use],
        )

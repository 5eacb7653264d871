"""
Assembly (地块整合): connected, compact land of at least so many hectares from the candidates, and alternatives to it.

What a set costs, how many owners it has and how likely all of it is delivered are the numbers of criteria of the same
document; owners, doubt and outline are set against money by prices that the document states.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pydantic import BaseModel, ConfigDict, Field, PositiveFloat

from gis_core.errors import RefusedInputError
from gis_core.siting.ground import Ground
from gis_core.siting.quantities import Area, Length, quantity
from layers.base import Label

APPROX = "近似值：由街道按本地情况确定"


class Assembling(BaseModel):
    """
    How land is put together.

    Parameters
    ----------
    smallest, largest
        Area wanted.
    cost, owners, delivery
        Names of the criteria whose numbers say what a parcel costs (CNY), how many owners it has, and how likely it is
        delivered (0–1); what isn't named doesn't count.
    per_owner
        What one owner more is worth avoiding, CNY.
    per_doubt
        What a probability smaller by a factor of e is worth avoiding, CNY.
    per_metre
        What one metre of outer boundary is worth avoiding, CNY.
    gap
        How far apart neighbours may lie, as across a street.
    alternatives, overlap
        How many sets, and the share of its area that each may have in common with one before it.
    among
        How many of the best candidates are looked at.
    time_limit
        Seconds after which the best found is taken, with its bound.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: Literal["assembly"]
    smallest: Area
    largest: Area | None = None
    cost: str | None = None
    owners: str | None = None
    delivery: str | None = None
    per_owner: Annotated[float, Field(ge=0)] = 1e6
    per_doubt: Annotated[float, Field(ge=0)] = 2e7
    per_metre: Annotated[float, Field(ge=0)] = 5e3
    gap: Annotated[Length, Field(validate_default=True)] = quantity(12, "m", "连片产业空间口径（同土地整备的默认间距）")
    alternatives: Annotated[int, Field(ge=1, le=10)] = 3
    overlap: Annotated[float, Field(ge=0, le=1)] = 0.3
    among: Annotated[int, Field(ge=1, le=20_000)] = 300
    time_limit: PositiveFloat = 60.0
    source: str = APPROX

    @property
    def label(self) -> Label:
        """What is wanted."""
        hectares = f"{self.smallest.base / 1e4:g} ha"
        return Label(f"整合不少于 {hectares}", f"Assemble at least {hectares}")

    @property
    def reads(self) -> tuple[str, ...]:
        """The candidates alone."""
        return ()

    @property
    def named(self) -> dict[str, str]:
        """The criteria that it asks for, by what they say."""
        told = {"cost": self.cost, "owners": self.owners, "probability": self.delivery}
        return {what: name for what, name in told.items() if name is not None}

    def choose(
        self, ground: Ground, ranked: pd.Index, numbers: pd.DataFrame, cancelled: Callable[[], bool]
    ) -> dict[str, Any]:
        """
        Put land together from the best of a ranking.

        Parameters
        ----------
        ground
            Where.
        ranked
            Codes of the candidates, best first.
        numbers
            Numbers of the criteria by code.
        cancelled
            Asked now and then whether to stop; the best found is returned.

        Returns
        -------
        told
            `sets`, the best first; none where no connected land is large enough, and `refused` says so.

        Raises
        ------
        RefusedInputError
            If a number is missing; `field` begins with `allocation`.
        """
        from gis_core.siting.assembly import Weights, assemble, neighbours  # noqa: PLC0415  (slow to import)

        picked = ranked[: self.among]
        shapes = ground.shapes.reindex(picked)
        table = self._table(shapes, numbers.reindex(picked))
        try:
            found = assemble(
                table,
                neighbours(gpd.GeoDataFrame(geometry=shapes, crs=ground.crs), gap_m=self.gap.base),
                self.smallest.base,
                largest_m2=self.largest.base if self.largest else None,
                weights=Weights(1.0 if self.cost else 0.0, self.per_owner, self.per_doubt, self.per_metre),
                alternatives=self.alternatives,
                overlap=self.overlap,
                time_limit=self.time_limit,
                cancel=cancelled,
            )
        except RefusedInputError as error:  # the ranking stands, whether or not there is so much land together
            nothing: dict[str, Any] = dict.fromkeys(("objective", "bound", "gap", "served", "of"))
            return {"model": self.model, **nothing, "proven": False, "sites": [], "sets": [], "refused": str(error)}
        best = found[0]
        return {
            "model": self.model,
            "refused": None,
            "objective": best.objective,
            "bound": best.bound,
            "gap": best.gap,
            "proven": best.proven,
            "sites": [{"code": code, "served": None} for code in best.codes],
            "served": None,
            "of": None,
            "sets": [
                {
                    "codes": list(one.codes),
                    "area_m2": one.area_m2,
                    "cost": one.cost,
                    "owners": one.owners,
                    "probability": one.probability,
                    "boundary_m": one.boundary_m,
                    "compactness": one.compactness,
                    "objective": one.objective,
                    "bound": one.bound,
                    "gap": one.gap,
                    "proven": one.proven,
                    "overlap": one.overlap,
                }
                for one in found
            ],
        }

    def _table(self, shapes: gpd.GeoSeries, numbers: pd.DataFrame) -> pd.DataFrame:
        found = pd.DataFrame(
            {
                "area_m2": shapely.area(shapes.to_numpy()),
                "perimeter_m": shapely.length(shapes.to_numpy()),
                "cost": 0.0,
                "owners": 0,
                "probability": 1.0,
            },
            index=shapes.index,
        )
        for what, name in self.named.items():
            column = numbers[name]
            if column.isna().any():
                raise RefusedInputError(
                    f"allocation.{what}: {name} isn't known of {column.index[column.isna()][0]}; state what a missing"
                    f" one is at the criterion {name}",
                    field=f"allocation.{'delivery' if what == 'probability' else what}",
                )
            found[what] = np.rint(column).astype(int) if what == "owners" else column
        return found
